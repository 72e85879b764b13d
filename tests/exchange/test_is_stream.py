"""Which exchanges are streams: what a test may hold and be handed."""

from __future__ import annotations

import pytest

from mockserver.dialects import DIALECTS
from mockserver.exchange.journal import Journal
from mockserver.exchange.respond import respond
from mockserver.exchange.selection import ScenarioSet, Session
from mockserver.scenario.load import parse
from mockserver.wire.json_text import dump_bytes


def is_stream(reply: str, *, stream: bool = True, model: str = "a") -> bool:
    session = Session(ScenarioSet([parse(f"reply: {reply}", "a.yaml", "a")]))
    asked = dump_bytes({"model": model, "messages": [], "stream": stream})
    return Journal().open("/", 0, respond(session, DIALECTS["openai"], asked)).is_stream


@pytest.mark.parametrize("reply", ["[text: a]", "[raw: a]", "{choices: [{stream: [text: a]}]}"])
def test_a_reply_with_steps_is_a_stream(reply: str) -> None:
    assert is_stream(reply)


def test_an_error_and_a_folded_answer_and_a_refusal_are_none() -> None:
    assert not is_stream("{status: 429, error: {message: no}}")
    assert not is_stream("[text: a]", stream=False)
    assert not is_stream("[text: a]", model="nothing")


def test_what_is_no_request_has_no_stream() -> None:
    session = Session(ScenarioSet())
    assert not Journal().open("/", 0, respond(session, DIALECTS["openai"], b"{")).is_stream


def test_a_request_that_its_reply_cannot_answer_has_no_stream() -> None:
    assert not is_stream("[raw: a]", stream=False)
