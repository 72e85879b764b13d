"""A reply that is shown: its plan, and where each fault acts; pure.

A fault's place is found by leaving the fault out, so it is true whatever the fault does.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from mockserver.errors import MockServerError
from mockserver.faults.places import describe
from mockserver.scenario.faults import Fault
from mockserver.scenario.model import Reply, Scenario
from mockserver.wire.instructions import Plan

from .again import Asked
from .rendering import plan_again
from .timeline import Moment, timeline

MOST = 50
"""Faults of a reply whose place is looked for; each costs a plan."""


@dataclass(frozen=True, slots=True)
class Act:
    """What a fault does, and before which moment it shows; `moment` counts from 0."""

    moment: int
    words: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One reply of a scenario, by its number from 1."""

    number: int
    plan: Plan
    acts: tuple[Act, ...] = ()


def shown(
    scenario: Scenario, number: int, asked: Asked, *, seed: int = 0, faults: bool = True
) -> Shown:
    """A reply as it answers a request, with its `faults` where they are asked for.

    Raises what `plan` raises.
    """
    planned = plan_again(scenario, number, asked, seed=seed)
    found = acts(scenario, number, asked, planned, seed=seed) if faults else ()
    return Shown(number, planned, found)


def acts(
    scenario: Scenario, number: int, asked: Asked, planned: Plan, *, seed: int = 0
) -> tuple[Act, ...]:
    """Where the faults of a reply act in its plan, in the order of their places.

    A fault whose absence would change nothing is not among them: the plan's notes say why.
    """
    with_all = timeline(planned).moments
    found = []
    for index, fault in enumerate(_faults(scenario, number, asked)[:MOST]):
        try:
            other = plan_again(_without(scenario, number, index), number, asked, seed=seed)
        except MockServerError:  # what it keeps away is too much to be planned
            continue
        at = _first_difference(with_all, timeline(other).moments)
        if at is not None:
            found.append(Act(at, _words(fault)))
    return tuple(sorted(found, key=lambda act: act.moment))


def _words(fault: Fault) -> str:
    return describe(fault).replace("`", "").removeprefix("fault ")


def _answering(scenario: Scenario, number: int, asked: Asked) -> Reply:
    reply = scenario.replies[number - 1]
    return reply if asked.request.stream or reply.nonstream is None else reply.nonstream


def _faults(scenario: Scenario, number: int, asked: Asked) -> tuple[Fault, ...]:
    return _answering(scenario, number, asked).faults or ()


def _without(scenario: Scenario, number: int, index: int) -> Scenario:
    """The scenario without one fault of one of its replies, and of what stands in for it."""
    replies = list(scenario.replies)
    replies[number - 1] = _less(replies[number - 1], index)
    return replace(scenario, replies=tuple(replies))


def _less(reply: Reply, index: int) -> Reply:
    faults = reply.faults or ()
    instead = None if reply.nonstream is None else _less(reply.nonstream, index)
    kept = (*faults[:index], *faults[index + 1 :])
    return reply.model_copy(update={"faults": kept, "nonstream": instead})


def _first_difference(ours: tuple[Moment, ...], others: tuple[Moment, ...]) -> int | None:
    """The first moment that the fault makes another; one that it cuts short stands before it."""
    for at, (one, other) in enumerate(zip(ours, others, strict=False)):
        if _gist(one) != _gist(other):
            cut = one.kind in ("part", "body", "coding") and other.sent.startswith(one.sent)
            return at + 1 if cut else at
    return None


def _gist(one: Moment) -> object:
    """What is compared: a head may differ in the length of the body alone."""
    if one.kind == "head":
        return one.at, one.words
    return one.at, one.since, one.kind, one.words, one.sent
