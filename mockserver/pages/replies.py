"""The page of a scenario's replies: what each sends and when, in pictures and in words; pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mockserver import durations
from mockserver.exchange.shown import Act, Shown
from mockserver.exchange.story import count_of, summary
from mockserver.exchange.timeline import ENDINGS, Moment, Timeline, timeline
from mockserver.scenario.expect import Expect
from mockserver.scenario.model import Scenario
from mockserver.wire.digest import digest
from mockserver.wire.instructions import Ending, Plan
from mockserver.wire.json_text import dumps
from mockserver.wire.visible import visible_bytes

from . import picture
from .html import Content, Html, chip, element, facts, join, page, table

MOST_REPLIES = 20
MOST_MOMENTS = 500
MOST_BYTES = 4_000
MOST_BYTES_IN_ALL = 500_000
"""What is shown at most: replies, moments of a reply, bytes of one moment and of a reply's."""

_STYLE = f"""\
{picture.STYLE}\
.lead {{ font-size: 1.05rem; }}
.sent summary {{ cursor: pointer; color: var(--soft); white-space: nowrap; }}
.sent pre {{ text-align: left; }}
@media (min-width: 36.01rem) {{
  td.event {{ white-space: nowrap; }}
  td.sent {{ max-width: 24rem; }}
}}
@media (max-width: 36rem) {{
  .events tr {{ display: grid; grid-template-columns: 5.5rem 1fr auto; gap: 0 .5rem; }}
  .events td::before {{ display: none; }}
  .events td, .events td:empty {{ display: block; width: auto; }}
  .events .meaning {{ grid-row: 2; grid-column: 1 / 4; }}
  .events .sent:has(details[open]) {{ grid-row: 3; grid-column: 1 / 4; }}
}}
"""

_ENDINGS = {Ending.COMPLETE: "good", Ending.STALL: "warn"}
_CHIPS = {"gate": "time", "wait": "time", "wire": "warn", "raw": "warn", "part": "warn"}


def replies_page(scenario: Scenario, shown: Sequence[Shown]) -> str:
    """The whole page of some of its replies. Same input, same text."""
    kept = shown[:MOST_REPLIES]
    return page(
        scenario.name,
        element("h1", scenario.name),
        element("p", scenario.about or "What this scenario sends.", class_="lead"),
        *([] if len(kept) == 1 else [facts(_of_scenario(scenario))]),
        *(_reply(scenario, one, alone=len(kept) == 1) for one in kept),
        _left_out(len(kept), len(shown), "replies"),
        style=_STYLE,
    )


def _of_scenario(scenario: Scenario) -> Iterator[tuple[str, Content]]:
    if scenario.source:
        yield "source", join(map(_source, scenario.source), Html("<br>"))
    if scenario.tags:
        yield "tags", join(map(chip, scenario.tags), " ")
    if scenario.dialect is not None:
        yield "dialect", scenario.dialect
    if scenario.seed is not None:
        yield "seed", scenario.seed


def _source(said: str) -> Html:
    """What it is, and a link only where it is the address of a page."""
    if said.startswith(("https://", "http://")) and " " not in said:
        return element("a", said, href=said, rel="noreferrer")
    return element("span", said)


def _reply(scenario: Scenario, one: Shown, *, alone: bool) -> Html:
    """One reply; what is said of the scenario stands beside it where it is `alone`."""
    told = timeline(one.plan)
    count = len(scenario.replies)
    expects = scenario.expects[one.number - 1] if scenario.expects else None
    return element(
        "section",
        element("h2", f"Reply {one.number} of {count}") if count > 1 else "",
        facts([*(_of_scenario(scenario) if alone else ()), *_of_reply(one.plan, told, expects)]),
        picture.when(told, one.acts) if told.duration else "",
        picture.what(told, one.acts) if told.segments else "",
        _moments(told, one.acts),
    )


def _of_reply(plan: Plan, told: Timeline, expects: Expect | None) -> Iterator[tuple[str, Content]]:
    kind = _ENDINGS.get(told.ending, "bad")
    ending, _, words = ENDINGS[told.ending].partition(": ")
    if plan.head is not None:
        yield "status", told.moments[0 if told.moments[0].kind == "head" else 1].words
    yield "sends", summary(told)
    yield "ends", join((chip(ending, kind), words), " ")
    if expects is not None:
        said = expects.model_dump(exclude_unset=True)
        yield "a right client ends with", element("code", dumps(said))
    for note in plan.notes:
        yield "note", note
    yield "digest", element("code", digest(plan))


def _moments(told: Timeline, acts: Sequence[Act]) -> Html:
    kept = told.moments[:MOST_MOMENTS]
    rows = table(
        ["time", "event", "meaning", "bytes"],
        list(_rows(kept, acts)),
        ["time", "event", "meaning", "sent"],
        "events",
    )
    return join((rows, _left_out(len(kept), len(told.moments), "events")))


def _rows(kept: Sequence[Moment], acts: Sequence[Act]) -> Iterator[tuple[Content, ...]]:
    left = MOST_BYTES_IN_ALL
    for at, one in enumerate(kept):
        for number, act in enumerate(acts, 1):
            if act.moment == at:
                yield "", chip(f"fault {number}", "bad"), act.words, ""
        shown = one.sent[: min(MOST_BYTES, left)]
        left -= len(shown)
        yield durations.text(one.at), chip(one.name, _kind(one)), _meaning(one), _sent(one, shown)


def _kind(one: Moment) -> str:
    if one.topic == "error" or one.words.startswith(("truncate", "reset", "half_close")):
        return "bad"
    return _CHIPS.get(one.kind, "plain")


def _meaning(one: Moment) -> Content:
    first, last = one.segments
    if first == last:
        return one.words
    since = f"in {last - first + 1} segments since {durations.text(one.since)}"
    return join((one.words, element("span", f" ({since})", class_="soft")))


def _sent(one: Moment, shown: bytes) -> Content:
    """How many bytes, and the bytes themselves, a line for each of theirs."""
    if not one.sent:
        return ""
    lines = (f"{visible_bytes(line)}\n" for line in shown.splitlines(keepends=True))
    more = len(one.sent) - len(shown)
    said = [element("pre", *lines)] if shown else []
    rest = [element("p", f"{count_of(more, 'more byte')}", class_="soft")] if more else []
    return element("details", element("summary", count_of(len(one.sent), "byte")), *said, *rest)


def _left_out(shown: int, count: int, what: str) -> Html:
    if shown == count:
        return Html()
    return element("p", f"These are the first {shown:,} of {count:,} {what}.", class_="soft")
