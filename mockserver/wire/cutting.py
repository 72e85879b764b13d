"""Parts pieces at gaps of the body, with a pause in each gap; knows not why there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .body import BodyItem
from .http1 import Piece
from .instructions import Pause


def cut(items: Iterable[BodyItem], gaps: Iterable[int], pause: int) -> Iterator[BodyItem]:
    """The items with a pause of so many microseconds at each gap, counted in body bytes.

    None is put where another pause or the end stands already. A cut inside an HTTP chunk keeps its
    size line.
    """
    waiting = sorted(set(gaps), reverse=True)
    sent = 0
    due = False  # whether a gap is right after the last piece, and nothing else stands there yet
    for item in items:
        if not isinstance(item, Piece):
            due = False
        elif item.body:
            if due:
                yield Pause(pause)
            while waiting and waiting[-1] - sent < len(item.body):
                at = waiting.pop() - sent
                part, item = item.split(at)
                sent += at
                yield part
                yield Pause(pause)
            sent += len(item.body)
            due = bool(waiting) and waiting[-1] == sent
            if due:
                waiting.pop()
        yield item
