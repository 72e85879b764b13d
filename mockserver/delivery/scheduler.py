"""The deadlines of all streams on one loop: one heap, one timer; knows neither clock nor stream.

A shared heap costs less per wake-up than a timer per stream, and far less than a task per stream.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from heapq import heapify, heappop, heappush
from itertools import count

from mockserver.delivery.base import Alarm

# uvloop counts timers in the nearest whole milliseconds, so it may call up to half of one early,
# and would spin through the rest of it: whoever is called too early asks for a whole one.
_AGAIN = 0.001

_FEWEST_TO_SWEEP = 1024


_RINGING = -sys.maxsize
"""The deadline of the timer while alarms ring: none is earlier, so none sets it.

Deadlines below 0 are, where a clock's origin is ahead.
"""


class Sleepers:
    """Alarms by their deadlines (microseconds of any clock); those that are done are passed over.

    Equal deadlines ring in the order in which they were set.
    """

    def __init__(self) -> None:
        self._heap: list[tuple[int, int, Alarm]] = []
        self._order = count()
        self._sweep_at = _FEWEST_TO_SWEEP

    def __len__(self) -> int:
        """How many entries are held, those of streams that have gone since included."""
        return len(self._heap)

    def add(self, deadline: int, alarm: Alarm) -> None:
        """Keep an alarm until its deadline."""
        if len(self._heap) >= self._sweep_at:
            self._sweep()
        heappush(self._heap, (deadline, next(self._order), alarm))

    def wake(self, now: int) -> None:
        """Ring all that are due, but none that is added meanwhile: a late stream holds no other."""
        heap, due = self._heap, []
        while heap and heap[0][0] <= now:
            due.append(heappop(heap)[2])
        for alarm in due:
            if not alarm.done():
                alarm.set_result(None)

    def first(self) -> int | None:
        """The first deadline that somebody still sleeps for; None where nobody does."""
        while self._heap and self._heap[0][2].done():
            heappop(self._heap)
        return self._heap[0][0] if self._heap else None

    def _sweep(self) -> None:
        """Forget alarms that are done, so that clients leaving early leave nothing behind."""
        self._heap = [entry for entry in self._heap if not entry[2].done()]
        heapify(self._heap)
        self._sweep_at = max(_FEWEST_TO_SWEEP, 2 * len(self._heap))


class Scheduler:
    """Rings alarms at their deadlines, by the `now` it is given (microseconds)."""

    def __init__(self, now: Callable[[], int]) -> None:
        self._now = now
        self._sleepers = Sleepers()
        self._add = self._sleepers.add
        self._timer: asyncio.TimerHandle | None = None
        self._timer_due = 0

    def __len__(self) -> int:
        """How many entries are held, those of streams that have gone since included."""
        return len(self._sleepers)

    def wake_at(self, deadline: int, alarm: Alarm) -> None:
        """Ring `alarm` once `now() >= deadline`, in a later turn of the loop in any case."""
        self._add(deadline, alarm)
        if self._timer is None or deadline < self._timer_due:
            self._arm(deadline)

    def _arm(self, due: int, *, least: float = 0.0) -> None:
        """Set the one timer to the first deadline, but `least` seconds from now."""
        seconds = (due - self._now()) / 1_000_000
        timer = asyncio.get_running_loop().call_later(max(least, seconds), self._ring)
        if self._timer is not None:  # not before: where that is no loop, it is still to ring
            self._timer.cancel()
        self._timer, self._timer_due = timer, due

    def _ring(self) -> None:
        """Wake whoever is due by the clock itself, since loops may call too early."""
        now = self._now()
        early = self._timer_due > now
        self._timer_due = _RINGING
        try:
            self._sleepers.wake(now)
        finally:
            self._timer = None
            due = self._sleepers.first()
            if due is not None:
                self._arm(due, least=_AGAIN if early else 0.0)
