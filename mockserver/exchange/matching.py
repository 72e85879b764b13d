"""Whether a scenario's conditions hold for a request: differences first, the boolean derived.

So the message about a near miss and the decision can never disagree. Pure; knows no order of
scenarios (`selection.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from mockserver.dialects.request import ChatRequest
from mockserver.scenario.model import Match
from mockserver.scenario.values import PatternSpec


@dataclass(frozen=True, slots=True)
class Difference:
    """One condition that does not hold: what was expected, and what the request has."""

    key: str
    expected: str
    got: str | None

    def __str__(self) -> str:
        found = "is missing" if self.got is None else f"is {_short(self.got)}"
        return f"{self.key} {found}, expected {self.expected}"


def differences(match: Match, request: ChatRequest) -> tuple[Difference, ...]:
    """All conditions that do not hold; none where the request matches."""
    return tuple(
        Difference(key, _described(kind, pattern), got)
        for key, kind, pattern in conditions(match)
        if (got := _SUBJECTS[key](request)) is None or not _HOLDS[kind](pattern, got)
    )


def specificity(match: Match) -> tuple[int, int]:
    """How specific a match is: its number of conditions, then how many of them are exact."""
    found = list(conditions(match))
    return len(found), sum(_exact(kind, pattern) for _, kind, pattern in found)


def conditions(match: Match) -> Iterator[tuple[str, str, str]]:
    """Each condition as key, kind of pattern and pattern; plain text is exact, but for `model`."""
    for key in _SUBJECTS:
        pattern = getattr(match, key)
        if isinstance(pattern, str):
            yield key, "glob" if key == "model" else "equals", pattern
        elif isinstance(pattern, PatternSpec):
            assert pattern.kind is not None
            yield key, pattern.kind, getattr(pattern, pattern.kind)


_SUBJECTS: dict[str, Callable[[ChatRequest], str | None]] = {
    "model": lambda request: request.model,
    "last_user": lambda request: request.last_user,
}
"""What each key of `match` looks at."""

_HOLDS: dict[str, Callable[[str, str], bool]] = {
    "equals": lambda pattern, text: pattern == text,
    "contains": lambda pattern, text: pattern in text,
    "glob": lambda pattern, text: _glob(pattern).fullmatch(text) is not None,
    "regex": lambda pattern, text: re.search(pattern, text) is not None,
}
"""When each kind of pattern holds."""


def _glob(pattern: str) -> re.Pattern[str]:
    """`*` is any characters, `?` is one; everything else is itself."""
    wild = {"*": ".*", "?": "."}
    return re.compile("".join(wild.get(c) or re.escape(c) for c in pattern), re.DOTALL)


def _exact(kind: str, pattern: str) -> bool:
    return kind == "equals" or (kind == "glob" and not set("*?") & set(pattern))


def _described(kind: str, pattern: str) -> str:
    return _short(pattern) if _exact(kind, pattern) else f"{kind} {_short(pattern)}"


def _short(text: str, most: int = 80) -> str:
    return repr(text if len(text) <= most else f"{text[: most - 1]}…")
