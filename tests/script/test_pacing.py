"""Completion chunks are paced; comments, raw bytes and the terminator are not."""

from __future__ import annotations

import pytest

from mockserver.scenario.model import Pace
from mockserver.script.pacing import Gaps, gaps, paced
from mockserver.wire.events import (
    Comment,
    Delta,
    Done,
    Failure,
    LiteralChunk,
    Raw,
    ScriptItem,
    ServerSentEvent,
    UsageTail,
)
from mockserver.wire.instructions import Pause

A = Delta(text="A")


@pytest.mark.parametrize(
    ("pace", "expected"),
    [
        (None, Gaps(0, 0, 0)),
        (Pace(), Gaps(0, 0, 0)),
        (Pace.model_validate({"ttft": "300us", "itl": "20us"}), Gaps(0, 300, 20)),
        (Pace.model_validate({"head": "100us", "ttft": "300us"}), Gaps(100, 200, 0)),
        (Pace.model_validate({"head": "300us", "ttft": "100us"}), Gaps(300, 0, 0)),
    ],
)
def test_pace_as_gaps(pace: Pace | None, expected: Gaps) -> None:
    assert gaps(pace) == expected


@pytest.mark.parametrize(
    "item",
    [
        A,
        UsageTail(1, 1, 2),
        LiteralChunk({}),
        Failure("no"),
        ServerSentEvent("x"),
    ],
)
def test_paced_item_waits(item: ScriptItem) -> None:
    assert list(paced([A, item], Gaps(0, 5, 3))) == [Pause(5), A, Pause(3), item]


@pytest.mark.parametrize("item", [Comment("c"), Raw(b"r"), Done()])
def test_other_item_leaves_with_what_is_before_it(item: ScriptItem) -> None:
    assert list(paced([item, A, item], Gaps(0, 5, 3))) == [item, Pause(5), A, item]


def test_written_wait_adds() -> None:
    assert list(paced([Pause(7), A], Gaps(0, 5, 3))) == [Pause(7), Pause(5), A]


def test_no_pace_is_no_pause() -> None:
    assert list(paced([A, A], Gaps())) == [A, A]
