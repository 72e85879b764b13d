"""Whether a scenario's conditions hold for a request: differences first, the boolean derived.

So the message about a near miss and the decision can never disagree. Pure; knows no order of
scenarios (`selection.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from mockserver.dialects.request import ChatRequest
from mockserver.errors import MockServerError
from mockserver.scenario.match import Match
from mockserver.scenario.patterns import PatternSpec, ValueSpec
from mockserver.wire.json_text import Json, dumps, same

LONGEST_SEARCH = 0.25
"""Seconds of computing that one regular expression may take on one text."""

_SHOWN = 3

T = TypeVar("T")


class MatchError(MockServerError):
    """A condition that took too long, so that nobody knows whether it holds."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: its key, the kind of pattern, the pattern, and where the request is looked at.

    It holds where one of the values there fits.
    """

    key: str
    kind: str
    pattern: Json
    look: Callable[[ChatRequest], tuple[Json, ...]]

    @property
    def identity(self) -> tuple[str, str, str]:
        """The same for two conditions that no request could tell apart."""
        return self.key, self.kind, dumps(self.pattern)

    @property
    def exact(self) -> bool:
        """Whether one value alone fits."""
        wild = self.kind == "glob" and set("*?") & set(self.pattern)
        return self.kind in ("equals", "glob") and not wild

    def difference(self, request: ChatRequest) -> Difference | None:
        """What is otherwise; None where it holds. Raises MatchError."""
        found = self.look(request)
        if any(fits(self, value) for value in found):
            return None
        if self.key in _SECRET:
            found = tuple("(not shown)" for _ in found)
        expected = _short(self.pattern) if self.exact else f"{self.kind} {_short(self.pattern)}"
        return Difference(self.key, expected, found)


@dataclass(frozen=True, slots=True)
class Difference:
    """One condition that does not hold: what was expected, and what the request has there."""

    key: str
    expected: str
    got: tuple[Json, ...]

    def __str__(self) -> str:
        shown = ", ".join(_short(value) for value in self.got[:_SHOWN])
        more = " …" if len(self.got) > _SHOWN else ""
        found = f"is {shown}{more}" if self.got else "is missing"
        return f"{self.key} {found}, expected {self.expected}"


def fits(condition: Condition, value: Json) -> bool:
    """Whether a value fits a condition's pattern. Raises MatchError."""
    return _HOLDS[condition.kind](condition.pattern, value)


def differences(match: Match, request: ChatRequest) -> tuple[Difference, ...]:
    """All conditions that do not hold; none where the request matches. Raises MatchError."""
    return tuple(_differences(match, request))


def holds(match: Match, request: ChatRequest) -> bool:
    """Whether there is no difference: looks no further than the first one. Raises MatchError."""
    return next(_differences(match, request), None) is None


def nearest(
    matches: Iterable[tuple[T, Match]], request: ChatRequest
) -> tuple[T, tuple[Difference, ...]] | None:
    """Of several that do not hold, the one with the fewest differences, and these.

    None where there are none; those that take too long are passed over.
    """
    misses: list[tuple[T, tuple[Difference, ...]]] = []
    for one, match in matches:
        with suppress(MatchError):
            misses.append((one, differences(match, request)))
    return min(misses, key=lambda miss: len(miss[1]), default=None)


def _differences(match: Match, request: ChatRequest) -> Iterator[Difference]:
    for one in conditions(match):
        if (difference := one.difference(request)) is not None:
            yield difference


def specificity(match: Match) -> tuple[int, int]:
    """How specific a match is: its number of conditions, then how many of them are exact."""
    found = list(conditions(match))
    return len(found), sum(one.exact for one in found)


def identity(match: Match) -> frozenset[tuple[str, str, str]]:
    """The same for two matches that no request could tell apart."""
    return frozenset(one.identity for one in conditions(match))


def conditions(match: Match) -> Iterator[Condition]:
    """Each condition; plain text is exact, but for `model`."""
    for key, look in _SUBJECTS.items():
        if (said := getattr(match, key)) is not None:
            yield _condition(key, said, look)
    for name, pattern in (match.header or {}).items():
        yield _condition(f"header {name.lower()}", pattern, _header(name))
    for path, value in (match.body or {}).items():
        yield _condition(f"body {path}", value, _found(path))


def _condition(key: str, said: Json, look: Callable[[ChatRequest], tuple[Json, ...]]) -> Condition:
    if isinstance(said, PatternSpec | ValueSpec):
        assert said.kind is not None
        return Condition(key, said.kind, getattr(said, said.kind), look)
    return Condition(key, "glob" if key == "model" else "equals", said, look)


_SUBJECTS: dict[str, Callable[[ChatRequest], tuple[Json, ...]]] = {
    "model": lambda request: (request.model,),
    "last_user": lambda request: () if request.last_user is None else (request.last_user,),
    "system": lambda request: request.texts("system", "developer"),
    "any_message": lambda request: request.texts(),
    "last_role": lambda request: tuple(one.get("role") for one in request.messages[-1:]),
    "tool_result": lambda request: request.tool_results,
    "turn": lambda request: (request.turn,),
    "has_tool": lambda request: request.tool_names,
    "stream": lambda request: (request.stream,),
}
"""What each key of `match` looks at."""


_SECRET = {f"header {name}" for name in ("authorization", "api-key", "x-api-key", "cookie")}
"""What may hold a key or a token, which is said in no message."""


def _header(name: str) -> Callable[[ChatRequest], tuple[Json, ...]]:
    return lambda request: (request.headers[name],) if name in request.headers else ()


def _found(path: str) -> Callable[[ChatRequest], tuple[Json, ...]]:
    def look(request: ChatRequest) -> tuple[Json, ...]:
        from mockserver.scenario import json_path  # imported late: most files have no such key

        try:
            return json_path.find(path, request.body)
        except json_path.TooMuchError as error:
            raise MatchError(str(error)) from None

    return look


def _search(pattern: str, text: str) -> bool:
    """The one place that runs regular expressions, by a library that can be told to give up."""
    import regex  # imported late: most files have no such key

    try:
        return regex.search(pattern, text, timeout=LONGEST_SEARCH) is not None
    except TimeoutError:
        said = f"the regex {_short(pattern)} takes too long on a text of {len(text)} characters"
        raise MatchError(said) from None


@lru_cache(maxsize=1024)
def _glob(pattern: str) -> re.Pattern[str]:
    """`*` is any characters, `?` is one; everything else is itself.

    The atomic groups take the first place that fits and never look back, so that no glob is slow.
    """
    first, *others = (_literal(part) for part in pattern.split("*"))
    if not others:
        return re.compile(first, re.DOTALL)
    *inner, last = others
    middle = "".join(f"(?>.*?{part})" for part in inner)
    return re.compile(f"{first}{middle}.*{last}", re.DOTALL)


def _literal(part: str) -> str:
    return "".join("." if c == "?" else re.escape(c) for c in part)


_HOLDS: dict[str, Callable[[Json, Json], bool]] = {
    "equals": same,
    "contains": lambda pattern, text: isinstance(text, str) and pattern in text,
    "glob": lambda pattern, text: isinstance(text, str) and bool(_glob(pattern).fullmatch(text)),
    "regex": lambda pattern, text: isinstance(text, str) and _search(pattern, text),
}
"""When each kind of pattern holds."""


def _short(value: Json, most: int = 80) -> str:
    if not isinstance(value, str):
        try:
            text = dumps(value)
        except RecursionError:
            text = "nested too deeply to be shown"
        return text if len(text) <= most else f"{text[: most - 1]}…"
    return repr(value if len(value) <= most else f"{value[: most - 1]}…")
