"""How far a plan was carried out, in words: after which chunk, event or byte; pure."""

from __future__ import annotations

from mockserver import durations
from mockserver.wire.instructions import HOLD, Head, MarkKind, Pause, Plan, Send


def reached(plan: Plan, done: int) -> str:
    """After what the first `done` instructions end: `chunk 3 of 10, 812 of 2400 bytes`.

    Chunks are completion chunks that were sent whole; an answer without any is told in events, or
    in bytes alone. Bytes are socket bytes after the head.
    """
    carried_out = plan.instructions[:done]
    if not any(isinstance(one, Head) for one in carried_out):
        return "nothing"
    sent = sum(len(one.data) for one in carried_out if isinstance(one, Send))
    if not sent:
        return "the head"
    size = f"{sent} of {len(plan.body)} bytes"
    for kinds, word in _TOLD:
        ends = [mark.end for mark in plan.marks if mark.kind in kinds]
        if ends:
            return f"{word} {sum(end <= sent for end in ends)} of {len(ends)}, {size}"
    return size


def waiting(plan: Plan, done: int) -> str | None:
    """For what a plan waited after its first `done` instructions; None where it did not wait."""
    one = plan.instructions[done] if done < len(plan.instructions) else None
    if not isinstance(one, Pause):
        return None
    if one.gate == HOLD:
        return "held, and nobody released it"
    if one.gate is not None:
        return f"at the gate {one.gate!r}, which nobody opened"
    return "in a stall" if one.micros is None else f"in a pause of {durations.text(one.micros)}"


_TOLD = (
    ({MarkKind.CHUNK}, "chunk"),
    ({MarkKind.EVENT}, "event"),
)
