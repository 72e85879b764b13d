"""A report as one page that can be sent to a client's maintainers; every text in it is escaped."""

from __future__ import annotations

from collections.abc import Iterator

from mockserver.pages.html import Content, Html, chip, element, facts, join, page, table

from .judge import MEANINGS, Difference, Verdict
from .row import Report, Row
from .words import KINDS, requests, shown, summary, worst_first

_STYLE = """\
section { border-top: 1px solid var(--line); margin-top: 1.5rem; padding-top: .5rem; }
section h3 { margin-top: .5rem; }
details { margin: .5rem 0; }
summary { cursor: pointer; color: var(--soft); }
"""

_ABOUT = (
    "For each scenario a mock server sent exactly the bytes that are shown, and the client's"
    " program was run once. Below stands what it printed beside what the scenario's author, or the"
    " bytes themselves, say that a client should end with. An author may be wrong, and so may the"
    " short program around the client; where a scenario asks for more than a client promises, this"
    " is no fault of the client."
)


def as_page(report: Report, again: str) -> str:
    """The page; `again` is the command line with which anyone can run it again."""
    title = f"{report.client or 'A client'} and {summary(report).partition(':')[0]}"
    return page(
        title,
        element("h1", title),
        element("p", _ABOUT, class_="soft"),
        facts([("Client", report.client or "not said"), ("Run again", element("code", again))]),
        element("h2", "What we saw"),
        _counts(report),
        element("h2", "Scenarios"),
        *map(_section, worst_first(report.rows)),
        style=_STYLE,
    )


def _counts(report: Report) -> Html:
    rows = [(count, _chip(one), MEANINGS[one]) for one, count in report.counts().items()]
    return table(("scenarios", "verdict", "what it means"), rows)


def _chip(verdict: Verdict) -> Html:
    return chip(verdict, KINDS[verdict])


def _section(row: Row) -> Html:
    """All of a scenario; one that the client was right about is folded."""
    told = (
        element("p", row.about) if row.about else "",
        facts(_facts(row)),
        _differences(row.judgement.differences),
        _folded("What was sent", row.transcript),
        _folded("What the command wrote to standard error", row.ran.complaints),
    )
    if row.verdict is Verdict.CORRECT:
        return element("details", element("summary", row.scenario, " ", _chip(row.verdict)), *told)
    return element("section", element("h3", row.scenario, " ", _chip(row.verdict)), *told)


def _facts(row: Row) -> Iterator[tuple[Content, Content]]:
    yield "Why", row.judgement.reason
    for one in row.source:
        yield "Source", _source(one)
    yield "Right", _right(row)
    if row.ran.output is not None:
        yield "The client said", element("code", shown(row.ran.output))
    if row.judgement.unjudged:
        yield "Not judged", f"{', '.join(row.judgement.unjudged)} (the client does not report it)"
    yield "Requests", requests(row)
    ended = "was ended" if row.ran.exit_code is None else f"exit code {row.ran.exit_code}"
    yield "The command", f"{ended}, after {row.ran.seconds:.1f} s"
    yield "Digest", element("code", row.digest)


def _source(text: str) -> Content:
    """A link where it is one of the web; anything else is a text."""
    web = text.startswith(("https://", "http://")) and text.isprintable()
    return element("a", text, href=text, rel="noreferrer") if web else text


def _right(row: Row) -> Content:
    expected = row.expected
    if not expected.right:
        return expected.why or "not known"
    says = "by the scenario's file" if expected.written else "by the bytes"
    several = (element("code", shown(one)) for one in expected.right)
    return join([join(several, " or "), f" ({says})"])


def _differences(found: tuple[Difference, ...]) -> Content:
    rows = [(one.key, shown(one.right), shown(one.said)) for one in found]
    return (
        table(("key", "right", "the client said"), rows, ("time", "code", "code")) if rows else ""
    )


def _folded(title: str, text: str) -> Content:
    return element("details", element("summary", title), element("pre", text)) if text else ""
