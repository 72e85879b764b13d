"""What a client has of a body while its stream is under way; pure, knows plans and no stream."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mockserver.wire.instructions import Pause, Plan, Send
from mockserver.wire.uncoded import Uncoded


def content(plan: Plan, done: int, beats: Mapping[int, int]) -> bytes:
    """The body bytes of the first `done` instructions, as a client has them after its codings.

    `beats` says how many beats were sent, by the number of their pause in the plan; those of the
    pause that is under way count, too. Bytes of `wire` steps are no body. From the first bytes on
    that are not coded as the head says, all stand as they are.
    """
    uncoded = Uncoded(plan.head)
    return b"".join(map(uncoded.feed, _parts(plan, done, beats)))


def _parts(plan: Plan, done: int, beats: Mapping[int, int]) -> Iterator[bytes]:
    """The socket bytes that are sent, in parts that end where items do, but those of `wire`."""
    marks = iter(plan.marks)
    mark = next(marks, None)
    sent = 0
    for number, one in enumerate(plan.instructions[: done + 1]):
        if isinstance(one, Pause) and one.beat is not None:
            yield from (one.beat.data for _ in range(beats.get(number, 0)))
        if not isinstance(one, Send) or number == done:
            continue
        begin, end = sent, sent + len(one.data)
        while mark is not None and mark.end <= end:
            yield one.data[sent - begin : mark.end - mark.size - begin]
            sent, mark = mark.end, next(marks, None)
        yield one.data[sent - begin :]
        sent = end
