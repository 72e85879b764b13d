"""A clock that a test moves on; knows when streams are at rest only from who moves it."""

from __future__ import annotations

import asyncio
import reprlib
from collections.abc import Awaitable, Callable

from mockserver import durations
from mockserver.delivery.base import Alarm
from mockserver.delivery.scheduler import Sleepers
from mockserver.errors import MockServerError

MOST_STEPS = 100_000
"""Deadlines that one `advance` may come by."""

LONGEST_ADVANCE = 315_360_000
"""Seconds by which time is moved on at once at most: ten years."""


class TooManyStepsError(MockServerError):
    """An `advance` that has come by too many deadlines; the clock stands at the last of them."""


def micros_of(seconds: float) -> int:
    """Microseconds of the seconds that a test advances by, to the nearest one.

    Raises TypeError where they are no number, ValueError where they are none that time can go on.
    """
    said = (
        f"advance takes seconds as a number from 0 to {LONGEST_ADVANCE}, such as 0.25 or 600, "
        f"not {reprlib.repr(seconds)}"
    )
    try:
        fits = 0 <= seconds <= LONGEST_ADVANCE
    except TypeError:
        raise TypeError(said) from None
    if not fits:
        raise ValueError(said)
    return round(seconds * 1_000_000)


class ManualClock:
    """The `Clock` of one session's streams; it stands still but for `advance`.

    It begins at 0 and belongs to the loop of the streams.
    """

    def __init__(self, most_steps: int = MOST_STEPS) -> None:
        self._now = 0
        self._most_steps = most_steps
        self._sleepers = Sleepers()
        self._advancing = asyncio.Lock()

    def now(self) -> int:
        """Microseconds that the clock was moved on, in all."""
        return self._now

    def wake_at(self, deadline: int, alarm: Alarm) -> None:
        """Ring `alarm` once `now() >= deadline`; at once where it is."""
        if deadline > self._now:
            self._sleepers.add(deadline, alarm)
        elif not alarm.done():
            alarm.set_result(None)

    async def advance(self, micros: int, at_rest: Callable[[], Awaitable[object]]) -> None:
        """Move on by so many microseconds, from one deadline to the next.

        `at_rest` returns when each stream of this clock sleeps, waits for something else than time,
        or has ended; it is awaited before the first step and after each. So whatever a stream does
        at a deadline, and the deadline that it sets then, happens before time goes on: one advance
        and several of the same sum are the same. One that is called during another comes after it.

        Raises ValueError for time that would run backwards, TooManyStepsError.
        """
        if micros < 0:
            back = durations.text(-micros)
            raise ValueError(f"time does not run backwards: advance by -{back}")
        async with self._advancing:
            begin, target, steps = self._now, self._now + micros, 0
            await at_rest()
            while (due := self._sleepers.first()) is not None and due <= target:
                if steps == self._most_steps:
                    raise TooManyStepsError(self._too_many(micros, self._now - begin))
                steps += 1
                self._now = due
                self._sleepers.wake(due)
                await at_rest()
            self._now = target

    def _too_many(self, micros: int, done: int) -> str:
        whole, far = durations.text(micros), durations.text(done)
        return (
            f"advance by {whole} comes by more than {self._most_steps} deadlines: it stopped after "
            f"{far}. Advance by less at a time, or let the stream send its comments less often."
        )
