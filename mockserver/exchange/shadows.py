"""Matches that can never win, as far as that can be told without a request; pure.

A condition implies another one of the same key where whatever it takes, the other takes too. Only
what is certain is told: two regular expressions, for one, are not compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mockserver.scenario.match import Match
from mockserver.scenario.model import Scenario

from .matching import Condition, MatchError, conditions, fits, identity, specificity

MOST_COMPARED = 1000
"""Scenarios with a match that are compared, each with each."""


@dataclass(frozen=True, slots=True)
class Shadow:
    """A scenario, and another one that fits all that it fits and is as specific at least."""

    scenario: Scenario
    by: Scenario
    tied: bool


def shadows(scenarios: Iterable[Scenario]) -> Iterator[Shadow]:
    """Each scenario that its match never selects, once; equal matches are left to others."""
    matching = [(one, one.match) for one in scenarios if one.match is not None]
    ranked = [(*one, specificity(one[1]), identity(one[1])) for one in matching[:MOST_COMPARED]]
    for one, match, rank, same in ranked:
        for other, wider, above, its in ranked:
            if above >= rank and its != same and _implies(match, wider):
                yield Shadow(one, other, above == rank)
                break


def _implies(match: Match, other: Match) -> bool:
    """Whether every request that fits the one fits the other."""
    own = list(conditions(match))
    return all(
        _always(each) or any(_follows(one, each) for one in own) for each in conditions(other)
    )


def _always(one: Condition) -> bool:
    """Whether every request fits: each has a model."""
    return one.key == "model" and one.kind == "glob" and set(one.pattern) == {"*"}


def _follows(one: Condition, other: Condition) -> bool:
    """Whether the other condition holds wherever the one does."""
    if one.key != other.key:
        return False
    if one.identity == other.identity:
        return True
    try:
        if one.exact:
            return fits(other, one.pattern)
        return _KINDS.get((one.kind, other.kind), _never)(one.pattern, other)
    except MatchError:
        return False


def _never(_: str, __: Condition) -> bool:
    return False


def _in_a_part(glob: str, other: Condition) -> bool:
    return any(other.pattern in part for part in re.split("[*?]", glob))


def _covered(glob: str, other: Condition) -> bool:
    """A `*` of the other glob takes whatever the wildcards of the one stand for."""
    return "?" not in other.pattern and fits(other, glob)


_KINDS = {
    ("contains", "contains"): lambda text, other: other.pattern in text,
    ("contains", "glob"): lambda text, other: _covered(f"*{text}*", other),
    ("glob", "contains"): _in_a_part,
    ("glob", "glob"): _covered,
}
"""What follows from a pattern that takes more than one text, by its kind and the other's."""
