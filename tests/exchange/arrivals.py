"""What a session answers to requests in a given order; run as a script it prints the digests.

`python -m tests.exchange.arrivals 2 0 1` asks the third request first, then the first …
"""

from __future__ import annotations

import sys
from collections.abc import Iterable

from mockserver.dialects import DIALECTS
from mockserver.exchange.respond import respond
from mockserver.exchange.selection import FALLBACKS, ScenarioSet, Session
from mockserver.scenario.load import parse
from mockserver.wire.digest import digest
from mockserver.wire.instructions import Plan
from mockserver.wire.json_text import JsonObject, dump_bytes

TOOL = {
    "type": "function",
    "function": {
        "name": "weather",
        "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string"}, "at": {"type": "string", "format": "time"}},
            "required": ["city"],
        },
    },
}
SCHEMA = {"type": "object", "properties": {"tags": {"type": "array", "items": {"enum": ["a", 1]}}}}
FORMAT = {"type": "json_schema", "json_schema": {"name": "x", "schema": SCHEMA}}
MIXED = """
reply:
  - random: {words: 12, locale: [en_US, emoji], reasoning: 4}
    logprobs: {top: 2}
"""
SCRIPTED = "reply: [{text: Hi there, logprobs: {top: 3}}]"


def body(content: str, **more: object) -> JsonObject:
    messages = [{"role": "user", "content": content}]
    return {"model": "any", "messages": messages, "stream": True, **more}


BODIES: tuple[JsonObject, ...] = (
    body("prose"),
    body("prose, limited", max_tokens=9, stop=["z"]),
    body("logprobs", logprobs=True, top_logprobs=2),
    body("tools", tools=[TOOL], tool_choice="required"),
    body("format", response_format=FORMAT),
    body("object", response_format={"type": "json_object"}),
    body("choices", n=2),
    body("mixed", model="mixed"),
    body("scripted", model="scripted"),
)


def session(seed: int = 7) -> Session:
    scenarios = [
        parse(text, name, name) for name, text in (("mixed", MIXED), ("scripted", SCRIPTED))
    ]
    return Session(ScenarioSet(scenarios), seed, fallback=FALLBACKS["random"])


def answered(one: Session, asked: JsonObject, dialect: str = "openai") -> Plan:
    return respond(one, DIALECTS[dialect], dump_bytes(asked)).plan


def digests(order: Iterable[int]) -> dict[int, str]:
    """The digest of the answer to each body, asked for in this order, by the body's number."""
    one = session()
    found = {number: digest(answered(one, BODIES[number])) for number in order}
    return dict(sorted(found.items()))


if __name__ == "__main__":
    for number, text in digests(map(int, sys.argv[1:])).items():
        sys.stdout.write(f"{number} {text}\n")
