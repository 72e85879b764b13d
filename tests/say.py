"""What a scenario written as a Python value sends: plans of it, and what is on their wire."""

from __future__ import annotations

import json
from typing import Any

from mockserver.dialects import DIALECTS
from mockserver.dialects.request import ChatRequest, parse
from mockserver.exchange.plan import Connection, plan
from mockserver.scenario.model import Reply, ScenarioFile, build
from mockserver.seeding import Chance
from mockserver.wire import transcript as wire_transcript
from mockserver.wire.http1 import Unchunker
from mockserver.wire.instructions import Pause, Plan, Send
from mockserver.wire.json_text import Json, JsonObject, dump_bytes


def reply(said: Json) -> Reply:
    """The reply of a scenario file; a list is the reply's stream."""
    file = {"reply": said} if isinstance(said, list) else said
    return build("x", ScenarioFile.model_validate_json(json.dumps(file))).replies[0]


def request(content: str = "Hi there", **body: Json) -> ChatRequest:
    """A request with one message; `body` are more keys."""
    messages = [{"role": "user", "content": content}]
    return parse(dump_bytes({"model": "gpt-4o", "messages": messages, **body}))


def planned(
    said: Json,
    dialect: str = "openai",
    connection: Connection | None = None,
    **body: Json,
) -> Plan:
    """The plan for a scenario file; a stream is asked for unless `body` says otherwise."""
    asked = request(**{"stream": True, **body})
    chance = Chance(0, "x", 1)
    return plan(reply(said), asked, DIALECTS[dialect], chance, connection or Connection())


def body(one: Plan) -> bytes:
    """The body without its chunked coding."""
    fields = dict(one.head.headers) if one.head else {}
    return Unchunker().feed(one.body) if "Transfer-Encoding" in fields else one.body


def data(one: Plan) -> list[str]:
    """The data of each server-sent event that has one line of it."""
    lines = body(one).decode().split("\n")
    return [line.removeprefix("data: ") for line in lines if line.startswith("data: ")]


def chunks(one: Plan) -> list[JsonObject]:
    """The JSON of each event that is JSON: completion chunks and errors."""
    return [json.loads(text) for text in data(one) if text.startswith("{")]


def folded(one: Plan) -> JsonObject:
    """The JSON of an answer that is no stream."""
    result: JsonObject = json.loads(one.body)
    return result


def pauses(one: Plan) -> list[int | None]:
    """The pauses in their order, in microseconds; None is for ever."""
    return [each.micros for each in one.instructions if isinstance(each, Pause)]


def sends(one: Plan) -> list[bytes]:
    """The socket bytes of each segment."""
    return [each.data for each in one.instructions if isinstance(each, Send)]


def deltas(one: Plan) -> list[Any]:
    """What each completion chunk's first choice says: its delta, or its finish_reason, or usage."""
    return [_gist(chunk) for chunk in chunks(one)]


def _gist(chunk: JsonObject) -> Any:
    if not chunk.get("choices"):
        return "usage" if chunk.get("usage") else "empty"
    first = chunk["choices"][0]
    return first.get("finish_reason") or first["delta"]


def transcript(one: Plan) -> str:
    """The plan as people read it."""
    return wire_transcript.transcript(one)
