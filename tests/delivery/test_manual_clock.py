"""Time that a test moves on: whatever is due happens first, in whatever steps it is moved."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.delivery.manual_clock import ManualClock, TooManyStepsError, micros_of
from mockserver.delivery.rest import Changes, at_rest
from mockserver.exchange.progress import Progress, State
from mockserver.wire.instructions import Beat, End, Ending, Head, Instruction, Pause, Plan, Send

from .fakes import Delivery, FakeTransport

HEAD = Head(200)
HEAD_BYTES = b"HTTP/1.1 200 OK\r\n\r\n"


def plan(*instructions: Instruction) -> Plan:
    return Plan((HEAD, *instructions, End(Ending.COMPLETE)))


class Streams:
    """Streams of one manual clock, each on a transport of its own."""

    def __init__(self, *plans: Plan, most_steps: int = 1000) -> None:
        self.clock = ManualClock(most_steps)
        self.changes = Changes()
        self.progresses: list[Progress] = []
        self.transports: list[FakeTransport] = []
        self.tasks = [self.start(one) for one in plans]

    def start(self, one: Plan) -> asyncio.Task[object]:
        delivery, progress = Delivery(), Progress(self.changes)
        delivery.transport.clock = self.clock
        self.progresses.append(progress)
        self.transports.append(delivery.transport)
        run = delivery.run(one, arrival=self.clock.now(), progress=progress, clock=self.clock)
        return asyncio.create_task(run)

    async def rest(self) -> None:
        await at_rest(lambda: self.progresses, self.changes)

    async def advance(self, micros: int) -> None:
        async with asyncio.timeout(50):
            await self.clock.advance(micros, self.rest)

    async def stop(self) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)

    @property
    def written(self) -> list[list[tuple[int, bytes]]]:
        """What each stream wrote, and when."""
        return [one.written for one in self.transports]

    @property
    def states(self) -> list[State]:
        return [one.state for one in self.progresses]


async def test_time_stands_still_by_itself() -> None:
    streams = Streams(plan(Pause(5), Send(b"a")))
    await streams.rest()
    assert (streams.clock.now(), streams.states) == (0, [State.SLEEPING])
    await streams.stop()


async def test_what_is_due_happens_at_its_deadline() -> None:
    streams = Streams(plan(Pause(5), Send(b"a"), Pause(7), Send(b"b")))
    await streams.advance(100)
    assert streams.written == [[(0, HEAD_BYTES), (5, b"a"), (12, b"b")]]
    assert (streams.clock.now(), streams.states) == (100, [State.ENDED])


async def test_what_is_due_later_does_not_happen() -> None:
    streams = Streams(plan(Pause(5), Send(b"a"), Pause(7), Send(b"b")))
    await streams.advance(11)
    assert (streams.written[0][1:], streams.states) == ([(5, b"a")], [State.SLEEPING])
    await streams.advance(1)
    assert (streams.written[0][2:], streams.states) == ([(12, b"b")], [State.ENDED])


async def test_streams_wake_in_the_order_of_their_deadlines() -> None:
    order: list[int] = []

    def noting(number: int) -> Callable[[str], None]:
        return lambda call: order.append(number) if call == "write" else None

    streams = Streams(*(plan(Pause(each), Send(b"a"), Pause(4), Send(b"b")) for each in (3, 1, 2)))
    for number, transport in enumerate(streams.transports):
        transport.before = noting(number)
    await streams.advance(10)
    assert order == [0, 1, 2, *(1, 2, 0), *(1, 2, 0)]


async def test_advancing_by_nothing_waits_for_the_streams_to_rest() -> None:
    streams = Streams(plan(Send(b"a"), Pause(5)))
    await streams.advance(0)
    assert (streams.written, streams.states) == ([[(0, HEAD_BYTES + b"a")]], [State.SLEEPING])
    await streams.stop()


async def test_a_stream_that_comes_later_counts_from_then() -> None:
    streams = Streams()
    await streams.advance(40)
    streams.tasks.append(streams.start(plan(Pause(5), Send(b"a"))))
    await streams.advance(10)
    assert streams.written == [[(40, HEAD_BYTES), (45, b"a")]]


async def test_a_deadline_that_has_passed_holds_nobody() -> None:
    clock = ManualClock()
    await clock.advance(10, lambda: asyncio.sleep(0))
    alarm = asyncio.get_running_loop().create_future()
    clock.wake_at(10, alarm)
    assert alarm.done()
    clock.wake_at(9, alarm)  # one that is done is passed over


async def test_two_advances_at_once_come_one_after_the_other() -> None:
    streams = Streams(plan(Pause(5), Send(b"a"), Pause(7), Send(b"b")))
    await asyncio.gather(streams.advance(6), streams.advance(6))
    assert streams.written == [[(0, HEAD_BYTES), (5, b"a"), (12, b"b")]]
    assert streams.clock.now() == 12


async def test_time_does_not_run_backwards() -> None:
    with pytest.raises(ValueError, match=r"backwards: advance by -1\.5s"):
        await ManualClock().advance(-1_500_000, lambda: asyncio.sleep(0))


def test_seconds_are_rounded_to_the_nearest_microsecond() -> None:
    assert [micros_of(one) for one in (0, 0.0000014, 1.9999996)] == [0, 1, 2_000_000]


@pytest.mark.parametrize("said", ["10m", None, "600"])
def test_what_is_no_number_of_seconds_says_what_an_advance_takes(said: object) -> None:
    with pytest.raises(TypeError, match=f"takes seconds as a number .* or 600, not {said!r}"):
        micros_of(said)  # type: ignore[arg-type]


@pytest.mark.parametrize("said", [-1, math.nan, math.inf, 1e300, 10**400])
def test_seconds_that_no_time_has_are_refused(said: float) -> None:
    with pytest.raises(ValueError, match=r"seconds as a number from 0 to 315360000, .*, not "):
        micros_of(said)


async def test_an_advance_is_bounded_in_its_steps() -> None:
    streams = Streams(plan(Pause(3_600_000_000, Beat(1_000_000, b"~"))), most_steps=20)
    with pytest.raises(TooManyStepsError, match=r"by 3600s comes by more than 20 .* after 20s"):
        await streams.advance(3_600_000_000)
    assert streams.clock.now() == 20_000_000
    await streams.advance(20_000_000)
    assert streams.transports[0].bytes == HEAD_BYTES + 40 * b"~"
    await streams.stop()


async def test_a_stream_that_is_gone_holds_nobody_up() -> None:
    streams = Streams(plan(Pause(5)), plan(Pause(9), Send(b"a")))
    await streams.rest()
    streams.tasks[0].cancel()
    await streams.advance(20)
    assert streams.states == [State.ENDED, State.ENDED]
    assert streams.written[1] == [(0, HEAD_BYTES), (9, b"a")]


# -- in whatever steps ----------------------------------------------------------------------------

SPAN = 40
instructions = st.one_of(
    st.builds(Send, st.binary(min_size=1, max_size=2)),
    st.builds(Pause, st.integers(1, 15)),
    st.builds(Pause, st.integers(1, 15), st.builds(Beat, st.integers(1, 6), st.just(b"~"))),
)
plans = st.lists(instructions, max_size=6).map(lambda each: plan(*each))


@given(st.lists(plans, min_size=1, max_size=3), st.sets(st.integers(1, SPAN - 1), max_size=8))
async def test_any_steps_give_the_same_bytes_at_the_same_times(
    some: list[Plan], cuts: set[int]
) -> None:
    async def advanced(*steps: int) -> list[list[tuple[int, bytes]]]:
        streams = Streams(*some)
        for micros in steps:
            await streams.advance(micros)
        await streams.stop()
        return streams.written

    steps = [late - early for early, late in pairwise([0, *sorted(cuts), SPAN])]
    assert await advanced(*steps) == await advanced(SPAN)
