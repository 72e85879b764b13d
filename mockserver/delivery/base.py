"""What `deliver` asks of a connection, and the bounds on waiting; knows no socket and no clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from mockserver.exchange.outcome import Result
from mockserver.wire.instructions import Ending


@dataclass(frozen=True, slots=True)
class Limits:
    """How long one connection may be waited for, in seconds.

    `unread_timeout`: without the peer's kernel accepting a single byte of what is due to it.
    `stream_lifetime`: in a pause for ever.
    `half_close_linger`: for the client to close its side, after `half_close`.
    `request_timeout`: for the first request's head on a connection, and for each request's body.
    """

    unread_timeout: float = 10.0
    stream_lifetime: float = 3600.0
    half_close_linger: float = 60.0
    request_timeout: float = 60.0


class Interrupted(Exception):  # noqa: N818 - not an error: the plan was cut short from outside
    """The connection does not let the plan go on; `result` says why."""

    def __init__(self, result: Result) -> None:
        super().__init__(result.value)
        self.result = result


class Alarm(Protocol):
    """What rings once for somebody who sleeps; a future of asyncio's is one, too.

    Whoever holds it may ring it only where it is not done. What it wakes may go on in there.
    """

    def done(self) -> bool:
        """Whether it has rung, or nobody waits for it any more."""

    def set_result(self, result: None, /) -> None:
        """Ring. Raises nothing where it is not done."""


class Transport(Protocol):
    """A connection for the time of one answer. Only `deliver` calls it, one call at a time."""

    @property
    def lost(self) -> Result | None:
        """Who ended the connection, once somebody has: CLIENT_LEFT or SERVER_STOPPED."""

    @property
    def full(self) -> bool:
        """Whether so much is buffered that `drain` is due before anything more is written."""

    def write(self, data: bytes) -> None:
        """Hand over bytes. Raises Interrupted, taking nothing, where the connection is gone."""

    async def drain(self) -> None:
        """Wait until there is room. Raises Interrupted: gone, or no byte read for too long."""

    def watch(self, alarm: Alarm) -> None:
        """Ring `alarm` as soon as the connection is lost. Raises Interrupted if it is."""

    async def end(self, ending: Ending, *, settled: bool = False) -> Result:
        """Bring about any ending but STALL, once every byte is accepted; say what came about.

        `settled` says that `unaccepted` was 0 right before. Only where the connection has no such
        ending (half_close under TLS) is it another one.
        Raises Interrupted like `drain`.
        """

    def unaccepted(self) -> int:
        """Bytes written that the peer's kernel has not accepted, or had not when it was lost."""

    def abort(self) -> None:
        """Reset the connection now; what is unaccepted is dropped."""
