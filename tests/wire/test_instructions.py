"""A plan that breaks the law cannot be built."""

from __future__ import annotations

import pytest

from mockserver.wire.instructions import Beat, End, Ending, Head, Instruction, Pause, Plan, Send

HEAD, SEND, DONE = Head(200), Send(b"x"), End(Ending.COMPLETE)
FOREVER, STALL = Pause(None), End(Ending.STALL)


@pytest.mark.parametrize(
    ("instructions", "problem"),
    [
        ((), "exactly one End"),
        ((HEAD, SEND), "exactly one End"),
        ((DONE, HEAD), "exactly one End"),
        ((HEAD, DONE, DONE), "exactly one End"),
        ((HEAD, HEAD, DONE), "at most one Head"),
        ((HEAD, SEND, HEAD, DONE), "at most one Head"),
        ((SEND, DONE), "a Send needs a Head"),
        ((HEAD, FOREVER, DONE), "only together"),
        ((HEAD, FOREVER, SEND, DONE), "only together"),
        ((HEAD, STALL), "only together"),
        ((Pause(1), STALL), "only together"),
        ((STALL,), "only together"),
    ],
)
def test_unlawful_plan_is_refused(instructions: tuple[Instruction, ...], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        Plan(instructions)


@pytest.mark.parametrize(
    "instructions",
    [
        (DONE,),
        (FOREVER, STALL),
        (HEAD, DONE),
        (Pause(1), HEAD, Pause(1), SEND, SEND, FOREVER, STALL),
    ],
)
def test_lawful_plan_is_built(instructions: tuple[Instruction, ...]) -> None:
    assert Plan(instructions).instructions == instructions


def test_send_is_never_empty() -> None:
    with pytest.raises(ValueError, match="at least one byte"):
        Send(b"")


@pytest.mark.parametrize("micros", [0, -1])
def test_pause_is_never_empty(micros: int) -> None:
    with pytest.raises(ValueError, match="must be positive"):
        Pause(micros)


def test_beat_needs_a_period_and_bytes() -> None:
    with pytest.raises(ValueError, match="must be positive"):
        Beat(0, b"x")
    with pytest.raises(ValueError, match="at least one byte"):
        Beat(1, b"")


def test_planned_times_count_from_the_arrival() -> None:
    one = Plan((Pause(5), HEAD, SEND, Pause(7), SEND, FOREVER, STALL))
    assert [due for due, _ in one.timed()] == [0, 5, 5, 5, 12, 12, 12]
    assert one.duration == 12


def test_body_is_all_that_is_sent_after_the_head() -> None:
    one = Plan((HEAD, Send(b"a"), Pause(1, Beat(1, b"-")), Send(b"b"), DONE))
    assert (one.body, one.head, one.ending) == (b"ab", HEAD, Ending.COMPLETE)


def test_connection_may_end_before_any_head() -> None:
    assert Plan((End(Ending.RESET),)).head is None
