"""Each bundled scenario makes a client that is careless in one way fail, and a right one pass."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable

import httpx
import pytest

from mockserver import bundled
from mockserver.exchange.rendering import as_text, default_request, plan_of
from mockserver.scenario.load import check_folder
from mockserver.scenario.model import Scenario
from mockserver.serving.server import MockServer

from . import careless_readers as careless
from . import right_client, rows, rows_bytes, rows_documents, rows_meaning
from .right_events import events
from .rows import SCENARIOS, ask

TABLE = rows_meaning.TABLE | rows_bytes.TABLE | rows_documents.TABLE

WAITING = {
    "stalled": careless.has_no_read_timeout,
    "faults/stalled-with-comments": careless.takes_comments_for_progress,
}
"""Scenarios whose careless client comes to no end: it waits for ever."""

GATED = "pace/gate"
"""The one scenario that comes to no end without a test's help."""


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
    assert sorted(SCENARIOS) == sorted([*TABLE, *WAITING, GATED])


def test_every_careless_client_is_named_by_its_mistake() -> None:
    assert all(row.client.__doc__ for row in TABLE.values())


def test_bundled_scenarios_have_no_findings() -> None:
    assert check_folder(bundled.folder()).diagnostics == ()


@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=lambda one: one.name)
def test_a_bundled_scenario_renders(scenario: Scenario) -> None:
    assert scenario.about
    for number in range(1, len(scenario.replies) + 1):
        shown = as_text(plan_of(scenario, number, default_request(scenario)))
        assert "\nsha256:" in shown
        assert "note:" not in shown.replace("note: random words are those of Faker", "")


@pytest.mark.parametrize("name", [name for name in TABLE if any(SCENARIOS[name].expects)])
def test_the_right_client_gets_what_the_file_expects(name: str) -> None:
    said, right = SCENARIOS[name].expects[-1], TABLE[name].right
    if said is None:  # the last reply needs no word, it is lawful
        return
    assert said.error is (None if isinstance(right, right_client.Answer) else True)
    if isinstance(right, right_client.Answer) and said.text is not None:
        assert said.text == "".join(one.text for one in right.choices.values())


@pytest.mark.parametrize("name", TABLE)
async def test_a_careless_client_fails(name: str, server: MockServer) -> None:
    assert await made(TABLE[name].client(server.base_url, name)) == TABLE[name].careless


@pytest.mark.parametrize("name", TABLE)
async def test_a_right_client_passes(name: str, server: MockServer) -> None:
    assert await made(TABLE[name].asks(server.base_url, name)) == TABLE[name].right


@pytest.mark.parametrize("name", WAITING)
async def test_a_client_without_a_timeout_waits_on(name: str, server: MockServer) -> None:
    shown = asyncio.Queue[str]()
    waiting = asyncio.create_task(WAITING[name](server.base_url, name, shown.put_nowait))
    assert [await shown.get() for _ in range(4)] == ["", "Let", " me", " think"]
    await ask(server.base_url, "text")  # meanwhile a whole other answer comes and goes
    assert not waiting.done()
    assert [one.result for one in server.exchanges] == [None, "complete"]
    await server.stop_here()
    assert await made(waiting) is httpx.ReadError
    assert server.exchanges[0].result == "server_stopped"


@pytest.mark.parametrize("name", WAITING)
async def test_a_client_with_a_timeout_does_not_wait(name: str, server: MockServer) -> None:
    said = ask(server.base_url, name, read_timeout=0.2)
    assert await made(said) is right_client.TimedOutError


@pytest.mark.parametrize(
    ("client", "before"),
    [
        (careless.shows_the_whole_answer, []),
        (careless.has_no_read_timeout, ["", "First", " half", ","]),
    ],
)
async def test_what_came_before_a_gate_is_shown(
    client: rows.ShowingClient, before: list[str], server: MockServer
) -> None:
    shown: list[str] = []
    asking = asyncio.create_task(client(server.base_url, GATED, shown.append))
    await ask(server.base_url, "text")  # meanwhile a whole other answer comes and goes
    assert shown == before
    server.open_gate("second-half")
    await asking
    assert "".join(shown) == "First half, second half."


# -- the right client is right --------------------------------------------------------------------

STREAM = (
    '\ufeffdata: {"a":1}\r\n\r\n: comment\n\ndata:two\rdata: lines\r\revent: x\n'
    "id: 7\ndata: é😀\n\ndata: mixed\r\n\ndata: unfinished"
)


async def _reads(data: bytes, size: int) -> AsyncIterator[bytes]:
    for begin in range(0, len(data), size):
        yield data[begin : begin + size]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
async def test_the_right_client_reads_any_lawful_stream(size: int) -> None:
    got = [event async for event in events(_reads(STREAM.encode(), size))]
    assert got == [("", '{"a":1}'), ("", "two\nlines"), ("x", "é😀"), ("", "mixed")]


async def test_the_right_client_puts_tool_calls_together(server: MockServer) -> None:
    answer = await ask(server.base_url, "parallel-tool-calls")
    assert [one.parsed for one in answer.calls] == [{"city": "Paris"}, {"city": "東京"}]


async def test_the_right_client_gives_up_in_the_end(server: MockServer) -> None:
    for _ in range(right_client.MOST_TRIES):
        server.queue(status=429, headers={"Retry-After-Ms": "1"}, error={"message": "no"})
    with pytest.raises(right_client.ApiError, match="no"):
        await right_client.ask(server.base_url, "text")
    assert [one.status for one in server.exchanges] == [429, 429, 429]
