"""What a fault does to an item of the stream, one function an action; knows no bytes.

An action that is added needs its key in `scenario/faults.py`, a function here and its row in
`_ON_ITEMS`. Pauses are no part of an item: they stand between items, and stay where they are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mockserver.scenario.faults import Fault
from mockserver.scenario.literals import EventBody, EventStep
from mockserver.wire.events import CompletionChunk, Damaged, Done, ServerSentEvent, WireItem

from .edits import Encode


@dataclass(slots=True)
class Cells:
    """The stream, a list in the place of each item: what is sent there instead of it."""

    items: list[list[WireItem]]
    encode: Encode


def change(fault: Fault, cells: Cells, at: int, following: int | None) -> None:
    """Does what the fault says to the item at `at`; `following` is the next one of its kind."""
    _ON_ITEMS[fault.action](fault, cells, at, following)


def _drop(_: Fault, cells: Cells, at: int, __: int | None) -> None:
    cells.items[at] = []


def _duplicate(_: Fault, cells: Cells, at: int, __: int | None) -> None:
    cells.items[at] *= 2


def _swap_next(_: Fault, cells: Cells, at: int, following: int | None) -> None:
    assert following is not None
    cells.items[at], cells.items[following] = cells.items[following], cells.items[at]


def _replace(fault: Fault, cells: Cells, at: int, _: int | None) -> None:
    if isinstance(fault.replace, EventBody):
        cells.items[at] = list(cells.encode([EventStep(event=fault.replace)]))
        return
    (chunk,) = cells.items[at]
    assert isinstance(chunk, CompletionChunk)
    cells.items[at] = [CompletionChunk({**chunk.json, **(fault.replace or {})})]


def _corrupt(fault: Fault, cells: Cells, at: int, _: int | None) -> None:
    (event,) = cells.items[at]
    assert isinstance(event, CompletionChunk | ServerSentEvent | Done)
    assert fault.corrupt is not None
    cells.items[at] = [Damaged(event, fault.corrupt)]


_ON_ITEMS: dict[str, Callable[[Fault, Cells, int, int | None], None]] = {
    "drop": _drop,
    "duplicate": _duplicate,
    "swap_next": _swap_next,
    "replace": _replace,
    "corrupt": _corrupt,
}
