"""What the client has not read is known to the byte on this machine, or is said not to be known."""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import cast

import pytest

from mockserver.delivery import peer_queue
from mockserver.delivery.peer_queue import NotKnowableError, unread, until_read

from .served import PATIENCE, LoopFactory
from .test_transport import Loose

linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells")


@asynccontextmanager
async def connected(
    host: str, listening: str | None = None
) -> AsyncIterator[tuple[asyncio.Transport, socket.socket]]:
    """A server's transport, and the socket of its client."""
    accepted: asyncio.Queue[asyncio.Transport] = asyncio.Queue()

    class Accepting(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            accepted.put_nowait(cast(asyncio.Transport, transport))

    loop = asyncio.get_running_loop()
    try:
        listener = socket.create_server(
            (listening or host, 0),
            family=socket.AF_INET6 if ":" in (listening or host) else socket.AF_INET,
            dualstack_ipv6=listening == "::",
        )
    except OSError:
        pytest.skip("this machine has no IPv6")
    server = await loop.create_server(Accepting, sock=listener)
    try:
        with socket.create_connection((host, listener.getsockname()[1]), PATIENCE) as client:
            transport = await accepted.get()
            yield transport, client
            transport.abort()
    finally:
        server.close()


def run(factory: LoopFactory, test: Callable[[], Awaitable[None]]) -> None:
    """Runs a test on a loop, in a thread of its own: this one belongs to the plugin's loops."""

    async def bounded() -> None:
        async with asyncio.timeout(PATIENCE):
            await test()

    def on_a_loop() -> None:
        with asyncio.Runner(loop_factory=factory) as runner:
            runner.run(bounded())

    with ThreadPoolExecutor(1) as thread:
        thread.submit(on_a_loop).result()


async def settled(transport: asyncio.Transport, expected: int) -> None:
    """Waits until acknowledgements have come: they may be late."""
    while unread(transport) != expected:  # noqa: ASYNC110 - a kernel sends no events
        await asyncio.sleep(0.001)


@linux
@pytest.mark.parametrize(
    ("host", "listening"),
    [("127.0.0.1", None), ("::1", None), ("127.0.0.1", "::"), ("127.0.0.1", "0.0.0.0")],
)
def test_what_a_client_has_not_read_is_known_to_the_byte(
    loop_factory: LoopFactory, host: str, listening: str | None
) -> None:
    async def test() -> None:
        async with connected(host, listening) as (transport, client):
            assert unread(transport) == 0
            transport.write(b"~" * 1000)
            await settled(transport, 1000)
            client.recv(400)
            await settled(transport, 600)
            client.recv(600)
            assert await until_read(transport, PATIENCE)

    run(loop_factory, test)


@linux
@pytest.mark.parametrize(
    ("host", "listening"), [("127.0.0.1", None), ("::1", None), ("127.0.0.1", "::")]
)
async def test_the_list_of_all_is_read_only_where_it_must_be(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, host: str, listening: str | None
) -> None:
    monkeypatch.setattr(peer_queue, "TABLES", tmp_path)
    async with connected(host, listening) as (transport, _):
        transport.write(b"~")
        await settled(transport, 1)


@linux
def test_bytes_that_are_still_here_are_not_read(loop_factory: LoopFactory) -> None:
    async def test() -> None:
        async with connected("127.0.0.1") as (transport, _):
            transport.write(b"~" * 20_000_000)
            assert transport.get_write_buffer_size() > 0
            assert unread(transport) >= transport.get_write_buffer_size()
            assert not await until_read(transport, 0)
            assert not await until_read(transport, 0.01)

    run(loop_factory, test)


@linux
def test_a_client_that_reads_late_is_waited_for(loop_factory: LoopFactory) -> None:
    async def test() -> None:
        async with connected("127.0.0.1") as (transport, client):
            transport.write(b"~" * 1000)
            reading = asyncio.create_task(until_read(transport, PATIENCE))
            await asyncio.sleep(0)
            assert not reading.done()
            client.recv(1000)
            assert await reading

    run(loop_factory, test)


@linux
async def test_a_client_that_has_closed_is_not_known() -> None:
    async with connected("127.0.0.1") as (transport, client):
        transport.write(b"~")
        await settled(transport, 1)
        client.close()  # with a byte unread, so by a reset
        with pytest.raises(NotKnowableError):
            await until_read(transport, PATIENCE)


async def test_a_connection_that_has_ended_is_not_known() -> None:
    with pytest.raises(NotKnowableError, match="once its connection has ended"):
        unread(None)
    async with connected("127.0.0.1") as (transport, _):
        transport.close()
        with pytest.raises(NotKnowableError, match="once its connection has ended"):
            unread(transport)


@pytest.fixture
def unasked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A kernel that cannot be asked for one socket: it has only its list of all."""

    def ask(protocol: int, message: bytes) -> bytes:
        raise OSError("not supported")

    monkeypatch.setattr(peer_queue, "ask_kernel", ask)


@linux
@pytest.mark.usefixtures("unasked")
@pytest.mark.parametrize(
    ("host", "listening"), [("127.0.0.1", None), ("::1", None), ("127.0.0.1", "::")]
)
async def test_what_cannot_be_asked_for_is_found_in_the_list(
    host: str, listening: str | None
) -> None:
    async with connected(host, listening) as (transport, client):
        transport.write(b"~" * 1000)
        await settled(transport, 1000)
        client.recv(1000)
        assert await until_read(transport, PATIENCE)


@pytest.mark.usefixtures("unasked")
async def test_a_system_that_does_not_tell_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(peer_queue, "TABLES", tmp_path)
    async with connected("127.0.0.1") as (transport, _):
        with pytest.raises(NotKnowableError, match="told by Linux alone"):
            unread(transport)


@linux
@pytest.mark.usefixtures("unasked")
async def test_a_client_elsewhere_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("tcp", "tcp6"):
        (tmp_path / name).write_text("  sl  local_address rem_address   st tx_queue rx_queue\n")
    monkeypatch.setattr(peer_queue, "TABLES", tmp_path)
    async with connected("127.0.0.1") as (transport, _):
        with pytest.raises(NotKnowableError, match=r"127\.0\.0\.1 port \d+ .* another network"):
            unread(transport)


def test_what_is_no_tcp_connection_is_not_known() -> None:
    with pytest.raises(NotKnowableError, match="of TCP connections alone"):
        unread(Loose(asyncio.Protocol()))
