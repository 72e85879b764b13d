"""Text that a regular expression finds, by chance; knows nothing of what it is for.

It reads the tree of Python's own parser. What it cannot see to (looks around, flags) it skips: the
caller checks what comes out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from importlib import import_module
from typing import Any

from mockserver.seeding import Random

from .budget import Budget

_ANY = tuple(map(chr, range(32, 127)))
_LETTERS = tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
_DIGITS = tuple("0123456789")
_WORD = (*_LETTERS, *_DIGITS, "_")
_SPACE = (" ", "\t")
_CATEGORIES: dict[str, tuple[str, ...]] = {
    "CATEGORY_DIGIT": _DIGITS,
    "CATEGORY_NOT_DIGIT": tuple(c for c in _ANY if c not in _DIGITS),
    "CATEGORY_SPACE": _SPACE,
    "CATEGORY_NOT_SPACE": tuple(c for c in _ANY if c not in _SPACE),
    "CATEGORY_WORD": _WORD,
    "CATEGORY_NOT_WORD": tuple(c for c in _ANY if c not in _WORD),
}


LONGEST = 20_000
"""Characters of a text."""


def found_by(pattern: str, more: int, random: Random, budget: Budget | None = None) -> str:
    """A text in which the pattern is found; what may repeat does so at most `more` times more.

    Raises ValueError where the pattern is none of Python's, or its text cannot be told, and
    ExhaustedError.
    """
    return _Writer(more, random, budget or Budget()).all(_tree(pattern))


@lru_cache(maxsize=64)
def _tree(pattern: str) -> Any:
    try:
        return import_module("re._parser").parse(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(f"not a regular expression: {error}") from None


class _Writer:
    """Walks the parser's tree; remembers what each group was."""

    def __init__(self, more: int, random: Random, budget: Budget) -> None:
        self._budget = budget
        self._left = LONGEST
        self._parts = 0
        self._sets: dict[int, list[str]] = {}
        self._more = more
        self._random = random
        self._groups: dict[int, str] = {}

    def all(self, parts: Iterable[tuple[Any, Any]]) -> str:
        """The parts, one after another."""
        return "".join(self._one(str(name), value) for name, value in parts)

    def _one(self, name: str, value: Any) -> str:
        if name not in _WRITE:
            raise ValueError(f"{name} is not supported")
        text = _WRITE[name](self, value)
        self._count(1)
        if name not in _OF_PARTS:
            self._left -= len(text)
            if self._left < 0:
                raise ValueError("it repeats too often")
            self._budget.write("pattern", len(text))
        return text

    def _count(self, parts: int) -> None:
        """Four parts are a step."""
        self._parts += parts
        self._budget.spend("pattern", self._parts // 4)
        self._parts %= 4

    def set(self, parts: list[tuple[Any, Any]]) -> list[str]:
        """The characters of a set, told once."""
        if id(parts) not in self._sets:
            self._sets[id(parts)] = _set(parts)
        return self._sets[id(parts)]

    def group(self, value: tuple[int, int, int, Any]) -> str:
        """A group, which a later part may repeat."""
        text = self._groups[value[0]] = self.all(value[3])
        return text

    def repeated(self, value: int) -> str:
        """What a group was."""
        return self._groups.get(value, "")

    def repeat(self, value: tuple[int, int, Any]) -> str:
        """A part, as often as it may stand."""
        least, most, part = value
        most = min(most, least + self._more)
        if most > 10_000:
            raise ValueError("it repeats too often")
        number = least + int(self._random.random() * (most - least + 1))
        self._count(number)
        return "".join(self.all(part) for _ in range(number))

    def pick(self, choices: Any) -> Any:
        """One of them."""
        if not choices:
            raise ValueError("a set without characters")
        return choices[int(self._random.random() * len(choices))]


def _set(parts: list[tuple[Any, Any]]) -> list[str]:
    """The characters of a set; of a negated one, and of a long range, some."""
    inside: list[str] = []
    negated = False
    for name, value in parts:
        match str(name):
            case "NEGATE":
                negated = True
            case "LITERAL":
                inside.append(chr(value))
            case "RANGE":
                inside += map(chr, range(value[0], min(value[1], value[0] + 255) + 1))
            case _:
                inside += _CATEGORIES[str(value)]
    return [c for c in _ANY if c not in inside] if negated else inside


_OF_PARTS = {
    *("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT", "BRANCH", "SUBPATTERN", "ATOMIC_GROUP"),
}
"""What is written by its parts, which are counted."""

_WRITE: dict[str, Callable[[_Writer, Any], str]] = {
    "LITERAL": lambda _, value: chr(value),
    "NOT_LITERAL": lambda made, value: str(made.pick([c for c in _ANY if c != chr(value)])),
    "ANY": lambda made, _: str(made.pick(_ANY)),
    "IN": lambda made, value: str(made.pick(made.set(value))),
    "MAX_REPEAT": _Writer.repeat,
    "MIN_REPEAT": _Writer.repeat,
    "POSSESSIVE_REPEAT": _Writer.repeat,
    "BRANCH": lambda made, value: made.all(made.pick(value[1])),
    "SUBPATTERN": _Writer.group,
    "ATOMIC_GROUP": _Writer.all,
    "GROUPREF": _Writer.repeated,
    **dict.fromkeys(("AT", "ASSERT", "ASSERT_NOT"), lambda _made, _value: ""),
}
"""How each kind of part becomes text."""
