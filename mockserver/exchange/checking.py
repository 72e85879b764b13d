"""What is wrong with scenarios that only their plans, or all of them together, can show; pure.

The loader finds what a file alone shows. This finds faults that are never reached, two faults in
one place, and scenarios that no request could tell apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mockserver.faults.places import describe, is_clash, where
from mockserver.scenario.model import Reply, Scenario
from mockserver.source import tree
from mockserver.source.diagnostics import Diagnostic

from . import framing_checks
from .rendering import default_request, plan_of
from .selection import same_match, same_name
from .sequence import unreachable


def findings(scenarios: Iterable[Scenario]) -> Iterator[Diagnostic]:
    """All that is wrong with these scenarios, in no order."""
    scenarios = list(scenarios)
    yield from _clashes(scenarios)
    for scenario in scenarios:
        yield from _unreachable(scenario)
        for number, reply in enumerate(scenario.replies, start=1):
            yield from _same_place(scenario, number, reply)
            yield from _undone(scenario, number, reply)
            yield from _framing(scenario, number, reply)


def _clashes(scenarios: Iterable[Scenario]) -> Iterator[Diagnostic]:
    for one, other in same_name(scenarios):
        message = f"{other.path or 'another scenario'} has the name {one.name}, too"
        yield Diagnostic(one.path, 0, 0, "error", "same-name", message, hint="rename one of them")
    for one, other in same_match(scenarios):
        message = f"{other.path or other.name} has the very same match"
        yield _error(one, "tied-match", message, "add a condition to one of them", "match")


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


def _undone(scenario: Scenario, number: int, reply: Reply) -> Iterator[Diagnostic]:
    """Faults that do nothing; of several in the same words a note means the last."""
    notes = plan_of(scenario, number, default_request(scenario)).notes
    left = list(enumerate(reply.faults or ()))
    for note in notes:
        for index, fault in reversed(left):
            if note.startswith(describe(fault)):
                left.remove((index, fault))
                keys = _keys(scenario, number, "faults", index)
                rule = "same-place" if is_clash(note) else "unreached-fault"
                yield _error(scenario, rule, note, None, *keys)
                break


def _framing(scenario: Scenario, number: int, reply: Reply) -> Iterator[Diagnostic]:
    plan = plan_of(scenario, number, default_request(scenario))
    for one in framing_checks.findings(reply, plan):
        keys = _keys(scenario, number, *one.keys)
        if one.own and keys == one.keys:
            continue
        path = scenario.path or scenario.name
        line, column = tree.place(scenario.root, *keys)
        yield Diagnostic(path, line, column, one.severity, one.rule, one.message, hint=one.hint)


def _keys(scenario: Scenario, number: int, *keys: str | int) -> tuple[str | int, ...]:
    """Where a reply's key is written: in the reply itself, or as the file's default."""
    several = isinstance(scenario.root, tree.Mapping) and scenario.root.get("replies")
    own: tuple[str | int, ...] = ("replies", number - 1) if several else ("reply",)
    written = tree.place(scenario.root, *own, *keys[:1]) != tree.place(scenario.root, *own)
    return (*own, *keys) if written else keys


def _error(
    scenario: Scenario, rule: str, message: str, hint: str | None, *keys: str | int
) -> Diagnostic:
    line, column = tree.place(scenario.root, *keys)
    return Diagnostic(
        scenario.path or scenario.name, line, column, "error", rule, message, hint=hint
    )
