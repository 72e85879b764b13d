"""Durations are exact: nothing is rounded between what is written and what is planned."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver import durations


@pytest.mark.parametrize(
    ("text", "micros"),
    [
        ("0s", 0),
        ("250us", 250),
        ("250µs", 250),
        ("300ms", 300_000),
        ("1.5s", 1_500_000),
        ("0.000001s", 1),
        ("1.000000000s", 1_000_000),
        ("2m", 120_000_000),
        ("0.5m", 30_000_000),
        ("1h", 3_600_000_000),
        ("720h", durations.LONGEST),
        ("007ms", 7_000),
    ],
)
def test_written_duration_is_whole_microseconds(text: str, micros: int) -> None:
    assert durations.parse(text) == micros
    assert re.search(durations.PATTERN, text)


@pytest.mark.parametrize(
    "text", ["", "2", "s", "2 s", "-1s", "+1s", "1e3ms", ".5s", "1.s", "2S", "2sec", "2s\n", "٢s"]
)
def test_what_is_no_duration_is_refused_with_a_hint(text: str) -> None:
    with pytest.raises(ValueError, match="write a number and a unit"):
        durations.parse(text)


@pytest.mark.parametrize("text", ["0.5us", "1.0001ms", "0.0000001s"])
def test_nothing_is_rounded(text: str) -> None:
    with pytest.raises(ValueError, match="finer than a microsecond"):
        durations.parse(text)


@pytest.mark.parametrize("text", ["720.001h", "999999999999h"])
def test_longest_duration_is_30_days(text: str) -> None:
    with pytest.raises(ValueError, match="longer than 30 days"):
        durations.parse(text)


@pytest.mark.parametrize(
    ("micros", "text"),
    [
        (0, "0s"),
        (1, "1us"),
        (999, "999us"),
        (1_000, "1ms"),
        (1_001, "1.001ms"),
        (20_500, "20.5ms"),
        (1_000_000, "1s"),
        (1_500_000, "1.5s"),
        (1_000_001, "1.000001s"),
        (3_600_000_000, "3600s"),
    ],
)
def test_text_is_short(micros: int, text: str) -> None:
    assert durations.text(micros) == text


@given(st.integers(0, durations.LONGEST))
def test_text_is_exact(micros: int) -> None:
    assert durations.parse(durations.text(micros)) == micros
