"""What leaves together is joined, what a pause divides is not, and nothing is kept for ever."""

from __future__ import annotations

import gc
from functools import partial

from mockserver.delivery import runs
from mockserver.delivery.runs import Run, Write, runs_of
from mockserver.wire.http1 import serialize_head
from mockserver.wire.instructions import DateIn, End, Ending, Head, Pause, Plan, Send

HEAD = Head(200)
HEAD_BYTES = serialize_head(HEAD)
END = End(Ending.COMPLETE)


def now() -> float:
    return 1_700_000_000.25


def test_instructions_without_a_pause_are_one_write() -> None:
    plan = Plan((HEAD, Send(b"a"), Send(b"b"), END))
    assert runs_of(plan, now) == (Run((Write(HEAD_BYTES + b"ab", 3),), None),)


def test_a_pause_divides() -> None:
    plan = Plan((Pause(1), HEAD, Pause(2), Pause(3), Send(b"a"), END))
    assert runs_of(plan, now) == (
        Run((), Pause(1)),
        Run((Write(HEAD_BYTES, 1),), Pause(2)),
        Run((), Pause(3)),
        Run((Write(b"a", 1),), None),
    )


def test_a_large_segment_is_a_write_of_its_own() -> None:
    large = b"x" * 200_000
    plan = Plan((HEAD, Send(large), Send(b"y"), END))
    (run,) = runs_of(plan, now)
    assert run.writes == (Write(HEAD_BYTES, 1), Write(large, 1), Write(b"y", 1))


def test_the_runs_of_a_plan_are_made_once() -> None:
    plan = Plan((HEAD, Send(b"a"), END))
    assert runs_of(plan, now) is runs_of(plan, now)


def test_the_runs_of_a_plan_go_with_it() -> None:
    plan = Plan((HEAD, Send(b"a"), END))
    runs_of(plan, now)
    key = id(plan)
    assert key in runs._known
    del plan
    gc.collect()
    assert key not in runs._known


def test_a_date_counts_from_the_moment_when_its_head_is_due() -> None:
    times = iter([100.0])
    plan = Plan((Pause(1), Head(503, (("Retry-After", DateIn(2_000_000)),)), END))
    each = iter(runs_of(plan, lambda: next(times)))
    assert next(each) == Run((), Pause(1))
    times = iter([200.0])
    (write,) = next(each).writes
    assert b"Retry-After: Thu, 01 Jan 1970 00:03:22 GMT" in write.data


def test_the_runs_of_a_plan_with_a_date_are_made_each_time() -> None:
    plan = Plan((Head(503, (("Date", DateIn(0)),)), END))
    first, second = (next(iter(runs_of(plan, partial(float, at)))) for at in (1, 2))
    assert first != second
