"""The lines of a text and the places in them, as YAML counts; knows nothing else of YAML."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from .diagnostics import LONGEST_VALUE

_BREAK = re.compile(r"\r\n|\r|\n")
_SHOWN = re.compile(rf"[^\r\n]{{0,{4 * LONGEST_VALUE}}}")


def lines_of(text: str) -> list[str]:
    """The lines of a text as YAML counts them."""
    return _BREAK.split(text)


def line_starts(text: str) -> list[int]:
    """The index at which each line of a text begins, for `place`."""
    return [0, *(found.end() for found in _BREAK.finditer(text))]


def place(starts: Sequence[int], index: int) -> tuple[int, int]:
    """The line and column (1-based) of a character, by where the lines of its text begin."""
    line = bisect_right(starts, index)
    return line, index - starts[line - 1] + 1


def line_from(text: str, index: int) -> str:
    """What stands from here to the end of the line, as far as a message may need it.

    All of it would be too much: a line of 900 kB may have a finding in every third character.
    """
    found = _SHOWN.match(text, index)
    assert found is not None
    return found.group().strip()
