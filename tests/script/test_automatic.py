"""What the server adds by itself, as a table: what the script says, and what becomes of it."""

from __future__ import annotations

import pytest

from mockserver.dialects import DIALECTS
from mockserver.dialects.base import Defaults
from mockserver.scenario.model import Automatic
from mockserver.script.automatic import settle
from mockserver.script.compile import compile_reply
from mockserver.seeding import Chance
from mockserver.wire.events import Comment, Delta, Done, ScriptItem
from mockserver.wire.json_text import Json
from tests import say

A, B = {"text": "A"}, {"text": "B"}
USAGE: Json = {"usage": {}}
CALL = {"tool_calls": [{"name": "f", "arguments": ""}]}
DONE = {"done": "[DONE]"}
EVENT = {"event": {"data": "e"}}


def literal(*choices: Json, **more: Json) -> Json:
    return {"chunk": {"choices": list(choices), **more}}


ROLE = literal({"delta": {"role": "assistant"}})
TEXT = literal({"delta": {"content": "L"}})
STOP = literal({"delta": {}, "finish_reason": "stop"})
SECOND = literal({"index": 1, "delta": {"content": "L"}})
BOTH = literal({"index": 0, "delta": {}}, {"index": 1, "delta": {"tool_calls": [{}]}})
TAIL = literal(usage={"total_tokens": 1})
LAST_WITH_USAGE = literal({"delta": {}, "finish_reason": "stop"}, usage={"total_tokens": 1})


def items(steps: Json, automatic: Json = "", dialect: str = "openai", **body: Json) -> str:
    """The items of a script with all that is added, by their names."""
    reply = say.reply({"reply": {"stream": steps, "automatic": automatic or {}}})
    asked = say.request(**{"stream": True, **body})
    found = compile_reply(reply, asked, DIALECTS[dialect], Chance(0, "x", 1))
    return " ".join(map(_name, found))


def _name(item: ScriptItem) -> str:
    match item:
        case Delta(choice, role, text, tool_call, finish):
            parts = ["role" if role else "", text or "", "call" if tool_call else "", finish or ""]
            return f"{choice}:" * (choice > 0) + "+".join(filter(None, parts))
        case Done(data):
            return data
        case Comment():
            return "#"
        case _:
            return type(item).__name__


ASKED = {"usage": "always"}


@pytest.mark.parametrize(
    ("steps", "automatic", "expected"),
    [
        # each mode of the role
        ([A, B], {"role": "own_chunk"}, "role A B stop [DONE]"),
        ([A, B], {"role": "first_delta"}, "role+A B stop [DONE]"),
        ([A, B], {"role": "every_chunk"}, "role+A role+B stop [DONE]"),
        ([A, B], {"role": "none"}, "A B stop [DONE]"),
        # each mode of the finish
        ([A, B], {"finish": "last_delta"}, "role A B+stop [DONE]"),
        ([A, B], {"finish": "none"}, "role A B [DONE]"),
        ([A, CALL], {}, "role A call tool_calls [DONE]"),
        ([CALL, A], {"finish": "last_delta"}, "role call A+tool_calls [DONE]"),
        ([A, TEXT], {"finish": "last_delta"}, "role A LiteralChunk stop [DONE]"),
        # usage and the terminator
        ([A], {"usage": "always"}, "role A stop UsageTail [DONE]"),
        ([A], {"usage": "none"}, "role A stop [DONE]"),
        ([A], {"usage": "always", "done": False}, "role A stop UsageTail"),
        ([A], "none", "A"),
        # what is written is not added again
        ([A, {"finish": "length"}], {}, "role A length [DONE]"),
        ([{"finish": "stop"}], {}, "role stop [DONE]"),
        ([A, USAGE], ASKED, "role A stop UsageTail [DONE]"),
        ([USAGE], ASKED, "UsageTail [DONE]"),
        ([A, DONE], ASKED, "role A stop UsageTail [DONE]"),
        ([A, DONE, DONE], ASKED, "role A stop UsageTail [DONE] [DONE]"),
        ([A, {"done": "bye"}], {}, "role A stop bye"),
        ([A, DONE], {"done": False}, "role A stop [DONE]"),
        ([A, USAGE, DONE], {}, "role A stop UsageTail [DONE]"),
        # waits and comments: the role goes after them, the rest before the terminator
        ([{"comment": "c"}, {"wait": "1s"}, A], {}, "# Pause role A stop [DONE]"),
        ([A, {"wait": "1s"}, DONE], ASKED, "role A Pause stop UsageTail [DONE]"),
        ([A, {"raw": "r"}, EVENT], {}, "role A Raw ServerSentEvent stop [DONE]"),
        # a literal chunk counts as what it holds
        ([ROLE, A], {}, "LiteralChunk A stop [DONE]"),
        ([TEXT, A], {}, "role LiteralChunk A stop [DONE]"),
        ([A, STOP], {}, "role A LiteralChunk [DONE]"),
        ([A, TAIL], ASKED, "role A stop LiteralChunk [DONE]"),
        ([A, LAST_WITH_USAGE], ASKED, "role A LiteralChunk [DONE]"),
        ([SECOND], {}, "1:role LiteralChunk 1:stop [DONE]"),
        ([literal()], {}, "LiteralChunk [DONE]"),
        ([{"chunk": {"a": 1}}], ASKED, "LiteralChunk UsageTail [DONE]"),
        ([literal("x", {"index": None})], {}, "LiteralChunk [DONE]"),
        ([literal({"delta": None})], {}, "role LiteralChunk stop [DONE]"),
        # several choices through literal chunks
        ([A, SECOND], {}, "role A 1:role LiteralChunk stop 1:stop [DONE]"),
        ([A, SECOND, STOP], {}, "role A 1:role LiteralChunk LiteralChunk 1:stop [DONE]"),
        ([BOTH], {}, "role 1:role LiteralChunk stop 1:tool_calls [DONE]"),
        ([A, SECOND], {"finish": "last_delta"}, "role A+stop 1:role LiteralChunk 1:stop [DONE]"),
        # nothing after an error or an end
        ([A, {"error": {"message": "no"}}], ASKED, "role A Failure"),
        ([{"error": {"message": "no"}}, A], ASKED, "Failure"),
        ([A, {"end": "complete"}], ASKED, "role A End"),
        ([A, {"end": "reset"}, B], ASKED, "role A End"),
        ([A, {"stall": "forever"}, B], ASKED, "role A Pause End"),
        ([A, {"stall": {"for": "1s"}}], {}, "role A Pause stop [DONE]"),
        # nothing where nothing is called for
        ([], ASKED, ""),
        ([{"raw": "r"}], ASKED, "Raw"),
        ([EVENT, {"wait": "1s"}], ASKED, "ServerSentEvent Pause"),
        ([{"comment": "c"}, DONE], ASKED, "# [DONE]"),
    ],
)  # fmt: skip
def test_what_is_added(steps: Json, automatic: Json, expected: str) -> None:
    assert items(steps, automatic) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, "role A stop [DONE]"),
        ({"stream_options": {"include_usage": False}}, "role A stop [DONE]"),
        ({"stream_options": {"include_usage": True}}, "role A stop UsageTail [DONE]"),
        ({"stream": False}, "role A stop UsageTail [DONE]"),
    ],
)
def test_usage_is_added_when_it_is_asked_for(body: Json, expected: str) -> None:
    assert items([A], **body) == expected


def test_comments_of_the_provider_come_first() -> None:
    assert (
        items([{"comment": "c"}, A], dialect="openrouter") == "# # # role A stop UsageTail [DONE]"
    )
    assert items([A], {"comments": False}, "openrouter") == "role A stop UsageTail [DONE]"
    assert items([{"error": {"message": "no"}}], dialect="openrouter") == "# # Failure"


def test_comments_are_not_added_to_a_script_without_completion_chunks() -> None:
    assert items([{"raw": "r"}], dialect="openrouter") == "Raw"


def test_what_the_reply_leaves_out_comes_from_the_dialect() -> None:
    defaults = Defaults(usage="always", done=False)
    assert settle(None, defaults) is defaults
    assert settle(Automatic(done=True, role="none"), defaults) == Defaults("none", usage="always")
