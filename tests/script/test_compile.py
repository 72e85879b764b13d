"""A script becomes its items in one order: steps, what is added, the pace."""

from __future__ import annotations

from mockserver.dialects import DIALECTS
from mockserver.script.compile import compile_reply
from mockserver.seeding import Chance
from mockserver.wire.events import Delta, Done, ScriptItem, UsageTail
from mockserver.wire.instructions import Pause
from mockserver.wire.json_text import Json
from tests import say


def items(said: Json, **body: Json) -> list[ScriptItem]:
    asked = say.request(**{"stream": True, **body})
    return compile_reply(say.reply(said), asked, DIALECTS["openai"], Chance(0, "x", 1))


def test_what_is_added_is_paced_too() -> None:
    pace = {"head": "1us", "ttft": "6us", "itl": "2us"}
    said = {"pace": pace, "reply": [{"text": "A"}]}
    assert items(said, stream_options={"include_usage": True}) == [
        Pause(5),
        Delta(role=True, text=""),
        Pause(2),
        Delta(text="A"),
        Pause(2),
        Delta(finish="stop"),
        Pause(2),
        UsageTail(2, 1, 3),
        Done(),
    ]


def test_reply_without_a_stream_has_no_items() -> None:
    assert items({"reply": {"end": "reset"}}) == []
