"""Which bytes leave together: a plan as runs of writes between its pauses; pure, knows no time.

A cached plan is asked for again with every request, so its runs are kept for as long as it lives.
"""

from __future__ import annotations

import weakref
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

from mockserver.wire.dates import dated, undated
from mockserver.wire.http1 import serialize_head
from mockserver.wire.instructions import Head, Instruction, Pause, Plan, Send

# Joining more than this at once costs more in fresh memory pages than it saves in calls.
_GROUP = 64 * 1024


@dataclass(frozen=True, slots=True)
class Write:
    """Bytes of one or several instructions (how many, says `instructions`) in one write."""

    data: bytes
    instructions: int


@dataclass(frozen=True, slots=True)
class Run:
    """What leaves without a pause, and the pause after it; the last run of a plan has none."""

    writes: tuple[Write, ...]
    pause: Pause | None


_known: dict[int, tuple[Run, ...]] = {}


def runs_of(plan: Plan, now: Callable[[], float]) -> Iterable[Run]:
    """The runs of a plan, each in as few writes as possible; the End is in none of them.

    Take each run when it is due: `now` (seconds since 1970) is asked when a head with dates is.
    """
    key = id(plan)
    runs = _known.get(key)
    if runs is not None:
        return runs
    if plan.head is not None and undated(plan.head):
        return _runs(plan, now)
    runs = _known[key] = tuple(_runs(plan, now))
    weakref.finalize(plan, _known.pop, key, None).atexit = False
    return runs


def _runs(plan: Plan, now: Callable[[], float]) -> Iterator[Run]:
    begin = 0
    for stop, one in enumerate(plan.instructions):
        if isinstance(one, Pause):
            yield Run(_writes(plan.instructions[begin:stop], now), one)
            begin = stop + 1
    yield Run(_writes(plan.instructions[begin:-1], now), None)


def _writes(instructions: tuple[Instruction, ...], now: Callable[[], float]) -> tuple[Write, ...]:
    """Writes of at most `_GROUP` bytes, or of one larger segment: no segment is divided."""
    segments = [_bytes_of(one, now) for one in instructions]
    ends = list(accumulate(map(len, segments)))
    writes = []
    begin = done = 0
    while begin < len(segments):
        stop = max(begin + 1, bisect_right(ends, done + _GROUP))
        writes.append(Write(b"".join(segments[begin:stop]), stop - begin))
        begin, done = stop, ends[stop - 1]
    return tuple(writes)


def _bytes_of(one: Instruction, now: Callable[[], float]) -> bytes:
    if isinstance(one, Send):
        return one.data
    assert isinstance(one, Head)
    return serialize_head(dated(one, now()) if undated(one) else one)
