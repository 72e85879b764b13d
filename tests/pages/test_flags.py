"""Flags do not hide each other, on a phone neither."""

from __future__ import annotations

import re
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from mockserver.pages.flags import Badge, flags


def drawn(*badges: Badge) -> list[str]:
    found, height = flags(badges)
    return [one(height) for one in found]


def boxes(markup: str) -> tuple[float, float, float]:
    """Row, left and right of a box, in pixels of a phone."""
    (at,) = re.findall('<svg x="([^"]*)%"', markup)
    ((x, y, width),) = re.findall('<rect x="([^"]*)" y="([^"]*)" width="([^"]*)"', markup)
    left = float(at) * 3.3 + float(x)
    return float(y), left, left + float(width)


@given(st.lists(st.floats(0, 100), max_size=30))
def test_no_box_lies_over_another_or_outside(places: list[float]) -> None:
    badges = [Badge(place, str(at), "fault") for at, place in enumerate(places)]
    found = [boxes(one) for one in drawn(*badges, Badge(100, "complete", "good"))]
    for (row, left, right), (other, begin, end) in combinations(found, 2):
        assert row != other or right <= begin or end <= left
    assert all(left >= 0 and right <= 331 for _, left, right in found)


def test_the_last_flag_has_the_first_row() -> None:
    first, second = drawn(Badge(100, "1", "fault"), Badge(100, "reset", "bad"))
    assert ">reset</text>" in first
    assert (boxes(first)[0], boxes(second)[0]) == (0, 20)


def test_a_flag_without_a_row_is_not_drawn() -> None:
    assert len(drawn(*[Badge(50, "1", "fault")] * 9)) == 6


def test_a_gate_is_dashed_and_a_word_is_escaped() -> None:
    (one,) = drawn(Badge(0, "<&", "gate"))
    assert 'class="line dashed"' in one
    assert ">&lt;&amp;</text>" in one
