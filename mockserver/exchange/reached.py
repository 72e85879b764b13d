"""How far a plan was carried out, in words: after which chunk, event or byte; pure."""

from __future__ import annotations

from mockserver.wire.instructions import Head, MarkKind, Plan, Send


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


_TOLD = (
    ({MarkKind.CHUNK}, "chunk"),
    ({MarkKind.EVENT}, "event"),
)
