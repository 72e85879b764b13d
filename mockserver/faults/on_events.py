"""Faults whose place is counted in completion chunks or events; knows items, no bytes.

Positions refer to the stream as it is without these faults.
"""

from __future__ import annotations

from collections.abc import Sequence

from mockserver.scenario.model import Fault
from mockserver.wire.events import CompletionChunk, Done, ServerSentEvent, WireItem
from mockserver.wire.instructions import End

from .edits import edit, place, unreached

_COUNTED = {
    "chunks": (CompletionChunk,),
    "events": (CompletionChunk, ServerSentEvent, Done),
}


def apply(items: Sequence[WireItem], faults: Sequence[Fault]) -> tuple[list[WireItem], list[str]]:
    """The items with each fault's instructions right after the item it counts to, and notes."""
    result: list[WireItem] = []
    counts = dict.fromkeys(_COUNTED, 0)
    waiting = list(faults)
    for item in items:
        result.append(item)
        for unit, kinds in _COUNTED.items():
            counts[unit] += isinstance(item, kinds)
        for fault in [one for one in waiting if counts[place(one)[0]] == place(one)[1]]:
            waiting.remove(fault)
            result.extend(edit(fault))
            if isinstance(result[-1], End):
                return result, [unreached(one, counts[place(one)[0]]) for one in waiting]
    return result, [unreached(one, counts[place(one)[0]]) for one in waiting]
