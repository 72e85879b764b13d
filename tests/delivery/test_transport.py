"""What one cannot make a kernel do on demand: a `Connection` on an asyncio transport of our own."""

from __future__ import annotations

import asyncio
import socket

import pytest

from mockserver.delivery.base import Interrupted, Limits
from mockserver.delivery.transport import Connection
from mockserver.exchange.outcome import Result
from mockserver.wire.instructions import Ending


class Loose(asyncio.Transport):
    """A transport without a socket; closed by the peer as soon as `broken` is set."""

    def __init__(self, protocol: asyncio.BaseProtocol) -> None:
        super().__init__()
        self.protocol = protocol
        self.written: list[bytes] = []
        self.broken = self.closing = self.aborted = False
        self.buffered = 0
        self.options: list[int] = []  # set on the socket

    def get_extra_info(self, name: str, default: object = None) -> object:
        return self if name == "socket" else default

    def fileno(self) -> int:
        """As of uvloop's sockets: the number stays when the socket is gone."""
        return 1_000_000

    def getsockopt(self, level: int, option: int, size: int) -> bytes:
        raise OSError("not a TCP socket")

    def setsockopt(self, level: int, option: int, value: bytes) -> None:
        self.options.append(option)

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.closing = self.closing or self.broken
        self.written.append(bytes(data))

    def write_eof(self) -> None:
        if self.broken:
            raise OSError("not connected")

    def can_write_eof(self) -> bool:
        return True

    def is_closing(self) -> bool:
        return self.closing

    def abort(self) -> None:
        self.aborted = self.closing = True

    def get_write_buffer_size(self) -> int:
        return self.buffered

    def get_write_buffer_limits(self) -> tuple[int, int]:
        return (16, 64)

    def get_protocol(self) -> asyncio.BaseProtocol:
        return self.protocol

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        self.protocol = protocol


def connection(transport: asyncio.Transport | None, **limits: float) -> Connection:
    return Connection(transport, Limits(**limits))


@pytest.fixture
def loose() -> Loose:
    return Loose(asyncio.Protocol())


def test_a_client_gone_before_the_answer_has_left(loose: Loose) -> None:
    loose.closing = True
    for gone in (connection(None), connection(loose)):
        with pytest.raises(Interrupted) as caught:
            gone.write(b"a")
        assert caught.value.result is Result.CLIENT_LEFT
        assert not gone.full
        gone.abort()
    assert loose.written == []


def test_a_write_that_fails_is_the_client_leaving(loose: Loose) -> None:
    loose.broken = True
    answer = connection(loose)
    with pytest.raises(Interrupted) as caught:
        answer.write(b"a")
    assert caught.value.result is answer.lost is Result.CLIENT_LEFT


async def test_a_half_close_that_fails_is_the_client_leaving(loose: Loose) -> None:
    loose.broken = True
    answer = connection(loose)
    with pytest.raises(Interrupted) as caught:
        await answer.end(Ending.HALF_CLOSE)
    assert caught.value.result is answer.lost is Result.CLIENT_LEFT


async def test_nothing_lingers_on_a_connection_that_is_gone(loose: Loose) -> None:
    answer = connection(loose)
    assert await answer.end(Ending.HALF_CLOSE) is Result.HALF_CLOSE
    loose.closing = True
    await answer.linger()


async def test_accepted_means_by_this_machine_where_no_kernel_tells_more(loose: Loose) -> None:
    answer = connection(loose)
    answer.write(b"a")
    assert answer.unaccepted() == 0
    assert await answer.end(Ending.RESET) is Result.RESET
    assert loose.aborted


async def test_draining_is_bounded_in_real_time(loose: Loose) -> None:
    loose.buffered = 65
    answer = connection(loose, unread_timeout=0.01)
    answer.write(b"a")
    assert answer.full
    with pytest.raises(Interrupted) as caught:
        await answer.drain()
    assert caught.value.result is Result.CLIENT_NOT_READING
    assert answer.unaccepted() == 65


@pytest.mark.parametrize("closing", [True, False])
def test_a_closed_socket_is_left_alone(loose: Loose, *, closing: bool) -> None:
    loose.closing = closing
    connection(loose).abort()
    assert loose.aborted
    assert loose.options == ([] if closing else [socket.SO_LINGER])


async def test_a_released_connection_is_as_it_was(loose: Loose) -> None:
    protocol = loose.protocol
    answer = connection(loose)
    answer.watch(asyncio.get_running_loop().create_future())
    assert loose.protocol is not protocol
    answer.release()
    assert loose.protocol is protocol
