"""Hears what happens to a connection while an answer waits; knows bytes only to pass them on.

aiohttp has no way to be told that a client left while a handler waits, but to have the handler
cancelled (https://github.com/aio-libs/aiohttp/pull/8636), which not every runner of an application
asks for. `set_protocol` is asyncio's own way:
https://docs.python.org/3/library/asyncio-protocol.html#asyncio.BaseTransport.set_protocol
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from mockserver.exchange.outcome import Result


class Watch(asyncio.Protocol):
    """Stands before a transport's protocol and passes everything on.

    `lose` is called with who ended the connection (CLIENT_LEFT or SERVER_STOPPED), perhaps twice;
    `stir` when anything came from the client or room came about in the buffer.
    """

    __slots__ = ("_lose", "_stir", "inner")

    def __init__(
        self,
        inner: asyncio.BaseProtocol,
        lose: Callable[[Result], None],
        stir: Callable[[], None],
    ) -> None:
        assert isinstance(inner, asyncio.Protocol)
        self.inner = inner
        self._lose = lose
        self._stir = stir

    def data_received(self, data: bytes) -> None:
        """A further request: with it came acknowledgements."""
        self.inner.data_received(data)
        self._stir()

    def eof_received(self) -> bool | None:
        """The client closed, at least its sending side: that counts as leaving."""
        self._lose(Result.CLIENT_LEFT)
        return self.inner.eof_received()

    def pause_writing(self) -> None:
        """The buffer is full."""
        self.inner.pause_writing()

    def resume_writing(self) -> None:
        """The buffer has room."""
        self.inner.resume_writing()
        self._stir()

    def connection_lost(self, exc: Exception | None) -> None:
        """A break is the client's doing; where there was neither break nor EOF, it is ours."""
        self._lose(Result.CLIENT_LEFT if exc else Result.SERVER_STOPPED)
        self.inner.connection_lost(exc)
