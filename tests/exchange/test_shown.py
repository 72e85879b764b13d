"""Where a fault acts is found in what is sent, whatever the fault is."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.exchange import plan as planning
from mockserver.exchange import shown as module
from mockserver.exchange.again import Asked
from mockserver.exchange.rendering import default_request
from mockserver.exchange.shown import Shown, shown
from mockserver.exchange.timeline import timeline
from mockserver.scenario.load import parse
from mockserver.wire.json_text import dumps

ABC = {"text": ["a", "b", "c"]}


def of(reply: dict[str, Any], *, stream: bool = True) -> Shown:
    one = parse(dumps({"reply": reply}), "x.yaml", "x")
    return shown(one, 1, Asked(default_request(one, stream=stream)))


def before(*faults: dict[str, Any]) -> list[tuple[str, str]]:
    """The words of each act, and the moment before which it stands."""
    one = of({"stream": [ABC], "faults": list(faults)})
    moments = timeline(one.plan).moments
    return [(act.words, f"{(m := moments[act.moment]).name} {m.words}") for act in one.acts]


AT = {"chunk": 3}
AFTER = {"chunks": 3}


@pytest.mark.parametrize(
    ("fault", "words", "moment"),
    [
        ({"at": AT, "drop": True}, "drop at chunk 3", 'chunk 3 text "c"'),
        ({"at": AT, "duplicate": True}, "duplicate at chunk 3", 'chunk 4 text "b"'),
        ({"at": AT, "swap_next": True}, "swap_next at chunk 3", 'chunk 3 text "c"'),
        ({"at": AT, "corrupt": "json"}, "corrupt json at chunk 3", "chunk 3 no JSON, it ends"),
        ({"after": AFTER, "end": "reset"}, "end reset after 3 chunks", "end reset"),
        ({"after": AFTER, "wait": "2ms"}, "wait after 3 chunks", 'chunk 4 text "c"'),
        ({"after": AFTER, "stall": "forever"}, "stall after 3 chunks", "end stall"),
        ({"after": AFTER, "insert": [{"raw": "x"}]}, "insert after 3 chunks", 'raw "x"'),
        ({"after": AFTER, "error": {"message": "x"}}, "error after 3 chunks", 'event 4 error "x"'),
        ({"after": {"bytes": 9}, "end": "truncate"}, "end truncate after 9 bytes", "end truncate"),
        ({"after": {"wire_bytes": 1}, "end": "reset"}, "end reset after 1 wire_bytes", "end reset"),
    ],
)
def test_a_fault_stands_where_it_acts(fault: dict[str, Any], words: str, moment: str) -> None:
    ((said, where),) = before(fault)
    assert said == words
    assert where.startswith(moment)


def test_each_of_several_faults_has_its_own_place_in_order() -> None:
    late, early = {"at": {"chunk": 4}, "drop": True}, {"at": {"chunk": 2}, "drop": True}
    assert before(late, early) == [
        ("drop at chunk 2", 'chunk 2 text "b"'),
        ("drop at chunk 4", "chunk 3 finish stop"),
    ]


def test_a_fault_that_changes_nothing_is_none() -> None:
    one = of({"stream": [ABC], "faults": [{"at": {"chunk": 99}, "drop": True}]})
    assert (one.acts, len(one.plan.notes)) == ((), 1)


def test_a_reply_without_faults_has_no_acts() -> None:
    assert of({"stream": [ABC]}).acts == ()


def test_faults_are_looked_for_only_where_they_are_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "acts", None)
    one = parse(dumps({"reply": [ABC]}), "x.yaml", "x")
    assert shown(one, 1, Asked(default_request(one)), faults=False).acts == ()


def test_the_length_in_the_head_is_no_place() -> None:
    faults = [{"at": {"chunk": 2}, "drop": True}]
    one = of({"stream": [ABC], "framing": {"body": "length"}, "faults": faults})
    assert [act.moment for act in one.acts] == [2]


def test_the_faults_of_what_stands_in_for_a_stream_act() -> None:
    cut = {"body": "whole", "faults": [{"after": {"bytes": 2}, "end": "truncate"}]}
    reply = {"stream": [ABC], "nonstream": cut}
    assert [act.words for act in of(reply, stream=False).acts] == ["end truncate after 2 bytes"]
    assert of(reply).acts == ()


def test_a_fault_that_keeps_away_too_much_has_no_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "MOST_SEGMENTS", 500)
    faults = [{"after": {"chunks": 1}, "end": "reset"}]
    one = of({"stream": [ABC], "delivery": {"bytes": 1}, "faults": faults})
    assert one.acts == ()


def test_of_many_faults_some_are_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 1)
    drops = [{"at": {"chunk": number}, "drop": True} for number in (1, 2)]
    assert len(of({"stream": [ABC], "faults": drops}).acts) == 1
