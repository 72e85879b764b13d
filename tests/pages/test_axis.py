"""A picture of time is to scale, but for silences that would hide all else."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.pages.axis import axis, rough

MS = 1_000


def test_time_is_to_scale() -> None:
    one = axis([10 * MS, 20 * MS, 40 * MS])
    assert [one.at(time) for time in (0, 10 * MS, 20 * MS, 40 * MS)] == [0, 25, 50, 100]


def test_room_stays_free_at_the_end() -> None:
    assert axis([0, MS], room=20).at(MS) == 80
    assert axis([0, MS], room=20).at(2 * MS) == 100


@pytest.mark.parametrize("times", [[], [0], [0, 0]])
def test_a_moment_alone_is_at_the_left(times: list[int]) -> None:
    assert (axis(times).at(0), axis(times).labels()) == (0, [0])


def test_a_long_silence_is_drawn_short() -> None:
    one = axis([10 * MS, 20 * MS, 60_000 * MS, 60_010 * MS])
    (short,) = (stretch for stretch in one.stretches if stretch.short)
    assert (short.begin, short.end) == (20 * MS, 60_000 * MS)
    assert short.right - short.left == 17
    assert one.at(60_010 * MS) == 100


def test_a_silence_at_the_beginning_is_drawn_short_too() -> None:
    one = axis([5_000 * MS, 5_010 * MS, 5_020 * MS])
    assert [stretch.short for stretch in one.stretches] == [True, False]
    assert [one.at(time) for time in (0, 5_000 * MS, 5_020 * MS)] == [0, 17, 100]


def test_a_silence_alone_is_to_scale() -> None:
    assert [stretch.short for stretch in axis([60_000 * MS]).stretches] == [False]


def test_round_moments_have_labels() -> None:
    assert axis([time * MS for time in range(0, 400, 10)]).labels() == [
        0,
        100 * MS,
        200 * MS,
        300 * MS,
        390 * MS,
    ]


def test_what_is_beside_a_silence_has_labels() -> None:
    one = axis([100 * MS, 200 * MS, 10_200 * MS, 10_300 * MS])
    assert one.labels() == [0, 100 * MS, 200 * MS, 10_200 * MS, 10_300 * MS]


@given(st.lists(st.integers(0, 10**12), max_size=30))
def test_time_goes_from_left_to_right_and_labels_are_apart(times: list[int]) -> None:
    one = axis(times)
    places = [one.at(time) for time in sorted(times)]
    assert places == sorted(places)
    assert all(0 <= place <= 100 for place in places)
    labels = [one.at(time) for time in one.labels()]
    assert all(after - before >= 16.5 for before, after in pairwise(labels))


@pytest.mark.parametrize(
    ("micros", "text"),
    [
        (0, "0s"),
        (7, "7us"),
        (41_234, "41.2ms"),
        (1_000_000, "1s"),
        (999_999, "1000ms"),
        (400_000, "400ms"),
        (61_400_000, "61.4s"),
        (630_000_000, "10.5m"),
        (7_200_000_000, "2h"),
    ],
)
def test_a_label_is_short(micros: int, text: str) -> None:
    assert rough(micros) == text
