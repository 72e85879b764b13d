"""How far a plan came, in words: as precise as what was sent allows."""

from __future__ import annotations

from mockserver.exchange.reached import reached
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
