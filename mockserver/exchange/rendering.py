"""What a reply would send for a request that nobody has sent, for people and scripts; pure."""

from __future__ import annotations

import base64
from collections.abc import Iterator

from mockserver.dialects import DIALECTS
from mockserver.dialects.request import ChatRequest
from mockserver.scenario.model import Scenario
from mockserver.wire.digest import digest
from mockserver.wire.http1 import serialize_head
from mockserver.wire.instructions import Beat, Head, Instruction, Pause, Plan, Send
from mockserver.wire.json_text import JsonObject
from mockserver.wire.transcript import transcript

from .again import Asked
from .plan import plan
from .selection import chance_of


def default_request(scenario: Scenario, *, stream: bool = True) -> ChatRequest:
    """The documented default request: the scenario's name as model, and one message, `Hello`."""
    messages = [{"role": "user", "content": "Hello"}]
    body = {"model": scenario.name, "messages": messages, "stream": stream}
    return ChatRequest.of(scenario.name, body)


def plan_of(scenario: Scenario, number: int, request: ChatRequest, *, seed: int = 0) -> Plan:
    """The plan of a scenario's reply (counted from 1). Raises what `plan` raises."""
    return plan_again(scenario, number, Asked(request), seed=seed)


def plan_again(scenario: Scenario, number: int, asked: Asked, *, seed: int = 0) -> Plan:
    """The same for a request of which more is known; `seed` is where nobody knows one."""
    dialect = DIALECTS[scenario.dialect or asked.dialect or "openai"]
    reply = scenario.replies[number - 1]
    if asked.queued and asked.reply_number is not None:
        number = asked.reply_number  # its place in the queue, of which its chance depends
    known = seed if asked.seed is None else asked.seed
    earlier = asked.earlier
    chance = chance_of(scenario, reply, number, asked.request, seed=known, earlier=earlier)
    return plan(reply, asked.request, dialect, chance, asked.connection)


def as_text(one: Plan) -> str:
    """The transcript, the notes and the digest."""
    notes = "".join(f"note: {note}\n" for note in one.notes)
    return f"{transcript(one)}{notes}{digest(one)}\n"


def as_bytes(one: Plan) -> bytes:
    """Every byte that goes over the wire, the head included.

    The comments of a stall are in it, but for those of one that ends no one knows when.
    """
    return b"".join(map(_bytes_of, one.instructions))


def _bytes_of(one: Instruction) -> bytes:
    match one:
        case Head():
            return serialize_head(one)
        case Send(data):
            return data
        case Pause(int() as micros, Beat(every, data)):
            return data * ((micros - 1) // every)
        case _:
            return b""


def as_json(one: Plan) -> JsonObject:
    """The instructions, with planned times in microseconds and bytes in base64, and the digest."""
    return {
        "digest": digest(one),
        "notes": list(one.notes),
        "instructions": [{"at": due, **_instruction(each)} for due, each in one.timed()],
    }


def _instruction(one: Instruction) -> JsonObject:
    match one:
        case Head(status, headers):
            fields = [[name, str(value)] for name, value in headers]
            return {"head": {"status": status, "headers": fields}}
        case Send(data):
            return {"send": base64.b64encode(data).decode()}
        case Pause(micros, beat, gate):
            named = {} if gate is None else {"gate": gate}
            return {"pause": micros, **named, **dict(_beat(beat))}
        case _:
            return {"end": one.ending}


def _beat(beat: Beat | None) -> Iterator[tuple[str, JsonObject]]:
    if beat is not None:
        data = base64.b64encode(beat.data).decode()
        yield "beat", {"every": beat.every, "send": data}
