"""Words in boxes over a picture, each on a line down to its place, so that none hides another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .html import Html, element

_NARROW = 330
"""Pixels that a picture has on a phone: there, too, boxes must not lie over each other."""

_ROWS = 6
_ROW = 20
_LETTER, _PADDING = 7, 10
"""Heights and widths in pixels."""


@dataclass(frozen=True, slots=True)
class Badge:
    """A word at a place, in per cent; its kind is a class."""

    left: float
    text: str
    kind: str

    @property
    def width(self) -> int:
        """Pixels of its box."""
        return _LETTER * len(self.text) + _PADDING

    @property
    def box(self) -> tuple[float, float]:
        """Where its box begins and ends on a phone, in per cent."""
        width = self.width * 100 / _NARROW
        begin = self.left - width if self.turned else self.left
        return begin, begin + width

    @property
    def turned(self) -> bool:
        """Whether its box is to the left of its place, since there is no room to the right."""
        return self.left + self.width * 100 / _NARROW > 100


def flags(badges: Sequence[Badge]) -> tuple[list[Callable[[int], Html]], int]:
    """What draws each badge down to a height, and the height where the picture begins.

    The last one has the first row for itself; one that finds no row is not drawn.
    """
    rows: list[list[tuple[float, float]]] = []
    placed = []
    for one in [*badges[-1:], *badges[:-1]]:
        row = next((at for at, boxes in enumerate(rows) if _free(one, boxes)), len(rows))
        if row < _ROWS:
            rows += [[]] if row == len(rows) else []
            rows[row].append(one.box)
            placed.append((one, row))
    return [_drawn(one, row) for one, row in placed], _ROW * len(rows) + 6


def _free(one: Badge, boxes: Sequence[tuple[float, float]]) -> bool:
    begin, end = one.box
    return all(end < other or begin > after for other, after in boxes)


def _drawn(one: Badge, row: int) -> Callable[[int], Html]:
    top = row * _ROW

    def draw(bottom: int) -> Html:
        at = f"{one.left:g}%"
        left = -one.width if one.turned else 0
        box = element("rect", x=left, y=top, width=one.width, height=16, rx=3, class_="mark")
        middle = left + one.width / 2
        word = element("text", one.text, x=f"{middle:g}", y=top + 12, text_anchor="middle")
        dashed = " dashed" if one.kind == "gate" else ""
        return element(
            "g",
            element("line", x1=at, x2=at, y1=top, y2=bottom, class_=f"line{dashed}"),
            element("svg", box, word, x=at, overflow="visible"),
            class_=f"badge {one.kind}",
        )

    return draw
