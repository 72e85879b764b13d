"""A client's connection while a request arrives on it; knows no route, no reply and no journal.

aiohttp reads requests, and answers by itself what it cannot read: in plain text, with the bytes
that came repeated in it and in the log, a key among them. Here whoever serves answers that instead,
and is told in words why it was no request. A client that connects and never finishes the head of
its first request is not waited for without end.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import http_exceptions, web

from mockserver.dialects.headers import without_keys

Refuse = Callable[[web.BaseRequest, str], Awaitable[web.StreamResponse]]
"""Answers a request that could not be read, and is told why."""

_LONGEST = 200
"""Characters of the reason that are repeated."""

_BYTES = re.compile(r":?\s*(b|bytearray\(b)['\"].*", re.DOTALL)
"""Where aiohttp's messages begin to repeat what came."""


class Arriving(web.RequestHandler):
    """aiohttp's side of one connection."""

    __slots__ = ("_patience", "_refuse", "_timer")

    def __init__(
        self,
        manager: web.Server,
        *,
        refuse: Refuse,
        patience: float,
        loop: asyncio.AbstractEventLoop,
    ) -> None:
        super().__init__(manager, loop=loop, access_log=None)  # type: ignore[arg-type]
        self._refuse = refuse
        self._patience = patience
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The first head is waited for from now on."""
        super().connection_made(transport)
        self._timer = asyncio.get_running_loop().call_later(self._patience, transport.close)

    def connection_lost(self, exc: BaseException | None) -> None:
        """Nothing is waited for any more."""
        self.arrived()
        super().connection_lost(exc)

    def arrived(self) -> None:
        """A request's head is there: from now on aiohttp's own timer of kept connections holds."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """The answer to what could not be read; all else is a fault of this server."""
        if not isinstance(exc, http_exceptions.HttpProcessingError):
            return super().handle_error(request, status, exc, message)
        return _Refused(self._refuse, _why(exc))


class _Refused(web.StreamResponse):
    """An answer that is delivered when aiohttp would begin to send one."""

    def __init__(self, refuse: Refuse, why: str) -> None:
        super().__init__(status=400)
        self._refuse = refuse
        self._why = why

    @property
    def keep_alive(self) -> bool:
        """What follows on this connection cannot be read either."""
        return False

    async def prepare(self, request: web.BaseRequest) -> None:
        """Deliver it."""
        await self._refuse(request, self._why)

    async def write_eof(self, data: bytes = b"") -> None:
        """Write nothing: all has been sent."""


def listen(
    server: web.Server, refuse: Refuse, patience: float
) -> Callable[[], asyncio.BaseProtocol]:
    """What makes the protocol of each connection that a server accepts."""
    make, loop = server.request_factory, asyncio.get_running_loop()

    def made(message: Any, payload: Any, protocol: Any, *rest: Any) -> web.BaseRequest:
        protocol.arrived()
        return make(message, payload, protocol, *rest)

    server.request_factory = made
    return lambda: Arriving(server, refuse=refuse, patience=patience, loop=loop)


async def body_of(request: web.Request, most: int, patience: float) -> bytes:
    """A request's body, of so many bytes at most, which is waited for so many seconds.

    Raises TimeoutError, HTTPRequestEntityTooLarge (before it comes, where the head says so), and
    RequestPayloadError or ConnectionError where it does not arrive whole.
    """
    said = request.content_length or 0
    if said > most:
        raise web.HTTPRequestEntityTooLarge(most, said)
    if request.content.is_eof():  # most are there already: a timer costs as much as the reading
        return await request.read()
    async with asyncio.timeout(patience):
        return await request.read()


def _why(error: http_exceptions.HttpProcessingError) -> str:
    """Why a request could not be read, without the bytes that came."""
    if isinstance(error, http_exceptions.LineTooLong):
        return "a line of its head is too long"
    if isinstance(error, http_exceptions.InvalidURLError):
        return "its target is no path or URL"
    said = _BYTES.sub("", error.message).split("\n\n")[0]
    return without_keys(" ".join(said.split()).rstrip(":.")[:_LONGEST]) or type(error).__name__
