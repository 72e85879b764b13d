"""The deadlines of all streams on one loop: one heap, one timer; knows neither clock nor stream.

A shared heap costs less per wake-up than a timer per stream, and far less than a task per stream.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from heapq import heapify, heappop, heappush
from itertools import count

# Loops count timers in whole milliseconds: asyncio rounds up, uvloop to the nearest, which would
# make it spin through the last half of one. Rounding up here keeps both idle until it is time.
_GRAIN = 1000

_FEWEST_TO_SWEEP = 1024


class Scheduler:
    """Resolves futures at their deadlines, by the `now` it is given (microseconds)."""

    def __init__(self, now: Callable[[], int]) -> None:
        self._now = now
        self._heap: list[tuple[int, int, asyncio.Future[None]]] = []
        self._order = count()  # equal deadlines wake in the order in which they were set
        self._timer: asyncio.TimerHandle | None = None
        self._timer_due = 0
        self._sweep_at = _FEWEST_TO_SWEEP

    def __len__(self) -> int:
        """How many entries are held, those of streams that have gone since included."""
        return len(self._heap)

    def wake_at(self, deadline: int, sleeper: asyncio.Future[None]) -> None:
        """Resolve `sleeper` once `now() >= deadline`, in a later turn of the loop in any case."""
        if len(self._heap) >= self._sweep_at:
            self._sweep()
        heappush(self._heap, (deadline, next(self._order), sleeper))
        if self._timer is None or deadline < self._timer_due:
            self._arm()

    def _arm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer_due = self._heap[0][0]
        grains = -(-max(0, self._timer_due - self._now()) // _GRAIN)
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(grains * _GRAIN / 1_000_000, self._ring)

    def _ring(self) -> None:
        """Wake whoever is due by the clock itself, since loops may call too early."""
        self._timer = None
        now = self._now()
        heap = self._heap
        while heap and (heap[0][0] <= now or heap[0][2].done()):
            sleeper = heappop(heap)[2]
            if not sleeper.done():
                sleeper.set_result(None)
        if heap:
            self._arm()

    def _sweep(self) -> None:
        """Forget sleepers that are done, so that clients leaving early leave nothing behind."""
        self._heap = [entry for entry in self._heap if not entry[2].done()]
        heapify(self._heap)
        self._sweep_at = max(_FEWEST_TO_SWEEP, 2 * len(self._heap))
