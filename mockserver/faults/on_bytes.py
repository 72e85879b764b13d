"""Faults whose place is a byte of the body, counted or found by what it means; knows no events.

Byte n is counted before the chunked coding; a cut inside an HTTP chunk keeps the chunk's size line.
But what is sent at a gap (an event, a comment, the last HTTP chunk) ends the HTTP chunk before it:
each is one of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from mockserver.scenario.faults import Fault
from mockserver.wire.body import BodyItem
from mockserver.wire.http1 import BodyCoding, Piece, piece
from mockserver.wire.inside import Spot, spots
from mockserver.wire.instructions import End, MarkKind, Pause

from .places import unreached

Put = Callable[[Fault], Sequence[BodyItem]]
"""What a fault puts into its gap, in the body's codings."""


@dataclass(frozen=True, slots=True)
class _Placed:
    """A fault, how many bytes are before its gap, and what it puts there."""

    fault: Fault
    gap: int
    put: Sequence[BodyItem]

    @property
    def says(self) -> bool:
        """Whether something is sent there, so that the HTTP chunk has to end before it."""
        return any(
            isinstance(one, Piece) or (isinstance(one, Pause) and one.beat is not None)
            for one in self.put
        )


def apply(
    items: Iterable[BodyItem],
    faults: Sequence[Fault],
    coding: BodyCoding,
    put: Put,
    *,
    gzip: bool = False,
) -> tuple[list[BodyItem], list[str]]:
    """The items with what each fault puts right after the byte that it means, and notes."""
    items = list(items)
    if not faults:
        return items, []
    body = _Body([one for one in items if isinstance(one, Piece)], gzip)
    gaps = [(fault, body.gap(fault)) for fault in faults]
    waiting = sorted(
        (_Placed(fault, gap, put(fault)) for fault, gap in gaps if gap is not None),
        key=lambda one: one.gap,
    )
    notes = [unreached(fault, body.count(fault, body.size)) for fault, gap in gaps if gap is None]
    result: list[BodyItem] = []
    sent = 0
    for item in _opened(items, {one.gap for one in waiting if one.says}, coding):
        if not isinstance(item, Piece):
            result.append(item)
            continue
        for part in _parts(item, [one.gap - sent for one in waiting]):
            result.append(part)
            sent += len(part.body)
            while waiting and part.body and waiting[0].gap == sent:
                result.extend(waiting.pop(0).put)
                if isinstance(result[-1], End):
                    never = [unreached(one.fault, body.count(one.fault, sent)) for one in waiting]
                    return result, [*never, *notes]
    return result, notes


class _Body:
    """The body before the faults: where a place is in it."""

    def __init__(self, pieces: Sequence[Piece], gzip: bool) -> None:  # noqa: FBT001
        self._pieces = pieces
        self._gzip = gzip
        self.size = sum(len(one.body) for one in pieces)

    def gap(self, fault: Fault) -> int | None:
        """How many bytes are before a fault's gap; None where the body has no such place."""
        if fault.inside is None:
            return fault.position if fault.position <= self.size else None
        found = self._spots(fault)
        return found[fault.position - 1].gap if fault.position <= len(found) else None

    def count(self, fault: Fault, sent: int) -> int:
        """How many of what a fault counts are in the first `sent` bytes."""
        return sent if fault.inside is None else sum(s.gap <= sent for s in self._spots(fault))

    def _spots(self, fault: Fault) -> list[Spot]:
        assert fault.inside is not None
        found = spots(fault.inside, self._pieces, gzip=self._gzip)
        if fault.of is None:
            return found
        around = self._part(fault)
        return [one for one in found if around is not None and around.holds(one)]

    def _part(self, fault: Fault) -> Spot | None:
        assert fault.of is not None
        if fault.of.tool_fragment is not None:
            parts, number = self._fragments(), fault.of.tool_fragment
        elif fault.of.chunk is not None:
            parts, number = list(self._marked(MarkKind.CHUNK)), fault.of.chunk
        else:
            parts, number = list(self._marked(MarkKind.CHUNK, MarkKind.EVENT)), fault.of.event or 1
        return parts[number - 1] if number <= len(parts) else None

    def _fragments(self) -> list[Spot]:
        return spots("tool_fragment", self._pieces, gzip=self._gzip)

    def _marked(self, *kinds: MarkKind) -> Iterator[Spot]:
        begin = at = 0
        for one in self._pieces:
            at += len(one.body)
            if one.mark in kinds:
                yield Spot(begin, at, at)
            if one.mark is not None:
                begin = at


def _opened(
    items: Iterable[BodyItem], gaps: Collection[int], coding: BodyCoding
) -> Iterator[BodyItem]:
    """The items, with an HTTP chunk that has such gaps inside as one HTTP chunk for each part."""
    sent = 0
    for item in items:
        inside = []
        if isinstance(item, Piece):
            inside = sorted(gap - sent for gap in gaps if 0 < gap - sent < len(item.body))
            sent += len(item.body)
        if not isinstance(item, Piece) or not inside:
            yield item
            continue
        for start, end in pairwise((0, *inside, len(item.body))):
            mark = item.mark if end == len(item.body) else None
            yield piece(item.body[start:end], coding, mark)


def _parts(piece: Piece, cuts: Sequence[int]) -> Iterator[Piece]:
    """The piece parted at those body offsets that lie inside it."""
    return piece.parted(cut for cut in sorted(set(cuts)) if 0 < cut < len(piece.body))
