"""Faults whose place is counted in completion chunks or events; knows items, no bytes.

Positions refer to the stream as it is without these faults. Of two faults that edit one item the
first in the list is done; in one gap all act, in the order of the list.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from math import inf

from mockserver.scenario.faults import Fault, Kind
from mockserver.wire.events import CompletionChunk, Done, ServerSentEvent, WireItem
from mockserver.wire.instructions import End

from .edits import Edit, Encode, edit
from .items import Cells, change
from .places import clash, no_next, unreached

_CHUNK = (CompletionChunk,)
_EVENT = (CompletionChunk, ServerSentEvent, Done)
_COUNTED: dict[Kind, tuple[type, ...]] = {
    "chunks": _CHUNK,
    "chunk": _CHUNK,
    "events": _EVENT,
    "event": _EVENT,
}

_Order = tuple[float, int]
"""Where something is done: the index of an item, and in the gap after it the place in the list."""


def apply(
    items: Sequence[WireItem], faults: Sequence[Fault], encode: Encode
) -> tuple[list[WireItem], list[str]]:
    """The items with what each fault does at its place, and notes."""
    if not faults:
        return list(items), []
    stream = _Stream(items, encode)
    edits = [edit(fault, encode) if fault.at is None else () for fault in faults]
    orders = [stream.order(fault, index) for index, fault in enumerate(faults)]
    cut = min((o for o, e in zip(orders, edits, strict=True) if _ends(e)), default=(inf, 0))
    notes = []
    for fault, order, put in zip(faults, orders, edits, strict=True):
        if order[0] == inf or order > cut:
            notes.append(unreached(fault, stream.count(fault.kind, cut[0])))
        elif fault.at is None:
            stream.gaps[int(order[0])].extend(put)
        else:
            notes += stream.change(fault, int(order[0]))
    return stream.edited(cut[0]), notes


def _ends(put: Edit) -> bool:
    return bool(put) and isinstance(put[-1], End)


class _Stream:
    """The stream before the faults, and what stands in each place and each gap with them."""

    def __init__(self, items: Sequence[WireItem], encode: Encode) -> None:
        self._cells = Cells([[item] for item in items], encode)
        self.gaps: list[list[WireItem]] = [[] for _ in items]
        self._edited: dict[int, Fault] = {}
        self._places = {
            kind: [at for at, item in enumerate(items) if isinstance(item, counted)]
            for kind, counted in _COUNTED.items()
        }

    def count(self, kind: Kind, cut: float) -> int:
        """How many of a kind there are up to a cut."""
        return sum(at <= cut for at in self._places[kind])

    def order(self, fault: Fault, index: int) -> _Order:
        """Where a fault is done; an item comes before the gap after it; infinite if nowhere."""
        found = self._places[fault.kind]
        if fault.position > len(found):
            return inf, 0
        return found[fault.position - 1], index if fault.at is None else -1

    def change(self, fault: Fault, at: int) -> list[str]:
        """Does what a fault says to its item, or notes why not."""
        found = self._places[fault.kind]
        following = next(iter(found[fault.position : fault.position + 1]), None)
        touched = [at]
        if fault.swap_next:
            if following is None:
                return [no_next(fault)]
            touched.append(following)
        for other in touched:
            if other in self._edited:
                return [clash(fault, self._edited[other])]
        self._edited.update(dict.fromkeys(touched, fault))
        change(fault, self._cells, at, following)
        return []

    def edited(self, cut: float) -> list[WireItem]:
        """The stream with the faults, up to a cut."""
        places = zip(self._cells.items, self.gaps, strict=True)
        until = [(*cell, *gap) for at, (cell, gap) in enumerate(places) if at <= cut]
        return list(chain.from_iterable(until))
