"""Time, and nothing else: the only file that reads a clock; knows no stream and no socket."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from functools import partial
from typing import Protocol

from mockserver.delivery.base import Alarm
from mockserver.delivery.scheduler import Scheduler


def monotonic() -> int:
    """Microseconds of real time that never runs backwards; the origin means nothing."""
    return _monotonic_ns() // 1000


def seconds() -> float:
    """The same in seconds, for the timers of a loop."""
    return _monotonic_ns() / 1_000_000_000


def wall() -> float:
    """Seconds since 1970 by the wall clock: for dates in headers, which no promise covers."""
    return time.time()  # noqa: TID251 - as above


# Wrapped, since freezegun replaces the function itself in every module that has it; a test that
# freezes its own time does not freeze its server.
_monotonic_ns = partial(time.monotonic_ns)  # noqa: TID251 - this file is where time is read


class Clock(Protocol):
    """What a stream knows of time. One clock serves all streams of one event loop.

    Another clock (one that a test advances, one that follows a loop's virtual time) is another
    class with these two methods.
    """

    def now(self) -> int:
        """Microseconds, never running backwards; the origin means nothing."""

    def wake_at(self, deadline: int, alarm: Alarm) -> None:
        """Ring `alarm` once `now() >= deadline`, perhaps in this call: never early.

        One that is done by then (its stream ended, was cancelled) is passed over.
        """


class RealClock(Scheduler):
    """The clock of a server that keeps real time; belongs to the loop that first sleeps on it."""

    def __init__(self) -> None:
        super().__init__(monotonic)
        self.now: Callable[[], int] = monotonic
        """As Clock says; an attribute, since it is asked twice for every event that is sent."""

    def follow(self, loop: asyncio.AbstractEventLoop) -> None:
        """Keep the time of a loop that has one of its own, such as looptime's virtual time.

        https://github.com/nolar/looptime. Call it before anything sleeps.
        """
        own = isinstance(loop, asyncio.BaseEventLoop) and type(loop).time is not _LOOPS_TIME
        if own:  # uvloop's is no BaseEventLoop: its time is real, but in whole milliseconds
            self.now = self._now = lambda: round(loop.time() * 1_000_000)


_LOOPS_TIME = asyncio.BaseEventLoop.time
