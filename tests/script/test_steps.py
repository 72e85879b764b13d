"""Each step says exactly its items, and nothing that the script lacks."""

from __future__ import annotations

import pytest

from mockserver.script.steps import Writer, ending, write
from mockserver.seeding import Chance
from mockserver.wire.events import (
    Comment,
    Delta,
    Done,
    Failure,
    LiteralChunk,
    Raw,
    ScriptItem,
    ServerSentEvent,
    ToolCallPart,
    UsageTail,
)
from mockserver.wire.instructions import Beat, End, Ending, Pause
from mockserver.wire.json_text import Json
from tests import say


def items(*steps: Json, content: str = "Hi there") -> list[ScriptItem]:
    """The items of these steps."""
    writer = Writer(say.request(content), Chance(0, "x", 1))
    return list(write(say.reply(list(steps)).stream or (), writer))


STALL, BEAT = End(Ending.STALL), Beat(15, b": k\n\n")


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ({"text": "Hi you"}, [Delta(text="Hi"), Delta(text=" you")]),
        ({"text": ["Hi y", "", "ou"]}, [Delta(text="Hi y"), Delta(text=""), Delta(text="ou")]),
        ({"text": ""}, [Delta(text="")]),
        ({"text": []}, []),
        ({"finish": "eos"}, [Delta(finish="eos")]),
        ({"error": {"message": "m"}}, [Failure("m")]),
        (
            {"error": {"message": "m", "code": "c", "type": "t", "param": "p", "metadata": {}}},
            [Failure("m", "c", "t", "p", {})],
        ),
        ({"error": {"message": "m"}, "shape": "bare"}, [Failure("m", shape="bare")]),
        ({"chunk": {"id": None}}, [LiteralChunk({"id": None})]),
        ({"event": {"data": "x"}}, [ServerSentEvent("x")]),
        ({"event": {"data": {"a": ["é"]}}}, [ServerSentEvent('{"a":["é"]}')]),
        ({"event": {"data": None}}, [ServerSentEvent("null")]),
        (
            {"event": {"name": "n", "id": "", "retry": 0}},
            [ServerSentEvent(None, "n", "", 0)],
        ),
        ({"event": {"lines": ["data", ":"]}}, [ServerSentEvent(lines=("data", ":"))]),
        ({"comment": "c"}, [Comment("c")]),
        ({"comment": "c", "own_event": False}, [Comment("c", own_event=False)]),
        ({"raw": "é"}, [Raw(b"\xc3\xa9")]),
        ({"raw": {"base64": "/w=="}}, [Raw(b"\xff")]),
        ({"raw": ""}, []),
        ({"raw": {"base64": ""}}, []),
        ({"done": None}, [Done()]),
        ({"done": ""}, [Done("")]),
        ({"wait": "2ms"}, [Pause(2000)]),
        ({"stall": "forever"}, [Pause(None), STALL]),
        ({"stall": {"for": "60us"}}, [Pause(60)]),
        (
            {"stall": {"for": "60us", "comment": "k", "every": "15us"}},
            [Pause(60, BEAT)],
        ),
        ({"stall": {"comment": "k", "every": "15us"}}, [Pause(None, BEAT), STALL]),
        ({"end": "reset"}, [End(Ending.RESET)]),
        ({"end": "stall"}, [Pause(None), STALL]),
    ],
)
def test_items_of_each_step(step: Json, expected: list[ScriptItem]) -> None:
    assert items(step) == expected


@pytest.mark.parametrize(
    "last", [{"error": {"message": "m"}}, {"end": "complete"}, {"stall": "forever"}]
)
def test_nothing_follows_an_error_or_an_end(last: Json) -> None:
    assert items(last, {"text": "never"}) == items(last)


def test_ending_of_a_stall_is_a_pause_for_ever() -> None:
    assert ending(Ending.STALL) == (Pause(None), STALL)
    assert ending(Ending.TRUNCATE) == (End(Ending.TRUNCATE),)


CALL = {"tool_calls": [{"name": "f", "arguments": {"a": "é"}, "id": "c1"}], "fragments": 4}


def test_usage_counts_the_stream_so_far() -> None:
    steps: tuple[Json, ...] = {"text": "Hi you"}, CALL, {"usage": {}}, {"text": " never"}
    tail = next(item for item in items(*steps, content="one two") if isinstance(item, UsageTail))
    # Hi, you; {, ", a, ", :, ", é, ", }
    assert tail == UsageTail(2, 11, 13)


def test_usage_stands_as_written() -> None:
    written = {"prompt_tokens": 7, "completion_tokens": 0, "prompt_tokens_details": {"a": 1}}
    assert items({"usage": written}) == [UsageTail(7, 0, 7, {"prompt_tokens_details": {"a": 1}})]
    assert items({"usage": {"total_tokens": 99}}) == [UsageTail(2, 0, 99)]


def test_default_deltas_are_the_tokens_that_usage_counts() -> None:
    *deltas, tail = items({"text": "Grüße, 世界! 👍🏽"}, {"usage": {}})
    assert isinstance(tail, UsageTail)
    assert tail.completion_tokens == len(deltas) == 8


def test_tool_call_indexes_go_on_from_step_to_step() -> None:
    step = {"tool_calls": [{"name": "f", "arguments": ""}, {"name": "g", "arguments": ""}]}
    parts = [item.tool_call for item in items(step, step) if isinstance(item, Delta)]
    assert [part.index for part in parts if part] == [0, 1, 2, 3]


def test_made_tool_call_ids_differ_and_are_the_same_every_time() -> None:
    step = {"tool_calls": [{"name": "f", "arguments": ""}, {"name": "g", "arguments": ""}]}
    assert items(step) == items(step)
    assert items(step)[0] == Delta(
        tool_call=ToolCallPart(0, "call_XLiYAeDmgInEqSDyMcD8BeAF", "f", "")
    )
    ids = {item.tool_call.id for item in items(step) if isinstance(item, Delta) and item.tool_call}
    assert len(ids) == 2
