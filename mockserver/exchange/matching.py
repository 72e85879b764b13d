"""Whether a scenario's conditions hold for a request: differences first, the boolean derived.

So the message about a near miss and the decision can never disagree. Pure; knows no order of
scenarios (`selection.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

from mockserver.dialects.headers import NOT_SHOWN, is_secret
from mockserver.dialects.request import ChatRequest
from mockserver.errors import MockServerError
from mockserver.scenario.match import Match
from mockserver.scenario.patterns import PatternSpec, ValueSpec
from mockserver.wire.json_text import Json, dumps, same

LONGEST_SEARCH = 0.25
"""Seconds that one regular expression may take; only one of a request may take so long."""

QUICK_SEARCH = 0.02
"""Seconds that every other one may take; none is tried any more after one that took too long."""

if TYPE_CHECKING:
    from mockserver.scenario.json_path import Visits

_SHOWN = 3

T = TypeVar("T")


class MatchError(MockServerError):
    """A condition that took too long, so that nobody knows whether it holds."""


@dataclass(slots=True)
class Effort:
    """What the conditions of one request may still cost, and what is known already.

    It reads no clock: the first search that is not quick has all the time, and the others have
    none. So the whole takes LONGEST_SEARCH, and QUICK_SEARCH for each expression at most.
    """

    longest: float = LONGEST_SEARCH
    given_up: bool = False
    visits: Visits | None = None
    searched: dict[tuple[str, str], bool] = field(default_factory=dict)
    found: dict[str, tuple[Json, ...]] = field(default_factory=dict)

    def search(self, pattern: str, text: str) -> bool:
        """Whether a regular expression is found in a text. Raises MatchError."""
        key = pattern, text
        if key not in self.searched:
            self.searched[key] = self._search(pattern, text)
        return self.searched[key]

    def _search(self, pattern: str, text: str) -> bool:
        """The one place that runs regular expressions, by a library that can be told to give up."""
        import regex  # imported late: most files have no such key

        tries = (QUICK_SEARCH, self.longest) if self.longest else (QUICK_SEARCH,)
        for seconds in () if self.given_up else tries:
            if seconds > QUICK_SEARCH:
                self.longest = 0
            with suppress(TimeoutError):
                return regex.search(pattern, text, timeout=seconds) is not None
        self.given_up = True
        said = f"the regex {_short(pattern)} takes too long on a text of {len(text)} characters"
        raise MatchError(said)

    def find(self, path: str, request: ChatRequest) -> tuple[Json, ...]:
        """What a path finds in the request's body. Raises MatchError."""
        from mockserver.scenario import json_path  # imported late: most files have no such key

        if self.visits is None:
            self.visits = json_path.Visits()
        if path not in self.found:
            try:
                self.found[path] = json_path.find(path, request.body, self.visits)
            except json_path.TooMuchError as error:
                raise MatchError(str(error)) from None
        return self.found[path]


_EFFORT: ContextVar[Effort | None] = ContextVar("_EFFORT", default=None)


@contextmanager
def one_effort() -> Iterator[None]:
    """All conditions inside, which are of one request, share one Effort; else each has its own."""
    before = _EFFORT.set(Effort())
    try:
        yield
    finally:
        _EFFORT.reset(before)


def _effort() -> Effort:
    return _EFFORT.get() or Effort()


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

    @property
    def costly(self) -> bool:
        """Whether it may take long, so that it is looked at after those that cannot."""
        return self.kind == "regex" or self.key.startswith("body ")

    def difference(self, request: ChatRequest) -> Difference | None:
        """What is otherwise; None where it holds. Raises MatchError."""
        found = self.look(request)
        if any(fits(self, value) for value in found):
            return None
        kind, _, name = self.key.partition(" ")
        if kind == "header" and is_secret(name):
            found = tuple(NOT_SHOWN for _ in found)
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
    found = (one.difference(request) for one in conditions(match))
    return tuple(one for one in found if one is not None)


def holds(match: Match, request: ChatRequest) -> bool:
    """Whether there is no difference: looks no further than the first one. Raises MatchError."""
    ordered = sorted(conditions(match), key=lambda one: one.costly)
    return all(one.difference(request) is None for one in ordered)


def nearest(
    matches: Iterable[tuple[T, Match]], request: ChatRequest, *, partly: bool = False
) -> tuple[T, tuple[Difference, ...]] | None:
    """Of several that do not hold, the one with the fewest differences, and these.

    None where there are none; with `partly`, one of whose conditions all are known not to hold is
    none. A condition that takes too long counts as one that differs and is
    not told; where nothing else differs, its match is passed over. None has more time than
    QUICK_SEARCH: what is not known yet is so because something cheaper differs.
    """
    _effort().longest = 0
    misses = [(one, *_known(match, request)) for one, match in matches]
    told = [
        (one, found, unknown)
        for one, found, unknown, count in misses
        if (found or not unknown) and (len(found) < count or not partly)
    ]
    nearest = min(told, key=lambda miss: len(miss[1]) + miss[2], default=None)
    return None if nearest is None else nearest[:2]


def _known(match: Match, request: ChatRequest) -> tuple[tuple[Difference, ...], int, int]:
    """The differences, how many conditions took too long to know, and how many there are."""
    known, unknown, asked = [], 0, list(conditions(match))
    for one in asked:
        try:
            difference = one.difference(request)
        except MatchError:
            unknown += 1
        else:
            known += [difference] if difference is not None else []
    return tuple(known), unknown, len(asked)


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


def _header(name: str) -> Callable[[ChatRequest], tuple[Json, ...]]:
    return lambda request: (request.headers[name],) if name in request.headers else ()


def _found(path: str) -> Callable[[ChatRequest], tuple[Json, ...]]:
    return lambda request: _effort().find(path, request)


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
    "regex": lambda pattern, text: isinstance(text, str) and _effort().search(pattern, text),
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
