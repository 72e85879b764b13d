"""An answer is bounded, and what has no meaning without a stream is refused by name."""

from __future__ import annotations

import pytest

from mockserver.exchange import plan as planning
from mockserver.exchange.plan import FoldError, PlanTooLargeError
from mockserver.wire.instructions import End, Ending, Pause
from mockserver.wire.json_text import Json
from tests import say


def test_a_stream_of_too_many_items_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "MOST_ITEMS", 10)
    with pytest.raises(PlanTooLargeError, match="more than 10 items"):
        say.planned([{"text": {"echo": "last_user"}, "split": "characters"}], content_length=1)
    assert say.planned([{"text": "a"}])


def test_a_body_in_too_many_segments_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "MOST_SEGMENTS", 10)
    said = {"delivery": {"bytes": 1}, "reply": [{"raw": "12345678901"}]}
    with pytest.raises(PlanTooLargeError, match="more than 10 segments"):
        say.planned(said)
    assert say.planned({**said, "delivery": {"bytes": 2}})


def test_an_end_before_any_head_waits_like_a_head() -> None:
    plan = say.planned({"reply": {"end": "reset", "pace": {"head": "5us"}}})
    assert plan.instructions == (Pause(5), End(Ending.RESET))
    stall = say.planned({"reply": {"end": "stall", "pace": {"head": "5us"}}})
    assert stall.instructions == (Pause(5), Pause(None), End(Ending.STALL))


def test_a_gate_has_no_meaning_without_a_stream() -> None:
    with pytest.raises(FoldError, match="`gate`"):
        say.planned([{"gate": "g"}, {"text": "a"}], stream=False)


RAW = {"stream": [{"raw": "a"}], "nonstream": {"json": {"answer": 42}}}


def test_a_reply_may_say_what_answers_without_a_stream() -> None:
    assert say.folded(say.planned({"reply": RAW}, stream=False)) == {"answer": 42}
    assert say.body(say.planned({"reply": RAW})) == b"a"


def test_what_answers_without_a_stream_may_be_an_error() -> None:
    said = {**RAW, "nonstream": {"status": 503, "error": {"message": "only streams"}}}
    head = say.planned({"reply": said}, stream=False).head
    assert head is not None
    assert head.status == 503


@pytest.mark.parametrize(
    "said",
    [
        [{"delta": {"tool_calls": 5}}, {"text": "Hi"}],
        [{"delta": {"tool_calls": [5]}}],
        [{"text": "Hi", "with": {"choice": {"index": "x"}}}],
        [{"text": "Hi", "with": {"choice": {"delta": 5}}}],
    ],
)
def test_a_chunk_of_no_known_shape_is_refused_without_a_stream(said: Json) -> None:
    with pytest.raises(FoldError, match="`delta` or a `with`"):
        say.planned(said, stream=False)
