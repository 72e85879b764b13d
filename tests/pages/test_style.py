"""Every text can be read on its ground, by day and by night."""

from __future__ import annotations

import re

import pytest

from mockserver.pages.style import STYLE

LIGHT, DARK = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)
NAMES = ("blue", "green", "amber", "red", "violet")
PAIRS = [
    *[("ink", ground) for ground in ("paper", "ground")],
    *[("soft", ground) for ground in ("paper", "ground")],
    *[(name, "paper") for name in NAMES],
    *[("paper", name) for name in ("green", "amber", "red", "violet")],
    *[(name, f"{name}-wash") for name in NAMES],
]


def colours(part: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): #(\w{6})", part))


def luminance(colour: str) -> float:
    """https://www.w3.org/TR/WCAG22/#dfn-relative-luminance"""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4))
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("part", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_a_text_can_be_read_on_its_ground(part: str, text: str, ground: str) -> None:
    known = colours(part)
    assert contrast(known[text], known[ground]) >= 4.5


def test_both_looks_have_the_same_colours() -> None:
    assert colours(LIGHT).keys() == colours(DARK).keys()
