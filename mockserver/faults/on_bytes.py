"""Faults whose place is counted in body bytes; knows pieces, no events.

Byte n is counted before the chunked coding; a cut inside an HTTP chunk keeps the chunk's size line.
But a stall that sends comments meanwhile ends the HTTP chunk before it: each is one of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise

from mockserver.scenario.model import Fault
from mockserver.wire.http1 import BodyCoding, Piece, coded, piece
from mockserver.wire.instructions import End, Pause

from .edits import edit, place, unreached

BodyItem = Piece | Pause | End


def apply(
    items: Iterable[BodyItem], faults: Sequence[Fault], coding: BodyCoding
) -> tuple[list[BodyItem], list[str]]:
    """The items with each fault's instructions right after the byte it counts to, and notes."""
    result: list[BodyItem] = []
    waiting = sorted(faults, key=lambda fault: place(fault)[1])
    beating = {place(fault)[1] for fault in faults if _beats(fault)}
    sent = 0
    for item in _opened(items, beating, coding):
        if not isinstance(item, Piece):
            result.append(item)
            continue
        for part in _parts(item, [place(fault)[1] - sent for fault in waiting]):
            result.append(part)
            sent += len(part.body)
            while waiting and part.body and place(waiting[0])[1] == sent:
                fault = waiting.pop(0)
                result.extend(
                    coded(one, coding) if isinstance(one, Pause) else one for one in edit(fault)
                )
                if isinstance(result[-1], End):
                    return result, [unreached(one, sent) for one in waiting]
    return result, [unreached(one, sent) for one in waiting]


def _beats(fault: Fault) -> bool:
    return any(isinstance(one, Pause) and one.beat is not None for one in edit(fault))


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
    """The piece split at those rising body offsets that lie inside it."""
    done = 0
    for cut in sorted(set(cuts)):
        if 0 < cut - done < len(piece.body):
            part, piece = piece.split(cut - done)
            done = cut
            yield part
    yield piece
