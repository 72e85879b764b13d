"""A reply that sends the same bytes without waiting: its pace and waits are left out; pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from mockserver.scenario.faults import Fault
from mockserver.scenario.model import Reply
from mockserver.scenario.modifiers import Patched
from mockserver.scenario.steps import RepeatStep, Step
from mockserver.scenario.timing import StallSpec, StallStep, WaitStep


def at_once(reply: Reply) -> Reply:
    """The reply without pauses; a gate, and a stall for ever, which is an ending, stay.

    Choices are merged by time, so a reply that has some keeps all of its times.
    """
    if reply.choices is not None:
        return reply
    changed: dict[str, Any] = {"pace": None, "delivery": None}
    if reply.stream is not None:
        changed["stream"] = tuple(_steps(reply.stream))
    if reply.faults is not None:
        changed["faults"] = tuple(one for one in reply.faults if not _waits(one))
    return reply.model_copy(update=changed)


def _steps(steps: Iterable[Step]) -> Iterator[Step]:
    for one in steps:
        if isinstance(one, RepeatStep):
            if steps := tuple(_steps(one.repeat.steps)):  # a file cannot repeat nothing
                repeat = one.repeat.model_copy(update={"steps": steps})
                yield one.model_copy(update={"repeat": repeat})
        elif isinstance(one, Patched) and one.itl is not None:
            yield one.model_copy(update={"itl": None})
        elif not isinstance(one, WaitStep) and not _waits(one):
            yield one


def _waits(one: Step | Fault) -> bool:
    """Whether a fault or a stall only takes time."""
    if isinstance(one, Fault) and one.wait is not None:
        return True
    stall = one.stall if isinstance(one, Fault | StallStep) else None
    return isinstance(stall, StallSpec) and stall.for_ is not None
