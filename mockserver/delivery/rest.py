"""Waiting until streams are at rest, without looking again and again; knows neither time nor plan.

A stream is at rest where it goes on only when somebody else does something: time passes, a gate is
opened, its client reads. What belongs to the streams' loop is called there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

from mockserver.exchange.progress import Progress, State

BLOCKED_FOR = 0.05
"""Seconds in which a client takes nothing, after which its blocked stream counts as at rest."""


class Changes:
    """Tells whoever waits that something has changed; one is enough for all streams of a session.

    Call it to tell: `Progress.changed` can be one.
    """

    def __init__(self) -> None:
        self._waiting: dict[asyncio.Future[None], None] = {}

    def __call__(self) -> None:
        """Wake everybody who waits."""
        if self._waiting:
            waiting, self._waiting = self._waiting, {}
            for one in waiting:
                if not one.done():
                    one.set_result(None)

    async def next(self) -> None:
        """Wait for the next change."""
        alarm = asyncio.get_running_loop().create_future()
        self._waiting[alarm] = None
        try:
            await alarm
        finally:
            self._waiting.pop(alarm, None)


async def until(condition: Callable[[], bool], changes: Changes) -> None:
    """Wait until this holds; it is asked at each change. Bound it with `asyncio.timeout`."""
    while not condition():
        await changes.next()


async def at_rest(
    streams: Callable[[], Iterable[Progress]],
    changes: Changes,
    *,
    blocked_for: float = BLOCKED_FOR,
) -> None:
    """Wait until each of these streams is at rest; `streams` may have others at each look.

    A stream is blocked for a while, too, while its client takes much at once: so only one whose
    client takes nothing for `blocked_for` seconds is at rest, and then for as long as it stays
    blocked. `changes` must be what all of them tell.
    """
    while (one := _at_work(streams())) is not None:
        if one.state is State.RUNNING:
            while one.state is State.RUNNING:
                await changes.next()
        else:
            await _look_on(streams, changes, blocked_for)


def _at_work(streams: Iterable[Progress]) -> Progress | None:
    """A stream that runs, or else one that is blocked and may go on by itself."""
    blocked = None
    for one in streams:
        state = one.state
        if state is State.RUNNING:
            return one
        if state is State.BLOCKED and not one.stuck:
            blocked = one
    return blocked


async def _look_on(
    streams: Callable[[], Iterable[Progress]], changes: Changes, seconds: float
) -> None:
    """Find which blocked streams are stuck, unless anything else changes before that is known."""
    before = {one: one.pending() for one in streams() if one.state is State.BLOCKED}
    try:
        async with asyncio.timeout(seconds):
            await changes.next()
    except TimeoutError:
        for one, pending in before.items():
            one.stuck = one.state is State.BLOCKED and one.pending() >= pending
