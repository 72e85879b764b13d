"""Presets draw times that look like a provider's, the same each time."""

from __future__ import annotations

from statistics import median
from typing import get_args

import pytest

from mockserver.scenario.pace import PresetName
from mockserver.script.presets import GRAIN, PRESETS, Spread
from mockserver.seeding import stream


def drawn(spread: Spread, count: int = 2000) -> list[int]:
    random = stream("test")
    return [spread.draw(random) for _ in range(count)]


def test_every_preset_that_a_file_may_name_is_there() -> None:
    assert tuple(PRESETS) == get_args(PresetName)


@pytest.mark.parametrize("name", ["fast", "typical", "slow", "erratic", "reasoning"])
def test_first_chunks_lie_around_the_median(name: str) -> None:
    spread = PRESETS[name].ttft
    assert median(drawn(spread)) == pytest.approx(spread.median, rel=0.1)


def test_a_share_of_times_is_much_longer() -> None:
    times = drawn(Spread(1000, share=0.02, factor=7))
    assert set(times) == {1000, 7000}
    assert 0.01 < times.count(7000) / len(times) < 0.03


def test_times_are_whole_grains() -> None:
    assert {time % GRAIN for time in drawn(PRESETS["slow"].itl)} == {0}


def test_the_first_times_of_a_seed_never_change() -> None:
    assert drawn(PRESETS["typical"].ttft, 3) == drawn(PRESETS["typical"].ttft, 3)


def test_no_chance_at_all_has_the_median() -> None:
    assert drawn(Spread(1234), 2) == [1230, 1230]
