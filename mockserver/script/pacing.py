"""The gaps between items: when completion chunks leave; pauses are whole microseconds, no clock.

The head leaves at `head`, the first paced item at `ttft`, every later one `itl` after the one
before. Paced are completion chunks, errors and literal events; comments, raw bytes and the
terminator leave with what stands before them. `wait` and `stall` add.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mockserver.scenario.model import Pace
from mockserver.wire.events import (
    Delta,
    Failure,
    LiteralChunk,
    ScriptItem,
    ServerSentEvent,
    UsageTail,
)
from mockserver.wire.instructions import Pause

PACED = (Delta, UsageTail, LiteralChunk, Failure, ServerSentEvent)


@dataclass(frozen=True, slots=True)
class Gaps:
    """The pace as gaps, in microseconds: before the head, the first paced item, each later one."""

    head: int = 0
    first: int = 0
    next: int = 0


def gaps(pace: Pace | None) -> Gaps:
    """The gaps that a pace says; the first item never leaves before the head."""
    if pace is None:
        return Gaps()
    head, ttft, itl = pace.head or 0, pace.ttft or 0, pace.itl or 0
    return Gaps(head, max(0, ttft - head), itl)


def paced(items: Iterable[ScriptItem], gap: Gaps) -> Iterator[ScriptItem]:
    """The items with a pause before each paced one."""
    wait = gap.first
    for item in items:
        if isinstance(item, PACED):
            if wait:
                yield Pause(wait)
            wait = gap.next
        yield item
