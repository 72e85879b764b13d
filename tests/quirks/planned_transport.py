"""A plan as a connection for httpx, read by h11; opens no socket, and no time passes.

So the right client reads exactly the bytes of a plan, by readers that share no code with the
server. A pause for ever is the client's read timeout; how long others last makes no difference.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import h11
import httpx

from mockserver.wire.http1 import serialize_head
from mockserver.wire.instructions import Ending, Head, Pause, Plan, Send


class PlannedTransport(httpx.AsyncBaseTransport):
    """Answers every request with one plan."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The response; raises the errors of httpx where the plan has no head."""
        events = _events(self._plan, request)
        head = next(events)
        assert isinstance(head, h11.Response)
        body = _Body(events)
        return httpx.Response(head.status_code, headers=list(head.headers), stream=body)


class _Body(httpx.AsyncByteStream):
    """The data of a body as it arrives, read by read."""

    def __init__(self, events: Iterator[h11.Event]) -> None:
        self._events = events

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for one in self._events:
            if isinstance(one, h11.Data):
                yield bytes(one.data)


def _events(plan: Plan, request: httpx.Request) -> Iterator[h11.Event]:
    """What h11 makes of the bytes, until the response ends. Raises the errors of httpx."""
    connection = _asked(request)
    try:
        for read in _reads(plan):
            connection.receive_data(read)
            while not isinstance(one := connection.next_event(), type(h11.NEED_DATA)):
                assert isinstance(one, h11.Event)
                yield one
                if isinstance(one, h11.EndOfMessage):
                    return
    except h11.RemoteProtocolError as error:
        raise httpx.RemoteProtocolError(str(error)) from None


def _asked(request: httpx.Request) -> h11.Connection:
    """A connection on which the request has been sent."""
    connection = h11.Connection(h11.CLIENT)
    asked = h11.Request(method=request.method, target="/", headers=[("Host", "planned")])
    connection.send(asked)
    connection.send(h11.EndOfMessage())
    return connection


def _reads(plan: Plan) -> Iterator[bytes]:
    """What a client reads of a plan; b"" is the end of the connection. Raises httpx's errors."""
    for one in plan.instructions:
        match one:
            case Head():
                yield serialize_head(one)
            case Send(data):
                yield data
            case Pause(None, beat, None):
                if beat is not None:
                    yield beat.data
                raise httpx.ReadTimeout("nothing comes any more")
            case Pause(int() as micros, beat) if beat is not None:
                yield beat.data * ((micros - 1) // beat.every)
    if plan.ending is Ending.RESET:
        raise httpx.ReadError("connection reset by peer")
    yield b""
