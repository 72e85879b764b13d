"""A fault does at its gap what it says, whatever its place counts."""

from __future__ import annotations

import json

import pytest

from mockserver.faults.edits import edit
from mockserver.wire.events import Comment, CompletionChunk, ServerSentEvent
from mockserver.wire.instructions import Beat, End, Ending, Pause
from mockserver.wire.json_text import Json

from .saying import after, encode

STALL = End(Ending.STALL)
COMPLETE = End(Ending.COMPLETE)


def put(**action: Json) -> list[object]:
    return list(edit(after("chunks", 2, **action), encode))


@pytest.mark.parametrize(
    ("action", "instructions"),
    [
        ({"end": "complete"}, [COMPLETE]),
        ({"end": "truncate"}, [End(Ending.TRUNCATE)]),
        ({"end": "reset"}, [End(Ending.RESET)]),
        ({"end": "half_close"}, [End(Ending.HALF_CLOSE)]),
        ({"end": "stall"}, [Pause(None), STALL]),
        ({"stall": "forever"}, [Pause(None), STALL]),
        ({"stall": {"for": "5us"}}, [Pause(5)]),
        (
            {"stall": {"for": "5us", "comment": "k", "every": "2us"}},
            [Pause(5, Beat(2, b": k\n\n"))],
        ),
        (
            {"stall": {"comment": "k", "every": "2us"}},
            [Pause(None, Beat(2, b": k\n\n")), STALL],
        ),
        ({"wait": "5us"}, [Pause(5)]),
        ({"insert": [{"comment": "c"}, {"wait": "5us"}]}, [Comment("c"), Pause(5)]),
        ({"insert": [{"comment": "c"}, {"end": "reset"}]}, [Comment("c"), End(Ending.RESET)]),
    ],
)
def test_what_each_action_is(action: Json, instructions: list[object]) -> None:
    assert put(**action) == instructions


def test_error_is_in_the_dialect_s_shape_and_ends_the_stream() -> None:
    event, end = put(error={"message": "boom", "code": "c"})
    assert isinstance(event, ServerSentEvent)
    assert json.loads(event.data or "")["error"]["message"] == "boom"
    assert end == COMPLETE


def test_inserted_steps_are_encoded_like_the_script_s() -> None:
    (chunk,) = put(insert=[{"text": ["a"]}])
    assert isinstance(chunk, CompletionChunk)
    assert chunk.json["choices"][0]["delta"] == {"content": "a"}


def test_inserted_error_ends_the_stream() -> None:
    said = [{"error": {"message": "m"}}, {"text": "a"}]
    assert [type(one) for one in put(insert=said)] == [ServerSentEvent, End]


def test_inserted_error_that_continues_does_not() -> None:
    said = [{"error": {"message": "m"}, "continue": True}, {"comment": "c"}]
    assert [type(one) for one in put(insert=said)] == [ServerSentEvent, Comment]


def test_inserted_raw_of_no_bytes_is_nothing() -> None:
    assert put(insert=[{"raw": ""}]) == []


def test_gap_beside_an_inserted_step_is_kept() -> None:
    assert put(insert=[{"text": ["a", "b"], "itl": "3us"}])[::2] == [Pause(3), Pause(3)]
