"""How late the event loop calls what is due: looked at now and then, while somebody asks.

A call every quarter of a second is next to nothing, but a server that nobody watches should do
nothing at all. So it begins when the metrics are asked for, and ends when they no longer are.
"""

from __future__ import annotations

import asyncio

from .tally import Histogram

EVERY = 0.25
"""Seconds between two looks."""

WATCHED = 120.0
"""Seconds after the last time that the metrics were asked for until it ends: a few scrapes."""


class LoopLag:
    """Looks at the loop in which `asked` is called; what it sees is counted in `seen`."""

    def __init__(self, seen: Histogram) -> None:
        self._seen = seen
        self._until = 0.0
        self._running = False

    def asked(self) -> None:
        """The metrics are asked for: it looks on, from now on."""
        loop = asyncio.get_running_loop()
        self._until = loop.time() + WATCHED
        if not self._running:
            self._running = True
            self._look_at(loop.time() + EVERY, loop)

    def _look_at(self, due: float, loop: asyncio.AbstractEventLoop) -> None:
        loop.call_at(due, self._look, due, loop)

    def _look(self, due: float, loop: asyncio.AbstractEventLoop) -> None:
        now = loop.time()
        self._seen.add(max(0, round((now - due) * 1_000_000)))
        if now < self._until:
            self._look_at(now + EVERY, loop)
        else:
            self._running = False
