"""The story of a plan: a line for each moment, brackets round segments, faults where they act."""

from __future__ import annotations

import re
from typing import Any

from mockserver.exchange.again import Asked
from mockserver.exchange.rendering import default_request
from mockserver.exchange.shown import shown
from mockserver.exchange.story import story
from mockserver.scenario.load import parse
from mockserver.wire.digest import digest
from mockserver.wire.json_text import dumps


def told(reply: dict[str, Any]) -> list[str]:
    """The lines behind the head's."""
    one = parse(dumps({"reply": reply}), "x.yaml", "x")
    this = shown(one, 1, Asked(default_request(one)))
    lines = [str(line) for line in story(this.plan, this.acts)]
    assert lines[-1] == digest(this.plan)
    return [line for line in lines[:-1] if not re.match(" *head | +[|] ", line[9:])]


def test_each_line_has_time_bytes_event_and_meaning() -> None:
    pace = {"ttft": "40ms", "itl": "15ms"}
    assert told({"pace": pace, "stream": [{"text": ["Hel", "lo"]}]}) == [
        "40ms           268  chunk 1    role assistant",
        '55ms           251  chunk 2    text "Hel"',
        '70ms           250  chunk 3    text "lo"',
        "85ms      ┌    238  chunk 4    finish stop",
        "          │     19  event 5    [DONE]",
        "          └      5  coding     the last HTTP chunk",
        "85ms      end complete: the body is whole",
        "4 chunks, 1 other event, 4 segments, 1,031 bytes on the wire, 85ms",
    ]


def test_a_fault_stands_in_its_place() -> None:
    faults = [
        {"at": {"event": 2}, "drop": True},
        {"after": {"bytes": 4}, "end": "truncate"},
        {"after": {"chunks": 9}, "end": "reset"},
    ]
    reply = {
        "stream": [{"raw": "abc"}, *[{"event": {"data": d}} for d in "xyz"]],
        "automatic": "none",
    }
    lines = told({**reply, "faults": [faults[0], faults[2]]})
    assert lines[:4] == [
        '0s        ┌      8  raw        "abc"',
        '          │     14  event 1    data "x"',
        "          │      !  fault      drop at event 2",
        '          │     14  event 2    data "z"',
    ]
    assert lines[-2] == (
        "note: fault `end reset after 9 chunks` is never reached: 0 chunks are sent"
    )
    assert told({**reply, "faults": faults[1:2]})[1:4] == [
        "          └      4  part       up to d",
        "                 !  fault      end truncate after 4 bytes",
        "0s        end truncate: the connection is closed, the body is not whole",
    ]


def test_waits_and_items_of_several_segments_are_told() -> None:
    steps = [{"raw": "abcd"}, {"gate": "go"}]
    delivery = {"bytes": 2, "pause": "1ms"}
    assert told({"stream": steps, "automatic": "none", "delivery": delivery})[:2] == [
        '1ms              9  raw        "abcd"  (in 2 segments since 0s)',
        "1ms       gate until go is opened, nothing is sent",
    ]


def test_a_header_cannot_forge_a_line() -> None:
    one = parse(dumps({"reply": {"headers": {"X-A": "é\x9b31m"}, "body": "x"}}), "x.yaml", "x")
    lines = [str(line) for line in story(shown(one, 1, Asked(default_request(one))).plan)]
    assert r"          | X-A: é\x9b31m" in lines
