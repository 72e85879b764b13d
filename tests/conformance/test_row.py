"""A row keeps what a verdict stands on, bounded, and comes back from a file as it was."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.conformance.expected import Expected
from mockserver.conformance.judge import Judgement, Verdict
from mockserver.conformance.row import MOST_SHOWN, Kept, Ran, Row, from_json, row, to_json
from mockserver.scenario.load import parse
from mockserver.wire.json_text import dumps, loads
from tests.conformance import rows

from .exchanges import exchanges

KEPT = Kept(("python", "ask.py"), "client 1.0")


def made(output: Any = None, requests: int = 1, replies: Any = None, **more: Any) -> Row:
    file = {"replies": replies or [[{"text": "Hi"}]], "about": "Says\n hi.", "tags": ["x"]}
    scenario = parse(dumps(file), "x.yaml", "x")
    judgement = Judgement(Verdict.CORRECT, "as is right")
    ran = Ran(0, 0.5, output, **more)
    return row(scenario, "sha256:1", judgement, Expected(), ran, exchanges(file, requests))


def test_a_row_says_what_was_asked_and_sent() -> None:
    one = made({"text": "Hi"})
    assert (one.scenario, one.about, one.tags, one.verdict) == ("x", "Says hi.", ("x",), "correct")
    assert [(asked.status, asked.reply, asked.refused) for asked in one.requests] == [
        (200, 1, None)
    ]
    assert one.transcript.startswith("0s        head 200 OK")
    assert one.ran.output == {"text": "Hi"}


def test_what_was_sent_twice_is_shown_once() -> None:
    assert made(requests=3).transcript == made().transcript
    assert len(made(requests=3).requests) == 3


def test_different_answers_are_shown_by_the_number_of_the_request() -> None:
    shown = made(requests=3, replies=[[{"text": "a"}], {"status": 500, "error": {"message": "b"}}])
    assert shown.transcript.count("--- request ") == 2
    assert "--- request 2 ---\n0s        head 500" in shown.transcript


def test_texts_are_bounded_and_can_be_written() -> None:
    one = made({"text": "a" * (MOST_SHOWN + 1), "\ud83d": [1, None, "\ud83d"]}, complaints="\udcff")
    assert one.ran.output == {"text": "a" * MOST_SHOWN + " …", r"\ud83d": [1, None, r"\ud83d"]}
    assert one.ran.complaints == r"\udcff"


@pytest.mark.parametrize("one", [made({"text": "a"}), rows.row(), rows.hostile()])
def test_a_row_is_the_same_after_a_file(one: Row) -> None:
    assert from_json(loads(dumps(to_json(one)).encode())) == one
    line = KEPT.line(one).encode()
    assert line.endswith(b"}\n")
    assert KEPT.rows([line]) == {(one.scenario, one.digest): one}


def test_rows_of_other_commands_and_broken_lines_are_passed_over() -> None:
    other = Kept(("python", "other.py"), "client 1.0").line(rows.row())
    renamed = Kept(KEPT.command, "client 2.0").line(rows.row())
    whole = KEPT.line(rows.row())
    lines = [other, renamed, whole[:50], "\n", "[]", "7", '{"command": [], "client": ""}']
    lines.append(dumps({"command": KEPT.command, "client": KEPT.client, "row": {"scenario": 1}}))
    assert KEPT.rows(one.encode() for one in lines) == {}


def test_the_last_row_of_a_scenario_counts() -> None:
    lines = [KEPT.line(rows.row(verdict=one)).encode() for one in (Verdict.HANG, Verdict.CORRECT)]
    (one,) = KEPT.rows(lines).values()
    assert one.verdict == "correct"


def test_a_report_counts_verdicts_in_one_order() -> None:
    told = rows.report(rows.row(verdict=Verdict.HANG), rows.row(), rows.row())
    assert told.counts() == {Verdict.CORRECT: 2, Verdict.HANG: 1}
    assert list(told.counts()) == [Verdict.CORRECT, Verdict.HANG]
