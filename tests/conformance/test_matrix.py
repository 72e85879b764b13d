"""Reports side by side: what all were right about is counted, the rest is listed; and as JSON."""

from __future__ import annotations

import json
import re

from mockserver.conformance.judge import Verdict
from mockserver.conformance.matrix import MARKS, as_markdown
from mockserver.conformance.row import Report, from_json, report_json

from . import rows

ONE = Report("one 1.0", (), (rows.row("a"), rows.row("b", Verdict.HANG), rows.row("c")))
TWO = Report("two 2.0", (), (rows.row("a"), rows.row("c", Verdict.NOT_JUDGED)))


def test_every_verdict_has_a_mark_of_its_own() -> None:
    assert list(MARKS) == list(Verdict)
    assert len(set(MARKS.values())) == len(MARKS)


def test_clients_are_counted_and_only_what_differs_is_listed() -> None:
    said = as_markdown({"two": TWO, "one": ONE})
    assert "| `one` | one 1.0 | 3 | 2 |  |  |  | 1 |  |  |  |\n| `two` |" in said
    assert "All clients were right about 1 of 3 scenarios" in said
    assert said.endswith(
        "| scenario | `one` | `two` |\n| --- | --- | --- |\n| b | h |  |\n| c | · | – |\n"
    )


def test_no_client_writes_into_the_table() -> None:
    hostile = rows.report(rows.hostile(), client="a | b <img>\n# c `d` [e](f)")
    said = as_markdown({"x": hostile})
    assert r"| a \| b \<img\> # c \`d\` \[e\](f) |" in said
    assert not re.search(r"(?<!\\)<img", said)


def test_a_report_is_json_with_every_row() -> None:
    told = json.loads(report_json(rows.report()))
    assert (told["client"], told["command"]) == ("client 1.0", ["python", "ask.py"])
    assert told["counts"] == {"correct": 1, "silently wrong": 1}
    verdicts = [one.pop("verdict") for one in told["rows"]]
    assert verdicts == ["correct", "silently wrong"]
    assert tuple(map(from_json, told["rows"])) == rows.report().rows
