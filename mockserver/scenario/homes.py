"""Where a key belongs that was written in another place; knows the records' types and no file."""

from __future__ import annotations

from functools import cache

from .keys import Loc, keys_at
from .model import ScenarioFile
from .steps import STEPS

_BELOW: dict[str, Loc] = {
    "it belongs below `automatic`": ("automatic",),
    "it belongs below `pace`": ("pace",),
    "it belongs below `framing`": ("framing",),
    "it belongs below `delivery`": ("delivery",),
    "it belongs to an item of `faults`": ("faults", 0),
    "it belongs below `after`": ("faults", 0, "after"),
}
"""Where the keys are that people put beside a reply's, and what to say."""
_ELSEWHERE = frozenset({*STEPS, "body", "content_type", "when"})
"""Keys that mean something else in most places, so that more than one hint would fit."""
_MOST_STEPS = 3
"""A key that stands beside more steps than these belongs to no one of them."""


def home_of(key: str) -> str | None:
    """A hint where this key belongs, if there is one such place."""
    return None if key in _ELSEWHERE else _homes().get(key)


@cache
def _homes() -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for said, loc in _BELOW.items():
        for key in keys_at(ScenarioFile, loc):
            found.setdefault(key, []).append(said)
    below = {key: said[0] for key, said in found.items() if len(said) == 1}
    beside = {key: said for key, said in _beside_steps().items() if key not in found}
    return {**beside, **below}


def _beside_steps() -> dict[str, str]:
    """The keys that stand beside the key of a step."""
    steps: dict[str, list[str]] = {}
    for step, record in STEPS.items():
        for key in keys_at(record, ()):
            if key != step:
                steps.setdefault(key, []).append(f"`{step}`")
    return {
        key: f"it stands beside {' or '.join(them)}, in the same step"
        for key, them in steps.items()
        if len(them) <= _MOST_STEPS
    }
