"""The gaps between items: when completion chunks leave; pauses are whole microseconds, no clock.

The head leaves at `head`, the first paced item at `ttft`, every later one `itl` after the one
before. Paced are completion chunks, errors and literal events; comments, raw bytes and the
terminator leave with what stands before them. `wait` and `stall` add.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from mockserver.scenario.pace import KeepAlive, Pace
from mockserver.seeding import Random, stream
from mockserver.wire import sse
from mockserver.wire.events import Comment, Paced, ScriptItem, ServerSentEvent
from mockserver.wire.instructions import Beat, Pause

from .presets import PRESETS, Preset


class Gaps:
    """The gaps that a pace says, one after the other; `random` is drawn from as they are asked for.

    `head` is the gap before the head, in microseconds; `prompt` counts the request's tokens.
    """

    def __init__(
        self,
        pace: Pace | None = None,
        random: Random | None = None,
        prompt: Callable[[], int] = lambda: 0,
    ) -> None:
        self._pace = pace or Pace()
        self._preset = PRESETS[self._pace.preset] if self._pace.preset else Preset()
        self._random = random or stream("no pace needs it")
        self._prompt = prompt
        self._burst = 0
        self.head = head_of(pace)

    def first(self) -> int:
        """From the head to the first paced item, which never leaves before the head."""
        ttft = self._pace.ttft
        if ttft is None:
            ttft = self._preset.ttft.draw(self._random)
            if self._preset.per_token:
                ttft += self._preset.per_token * self._prompt()
        return max(0, self._jittered(ttft) - self.head)

    def next(self, own: int | None) -> int:
        """From one paced item to the next, whose step may have a gap of its own."""
        gap = self._pace.itl if own is None else own
        return self._jittered(self._drawn() if gap is None else gap)

    def _drawn(self) -> int:
        """A gap of the preset: none inside a burst."""
        low, high = self._preset.burst
        if high > 1:
            if self._burst:
                self._burst -= 1
                return 0
            self._burst = low - 1 + int(self._random.random() * (high - low + 1))
        return self._preset.itl.draw(self._random)

    def _jittered(self, gap: int) -> int:
        jitter = self._pace.jitter
        if not jitter:
            return gap
        return max(0, gap - jitter + int(self._random.random() * (2 * jitter + 1)))


def head_of(pace: Pace | None) -> int:
    """When the head leaves, in microseconds."""
    return (pace and pace.head) or 0


def paced(items: Iterable[ScriptItem], gaps: Gaps) -> Iterator[ScriptItem]:
    """The items with a pause before each paced one."""
    begun = False
    for item in items:
        if isinstance(item, Paced | ServerSentEvent):
            own = item.gap if isinstance(item, Paced) else None
            gap = gaps.next(own) if begun else gaps.first()
            begun = True
            if gap:
                yield Pause(gap)
        yield item


def following(items: Iterable[ScriptItem], gaps: Gaps) -> Iterator[ScriptItem]:
    """The same for items that follow paced ones."""
    for item in items:
        if isinstance(item, Paced) and (gap := gaps.next(item.gap)):
            yield Pause(gap)
        yield item


def kept_alive(items: Iterable[ScriptItem], keep: KeepAlive | None) -> Iterator[ScriptItem]:
    """The items; a pause without comments of its own sends these, if it lasts longer than `every`.

    Pauses that follow each other are one: a client hears nothing between them.
    """
    if keep is None:
        yield from items
        return
    beat = Beat(keep.every, sse.serialize(Comment(keep.comment)))
    for item in _joined(items):
        longer = isinstance(item, Pause) and (item.micros is None or item.micros > keep.every)
        if isinstance(item, Pause) and item.beat is None and longer:
            yield replace(item, beat=beat)
        else:
            yield item


def _joined(items: Iterable[ScriptItem]) -> Iterator[ScriptItem]:
    """The items, with one pause for several of a known length that nothing parts."""
    silence = 0
    for item in items:
        if isinstance(item, Pause) and item.micros is not None and item.beat is None:
            silence += item.micros
            continue
        if silence:
            yield Pause(silence)
            silence = 0
        yield item
    if silence:
        yield Pause(silence)
