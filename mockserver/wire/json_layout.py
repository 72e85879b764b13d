"""JSON text in another layout, the same value: escapes, line breaks; knows only its grammar.

Only blanks between tokens and the spelling of characters change, never a token: numbers and the
order of keys stay as they are written. https://www.rfc-editor.org/rfc/rfc8259.html#section-2
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .json_text import loads

INDENT = 2
"""Blanks for each level of a pretty text."""

_TOKENS = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},:]|[^\s\[\]{},:"]+')
_OPENING, _CLOSING = ("[", "{"), ("]", "}")


def is_structure(text: str) -> bool:
    """Whether a text is JSON, an object or a list, in one line."""
    if text[:1] not in _OPENING or "\n" in text or "\r" in text:
        return False
    try:
        loads(text.encode())
    except ValueError:
        return False
    return True


def escaped(text: str) -> str:
    """Each character beyond ASCII as `\\uXXXX`; those beyond U+FFFF as a pair of them."""
    return "".join(one if one < "\x80" else _escape(one) for one in text)


def _escape(character: str) -> str:
    units = character.encode("utf-16-be")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))


def lines(text: str, count: int) -> list[str]:
    """A text of one line in so many lines, or in as many as it has parts.

    A part ends after each opening bracket and each comma, and before each closing bracket, but not
    inside an empty pair. Of p parts, line i of n holds those after p * (i - 1) // n up to
    p * i // n, so all hold about as many.
    """
    parts = [part for _, part in _parts(text, ":")]
    count = min(count, len(parts))
    bounds = [len(parts) * at // count for at in range(count + 1)]
    return ["".join(parts[bounds[at] : bounds[at + 1]]) for at in range(count)]


def pretty(text: str) -> list[str]:
    """The same text with each of those parts in a line of its own, indented by its level."""
    return [" " * INDENT * level + part for level, part in _parts(text, ": ")]


def _parts(text: str, colon: str) -> Iterator[tuple[int, str]]:
    """Each part with its level."""
    level, part, before = 0, "", ""
    indent = 0
    for word in _TOKENS.findall(text):
        level -= word in _CLOSING
        if before == "," or (before in _OPENING) != (word in _CLOSING):
            yield indent, part
            part, indent = "", level
        part += colon if word == ":" else word
        level += word in _OPENING
        before = word
    yield indent, part
