"""How far a plan came, in words: as precise as what was sent allows."""

from __future__ import annotations

from mockserver.exchange.holding import held
from mockserver.exchange.reached import reached, waiting
from tests import say


def test_chunks_and_bytes_are_counted_together() -> None:
    one = say.planned([{"text": ["a", "b"]}, {"wait": "1s"}, {"text": "c"}])
    whole = len(one.body)
    head, first = 1, 2
    part = len(say.sends(one)[0])
    assert reached(one, head) == "the head"
    assert reached(one, first) == f"chunk 3 of 5, {part} of {whole} bytes"
    assert reached(one, len(one.instructions)) == f"chunk 5 of 5, {whole} of {whole} bytes"


def test_before_the_head_nothing_was_sent() -> None:
    one = say.planned({"reply": {"pace": {"head": "1s"}, "stream": []}})
    assert reached(one, 0) == reached(one, 1) == "nothing"


def test_an_answer_without_chunks_is_told_in_events() -> None:
    one = say.planned({"reply": {"automatic": "none", "stream": [{"event": {"data": "x"}}]}})
    assert reached(one, 2).startswith("event 1 of 1, ")


def test_an_answer_without_events_is_told_in_bytes() -> None:
    one = say.planned({"reply": {"json": [1, 2]}})
    assert reached(one, 2) == "5 of 5 bytes"


def test_what_a_plan_waits_for_is_told() -> None:
    steps = [{"raw": "a"}, {"gate": "go"}, {"wait": "1s"}, {"raw": "b"}, {"stall": "forever"}]
    one = say.planned(steps)
    told = [waiting(one, done) for done in range(len(one.instructions) + 1)]
    assert [found for found in told if found] == [
        "at the gate 'go', which nobody opened",
        "in a pause of 1s",
        "in a stall",
    ]


def test_a_held_plan_waits_for_a_release() -> None:
    one = held(say.planned([{"text": "a"}]))
    assert waiting(one, 1) == "held, and nobody released it"
