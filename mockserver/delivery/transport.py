"""An answer's connection: the only file that knows a socket; knows neither HTTP nor plans.

Bytes go to the asyncio transport below aiohttp's response, so that nothing is added to them or
changed in them. aiohttp goes on reading requests and owns the connection's life.
"""

from __future__ import annotations

import asyncio
import socket
import struct
import sys
from collections.abc import Callable
from contextlib import suppress
from ipaddress import ip_address

from mockserver.delivery.base import Alarm, Interrupted, Limits
from mockserver.delivery.clock import monotonic
from mockserver.delivery.watch import Watch
from mockserver.exchange.outcome import Result
from mockserver.wire.instructions import Ending

if sys.platform == "linux":
    import fcntl

# https://man7.org/linux/man-pages/man7/tcp.7.html and <linux/sockios.h>
_UNACKNOWLEDGED = 0x5411  # SIOCOUTQ: in the send queue, sent or not

# struct tcp_info of <linux/tcp.h>: its first byte is the state; tcpi_notsent_bytes (Linux 4.6)
# are in the send queue beyond the window that the peer's kernel has opened.
_CLOSED = 7  # TCP_CLOSE
_NOT_SENT = slice(144, 148)

_LINGER_NONE = struct.pack("HH" if sys.platform == "win32" else "ii", 1, 0)

# Nothing tells when a send queue is empty, so it is looked at, less often while nothing moves.
_FIRST_LOOK, _RAREST_LOOK = 0.001, 0.008


class Connection:
    """The `Transport` of one answer on an asyncio transport that aiohttp owns."""

    __slots__ = (
        *("_alarm", "_buffered", "_limits", "_stirred", "_transport", "_unsent_when_lost"),
        *("_was_reset", "_watch", "lost"),
    )

    def __init__(self, transport: asyncio.Transport | None, limits: Limits) -> None:
        self.lost: Result | None = None if transport else Result.CLIENT_LEFT
        self._transport = transport
        self._limits = limits
        self._watch: Watch | None = None
        self._alarm: Alarm | None = None
        self._stirred: asyncio.Future[None] | None = None
        self._was_reset = False  # when last looked at
        self._buffered = 0  # the same: asyncio forgets it when the connection breaks
        self._unsent_when_lost = 0

    @property
    def full(self) -> bool:
        """Whether the buffer is above the loop's own high-water mark."""
        if not self._buffered or self._transport is None:
            return False
        return self._buffer() > self._transport.get_write_buffer_limits()[1]

    def write(self, data: bytes) -> None:
        """Hand bytes to the loop, which tries to send them at once."""
        transport = self._transport
        if self.lost is not None or transport is None or transport.is_closing():
            raise Interrupted(self.lost or Result.CLIENT_LEFT)
        transport.write(data)
        if transport.is_closing():  # sending failed: the peer has reset the connection
            self._lose(Result.CLIENT_LEFT)
            raise Interrupted(Result.CLIENT_LEFT)
        self._buffered = transport.get_write_buffer_size()

    async def drain(self) -> None:
        """Wait until the buffer is below the loop's low-water mark."""
        low = self._open().get_write_buffer_limits()[0]
        await self._settle(lambda: self._buffer() <= low)

    def watch(self, alarm: Alarm) -> None:
        """Ring `alarm` as soon as the connection is lost."""
        if self._watch is None or self.lost:
            self._observe()
        self._alarm = alarm

    async def end(self, ending: Ending, *, settled: bool = False) -> Result:
        """Carry out `ending` once the peer's kernel has every byte.

        For a FIN or none it is enough that every byte is on its way into the peer's open window.
        An RST would overtake what is lost on its way and sent again, so that one waits for the
        acknowledgements; but not on loopback, which loses nothing and keeps the order, where
        Linux delays them by 40 ms on a connection that has served a request before.
        """
        if not settled and self.unaccepted():
            await self._settle(lambda: self.unaccepted() == 0)
        elif self._was_reset:  # it had closed before the answer came: nobody took it
            self._lose(Result.CLIENT_LEFT)
            return Result.CLIENT_LEFT
        if ending is Ending.COMPLETE:
            return Result.COMPLETE
        transport = self._open()
        if ending is Ending.RESET:
            if not _on_loopback(transport):
                await self._settle(lambda: self._unacknowledged() == 0)
            self.abort()
            return Result.RESET
        if ending is Ending.HALF_CLOSE and transport.can_write_eof():
            try:
                transport.write_eof()
            except OSError:  # a reset by the client that the loop has not seen yet
                self._lose(Result.CLIENT_LEFT)
                raise Interrupted(Result.CLIENT_LEFT) from None
            return Result.HALF_CLOSE
        transport.close()
        return Result.TRUNCATE

    async def linger(self) -> None:
        """After half_close: hold the receiving side open until the client closes its own."""
        with suppress(Interrupted):
            self._observe()
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._limits.half_close_linger
        while self._watch and self.lost is None and (left := deadline - loop.time()) > 0:
            await self._stir(left)

    def unaccepted(self) -> int:
        """Bytes still here, and after a reset by the client: at most so many."""
        if self.lost:
            return self._unsent_when_lost
        unsent, self._was_reset = _unsent(self._transport)
        return self._buffer() + unsent

    def abort(self) -> None:
        """Reset, now."""
        if self._transport is not None:
            watched = self._watch is not None and self.lost is None
            if watched or not self._transport.is_closing():
                _prepare_reset(self._transport)  # on uvloop a closed one's number may be another's
            self._transport.abort()

    def release(self) -> None:
        """Give the connection back to aiohttp alone."""
        if self._watch is not None and self._transport is not None and self.lost is None:
            self._transport.set_protocol(self._watch.inner)
            self._watch = None

    def _open(self) -> asyncio.Transport:
        if self.lost is None and self._transport is not None and not self._transport.is_closing():
            return self._transport
        raise Interrupted(self.lost or Result.CLIENT_LEFT)

    def _buffer(self) -> int:
        if self._transport is not None and not self._transport.is_closing():
            self._buffered = self._transport.get_write_buffer_size()
        return self._buffered

    def _unacknowledged(self) -> int:
        return self._buffer() + _unacknowledged(self._transport)

    def _observe(self) -> None:
        """Be told of the client's leaving from here on. Raises Interrupted if it has left."""
        if self._watch is None or self.lost:
            transport = self._open()
            self._watch = Watch(transport.get_protocol(), self._lose, self._wake)
            transport.set_protocol(self._watch)

    def _lose(self, result: Result) -> None:
        if self.lost is None and self._transport is not None:
            self._unsent_when_lost = self.unaccepted()
            if self._transport.get_extra_info("sslcontext") is not None:
                result = Result.CLIENT_LEFT  # under TLS, uvloop keeps the client's EOF to itself
            if result is Result.SERVER_STOPPED:
                _prepare_reset(self._transport)  # the socket is closed right after this
            self.lost = result
        _resolve(self._alarm)
        self._wake()

    def _wake(self) -> None:
        _resolve(self._stirred)

    async def _settle(self, settled: Callable[[], bool]) -> None:
        """Wait until `settled`, for as long as the peer's kernel goes on accepting bytes.

        Patience is real time whatever the stream's clock says: no clock makes a kernel faster.
        """
        patience = round(self._limits.unread_timeout * 1_000_000)
        pending, moved, look = sys.maxsize, monotonic(), _FIRST_LOOK
        while not settled():
            self._observe()
            if (now_pending := self._unacknowledged()) < pending:
                pending, moved, look = now_pending, monotonic(), _FIRST_LOOK
            elif monotonic() - moved >= patience:
                raise Interrupted(Result.CLIENT_NOT_READING)
            await self._stir(look)
            look = min(2 * look, _RAREST_LOOK)
            if self.lost:
                raise Interrupted(self.lost)

    async def _stir(self, seconds: float) -> None:
        """Wait so long, or until anything happens on the connection."""
        loop = asyncio.get_running_loop()
        self._stirred = loop.create_future()
        timer = loop.call_later(seconds, self._wake)
        try:
            await self._stirred
        finally:
            timer.cancel()


def unacknowledged(transport: asyncio.Transport) -> int:
    """Bytes that the peer's kernel has not said it has; on Linux, elsewhere those still here."""
    return transport.get_write_buffer_size() + _unacknowledged(transport)


def ask_kernel(protocol: int, message: bytes) -> bytes:
    """What the kernel answers to a netlink message, at once. Raises OSError where it does not.

    https://man7.org/linux/man-pages/man7/netlink.7.html
    """
    if sys.platform != "linux":
        raise OSError("only Linux has netlink")
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, protocol) as asking:
        asking.settimeout(0)  # it has answered when `send` returns
        asking.send(message)
        return asking.recv(65536)


def _resolve(waiter: Alarm | None) -> None:
    if waiter is not None and not waiter.done():
        waiter.set_result(None)


def _prepare_reset(transport: asyncio.Transport) -> None:
    """Make closing the socket send an RST: a FIN would look like the end of a whole answer."""
    sock = transport.get_extra_info("socket")
    if sock is not None and sock.fileno() >= 0:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_NONE)


def _on_loopback(transport: asyncio.Transport) -> bool:
    peer = transport.get_extra_info("peername")
    return bool(peer) and ip_address(peer[0].partition("%")[0]).is_loopback


def _unsent(transport: asyncio.Transport | None) -> tuple[int, bool]:
    """Bytes for which the peer's kernel has no room, and whether it has reset the connection.

    One look for both, as each costs microseconds. Where the platform does not tell: 0 and False,
    and "accepted" means there: by this machine's kernel.
    """
    sock = transport.get_extra_info("socket") if transport is not None else None
    if sys.platform != "linux" or sock is None or sock.fileno() < 0:
        return 0, False
    try:
        info = sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _NOT_SENT.stop)
    except OSError:  # not a TCP socket
        return 0, False
    return int.from_bytes(info[_NOT_SENT], sys.byteorder), info[0] == _CLOSED


def _unacknowledged(transport: asyncio.Transport | None) -> int:
    """Bytes in the kernel's send queue; 0 where the platform does not tell."""
    sock = transport.get_extra_info("socket") if transport is not None else None
    if sys.platform != "linux" or sock is None or sock.fileno() < 0:
        return 0
    try:
        queued = fcntl.ioctl(sock.fileno(), _UNACKNOWLEDGED, bytes(4))
    except OSError:  # not a TCP socket
        return 0
    return int.from_bytes(queued, sys.byteorder)
