"""Each bundled scenario makes a client that is careless in one way fail, and a right one pass."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from mockserver import bundled
from mockserver.exchange.rendering import as_text, default_request, plan_of
from mockserver.scenario.load import check_folder, load_folder
from mockserver.scenario.model import Scenario
from mockserver.serving.server import MockServer

from . import careless_clients as careless
from . import right_client
from .right_client import Answer, ask

SCENARIOS = {one.name: one for one in load_folder(bundled.folder())}

Client = Callable[[str, str], Awaitable[object]]


@dataclass(frozen=True)
class Row:
    """What two clients make of a scenario: each an answer, or the error that it raises."""

    client: Client
    careless: object
    right: object


def whole(text: str, finish: str = "stop", **more: Any) -> Answer:
    return Answer(text, finish_reasons={0: finish}, **more)


def weather(**arguments: str) -> dict[str, str]:
    said = json.dumps(arguments, ensure_ascii=False, separators=(",", ":"))
    return {"name": "get_weather", "arguments": said}


USAGE = {"prompt_tokens": 9, "completion_tokens": 10, "total_tokens": 19}
TAIL = {"prompt_tokens": 12, "completion_tokens": 2, "total_tokens": 14}
FAILED = "The answer to your question is"

TABLE = {
    "text": Row(
        careless.keeps_only_the_last_delta,
        ".",
        whole("The quick brown fox jumps over the lazy dog.", usage=USAGE),
    ),
    "unicode": Row(
        careless.decodes_each_read_alone,
        UnicodeDecodeError,
        whole("Grüße, 世界! 👋🏽 Привет — שלום، नमस्ते"),
    ),
    "tool-call": Row(
        careless.parses_each_fragment,
        json.JSONDecodeError,
        whole(
            "Let me look that up.",
            "tool_calls",
            tool_calls={0: weather(city="Paris", unit="celsius")},
        ),
    ),
    "parallel-tool-calls": Row(
        careless.ignores_the_index,
        '{"ci{"city":ty":"Par"東京"is"}}',
        whole("", "tool_calls", tool_calls={0: weather(city="Paris"), 1: weather(city="東京")}),
    ),
    "usage-tail": Row(
        careless.takes_the_first_choice,
        IndexError,
        whole("Short.", usage={**TAIL, "prompt_tokens_details": {"cached_tokens": 8}}),
    ),
    "midstream-error": Row(careless.never_looks_at_error, FAILED, right_client.ApiError),
    "openrouter/midstream-error": Row(
        careless.takes_any_finish_for_success, FAILED, right_client.ApiError
    ),
    "rate-limit-then-success": Row(
        careless.never_retries, httpx.HTTPStatusError, whole("Here you are.")
    ),
    "agent-loop": Row(
        careless.forgets_the_tools_result,
        httpx.HTTPStatusError,
        whole("", "tool_calls", tool_calls={0: weather(city="Paris")}),
    ),
    "truncated": Row(
        careless.takes_end_of_input_for_end_of_answer,
        "Take these three steps: first, open the file; second, read it",
        right_client.TruncatedError,
    ),
    "reset": Row(
        careless.swallows_a_broken_connection,
        "One, two,",
        right_client.BrokenConnectionError,
    ),
    "drip": Row(careless.takes_a_read_for_an_event, json.JSONDecodeError, whole("Hello!")),
}

WAITING = "stalled"
"""The one scenario whose careless client comes to no end: it waits for ever."""


@pytest.fixture
async def server() -> AsyncIterator[MockServer]:
    """Shares the client's loop: so a read can lag behind the server's writes by two at most."""
    async with MockServer(SCENARIOS.values()) as running:
        yield running


async def made(said: Awaitable[object]) -> object:
    """The answer, or the type of the error."""
    try:
        return await said
    except Exception as error:  # noqa: BLE001 - which one it is, is what is tested
        return type(error)


def test_every_bundled_scenario_has_a_careless_client() -> None:
    assert sorted(SCENARIOS) == sorted([*TABLE, WAITING])


def test_every_careless_client_is_named_by_its_mistake() -> None:
    clients = [row.client for row in TABLE.values()]
    assert len(set(clients)) == len(TABLE)
    assert all(client.__doc__ for client in clients)


def test_bundled_scenarios_have_no_findings() -> None:
    assert check_folder(bundled.folder()).diagnostics == ()


@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=lambda one: one.name)
def test_a_bundled_scenario_renders(scenario: Scenario) -> None:
    assert scenario.about
    for number in range(1, len(scenario.replies) + 1):
        shown = as_text(plan_of(scenario, number, default_request(scenario)))
        assert "\nsha256:" in shown
        assert "note:" not in shown


@pytest.mark.parametrize("name", TABLE)
async def test_a_careless_client_fails(name: str, server: MockServer) -> None:
    assert await made(TABLE[name].client(server.base_url, name)) == TABLE[name].careless


@pytest.mark.parametrize("name", TABLE)
async def test_a_right_client_passes(name: str, server: MockServer) -> None:
    assert await made(ask(server.base_url, name)) == TABLE[name].right


async def test_a_client_without_a_timeout_waits_on_after_all_was_sent(server: MockServer) -> None:
    shown = asyncio.Queue[str]()
    said = careless.has_no_read_timeout(server.base_url, WAITING, shown.put_nowait)
    waiting = asyncio.create_task(said)
    assert [await shown.get() for _ in range(4)] == ["", "Let", " me", " think"]
    await ask(server.base_url, "text")  # meanwhile a whole other answer comes and goes
    assert not waiting.done()
    assert [one.result for one in server.exchanges] == [None, "complete"]
    await server.stop_here()
    assert await made(waiting) is httpx.ReadError
    assert server.exchanges[0].result == "server_stopped"


async def test_a_client_with_a_timeout_does_not_wait(server: MockServer) -> None:
    said = ask(server.base_url, WAITING, read_timeout=0.2)
    assert await made(said) is right_client.TimedOutError


# -- the right client is right --------------------------------------------------------------------

STREAM = (
    '\ufeffdata: {"a":1}\r\n\r\n: comment\n\ndata:two\rdata: lines\r\revent: x\n'
    "id: 7\ndata: é😀\n\ndata: unfinished"
)


async def _reads(data: bytes, size: int) -> AsyncIterator[bytes]:
    for begin in range(0, len(data), size):
        yield data[begin : begin + size]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
async def test_the_right_client_reads_any_lawful_stream(size: int) -> None:
    got = [data async for data in right_client.events(_reads(STREAM.encode(), size))]
    assert got == ['{"a":1}', "two\nlines", "é😀"]


async def test_the_right_client_puts_tool_calls_together(server: MockServer) -> None:
    answer = await ask(server.base_url, "parallel-tool-calls")
    assert answer.calls == [("get_weather", {"city": "Paris"}), ("get_weather", {"city": "東京"})]


async def test_the_right_client_gives_up_in_the_end(server: MockServer) -> None:
    for _ in range(right_client.MOST_TRIES):
        server.queue(status=429, headers={"Retry-After-Ms": "1"}, error={"message": "no"})
    with pytest.raises(right_client.ApiError, match="no"):
        await ask(server.base_url, "text")
    assert [one.status for one in server.exchanges] == [429, 429, 429]
