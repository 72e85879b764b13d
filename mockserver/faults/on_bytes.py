"""Faults whose place is counted in body bytes; knows pieces, no events.

Byte n is counted before the chunked coding; a cut inside an HTTP chunk keeps the chunk's size line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mockserver.scenario.model import Fault
from mockserver.wire.http1 import Piece
from mockserver.wire.instructions import End, Pause

from .edits import edit, place, unreached

BodyItem = Piece | Pause | End


def apply(items: Sequence[BodyItem], faults: Sequence[Fault]) -> tuple[list[BodyItem], list[str]]:
    """The items with each fault's instructions right after the byte it counts to, and notes."""
    result: list[BodyItem] = []
    waiting = sorted(faults, key=lambda fault: place(fault)[1])
    sent = 0
    for item in items:
        if not isinstance(item, Piece):
            result.append(item)
            continue
        for part in _parts(item, [place(fault)[1] - sent for fault in waiting]):
            result.append(part)
            sent += len(part.body)
            while waiting and part.body and place(waiting[0])[1] == sent:
                result.extend(edit(waiting.pop(0)))
                if isinstance(result[-1], End):
                    return result, [unreached(one, sent) for one in waiting]
    return result, [unreached(one, sent) for one in waiting]


def _parts(piece: Piece, cuts: Sequence[int]) -> Iterator[Piece]:
    """The piece split at those rising body offsets that lie inside it."""
    done = 0
    for cut in sorted(set(cuts)):
        if 0 < cut - done < len(piece.body):
            part, piece = piece.split(cut - done)
            done = cut
            yield part
    yield piece
