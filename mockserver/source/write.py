"""Values as YAML that people like to read, and that `read` reads back; knows no key of a scenario.

Texts stand without quotes where no reader takes them for something else, one of YAML 1.1 neither.
https://yaml.org/spec/1.2.2/
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from yaml.nodes import ScalarNode
from yaml.resolver import Resolver

from mockserver.wire.json_text import Json

from .scalars import resolve

WIDTH = 100
"""Columns of a line, as far as its texts allow."""

_INDICATORS = frozenset("-?:,[]{}#&*!|>'\"%@`")
_INDICATORS_OF_FLOW = frozenset(",[]{}?")
_TEXT = "tag:yaml.org,2002:str"
_OLD = Resolver()
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_NAMES = {None: "null", True: "true", False: "false"}


@dataclass(frozen=True, slots=True)
class Layout:
    """Which keys' values are not on one line, even where they would fit; by the keys' names."""

    tall: frozenset[str] = frozenset()
    """A line for each entry, and a line for each entry of the mappings and lists in it."""
    rows: frozenset[str] = frozenset()
    """A line for each entry."""
    bare: frozenset[str] = frozenset()
    """Nothing stands for null."""


def write(value: Json, layout: Layout | None = None) -> str:
    """The text of a YAML file with this value; a line break ends each line."""
    lines = _Writer(layout or Layout()).lines(value, WIDTH, tall=True)
    return "".join(f"{line}\n" for line in lines)


class _Writer:
    """Writes values as lists of lines; `room` is how many columns a line has."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout

    def lines(self, value: Json, room: int, *, tall: bool = False) -> list[str]:
        """A line for each entry; if `tall`, the items of a list have such lines, too."""
        if isinstance(value, dict) and value:
            return [line for key, one in value.items() for line in self.entry(key, one, room)]
        if isinstance(value, list) and value:
            return [line for one in value for line in self.item(one, room, tall=tall)]
        return _scalar_lines("", value, room)

    def entry(self, key: str, value: Json, room: int) -> list[str]:
        head = f"{_text(key, flow=False)}:"
        if value is None and key in self.layout.bare:
            return [head]
        if not isinstance(value, dict | list) or not value:
            return _scalar_lines(f"{head} ", value, room)
        tall = key in self.layout.tall
        if not tall and key not in self.layout.rows and self.fits(value, room - len(head) - 1):
            return [f"{head} {_flow(value)}"]
        return [head, *_indented(self.lines(value, room - 2, tall=tall))]

    def item(self, value: Json, room: int, *, tall: bool) -> list[str]:
        if not isinstance(value, dict | list) or not value:
            return _scalar_lines("- ", value, room)
        if not tall and self.fits(value, room - 2):
            return [f"- {_flow(value)}"]
        first, *rest = self.lines(value, room - 2, tall=tall)
        return [f"- {first}", *_indented(rest)]

    def fits(self, value: Json, room: int) -> bool:
        """Whether it may stand on one line: not too long, and not several mappings."""
        several = isinstance(value, list) and sum(isinstance(one, dict) for one in value) > 1
        return not several and not self.has_tall(value) and len(_flow(value)) <= room

    def has_tall(self, value: Json) -> bool:
        if isinstance(value, list):
            return any(map(self.has_tall, value))
        if isinstance(value, dict):
            names = self.layout.tall | self.layout.rows
            here = (value[name] for name in names if name in value)
            return any(isinstance(one, dict | list) for one in here) or any(
                map(self.has_tall, value.values())
            )
        return False


def _indented(lines: Iterable[str]) -> list[str]:
    return [f"  {line}" if line else "" for line in lines]


def _flow(value: Json) -> str:
    """The value on one line."""
    if isinstance(value, dict):
        pairs = (f"{_text(key, flow=True)}: {_flow(one)}" for key, one in value.items())
        return f"{{{', '.join(pairs)}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_flow, value))}]"
    return _text(value, flow=True) if isinstance(value, str) else _number(value)


def _number(value: bool | float | None) -> str:  # noqa: FBT001 - it is what is written
    """What is no text. A number with an exponent has a fraction, too, for readers of YAML 1.1."""
    if value is None or isinstance(value, bool):
        return _NAMES[value]
    text = repr(value)
    return text.replace("e", ".0e") if "e" in text and "." not in text else text


def _scalar_lines(head: str, value: Json, room: int) -> list[str]:
    """A text, number or empty value behind what it belongs to."""
    if not isinstance(value, str):
        return [head + _flow(value)]
    line = head + _text(value, flow=False)
    if _is_literal(value) and (value.count("\n") > 2 or len(line) > room):
        sign = "|" if value.endswith("\n") else "|-"
        return [head + sign, *_indented(value.removesuffix("\n").split("\n"))]
    if len(line) > room and _is_foldable(value):
        return [f"{head}>-", *_indented(_filled(value.split(" "), room - 2))]
    return [line]


def _filled(words: list[str], room: int) -> Iterator[str]:
    """Lines of words, as many in each as it has room for."""
    line = words[0]
    for word in words[1:]:
        if len(line) + 1 + len(word) > room:
            yield line
            line = word
        else:
            line += f" {word}"
    yield line


def _is_literal(text: str) -> bool:
    """Whether `|` can say it: what is seen is all that is there."""
    lines = text.removesuffix("\n").split("\n")
    if not lines[0] or not lines[-1] or lines[0].startswith(" "):
        return False
    return len(lines) > 1 and all(one.isprintable() and one == one.rstrip() for one in lines)


def _is_foldable(text: str) -> bool:
    return text.isprintable() and "" not in text.split(" ")


def _text(text: str, *, flow: bool) -> str:
    """A text on one line, in quotes where it needs some: single ones where they save escapes."""
    if _is_plain(text, flow=flow):
        return text
    if text.isprintable() and "'" not in text and ('"' in text or "\\" in text):
        return f"'{text}'"
    return f'"{"".join(map(_escaped, text))}"'


def _is_plain(text: str, *, flow: bool) -> bool:
    if not text.isprintable() or text != text.strip() or text[:1] in _INDICATORS or not text:
        return False
    if ": " in text or " #" in text or text.endswith(":") or text.startswith("..."):
        return False
    if flow and not _INDICATORS_OF_FLOW.isdisjoint(text):
        return False
    old = _OLD.resolve(ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]
    return resolve(text) == text and old == _TEXT


def _escaped(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    if char.isprintable():
        return char
    return f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}"
