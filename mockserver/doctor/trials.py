"""The trials: for each promise, the server plays a fault to a raw client; judges nothing.

A trial returns the facts that the promise of its key is judged by (`promises.PROMISES`).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from itertools import accumulate
from typing import Protocol

from mockserver.delivery.base import Limits
from mockserver.delivery.clock import monotonic, wall
from mockserver.delivery.peer_queue import NotKnowableError
from mockserver.delivery.runs import runs_of
from mockserver.exchange.journal import Exchange
from mockserver.exchange.progress import State
from mockserver.serving.served import WaitedTooLongError
from mockserver.serving.server import MockServer
from mockserver.serving.stream import StreamFacts

from .client import Client
from .promises import Closed, Cut, Drip, Left, Moment, Reading, Unread

TEXT = "Grüße, 世界! 🌍"
"""What is cut after each of its bytes."""

_LENGTH = len(TEXT.encode())
_SEVERAL = 8
_PATIENCE = 0.3


async def cut() -> Mapping[str, list[Cut]]:
    """A clean end after each byte."""
    return {"fresh": await _cuts("truncate", warm=False)}


async def reset() -> Mapping[str, list[Cut]]:
    """An RST after each byte, on connections that have served a request before, too."""
    return {
        "fresh": await _cuts("reset", warm=False),
        "warm": await _cuts("reset", warm=True),
    }


async def half_close() -> Closed:
    """The end of one side; then the other one is written to."""
    async with _stage() as (server, client_of):
        server.queue({"raw": TEXT}, {"end": "half_close"})
        client = await client_of()
        client.ask()
        heard = await client.ended()
        for _ in range(3):  # a connection that is closed answers the first byte by a reset
            client.send(b"\n")
            await asyncio.sleep(0.01)
        could_send = client.end == "eof"
        return Closed(Cut(TEXT.encode(), heard), could_send)


async def drip() -> Drip:
    """One byte of the body after the other, with pauses."""
    async with _stage() as (server, client_of):
        server.queue({"raw": TEXT}, delivery={"bytes": 1, "pause": "2ms"})
        client = await client_of()
        client.ask()
        await client.whole()
        exchange = await server.aio.wait_for_exchange()
        return Drip(tuple(_writes(exchange)), client.heard.reads)


async def never_early() -> list[Moment]:
    """Several streams at once, each with a chunk every few milliseconds."""
    async with _stage() as (server, client_of):
        for _ in range(_SEVERAL):
            server.queue({"text": TEXT.split() * 10}, pace={"ttft": "5ms", "itl": "4ms"})
        clients = [await client_of() for _ in range(_SEVERAL)]
        for client in clients:
            client.ask()
        for client in clients:
            await client.whole()
        exchanges = await server.aio.exchanges()  # all alike, so any one fits any client
        of = zip(clients, exchanges, strict=True)
        return [moment for client, exchange in of for moment in _moments(client, exchange)]


async def client_left() -> list[Left]:
    """Three ways to leave a stream that has stalled."""
    left = []
    async with _stage() as (server, client_of):
        for how, reads in (("closes", True), ("resets", False), ("shuts down", True)):
            server.queue({"text": TEXT}, {"stall": "forever"})
            client = await client_of(reads=reads)
            client.ask()
            stream = await server.aio.next_stream()
            await _until_it(stream, State.SLEEPING)
            if reads:
                await client.began()
            begin = monotonic()
            client.leave(how)
            exchange = await stream.wait()
            left.append(Left(how, str(exchange.result), monotonic() - begin))
    return left


async def not_reading() -> Unread:
    """More than any kernel takes, to a client that reads nothing."""
    async with _stage(Limits(unread_timeout=_PATIENCE)) as (server, client_of):
        server.queue({"repeat": {"times": 512, "steps": [{"raw": "x" * 65_536}]}})
        client = await client_of(reads=False)
        client.ask()
        exchange = await server.aio.wait_for_exchange()
        outcome = exchange.outcome
        assert outcome is not None
        planned = len(exchange.plan.body)
        return Unread(
            outcome.result.value, outcome.exact, planned, outcome.sent, outcome.unaccepted
        )


async def has_read() -> Reading:
    """A client that does not read at first, and then does."""
    async with _stage() as (server, client_of):
        server.queue({"text": TEXT}, {"gate": "later"}, {"text": TEXT})
        client = await client_of(reads=False)
        client.ask()
        stream = await server.aio.next_stream()
        await _until_it(stream, State.GATED)
        known = []
        for seconds in (0.02, 5.0):
            try:
                await stream.wait_until_read(seconds)
                known.append(True)
            except WaitedTooLongError:
                known.append(False)
            except NotKnowableError as error:
                return Reading(None, None, str(error))
            client.read_on()
        return Reading(known[0], known[1])


TRIALS: Mapping[str, Callable[[], Awaitable[object]]] = {
    "cut": cut,
    "reset": reset,
    "half-close": half_close,
    "drip": drip,
    "never-early": never_early,
    "client-left": client_left,
    "not-reading": not_reading,
    "has-read": has_read,
}
"""The trial of each promise, by its key."""


class Clients(Protocol):
    """Makes clients of the server of a trial."""

    async def __call__(self, *, reads: bool = True) -> Client:
        """One with a connection of its own, which is closed at the end of the trial."""


@asynccontextmanager
async def _stage(limits: Limits | None = None) -> AsyncIterator[tuple[MockServer, Clients]]:
    """A server, and clients of it."""
    clients = []
    async with MockServer(limits=limits or Limits()) as server:

        async def client_of(*, reads: bool = True) -> Client:
            clients.append(await Client.to(server.url, reads=reads))
            return clients[-1]

        try:
            yield server, client_of
        finally:
            for client in clients:
                client.leave("closes")
            await asyncio.sleep(0)


async def _cuts(end: str, *, warm: bool) -> list[Cut]:
    """A body cut after each of its bytes but the last one, each on a connection of its own."""
    found = []
    async with _stage() as (server, client_of):
        for at in range(1, _LENGTH):
            client = await client_of()
            if warm:
                server.queue({"raw": TEXT})
                client.ask()
                await client.whole()
            server.queue({"raw": TEXT}, faults=[{"after": {"bytes": at}, "end": end}])
            client.ask()
            found.append(Cut(TEXT.encode()[:at], await client.ended()))
    return found


def _writes(exchange: Exchange) -> list[int]:
    """The sizes of the writes of a plan, which pauses divide."""
    runs = runs_of(exchange.plan, wall)
    return [size for run in runs if (size := sum(len(write.data) for write in run.writes))]


def _moments(client: Client, exchange: Exchange) -> list[Moment]:
    """Each segment but the head: when it was planned, sent, and had whole by the client."""
    _, *segments = exchange.segments()  # the head is not counted in their sizes
    sizes = [size for _, _, size in segments]
    before = len(bytes(client.data).partition(b"\r\n\r\n")[0]) + 4
    ends = [before + end for end in accumulate(sizes)]
    got = list(accumulate(size for _, size in client.reads))
    moments = []
    for (planned, sent, _), end in zip(segments, ends, strict=True):
        at = next(moment for (moment, _), had in zip(client.reads, got, strict=True) if had >= end)
        moments.append(Moment(planned, sent, at - client.asked))
    return moments


async def _until_it(stream: StreamFacts, state: State) -> None:
    while stream.state is not state:  # noqa: ASYNC110 - a stream tells its state to those alone who ask
        await asyncio.sleep(0.001)
