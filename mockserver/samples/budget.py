"""What the making and the checking of one value may cost, whatever its schema; knows no clock.

Steps and characters are counted, so that the same request has the same end on every machine. The
time of a regular expression alone cannot be counted; its library is told to give up, and giving up
only ever refuses.
"""

from __future__ import annotations

import re
from contextvars import ContextVar
from functools import lru_cache
from importlib import import_module
from typing import Any

from mockserver.errors import MockServerError

STEPS = 30_000
"""Schemas looked at, keywords checked and parts of patterns written, about 10 µs each."""

CHARACTERS = 200_000
"""Characters that are written at most, in all tries together."""

MOST_PATTERNS = 10_000
"""Characters of all patterns of a schema."""

WIDEST_PATTERN = 50_000
"""Parts that a pattern may have, its repeats written out."""

_SEARCH = 10
"""Steps that a search costs."""

_TIMES = (0.0005, *(0.01,) * 4, 0.1)
"""Seconds for a search: what all may take, and what a slow one is given again, once each."""


class CannotError(MockServerError):
    """The choices made lead to no value; names the keyword."""

    def __init__(self, keyword: str, why: str = "") -> None:
        super().__init__(f"the keyword '{keyword}'" + (f": {why}" if why else ""))


class ExhaustedError(CannotError):
    """As much has been done as may be."""


class Budget:
    """What is left; all that is spent names the keyword that it is spent on."""

    def __init__(self, steps: int = STEPS, characters: int = CHARACTERS) -> None:
        self.steps = steps
        self.characters = characters
        self._slow = list(_TIMES[1:])
        self._weights: dict[int, int] = {}

    def spend(self, keyword: str, steps: int = 1) -> None:
        """Raises ExhaustedError where there are not so many steps left."""
        self.steps -= steps
        if self.steps < 0:
            raise ExhaustedError(keyword, "it takes too many steps")

    def write(self, keyword: str, characters: int) -> None:
        """Raises ExhaustedError where there are not so many characters left."""
        self.characters -= characters
        if self.characters < 0:
            raise ExhaustedError(keyword, "the value becomes too long")

    def search(self, keyword: str, pattern: str, text: str) -> bool:
        """Whether the pattern is found in the text. Raises CannotError."""
        import regex  # imported late: most schemas have no pattern

        self.spend(keyword, _SEARCH + len(text) // 100 + len(pattern) // 100)
        if _width(pattern) > WIDEST_PATTERN:  # the library writes repeats out, without a limit
            raise ExhaustedError(keyword, "it repeats too often")
        pattern = _exact(pattern)
        seconds = _TIMES[0]
        while True:
            try:
                return regex.search(pattern, text, timeout=seconds) is not None
            except TimeoutError:
                if not self._slow:
                    raise ExhaustedError(keyword, "a search for it takes too long") from None
                seconds = self._slow.pop(0)
            except (regex.error, RecursionError, OverflowError, MemoryError) as error:
                raise ExhaustedError(keyword, f"it is not supported: {str(error)[:80]}") from None

    def forget(self) -> None:
        """Before each check: the weights of values that are no more."""
        self._weights.clear()

    def weight(self, value: Any) -> int:
        """About how many characters a value has; looked for once, since it lives as long."""
        if isinstance(value, str):
            return 2 + len(value)
        if not isinstance(value, dict | list):
            return 4
        if id(value) not in self._weights:
            parts = [*value, *value.values()] if isinstance(value, dict) else value
            self._weights[id(value)] = 2 + sum(map(self.weight, parts))
        return self._weights[id(value)]


@lru_cache(maxsize=256)
def _width(pattern: str) -> int:
    """The parts of a pattern with its repeats written out; a pattern that is none has none."""
    try:
        return _written_out(import_module("re._parser").parse(pattern))
    except re.error:
        return 0


def _written_out(part: Any) -> int:
    if isinstance(part, tuple) and len(part) == 2 and str(part[0]).endswith("_REPEAT"):
        least, _, inner = part[1]
        return max(1, int(least)) * _written_out(inner)
    if isinstance(part, str | int | None):
        return 1
    return sum(map(_written_out, part))


def _exact(pattern: str) -> str:
    """Without what the library alone understands: braces that are no repeats, but text."""
    return re.sub(r"(\\.)|\{(?![\d,])", lambda found: found[1] or r"\{", pattern, flags=re.DOTALL)


CURRENT: ContextVar[Budget] = ContextVar("budget")
"""The budget of the check that is going on, since validators are kept longer than one."""
