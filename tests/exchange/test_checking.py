"""What plans and the whole set show to be wrong, each at its place in the file."""

from __future__ import annotations

import pytest

from mockserver.exchange import plan as planning
from mockserver.exchange.checking import findings
from mockserver.scenario.load import parse
from mockserver.scenario.model import Reply, Scenario
from mockserver.source.diagnostics import in_order
from mockserver.wire.instructions import Ending


def found(*texts: str) -> list[str]:
    scenarios = [parse(text, f"{n}.yaml", str(n)) for n, text in enumerate(texts)]
    return [str(one) for one in in_order(findings(scenarios))]


FINDINGS = {
    "a fault beyond the stream": (
        "reply:\n  stream: [text: Hi]\n  faults:\n    - {after: {chunks: 9}, end: reset}\n",
        "0.yaml:4:7: fault `end reset after 9 chunks` is never reached: 3 chunks are sent",
    ),
    "a fault beyond the stream, as the file's default": (
        "reply: [text: Hi]\nfaults: [{after: {events: 9}, stall: forever}]\n",
        "0.yaml:2:10: fault `stall after 9 events` is never reached: 4 events are sent",
    ),
    "a fault beyond the second reply": (
        "replies:\n  - [text: a]\n"
        "  - {stream: [text: a], faults: [{after: {chunks: 4}, end: reset}]}\n",
        "0.yaml:3:34: fault `end reset after 4 chunks` is never reached: 3 chunks are sent",
    ),
    "a fault at an item beyond the stream": (
        "reply: {stream: [text: Hi], faults: [{at: {chunk: 4}, drop: true}]}",
        "0.yaml:1:38: fault `drop at chunk 4` is never reached: 3 chunks are sent",
    ),
    "a fault beyond the last socket byte": (
        "automatic: none\n"
        "reply: {stream: [raw: a], faults: [{after: {wire_bytes: 12}, end: reset}]}",
        "0.yaml:2:36: fault `end reset after 12 wire_bytes` is never reached: "
        "11 wire_bytes are sent",
    ),
    "nothing to cut inside": (
        "reply: {stream: [text: Hi], faults: [{inside: crlf, end: reset}]}",
        "0.yaml:1:38: fault `end reset inside crlf 1` is never reached: 0 such places are sent",
    ),
    "a swap with nothing": (
        "reply: {stream: [text: Hi], faults: [{at: {event: 4}, swap_next: true}]}",
        "0.yaml:1:38: fault `swap_next at event 4` is never done: it is the last event",
    ),
    "two edits of one item": (
        "reply: {stream: [text: Hi], faults:"
        " [{at: {chunk: 2}, drop: true}, {at: {event: 2}, corrupt: json}]}",
        "0.yaml:1:68: fault `corrupt json at event 2` is in the same place as"
        " fault `drop at chunk 2`",
    ),
    "an edit of what is swapped": (
        "reply: {stream: [text: Hi], faults:"
        " [{at: {chunk: 1}, swap_next: true}, {at: {chunk: 2}, drop: true}]}",
        "0.yaml:1:73: fault `drop at chunk 2` is in the same place as fault `swap_next at chunk 1`",
    ),
    "two cuts inside the same": (
        "reply: {stream: [text: é], faults: [{inside: multibyte_character, wait: 1s},"
        " {inside: multibyte_character, nth: 1, end: reset}]}",
        "0.yaml:1:78: another fault is in the same place, inside multibyte_character 1;"
        " leave one of them out",
    ),
    "a reply behind one that is never used up": (
        "replies:\n"
        "  - {when: {turn: 0}, stream: []}\n"
        "  - {when: {turn: 0}, times: 2, stream: []}\n",
        "0.yaml:3:5: this reply never answers: reply 1 does before it, without end; "
        "give that one `times`, or more conditions, or move this one up",
    ),
    "a pause between segments of no size": (
        "reply:\n  stream: [text: Hi]\n  delivery: {pause: 1s}\n",
        "0.yaml:3:21: a pause between segments needs `bytes`, the size of a segment, "
        "or `events: one`",
    ),
}


@pytest.mark.parametrize("name", FINDINGS)
def test_a_finding_has_its_place(name: str) -> None:
    text, line = FINDINGS[name]
    assert found(text) == [line]


def test_a_stream_that_is_too_long_to_be_planned_has_its_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(planning, "MOST_ITEMS", 5)
    assert found("replies:\n  - [text: a]\n  - [text: [a, b, c, d]]\n") == [
        "0.yaml:3:5: a stream of more than 5 items is not planned; "
        "repeat less, or send larger segments"
    ]


def test_two_faults_in_one_place_are_told_apart_from_none() -> None:
    fault = "{after: {chunks: 1}, stall: {for: 1s}}"
    said = found(f"reply: {{stream: [text: Hi], faults: [{fault}, {fault}]}}")
    assert said == [
        "0.yaml:1:78: another fault is in the same place, after 1 chunks; leave one of them out"
    ]


def test_the_same_edit_twice_is_one_finding_at_the_second() -> None:
    fault = "{at: {chunk: 1}, drop: true}"
    (said,) = found(f"reply: {{stream: [text: Hi], faults: [{fault}, {fault}]}}")
    assert said.startswith("0.yaml:1:68: fault `drop at chunk 1` is in the same place")


def test_each_fault_has_its_own_finding() -> None:
    faults = "[{after: {chunks: 8}, end: reset}, {after: {chunks: 9}, end: reset}]"
    said = found(f"reply: {{stream: [text: Hi], faults: {faults}}}")
    assert [line.partition(" is never")[0] for line in said] == [
        "0.yaml:1:38: fault `end reset after 8 chunks`",
        "0.yaml:1:72: fault `end reset after 9 chunks`",
    ]


def test_two_scenarios_with_the_same_match_are_an_error() -> None:
    text = "match: {model: a*}\nreply: [text: Hi]\n"
    assert found(text, text) == [
        "1.yaml:1:8: 0.yaml has the very same match; add a condition to one of them"
    ]


def test_two_scenarios_with_one_name_are_an_error() -> None:
    reply = Reply(end=Ending.RESET)
    two = [Scenario("a", (reply,), path=path) for path in ("x/a.yaml", "y/a.yaml")]
    assert [str(one) for one in findings(two)] == [
        "y/a.yaml: x/a.yaml has the name a, too; rename one of them"
    ]


def test_a_good_scenario_has_no_finding() -> None:
    faults = "[{after: {chunks: 2}, wait: 1s}, {at: {chunk: 2}, corrupt: json}]"
    text = "reply: {stream: [text: Hi], delivery: {bytes: 3, pause: 1s}, faults: %s}"
    assert found(text % faults) == []
