"""What is wrong with scenarios that only their plans, or all of them together, can show; pure.

The loader finds what a file alone shows. This finds faults that are never reached, two faults in
one place, and scenarios that no request could tell apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mockserver.faults.places import describe, is_clash, where
from mockserver.scenario.expect import Expect
from mockserver.scenario.model import Reply, Scenario
from mockserver.scenario.rules import kept
from mockserver.source import tree
from mockserver.source.diagnostics import Diagnostic
from mockserver.wire.instructions import Plan

from . import expectation_checks, framing_checks
from .expectation import expectation
from .plan import PlanTooLargeError
from .rendering import default_request, plan_of
from .selection import same_match, same_name
from .sequence import unreachable
from .shadows import Shadow, shadows


def findings(scenarios: Iterable[Scenario], *, unsaid: bool = False) -> Iterator[Diagnostic]:
    """All that is wrong with these scenarios, in no order.

    With `unsaid`, also where an author should say what a right client ends with, and does not.
    """
    scenarios = list(scenarios)
    yield from _clashes(scenarios)
    for scenario in scenarios:
        yield from _meant(scenario, _of(scenario, unsaid=unsaid))


def _of(scenario: Scenario, *, unsaid: bool) -> Iterator[Diagnostic]:
    """What is wrong with one scenario."""
    yield from _unreachable(scenario)
    for number, reply in enumerate(scenario.replies, start=1):
        yield from _same_place(scenario, number, reply)
        try:
            plan = plan_of(scenario, number, default_request(scenario))
        except PlanTooLargeError as error:
            hint = "repeat less, or send larger segments"
            yield _error(scenario, "plan-too-large", str(error), hint, *_own(scenario, number))
            continue
        yield from _undone(scenario, number, reply, plan)
        yield from _framing(scenario, number, reply, plan)
        yield from _expected(scenario, number, plan)
        if unsaid:
            yield from _unsaid(scenario, number, reply, plan)


def _meant(scenario: Scenario, found: Iterable[Diagnostic]) -> Iterable[Diagnostic]:
    """The findings without those that the scenario's file switches off."""
    return found if scenario.root is None else kept(found, scenario.root)


def _clashes(scenarios: Iterable[Scenario]) -> Iterator[Diagnostic]:
    for one, other in same_name(scenarios):
        message = f"{other.path or 'another scenario'} has the name {one.name}, too"
        yield Diagnostic(one.path, 0, 0, "error", "same-name", message, hint="rename one of them")
    for one, other in same_match(scenarios):
        message = f"{other.path or other.name} has the very same match"
        yield _error(one, "tied-match", message, "add a condition to one of them", "match")
    for shadow in shadows(scenarios):
        yield from _meant(shadow.scenario, [_shadowed(shadow)])


def _shadowed(shadow: Shadow) -> Diagnostic:
    one, other = shadow.scenario, shadow.by.path or shadow.by.name
    message = f"what fits this match is answered by {other}, which is more specific"
    if shadow.tied:
        message = f"what fits this match fits that of {other}, too, which is as specific: no answer"
    line, column = tree.place(one.root, "match")
    path = one.path or one.name
    hint = "add a condition to this one"
    return Diagnostic(path, line, column, "warning", "shadowed-match", message, hint=hint)


def _unreachable(scenario: Scenario) -> Iterator[Diagnostic]:
    for later, earlier in unreachable(scenario):
        message = f"this reply never answers: reply {earlier + 1} does before it, without end"
        hint = "give that one `times`, or more conditions, or move this one up"
        yield _error(scenario, "unreachable-reply", message, hint, "replies", later)


def _same_place(scenario: Scenario, number: int, reply: Reply) -> Iterator[Diagnostic]:
    """Two faults in one gap; two that edit one item are noted where the item is found."""
    seen = set()
    for index, fault in enumerate(reply.faults or ()):
        place = where(fault)
        if fault.at is None and place in seen:
            message = f"another fault is in the same place, {place}"
            keys = _keys(scenario, number, "faults", index)
            yield _error(scenario, "same-place", message, "leave one of them out", *keys)
        seen.add(place)


def _undone(scenario: Scenario, number: int, reply: Reply, plan: Plan) -> Iterator[Diagnostic]:
    """Faults that do nothing; of several in the same words a note means the last."""
    left = list(enumerate(reply.faults or ()))
    for note in plan.notes:
        for index, fault in reversed(left):
            if note.startswith(describe(fault)):
                left.remove((index, fault))
                keys = _keys(scenario, number, "faults", index)
                rule = "same-place" if is_clash(note) else "unreached-fault"
                yield _error(scenario, rule, note, None, *keys)
                break


def _framing(scenario: Scenario, number: int, reply: Reply, plan: Plan) -> Iterator[Diagnostic]:
    for one in framing_checks.findings(reply, plan):
        keys = _keys(scenario, number, *one.keys)
        if one.own and keys == one.keys:
            continue
        yield _found(scenario, one, *keys)


def _expected(scenario: Scenario, number: int, plan: Plan) -> Iterator[Diagnostic]:
    """What is expected of a client, and is otherwise."""
    said = _expect(scenario, number)
    if said is not None:
        other = expectation_checks.other_request(default_request(scenario))
        found = [expectation(one) for one in (plan, plan_of(scenario, number, other))]
        own = _own(scenario, number)
        keys = own if len(own) > 1 else ()  # it stands beside the one reply, or in one of several
        for one in expectation_checks.findings(said, found):
            yield _found(scenario, one, *keys, "expect", *one.keys)


def _unsaid(scenario: Scenario, number: int, reply: Reply, plan: Plan) -> Iterator[Diagnostic]:
    if _expect(scenario, number) is None:
        for one in expectation_checks.missing(reply, plan, expectation(plan)):
            yield _found(scenario, one, *_own(scenario, number))


def _expect(scenario: Scenario, number: int) -> Expect | None:
    return scenario.expects[number - 1] if scenario.expects else None


def _own(scenario: Scenario, number: int) -> tuple[str | int, ...]:
    """Where a reply stands."""
    several = isinstance(scenario.root, tree.Mapping) and scenario.root.get("replies")
    return ("replies", number - 1) if several else ("reply",)


def _keys(scenario: Scenario, number: int, *keys: str | int) -> tuple[str | int, ...]:
    """Where a reply's key is written: in the reply itself, or as the file's default."""
    own = _own(scenario, number)
    written = tree.place(scenario.root, *own, *keys[:1]) != tree.place(scenario.root, *own)
    return (*own, *keys) if written else keys


def _found(
    scenario: Scenario, one: framing_checks.Finding | expectation_checks.Miss, *keys: str | int
) -> Diagnostic:
    line, column = tree.place(scenario.root, *keys)
    path = scenario.path or scenario.name
    return Diagnostic(path, line, column, one.severity, one.rule, one.message, hint=one.hint)


def _error(
    scenario: Scenario, rule: str, message: str, hint: str | None, *keys: str | int
) -> Diagnostic:
    line, column = tree.place(scenario.root, *keys)
    return Diagnostic(
        scenario.path or scenario.name, line, column, "error", rule, message, hint=hint
    )
