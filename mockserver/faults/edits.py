"""What a fault does at its gap, the same at every level; knows no place and no bytes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from mockserver.scenario.model import Fault
from mockserver.script.steps import ending, silence
from mockserver.wire.instructions import End, Pause

Unit = Literal["chunks", "events", "bytes"]

Edit = tuple[Pause | End, ...]
"""What is put into a gap; where it ends with an End, nothing that follows is sent."""


def edit(fault: Fault) -> Edit:
    """The instructions that a fault puts into its gap."""
    if fault.end is not None:
        return ending(fault.end)
    assert fault.stall is not None
    return silence(fault.stall)


def place(fault: Fault) -> tuple[Unit, int]:
    """The unit and the position of a fault."""
    units: tuple[Unit, ...] = ("chunks", "events", "bytes")
    for unit in units:
        position = getattr(fault.after, unit)
        if position is not None:
            return unit, position
    raise AssertionError("a place has exactly one position")


def describe(fault: Fault) -> str:
    """A fault in a few words, for people."""
    unit, position = place(fault)
    action = f"end {fault.end}" if fault.end is not None else "stall"
    return f"fault `{action} after {position} {unit}`"


def unreached(fault: Fault, found: int) -> str:
    """The note for a fault whose place the stream does not have."""
    unit, _ = place(fault)
    sent = f"1 {unit[:-1]} is" if found == 1 else f"{found} {unit} are"
    return f"{describe(fault)} is never reached: {sent} sent"


def of_units(faults: Iterable[Fault] | None, *units: Unit) -> list[Fault]:
    """The faults whose places count in one of these units, in their order."""
    return [fault for fault in faults or () if place(fault)[0] in units]
