"""Whether a scenario's answers depend on the request alone, or also on what came before; pure.

Such scenarios can be answered by several processes that know nothing of each other, and behind a
load balancer. All others need one process that sees every request.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pydantic import BaseModel

from mockserver.scenario.model import Scenario
from mockserver.scenario.timing import GateStep

from .sequence import is_sequence


def bound(scenarios: Iterable[Scenario]) -> Iterator[tuple[Scenario, str]]:
    """Each scenario that needs one process, and why: the end of a sentence about it."""
    for scenario in scenarios:
        if (why := _why(scenario)) is not None:
            yield scenario, why


def _why(scenario: Scenario) -> str | None:
    if is_sequence(scenario):
        return "which of its replies answers depends on earlier requests"
    gates = [one.gate for reply in scenario.replies for one in _gates(reply)]
    if gates:
        return f"it waits at the gate {gates[0]!r}, which is opened in one process"
    if any(reply.is_random for reply in scenario.replies):
        return "a random answer depends on how many identical requests came before"
    return None


def _gates(said: object) -> Iterator[GateStep]:
    """Every gate in a record or tuple of records, also inside other steps and in faults."""
    if isinstance(said, GateStep):
        yield said
    elif isinstance(said, BaseModel):
        for value in said.__dict__.values():
            yield from _gates(value)
    elif isinstance(said, tuple):
        for one in said:
            yield from _gates(one)
