"""Faults whose place is counted in socket bytes after the head; knows pieces, no events.

The gap may be anywhere: between two body bytes, in a size line, in the last HTTP chunk. Whatever is
sent there is taken for a part of what is around it, so it can only be bytes, silence or an end.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mockserver.scenario.faults import Fault
from mockserver.wire.body import BodyItem
from mockserver.wire.http1 import Piece
from mockserver.wire.instructions import End, MarkKind

from .on_bytes import Put
from .places import unreached


def apply(
    items: Iterable[BodyItem], faults: Sequence[Fault], put: Put
) -> tuple[list[BodyItem], list[str]]:
    """The items with what each fault puts right after the socket byte it counts to, and notes."""
    result: list[BodyItem] = []
    waiting = sorted(faults, key=lambda fault: fault.position)
    sent = 0
    for item in items:
        if not isinstance(item, Piece):
            result.append(item)
            continue
        left = item
        left = item
        while waiting and waiting[0].position - sent <= len(left.data):
            fault = waiting.pop(0)
            if at := fault.position - sent:
                part, left = cut(left, at)
                result.append(part)
                sent += at
            result.extend(put(fault))
            if isinstance(result[-1], End):
                return result, [unreached(one, sent) for one in waiting]
        if left.data or left is item:
            result.append(left)
            sent += len(left.data)
    return result, [unreached(one, sent) for one in waiting]


def cut(item: Piece, at: int) -> tuple[Piece, Piece]:
    """The two parts around the gap after `at` socket bytes, `0 < at <= len(data)`.

    A part may have no bytes; what the piece is marked with goes with its last byte.
    """
    whole = at == len(item.data)
    first, second = [], []
    for part in (item.before, item.body, item.after):
        first.append(part[:at])
        second.append(part[at:])
        at = max(0, at - len(part))
    below = item.mark if item.mark is MarkKind.WIRE else None
    marks = (item.mark, None) if whole else (below, item.mark)
    return (
        Piece(first[1], first[0], first[2], marks[0]),
        Piece(second[1], second[0], second[2], marks[1]),
    )
