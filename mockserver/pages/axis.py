"""Where a moment stands on a picture of time, in per cent of its width; knows no markup.

A silence that is much longer than all the rest together is drawn short, or it would hide the rest.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

_SHORT = 17.0
"""Per cent of the width that a silence drawn short takes."""

_MOST_SHORT = 3
_MUCH = 2
"""How many times all the rest a silence must last to be drawn short."""

_APART = 16.5
"""Per cent between two labels, so that they can be read at 360 px."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of time, microseconds, and its place; `short` says that it is not to scale."""

    begin: int
    end: int
    left: float
    right: float
    short: bool = False


@dataclass(frozen=True, slots=True)
class Axis:
    """The stretches of the whole time, one after another; at least one."""

    stretches: tuple[Stretch, ...]

    def at(self, time: int) -> float:
        """The place of a moment, 0 to 100; one after all others is at the end of the room."""
        index = bisect_right([one.begin for one in self.stretches], time) - 1
        one = self.stretches[index]
        if time > one.end:
            return 100.0
        if one.end == one.begin:
            return one.left
        share = (time - one.begin) / (one.end - one.begin)
        return round(one.left + share * (one.right - one.left), 2)

    def labels(self) -> list[int]:
        """The moments that have a label: both ends, then what is next to silences, then round ones.

        None of them is near another.
        """
        ends = [self.stretches[0].begin, self.stretches[-1].end]
        edges = [time for one in self.stretches if one.short for time in (one.begin, one.end)]
        chosen: list[int] = []
        for time in [*ends, *edges, *_round(self.stretches)]:
            if all(abs(self.at(time) - self.at(other)) >= _APART for other in chosen):
                chosen.append(time)
        return sorted(chosen)


def axis(times: Iterable[int], *, room: float = 0) -> Axis:
    """The axis of these moments, from 0 on; `room` per cent stay free at its end."""
    known = sorted({0, *times})
    short = _long(list(pairwise(known)))
    free = 100 - room - _SHORT * len(short)
    total = known[-1] - sum(end - begin for begin, end in short)
    stretches: list[Stretch] = []
    left, begin = 0.0, 0
    for gap in [*short, (known[-1], known[-1])]:
        right = left + free * ((gap[0] - begin) / total if total else 0)
        if gap[0] > begin or not short:
            stretches.append(Stretch(begin, gap[0], left, right))
        if gap[1] > gap[0]:
            stretches.append(Stretch(*gap, right, right + _SHORT, short=True))
            right += _SHORT
        left, begin = right, gap[1]
    return Axis(tuple(stretches))


def _long(gaps: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The gaps that are drawn short, in their order."""
    left = sum(end - begin for begin, end in gaps)
    found = []
    for begin, end in sorted(gaps, key=lambda gap: (gap[0] - gap[1], gap[0]))[:_MOST_SHORT]:
        left -= end - begin
        if not left or end - begin <= _MUCH * left:
            break
        found.append((begin, end))
    return sorted(found)


def _round(stretches: Sequence[Stretch]) -> list[int]:
    """Round moments of the longest stretch that is to scale."""
    longest = max(stretches, key=lambda one: 0 if one.short else one.right - one.left)
    length = longest.end - longest.begin
    if longest.short or not length:
        return []
    step = next(
        digit * 10**power
        for power in range(16)
        for digit in (1, 2, 5)
        if digit * 10**power * 5 >= length
    )
    return list(range(-(-longest.begin // step) * step, longest.end, step))


_UNITS = (
    (7_200_000_000, 3_600_000_000, "h"),
    (600_000_000, 60_000_000, "m"),
    (1_000_000, 1_000_000, "s"),
    (1_000, 1_000, "ms"),
)
"""From how many microseconds on a unit is used, how long it is, and its name."""


def rough(micros: int) -> str:
    """A duration in about three digits, for a label: `41.2ms`."""
    for least, unit, name in _UNITS:
        if micros >= least:
            digits = 2 - min(2, len(str(micros // unit)) - 1)
            number = f"{micros / unit:.{digits}f}"
            return f"{number.rstrip('0').rstrip('.') if digits else number}{name}"
    return f"{micros}us" if micros else "0s"
