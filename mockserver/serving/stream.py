"""An open stream as a test holds it: how far it has come, what lets it go on; knows no route."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, Protocol, TypeVar

from mockserver.exchange.journal import Exchange
from mockserver.exchange.progress import State

from .served import PATIENCE, ServedSession

T = TypeVar("T")


class Runner(Protocol):
    """The server of a stream."""

    def run(self, waiting: Coroutine[Any, Any, T]) -> T:
        """What a coroutine returns that has to run in the server's loop."""

    async def across(self, waiting: Coroutine[Any, Any, T]) -> T:
        """The same, awaited in whatever loop."""


class StreamFacts:
    """What can be asked of a stream without waiting."""

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange
        """The exchange in the journal."""

    @property
    def sent(self) -> bytes:
        """The body so far, as a client has it after its codings: no head, no HTTP chunks."""
        return self.exchange.sent_body

    @property
    def chunks_sent(self) -> int:
        """Completion chunks that were sent whole, so far."""
        return self.exchange.chunks_sent

    @property
    def events_sent(self) -> int:
        """Completion chunks, literal events and terminators that were sent whole, so far."""
        return self.exchange.events_sent

    @property
    def state(self) -> State:
        """What it does at this moment."""
        return self.exchange.progress.state

    def __repr__(self) -> str:
        return f"<Stream #{self.exchange.number}, {self.state}, {self.events_sent} events sent>"


class _Told(StreamFacts):
    """A stream, and how its session is told what to do with it."""

    def __init__(self, runner: Runner, session: ServedSession, exchange: Exchange) -> None:
        super().__init__(exchange)
        self._runner = runner
        self._session = session


class Stream(_Told):
    """One stream, for a test that may block; see `AsyncStream` for the others.

    `release…` are for streams that are held, and return when what they let pass was sent, or the
    stream rests for another reason: a gate, a client that does not read, a clock that is not moved
    on, its end.
    """

    def release(self, events: int = 1) -> Stream:
        """Lets so many more events pass. Raises RuntimeError where the stream is not held."""
        self._runner.run(self._session.release(self.exchange, events))
        return self

    def release_all(self) -> Stream:
        """Lets every event pass from now on."""
        self._runner.run(self._session.release(self.exchange, None))
        return self

    def release_until(self, what: str | Callable[[StreamFacts], bool]) -> Stream:
        """Lets events pass, one by one, until the body sent has this text, or this is true.

        Raises LookupError where the stream ends, or rests for another reason, before.
        """
        self._runner.run(release_until(self._session, self, what))
        return self

    def wait_until_read(self, timeout: float = PATIENCE) -> Stream:
        """Waits until the client has read every byte that was sent so far.

        Raises NotKnowableError where this cannot be known (only Linux tells, and only of clients
        on this machine), WaitedTooLongError.
        """
        self._runner.run(self._session.read_by_client(self.exchange, timeout))
        return self

    def wait(self, timeout: float = PATIENCE) -> Exchange:
        """Waits for its end. Raises WaitedTooLongError."""
        return self._runner.run(self._session.over(self.exchange, timeout))


class AsyncStream(_Told):
    """One stream, for `async` tests: by asyncio in any loop, and by trio."""

    async def release(self, events: int = 1) -> AsyncStream:
        """As `Stream.release`."""
        await self._runner.across(self._session.release(self.exchange, events))
        return self

    async def release_all(self) -> AsyncStream:
        """As `Stream.release_all`."""
        await self._runner.across(self._session.release(self.exchange, None))
        return self

    async def release_until(self, what: str | Callable[[StreamFacts], bool]) -> AsyncStream:
        """As `Stream.release_until`."""
        await self._runner.across(release_until(self._session, self, what))
        return self

    async def wait_until_read(
        self,
        timeout: float = PATIENCE,  # noqa: ASYNC109 - the same words as in the plain form
    ) -> AsyncStream:
        """As `Stream.wait_until_read`."""
        await self._runner.across(self._session.read_by_client(self.exchange, timeout))
        return self

    async def wait(
        self,
        timeout: float = PATIENCE,  # noqa: ASYNC109 - as above
    ) -> Exchange:
        """As `Stream.wait`."""
        return await self._runner.across(self._session.over(self.exchange, timeout))


async def release_until(
    session: ServedSession, stream: StreamFacts, what: str | Callable[[StreamFacts], bool]
) -> None:
    """Lets events pass until it is so. Raises LookupError where it never is."""

    def so() -> bool:
        if isinstance(what, str):
            return what.encode() in stream.sent
        return what(stream)

    while not so():
        before = stream.events_sent
        if stream.state is not State.ENDED:
            await session.release(stream.exchange, 1)
        if stream.events_sent == before and not so():
            wanted = repr(what) if isinstance(what, str) else "what was waited for"
            why = "ended" if stream.state is State.ENDED else f"rests ({stream.state})"
            raise LookupError(
                f"the stream {why} after {stream.events_sent} events, and {wanted} was not sent"
            )
