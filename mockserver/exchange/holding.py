"""A plan that stops before each of its events until it is let go on; pure, changes no byte."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from mockserver.wire.http1 import TERMINATOR
from mockserver.wire.instructions import HOLD, Instruction, MarkKind, Pause, Plan, Send

EVENTS = frozenset({MarkKind.CHUNK, MarkKind.EVENT})
"""What is held: completion chunks, literal events and terminators. All else is not."""

_RELEASE = Pause(None, gate=HOLD)


def held(plan: Plan) -> Plan:
    """The plan with a pause for a release right before the first byte of each event.

    The other pauses stay where they are: one between two events passes before the hold of the
    second. Comments, raw and wire bytes go with the event before them, so does what comes after the
    last event (the last HTTP chunk, the ending). What a cut leaves of an event is held as an event
    is. A plan without events (one JSON body) is itself.
    """
    begins = deque(_begins(plan))
    if not begins:
        return plan
    return Plan(tuple(_instructions(plan, begins)), plan.marks, plan.notes)


def _begins(plan: Plan) -> Iterator[int]:
    """Before which socket byte each event begins, from 0: right after whatever ends before it."""
    end = 0
    for mark in plan.marks:
        if mark.kind in EVENTS:
            yield end
        end = mark.end
    if plan.marks and not TERMINATOR.startswith(plan.body[end:]):
        yield end


def _instructions(plan: Plan, begins: deque[int]) -> Iterator[Instruction]:
    at = 0
    for one in plan.instructions:
        if isinstance(one, Send):
            yield from _parted(one.data, at, begins)
            at += len(one.data)
        else:
            yield one


def _parted(data: bytes, at: int, begins: deque[int]) -> Iterator[Instruction]:
    """A segment that begins `at`, in as many as events begin in it; takes these from `begins`."""
    sent = 0
    while begins and begins[0] < at + len(data):
        begin = begins.popleft() - at
        if begin > sent:
            yield Send(data[sent:begin])
            sent = begin
        yield _RELEASE
    yield Send(data[sent:])
