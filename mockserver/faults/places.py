"""Where a fault is, in words and by level; knows no stream and no action's doing.

Each level counts the stream as it is before the faults of that level; the levels follow each other.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from mockserver.scenario.faults import Fault, Kind

Level = Literal["events", "bytes", "wire_bytes"]

_LEVELS: dict[Kind, Level] = {
    "chunks": "events",
    "events": "events",
    "chunk": "events",
    "event": "events",
    "bytes": "bytes",
    "inside": "bytes",
    "wire_bytes": "wire_bytes",
}

NEEDS_A_STREAM = ("error", "insert")
"""Actions that put events into the body, so there must be events."""


def of_level(faults: Iterable[Fault] | None, level: Level) -> list[Fault]:
    """The faults of one level, in their order."""
    return [fault for fault in faults or () if _LEVELS[fault.kind] == level]


def streaming_only(faults: Iterable[Fault] | None) -> list[Fault]:
    """The faults that have no meaning in one JSON body: they count or send events."""
    return [
        fault
        for fault in faults or ()
        if _LEVELS[fault.kind] == "events"
        or fault.action in NEEDS_A_STREAM
        or (fault.of is not None and fault.of.tool_fragment is None)
    ]


def where(fault: Fault) -> str:
    """The place of a fault in a few words, for people; the same words mean the same place."""
    if fault.after is not None:
        return f"after {fault.position} {fault.kind}"
    if fault.at is not None:
        return f"at {fault.kind} {fault.position}"
    part = ""
    if fault.of is not None:
        ((unit, number),) = fault.of.model_dump(exclude_none=True).items()
        part = f" of {unit} {number}"
    return f"inside {fault.inside} {fault.position}{part}"


def describe(fault: Fault) -> str:
    """A fault in a few words, for people."""
    detail = f" {fault.end}" if fault.end is not None else f" {fault.corrupt}" * bool(fault.corrupt)
    return f"fault `{fault.action}{detail} {where(fault)}`"


def unreached(fault: Fault, found: int) -> str:
    """The note for a fault whose place the stream does not have; `found` of its kind are there."""
    unit = "such places" if fault.inside else fault.kind.removesuffix("s") + "s"
    sent = f"1 {unit[:-1]} is" if found == 1 else f"{found} {unit} are"
    return f"{describe(fault)} is never reached: {sent} sent"


_CLASH = " is in the same place as "


def clash(fault: Fault, other: Fault) -> str:
    """The note for a fault that edits an item that an earlier one edits; it is not done."""
    return f"{describe(fault)}{_CLASH}{describe(other)}"


def is_clash(note: str) -> bool:
    """Whether a note is about two faults in one place."""
    return _CLASH in note


def no_next(fault: Fault) -> str:
    """The note for a swap with an item that is not there."""
    return f"{describe(fault)} is never done: it is the last {fault.kind}"


def no_stream(fault: Fault) -> str:
    """The note for a fault of a stream on an answer that is none."""
    if fault.action in NEEDS_A_STREAM or fault.inside:
        return f"{describe(fault)} is never done: the answer is no stream"
    return unreached(fault, 0)
