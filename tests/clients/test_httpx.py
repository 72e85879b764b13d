"""httpx, sync and async: the bytes of the body, the ends of streams, kept connections."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest

from mockserver.exchange.rendering import default_request, plan_of
from mockserver.serving.mock_session import MockSession
from mockserver.serving.server import MockServer
from mockserver.wire.http1 import Unchunker
from mockserver.wire.instructions import Ending, Pause
from tests.scenarios.rows import SCENARIOS as BUNDLED

ERRORS = {
    "truncated": httpx.RemoteProtocolError,
    "reset": httpx.ReadError,
    "stalled": httpx.ReadTimeout,
}
LONGEST = 300_000
"""Microseconds: a scenario that takes longer is not asked for."""


def _is_quick_and_whole(name: str) -> bool:
    plan = plan_of(BUNDLED[name], 1, default_request(BUNDLED[name]))
    pauses = [one for one in plan.instructions if isinstance(one, Pause)]
    planned = plan.head is not None and not any(one.gate or one.beat for one in pauses)
    quick = plan.duration <= LONGEST and planned
    return quick and plan.ending is Ending.COMPLETE and not plan.unsafe


COMPLETE = [name for name in BUNDLED if _is_quick_and_whole(name)]


@pytest.fixture(scope="module")
def server(mockserver_server: MockServer) -> Iterator[MockSession]:
    with mockserver_server.session(scenarios=BUNDLED.values()) as one:
        yield one


@pytest.fixture
def sync(server: MockSession) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.base_url, trust_env=False, timeout=20.0) as client:
        yield client


@pytest.fixture
async def concurrent(server: MockSession) -> AsyncIterator[httpx.AsyncClient]:
    base_url = server.base_url
    async with httpx.AsyncClient(base_url=base_url, trust_env=False, timeout=20.0) as client:
        yield client


def asked(name: str) -> dict[str, Any]:
    """The default request, and how long to wait for it."""
    options: dict[str, Any] = {"json": default_request(BUNDLED[name]).body}
    return options | ({"timeout": 0.3} if name == "stalled" else {})


def body(server: MockSession) -> bytes:
    """The last planned body, without its chunked coding."""
    plan = server.exchanges[-1].plan
    assert plan.head is not None
    chunked = any(name == "Transfer-Encoding" for name, _ in plan.head.headers)
    return Unchunker().feed(plan.body) if chunked else plan.body


@pytest.mark.parametrize("name", COMPLETE)
def test_a_whole_body_arrives_to_the_byte(
    name: str, sync: httpx.Client, server: MockSession
) -> None:
    with sync.stream("POST", "/chat/completions", **asked(name)) as response:
        assert b"".join(response.iter_raw()) == body(server)


@pytest.mark.parametrize("name", COMPLETE)
async def test_a_whole_body_arrives_to_the_byte_async(
    name: str, concurrent: httpx.AsyncClient, server: MockSession
) -> None:
    async with concurrent.stream("POST", "/chat/completions", **asked(name)) as response:
        assert b"".join([part async for part in response.aiter_raw()]) == body(server)


@pytest.mark.parametrize("name", ERRORS)
def test_a_cut_body_arrives_up_to_the_cut(
    name: str, sync: httpx.Client, server: MockSession
) -> None:
    got: list[bytes] = []
    with sync.stream("POST", "/chat/completions", **asked(name)) as response:
        with pytest.raises(ERRORS[name]):
            got.extend(response.iter_raw())
        assert b"".join(got) == body(server)


@pytest.mark.parametrize("name", ERRORS)
async def test_a_cut_body_arrives_up_to_the_cut_async(
    name: str, concurrent: httpx.AsyncClient, server: MockSession
) -> None:
    got: list[bytes] = []

    async with concurrent.stream("POST", "/chat/completions", **asked(name)) as response:
        with pytest.raises(ERRORS[name]):
            await _extend(got, response.aiter_raw())
        assert b"".join(got) == body(server)


async def _extend(got: list[bytes], parts: AsyncIterator[bytes]) -> None:
    async for part in parts:
        got += [part]


def test_one_connection_serves_many_answers(sync: httpx.Client) -> None:
    ports = set()
    for name in ["text", "usage-tail", "midstream-error", "texxt", "usage-tail"]:
        response = sync.post("/chat/completions", json={"model": name, "messages": []})
        ports.add(response.extensions["network_stream"].get_extra_info("client_addr")[1])
    assert len(ports) == 1


def test_the_first_deltas_come_before_the_last(sync: httpx.Client) -> None:
    with sync.stream("POST", "/chat/completions", **asked("stalled")) as response:
        lines = response.iter_lines()
        assert next(lines).startswith('data: {"id":')
