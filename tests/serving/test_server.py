"""A server's life: starting, waiting for outcomes, stopping; nothing is left behind."""

from __future__ import annotations

import gc
import os
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import httpx
import pytest

from mockserver.delivery import clock
from mockserver.serving import served as served_module
from mockserver.serving.served import WaitedTooLongError
from mockserver.serving.server import MockServer
from mockserver.wire.http1 import Unchunker

from .said import (
    COMPLETIONS,
    PATIENCE,
    SCENARIOS,
    body,
    client,
    default_wire,
    planned,
    raw,
    read,
    read_to_end,
    rendered,
)

OPEN = {"stalled": "stalled", "pausing": "slow", "not read": "large"}


@contextmanager
def streaming(server: MockServer, name: str) -> Iterator[socket.socket]:
    """A connection whose stream has begun."""
    with raw(server) as connection:
        connection.sendall(default_wire(name))
        assert read(connection, 400) == rendered(name)[:400]
        yield connection


# -- starting -------------------------------------------------------------------------------------


def test_a_server_says_where_it_is(server: MockServer) -> None:
    port = int(server.url.removeprefix("http://127.0.0.1:"))
    assert server.base_url == f"http://127.0.0.1:{port}/v1"
    assert server.openrouter_url == f"http://127.0.0.1:{port}/api/v1"


def test_a_server_that_does_not_run_is_nowhere(server: MockServer) -> None:
    server.stop()
    for one in (server, MockServer()):
        with pytest.raises(RuntimeError, match="this server is not running"):
            one.url  # noqa: B018 - a property that raises


def test_a_server_is_started_once(server: MockServer) -> None:
    with pytest.raises(RuntimeError, match="make another one"):
        server.start()
    with pytest.raises(RuntimeError, match="make another one"), server:
        pytest.fail("it was started twice")


def test_stopping_twice_is_stopping(server: MockServer) -> None:
    server.stop()
    server.stop()
    MockServer().stop()


def test_a_taken_port_is_an_oserror(server: MockServer) -> None:
    threads = threading.active_count()
    other = MockServer(port=int(server.url.rpartition(":")[2]))
    with pytest.raises(OSError, match="in use"):
        other.start()
    other.stop()
    assert threading.active_count() <= threads  # an earlier test's may have ended meanwhile


async def test_a_taken_port_is_an_oserror_in_the_callers_loop(server: MockServer) -> None:
    with pytest.raises(OSError, match="in use"):
        await MockServer(port=int(server.url.rpartition(":")[2])).start_here()


@pytest.mark.skipif(not socket.has_dualstack_ipv6(), reason="this machine has no IPv6")
def test_an_address_of_ipv6_stands_in_brackets() -> None:
    with MockServer(SCENARIOS, host="::1") as server:
        assert server.url.startswith("http://[::1]:")
        assert httpx.get(f"{server.base_url}/models", trust_env=False).status_code == 200


async def test_a_server_in_the_callers_loop_answers_its_tasks() -> None:
    async with MockServer(SCENARIOS) as server, httpx.AsyncClient(trust_env=False) as http:
        response = await http.post(f"{server.base_url}/chat/completions", json=body("text"))
        assert response.content == Unchunker().feed(planned("text").body)
    assert [one.result for one in server.exchanges] == ["complete"]


# -- waiting for outcomes -------------------------------------------------------------------------


def test_exchanges_wait_for_what_is_due(server: MockServer) -> None:
    for number in range(1, 21):
        with raw(server) as connection:
            connection.sendall(default_wire("hi"))
            read(connection, len(rendered("hi")))
            results = [one.result for one in server.exchanges]
        assert results == ["complete"] * number


def test_exchanges_know_of_clients_that_left_before(server: MockServer) -> None:
    for name in OPEN.values():
        with streaming(server, name):
            pass
        assert server.exchanges[-1].result == "client_left"


def test_exchanges_do_not_wait_for_open_streams(server: MockServer) -> None:
    with streaming(server, "slow"), streaming(server, "stalled"):
        assert [one.result for one in server.exchanges] == [None, None]


def test_exchanges_wait_no_longer_than_the_bound(
    server: MockServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(served_module, "SETTLING", 0.02)
    with streaming(server, "large"):
        assert [one.result for one in server.exchanges] == [None]


def test_exchanges_can_be_asked_for_after_the_stop(server: MockServer) -> None:
    with client(server) as ask:
        ask.ask(body())
    server.stop()
    (exchange,) = server.exchanges
    assert (exchange.scenario, exchange.result, exchange.chunks_sent) == ("hi", "complete", 3)


def test_an_exchange_shows_itself_to_a_failing_test(server: MockServer) -> None:
    with client(server) as ask:
        ask.ask(body())
    shown = str(server.exchanges[0])
    assert shown.startswith(f"#1 {COMPLETIONS} → 200 complete: hi, reply 1\n")
    assert "end complete: the body is whole" in shown


# -- stopping -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", OPEN.values(), ids=OPEN)
def test_open_streams_do_not_hold_up_the_stop(name: str, server: MockServer) -> None:
    with streaming(server, name) as connection:
        before = time.perf_counter()
        server.stop()
        assert time.perf_counter() - before < PATIENCE
        assert read_to_end(connection)[1] == "reset"
    assert [one.result for one in server.exchanges] == ["server_stopped"]


def test_the_stop_ends_many_streams_at_once(server: MockServer) -> None:
    with ExitStack() as stack:
        for _ in range(50):
            stack.enter_context(streaming(server, "stalled"))
        before = time.perf_counter()
        server.stop()
        assert time.perf_counter() - before < PATIENCE
    assert {one.result for one in server.exchanges} == {"server_stopped"}


def test_the_stop_ends_idle_connections(server: MockServer) -> None:
    with client(server) as ask:
        ask.ask(body())
        before = time.perf_counter()
        server.stop()
        assert time.perf_counter() - before < PATIENCE
        assert ask.http.sock.recv(1) == b""


def test_a_stopped_server_takes_no_connection(server: MockServer) -> None:
    address = ("127.0.0.1", int(server.url.rpartition(":")[2]))
    server.stop()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(address)


async def test_the_stop_in_the_callers_loop_ends_open_streams() -> None:
    async with MockServer(SCENARIOS) as server, httpx.AsyncClient(trust_env=False) as http:
        url = f"{server.base_url}/chat/completions"
        async with http.stream("POST", url, json=body("stalled")) as response:
            await anext(response.aiter_bytes())
            await server.stop_here()
    assert [one.result for one in server.exchanges] == ["server_stopped"]


def _descriptors() -> int:
    gc.collect()
    return len(list(Path("/proc/self/fd").iterdir()))


def test_a_test_that_freezes_time_freezes_no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    freezes = [vars(time)[name] for name in ("monotonic", "monotonic_ns")]
    assert not any(one in freezes for one in vars(clock).values())  # where freezegun looks
    with MockServer() as server:
        server.queue({"text": ["a", "b"]}, pace={"itl": "1ms"})
        monkeypatch.setattr(time, "monotonic", lambda: 1e9)
        monkeypatch.setattr(time, "monotonic_ns", lambda: 10**18)
        with pytest.raises(WaitedTooLongError):
            server.wait_for_exchange(timeout=0.001)
        with client(server) as ask:
            ask.ask(body())
        monkeypatch.undo()
        assert server.exchanges[0].exact


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_fork_is_told_that_the_server_is_not_there() -> None:
    with MockServer() as server:
        child = os.fork()
        if child == 0:
            with suppress(RuntimeError):
                server.verdict()
                os._exit(1)
            os._exit(0)
        assert os.waitpid(child, 0)[1] == 0


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lists its descriptors in /proc")
def test_fifty_starts_and_stops_leave_nothing_behind() -> None:
    threads, descriptors = threading.active_count(), _descriptors()
    for _ in range(50):
        with MockServer(SCENARIOS) as server, streaming(server, "stalled"), client(server) as ask:
            ask.ask(body())
    assert threading.active_count() <= threads  # an earlier test's may have ended meanwhile
    assert _descriptors() == descriptors
