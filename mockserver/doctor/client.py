"""A raw client of one TCP connection, which knows bytes, reads and ends; knows no plan.

It runs in the server's own loop: what the server writes is then read before it writes on, so that
separate segments are separate reads however busy the machine is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from mockserver.delivery.clock import monotonic
from mockserver.wire.http1 import TERMINATOR, Unchunker

from .promises import Heard

REQUEST = (
    b"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    b'Content-Length: 43\r\n\r\n{"model":"any","messages":[],"stream":true}'
)


class Client(asyncio.Protocol):
    """Reads all that comes, unless it is made with `reads=False`: then only after `read_on()`."""

    def __init__(self, *, reads: bool = True) -> None:
        self.data = bytearray()
        self.reads: list[tuple[int, int]] = []
        """When each read was (microseconds), and how many bytes it had."""
        self.end = "open"
        self.asked = 0
        """When it asked last, in microseconds."""
        self._begin = (0, 0)
        self._reading = reads
        self._changed = asyncio.Event()
        self._transport: asyncio.Transport

    @classmethod
    async def to(cls, url: str, *, reads: bool = True) -> Client:
        """A new connection to a server's URL."""
        host, _, port = url.removeprefix("http://").rpartition(":")
        made = await asyncio.get_running_loop().create_connection(
            lambda: cls(reads=reads), host, int(port)
        )
        return made[1]

    def ask(self) -> None:
        """Sends one request for a stream; `heard` is of its answer alone."""
        self._begin = len(self.data), len(self.reads)
        self.asked = monotonic()
        self.send(REQUEST)

    def send(self, data: bytes) -> None:
        """Sends bytes, whatever they are."""
        self._transport.write(data)

    def read_on(self) -> None:
        """Begins to read."""
        self._transport.resume_reading()

    def leave(self, how: str) -> None:
        """Leaves by closing the whole connection (`closes`), or its sending side (`shuts down`).

        Closing while bytes are unread resets the connection.
        """
        if how == "shuts down":
            self._transport.write_eof()
        else:
            self._transport.abort()

    @property
    def heard(self) -> Heard:
        """What came of the last answer."""
        _, _, body = bytes(self.data[self._begin[0] :]).partition(b"\r\n\r\n")
        reads = tuple(size for _, size in self.reads[self._begin[1] :])
        return Heard(Unchunker().feed(body), self.end, reads)

    async def began(self) -> None:
        """Waits for the first bytes."""
        await self.until(lambda: bool(self.data))

    async def whole(self) -> None:
        """Waits for the end of a whole answer."""
        await self.until(lambda: self.data.endswith(TERMINATOR))

    async def ended(self) -> Heard:
        """What came, once the connection has ended."""
        await self.until(lambda: self.end != "open")
        return self.heard

    async def until(self, so: Callable[[], bool]) -> None:
        """Waits until it is so, asked again whenever something came."""
        while not so():
            self._changed.clear()
            await self._changed.wait()

    # -- what asyncio tells ---------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        if not self._reading:
            transport.pause_reading()

    def data_received(self, data: bytes) -> None:
        self.data += data
        self.reads.append((monotonic(), len(data)))
        self._changed.set()

    def eof_received(self) -> bool:
        self.end = "eof"
        self._changed.set()
        return True  # the sending side stays open

    def connection_lost(self, exc: Exception | None) -> None:
        if exc is not None:
            self.end = "reset"
        elif self.end == "open":
            self.end = "eof"
        self._changed.set()
