"""What a careless client and the right one make of a scenario, and how rows are written."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from functools import partial
from typing import Any

from mockserver import bundled
from mockserver.exchange.rendering import as_bytes, default_request, plan_of
from mockserver.scenario.load import load_folder

from . import right_client
from .right_client import Answer, Choice, ToolCall

PACKS = ("quirks/", "conformance/")
"""Folders whose files are tested as packs (`tests/quirks`), without a careless client for each."""

SCENARIOS = {
    one.name: one for one in load_folder(bundled.folder()) if not one.name.startswith(PACKS)
}

Client = Callable[[str, str], Awaitable[object]]
ShowingClient = Callable[[str, str, Callable[[str], object]], Coroutine[Any, Any, None]]


async def _at_once(_seconds: float) -> None:
    """Waits for nothing."""


ask = partial(right_client.ask, nap=_at_once)
run_agent = partial(right_client.run_agent, nap=_at_once)


@dataclass(frozen=True)
class Row:
    """What each makes of a scenario: an answer, or the type of the error that it raises.

    `asks` is how the right client asks.
    """

    client: Client
    careless: object
    right: object
    asks: Client = ask


def unstreamed(name: str) -> str:
    """The text of the whole answer as one JSON object, which no stream has cut or mixed."""
    scenario = SCENARIOS[name]
    sent = as_bytes(plan_of(scenario, 1, default_request(scenario, stream=False)))
    text: str = json.loads(sent.partition(b"\r\n\r\n")[2])["choices"][0]["message"]["content"]
    return text


def choice(text: str = "", finish: str | None = "stop", **more: Any) -> Choice:
    return Choice(text, finish=finish, **more)


def whole(text: str = "", finish: str | None = "stop", *, usage: Any = None, **more: Any) -> Answer:
    return Answer({0: choice(text, finish, **more)}, usage)


def call(name: str, **arguments: object) -> ToolCall:
    said = json.dumps(arguments, ensure_ascii=False, separators=(",", ":"))
    return ToolCall(name, said)


def calls(*made: ToolCall, text: str = "", finish: str = "tool_calls") -> Answer:
    return whole(text, finish, tool_calls=dict(enumerate(made)))


weather = partial(call, "get_weather")


def usage(prompt: int, completion: int, **more: Any) -> dict[str, Any]:
    total = prompt + completion
    counts = {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": total}
    return {**counts, **more}


FREE = {
    "cost": 0,
    "is_byok": False,
    "cost_details": {
        "upstream_inference_cost": None,
        "upstream_inference_prompt_cost": 0,
        "upstream_inference_completions_cost": 0,
    },
}
"""What OpenRouter's usage has beside the counts."""
