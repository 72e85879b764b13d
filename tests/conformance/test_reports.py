"""Each format says what was found, and nothing that a client prints becomes more than text."""

from __future__ import annotations

import dataclasses
import re
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import click
import pytest

from mockserver.conformance.expected import ERROR, Expected
from mockserver.conformance.judge import MEANINGS, Difference, Judgement, Verdict
from mockserver.conformance.junit import as_junit
from mockserver.conformance.page import as_page
from mockserver.conformance.row import Asked, Ran, Report, Row
from mockserver.conformance.table import as_table
from mockserver.conformance.words import FAILING, KINDS, clear, requests, summary

from . import rows

ALL = [rows.row(f"folder/{one.value.replace(' ', '-')}", one) for one in Verdict]


def different() -> Row:
    found = (Difference("text", "Hello", "H" * 400, less=False),)
    judgement = Judgement(Verdict.SILENTLY_WRONG, "otherwise", ("text",), ("usage",), found)
    right = Expected(({"text": "Hello"}, ERROR))
    return Row("a", "sha256:1", judgement, right, Ran(0, 0.1, {"text": "H"}), about="Says hello.")


def crashed() -> Row:
    judgement = Judgement(Verdict.CRASH, "exit code 1")
    return Row("b", "sha256:1", judgement, Expected(), Ran(1, 0.1, None, "Traceback\nBoom\n"))


# -- words ----------------------------------------------------------------------------------------


def test_every_verdict_has_a_look_and_the_failing_ones_are_these() -> None:
    assert KINDS.keys() == MEANINGS.keys()
    assert sorted(FAILING) == [
        "crash",
        "hang",
        "no request",
        "silently truncated",
        "silently wrong",
    ]


@pytest.mark.parametrize(
    ("report", "said"),
    [
        (Report("", (), ()), "0 scenarios"),
        (rows.report(rows.row()), "1 scenario: 1 correct"),
        (rows.report(rows.row(), crashed()), "2 scenarios: 1 correct, 1 crash"),
    ],
)
def test_a_summary_counts(report: Report, said: str) -> None:
    assert summary(report) == said


def test_requests_are_told_as_the_journal_has_them() -> None:
    asked = (
        Asked(429, 1, "complete", None, ""),
        Asked(None, 2, None, None, ""),
        Asked(404, None, "complete", "no scenario fits", ""),
    )
    assert requests(rows.row(requests=asked)) == (
        "status 429, reply 1, complete; status –, reply 2, open; status 404, no scenario fits"
    )
    assert requests(rows.row()) == "none"


def test_no_terminal_obeys_a_client() -> None:
    assert clear("a\n\tb\x1b[31m\u202e\r") == "a\n\tb\\x1b[31m\\u202e\\r"


# -- the table ------------------------------------------------------------------------------------


def test_a_table_has_a_line_each_and_the_ones_to_read_last() -> None:
    lines = click.unstyle(as_table(rows.report(*ALL))).splitlines()
    assert lines[0] == "correct             folder/correct"
    assert lines[1].startswith("not judged          folder/not-judged          why folder/")
    assert lines[2].startswith("error reported ")
    assert lines[-1].startswith("client 1.0: 8 scenarios: 1 correct, 1 error reported, ")
    assert len(lines) == 9


def test_a_table_shows_differences_and_why_a_command_crashed() -> None:
    said = click.unstyle(as_table(Report("", (), (different(), crashed()))))
    assert f'    text: right is "Hello", the client said "{"H" * 299} …\n' in said
    assert "\n    Boom\n" in said
    assert said.endswith("\n2 scenarios: 1 silently wrong, 1 crash\n")


def test_blank_complaints_are_none() -> None:
    one = rows.row(verdict=Verdict.CRASH)
    blank = dataclasses.replace(one, ran=dataclasses.replace(one.ran, complaints=" \n"))
    assert as_table(rows.report(blank)).count("\n") == 2


def test_a_table_of_nothing_is_its_count() -> None:
    assert as_table(Report("", (), ())) == "0 scenarios\n"


def test_a_table_is_no_place_for_escapes() -> None:
    assert "\x1b[31m" not in click.unstyle(as_table(rows.report())) + "\\x1b[31m"
    assert clear(click.unstyle(as_table(rows.report()))) == click.unstyle(as_table(rows.report()))


# -- JUnit ----------------------------------------------------------------------------------------


def junit(report: Report, failing: Any = FAILING) -> ElementTree.Element:
    return ElementTree.fromstring(as_junit(report, failing))


def test_junit_counts_what_fails() -> None:
    suite = junit(rows.report(*ALL))
    counts = [suite.get(one) for one in ("tests", "failures", "errors", "skipped", "time")]
    assert counts == ["8", "2", "3", "1", "2.000"]
    kinds = {one.get("name"): [each.tag for each in one] for one in suite}
    assert kinds == {
        "correct": [],
        "error-reported": ["system-out"],
        "silently-wrong": ["failure"],
        "silently-truncated": ["failure"],
        "hang": ["error"],
        "crash": ["error"],
        "no-request": ["error"],
        "not-judged": ["skipped"],
    }


def test_junit_fails_for_what_it_is_told_to() -> None:
    suite = junit(rows.report(*ALL), {Verdict.NOT_JUDGED})
    assert [suite.get(one) for one in ("failures", "errors", "skipped")] == ["1", "0", "0"]


def test_junit_says_what_was_right() -> None:
    (case,) = junit(Report("", (), (different(),)))
    assert case.get("classname") == "scenarios"
    assert case[0].text == (
        'Says hello.\nright: {"text":"Hello"} or {"error":true}\n'
        'the client said: {"text":"H"}\nrequests: none'
    )


def test_junit_is_xml_whatever_a_client_says() -> None:
    (_, case) = junit(rows.report())
    assert case[0].text is not None
    assert "</script>" in case[0].text


# -- the page -------------------------------------------------------------------------------------


class Tags(HTMLParser):
    """Every tag with its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def page(*some: Row) -> str:
    return as_page(rows.report(*some), "mockserver conform -- python ask.py")


def test_a_page_says_what_was_seen() -> None:
    said = re.sub(r"<[^>]*>", " ", page(different(), crashed()))
    for text in (
        "client 1.0 and 2 scenarios",
        "Says hello.",
        "mockserver conform -- python ask.py",
    ):
        assert text in said
    assert "usage (the client does not report it)" in said
    assert "exit code 1, after 0.1 s" in said
    assert MEANINGS[Verdict.SILENTLY_WRONG] in said


def test_a_page_shows_the_worst_first_and_folds_the_right_ones() -> None:
    said = page(rows.row(), crashed(), different())
    titles = re.findall("<(?:h3|summary)>([^ <]*) <span", said)
    assert titles == ["a", "b", "folder/one"]
    assert "<details><summary>folder/one " in said


def test_a_killed_command_was_ended() -> None:
    hung = Row("a", "", Judgement(Verdict.HANG, "x"), Expected(why="why"), Ran(None, 30.0))
    assert "was ended, after 30.0 s" in page(hung)
    assert "not known" in page(rows.row())


def test_nothing_on_a_page_is_markup_but_what_we_write() -> None:
    tags = Tags(page(rows.row(), rows.hostile())).found
    allowed = {"html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "h3", "p"}
    allowed |= {"dl", "dt", "dd", "code", "table", "thead", "tbody", "tr", "th", "td", "span"}
    allowed |= {"section", "details", "summary", "pre", "a"}
    assert {tag for tag, _ in tags} <= allowed
    assert all(not name.startswith("on") for _, attributes in tags for name in attributes)


def test_only_the_web_is_linked() -> None:
    source = ("https://example.com/1", "javascript:alert(1)", "a book", "https://x/\u202e")
    tags = Tags(page(rows.row(source=source))).found
    assert [one["href"] for tag, one in tags if tag == "a"] == ["https://example.com/1"]


def test_a_page_asks_no_network_for_anything() -> None:
    tags = Tags(page(rows.hostile())).found
    assert not [one for _, one in tags if one.keys() & {"src", "action", "srcset", "background"}]
