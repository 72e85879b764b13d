"""The clients of the battery, what each of them cannot hear, and what is asked of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mockserver import bundled
from mockserver.dialects import DIALECTS
from mockserver.exchange.expectation import Answer, expectation
from mockserver.exchange.respond import respond
from mockserver.exchange.selection import ScenarioSet, Session
from mockserver.scenario.load import load_folder, parse
from mockserver.scenario.model import Scenario
from mockserver.serving.mock_session import MockSession
from mockserver.wire.instructions import Pause, Plan
from mockserver.wire.json_text import dump_bytes
from tests.scenarios.rows import PACKS

LONGEST = 3_000_000
"""Microseconds: a bundled scenario that takes longer is not asked for."""

OWN = {
    "everything": """\
reply:
  - reasoning: Let me think.
  - text: It rains.
    logprobs: {top: 2}
  - tool_calls: [{name: get_weather, arguments: {city: Paris}}]
  - usage: {prompt_tokens: 3, completion_tokens: 5}
""",
    "refused": "reply: [refusal: I cannot help with that.]",
    "comments": "reply: [comment: ping, text: a, {comment: pong, own_event: false}, text: b]",
    "unknown": """\
reply:
  with: {chunk: {x: 1, y: {z: null}}, choice: {x: 1}, delta: {x: 1}}
  stream: [text: Hello]
""",
}
"""Scenarios of the battery alone, which says that no client forgets one of these things."""


@dataclass(frozen=True)
class Client:
    """One way of using a client: where it runs, what it is asked by, whose base URL it takes."""

    where: Literal["here", "python", "node"]
    name: str
    dialect: Literal["openai", "openrouter"] = "openai"

    def base_url(self, server: MockSession) -> str:
        """What the client is told of the server."""
        return server.openrouter_url if self.dialect == "openrouter" else server.base_url

    def __str__(self) -> str:
        return self.name


CLIENTS = [
    Client("here", "openai create"),
    Client("here", "openai stream"),
    Client("here", "openai create async"),
    Client("here", "openai stream async"),
    Client("python", "openrouter/py", "openrouter"),
    Client("python", "openrouter/py async", "openrouter"),
    Client("python", "langchain"),
    Client("python", "langchain async"),
    Client("python", "pydantic-ai"),
    Client("node", "openai/js"),
    Client("node", "openrouter/js 0.9", "openrouter"),
    Client("node", "openrouter/js", "openrouter"),
]


def bundle() -> list[Scenario]:
    """All that a battery's server can answer with; anew, since a random reply counts requests."""
    own = [parse(text, f"{name}.yaml", f"own/{name}") for name, text in OWN.items()]
    first = [one for one in load_folder(bundled.folder()) if not one.name.startswith(PACKS)]
    return [*first, *own]


def _plan(scenario: Scenario, dialect: str) -> Plan:
    """The first answer to a stream that is asked for by the scenario's name."""
    messages = [{"role": "user", "content": "Hello"}]
    asked = {"model": scenario.name, "messages": messages, "stream": True}
    session = Session(ScenarioSet([scenario]))
    return respond(session, DIALECTS[dialect], dump_bytes(asked)).plan


def _is_lawful(plan: Plan) -> bool:
    return isinstance(expectation(plan), Answer) and plan.duration <= LONGEST


_PLANS = {dialect: {one.name: _plan(one, dialect) for one in bundle()} for dialect in DIALECTS}

LAWFUL = {
    dialect: [name for name, plan in plans.items() if _is_lawful(plan)]
    for dialect, plans in _PLANS.items()
}
"""The names of scenarios that every client should understand, by dialect."""

GATES = {
    one.gate
    for plans in _PLANS.values()
    for plan in plans.values()
    for one in plan.instructions
    if isinstance(one, Pause) and one.gate
}
"""What must be opened, so that no stream waits for ever."""
