"""Completion chunks are paced; comments, raw bytes and the terminator are not."""

from __future__ import annotations

import pytest

from mockserver.scenario.pace import KeepAlive, Pace
from mockserver.script.pacing import Gaps, following, head_of, kept_alive, paced
from mockserver.seeding import stream
from mockserver.wire.events import (
    Comment,
    Delta,
    Done,
    Failure,
    LiteralChunk,
    LiteralDelta,
    Raw,
    ScriptItem,
    ServerSentEvent,
    UsageTail,
)
from mockserver.wire.instructions import Beat, Pause
from tests import say

A = Delta(text="A")


def pace(**said: str) -> Pace:
    return Pace.model_validate(said)


def gaps(**said: str) -> Gaps:
    return Gaps(pace(**said), stream("test"), lambda: 0)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, (0, 0, 0)),
        ({"ttft": "300us", "itl": "20us"}, (0, 300, 20)),
        ({"head": "100us", "ttft": "300us"}, (100, 200, 0)),
        ({"head": "300us", "ttft": "100us"}, (300, 0, 0)),
    ],
)
def test_pace_as_gaps(said: dict[str, str], expected: tuple[int, int, int]) -> None:
    found = gaps(**said)
    assert (found.head, found.first(), found.next(None)) == expected


def test_no_pace_has_no_gaps() -> None:
    assert (Gaps().first(), Gaps().next(None), head_of(None)) == (0, 0, 0)


@pytest.mark.parametrize(
    "item",
    [
        A,
        UsageTail(1, 1, 2),
        LiteralChunk({}),
        LiteralDelta(0, None),
        Failure("no"),
        ServerSentEvent("x"),
    ],
)
def test_paced_item_waits(item: ScriptItem) -> None:
    assert list(paced([A, item], gaps(ttft="5us", itl="3us"))) == [Pause(5), A, Pause(3), item]


@pytest.mark.parametrize("item", [Comment("c"), Raw(b"r"), Done()])
def test_other_item_leaves_with_what_is_before_it(item: ScriptItem) -> None:
    assert list(paced([item, A, item], gaps(ttft="5us"))) == [item, Pause(5), A, item]


def test_written_wait_adds() -> None:
    assert list(paced([Pause(7), A], gaps(ttft="5us"))) == [Pause(7), Pause(5), A]


def test_a_step_s_own_gap_replaces_the_pace_s_but_not_the_first() -> None:
    own = Delta(text="B", gap=9)
    assert list(paced([own, own, A], gaps(ttft="5us", itl="3us"))) == [
        *(Pause(5), own),
        *(Pause(9), own),
        *(Pause(3), A),
    ]


def test_jitter_stays_within_its_bound_and_is_the_same_each_time() -> None:
    found, again = (gaps(ttft="100us", itl="50us", jitter="10us") for _ in range(2))
    drawn = [found.first() - 50, *(found.next(None) for _ in range(200))]
    assert drawn == [again.first() - 50, *(again.next(None) for _ in range(200))]
    assert (min(drawn[1:]), max(drawn[1:])) == (40, 60)


def test_jitter_makes_no_time_negative() -> None:
    found = gaps(itl="1us", jitter="9us")
    assert min(found.next(None) for _ in range(100)) == 0


def test_a_preset_draws_times_and_written_keys_replace_its_own() -> None:
    drawn, written = gaps(preset="typical"), gaps(preset="typical", ttft="1s", itl="2us")
    assert drawn.first() > 0
    assert drawn.next(None) > 0
    assert (written.first(), written.next(None)) == (1_000_000, 2)


def test_a_local_model_s_first_chunk_waits_for_the_prompt() -> None:
    short, long = (Gaps(pace(preset="local"), stream("x"), lambda n=n: n) for n in (10, 500))  # type: ignore[misc]
    assert (short.first(), long.first()) == (40_000, 530_000)


def test_bursts_come_at_once() -> None:
    found = gaps(preset="bursts")
    drawn = [found.next(None) for _ in range(100)]
    assert set(drawn) == {0, 10_000}
    assert drawn[0] == 10_000


def test_what_follows_is_paced_like_later_items() -> None:
    tail = UsageTail(1, 1, 2)
    assert list(following([tail, Done()], gaps(ttft="5us", itl="3us"))) == [Pause(3), tail, Done()]


def test_a_silent_pause_is_kept_alive() -> None:
    keep = KeepAlive.model_validate({"comment": "k", "every": "2us"})
    beat, other = Beat(2, b": k\n\n"), Beat(1, b"x")
    said: list[ScriptItem] = [A, Pause(9), Pause(9, other), Pause(None, gate="g")]
    kept = [A, Pause(9, beat), Pause(9, other), Pause(None, beat, "g")]
    assert list(kept_alive(said, keep)) == kept
    assert list(kept_alive(said, None)) == said


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ([Pause(2), A], [Pause(2), A]),
        ([A, Pause(2), Pause(1)], [A, Pause(3, Beat(2, b": k\n\n"))]),
        ([Pause(1), A, Pause(2)], [Pause(1), A, Pause(2)]),
    ],
)
def test_only_what_is_longer_is_kept_alive(said: list[ScriptItem], kept: list[ScriptItem]) -> None:
    keep = KeepAlive.model_validate({"comment": "k", "every": "2us"})
    assert list(kept_alive(said, keep)) == kept


def test_the_name_of_a_preset_is_a_pace() -> None:
    named = say.planned({"pace": "typical", "reply": [{"text": "a"}]})
    written = say.planned({"pace": {"preset": "typical"}, "reply": [{"text": "a"}]})
    assert named == written
    assert say.pauses(named) != []
