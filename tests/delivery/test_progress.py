"""A stream says what it does at every moment, and how far it has come; no socket, no time."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable

import pytest

from mockserver.delivery.base import Alarm, Interrupted
from mockserver.delivery.deliver import deliver
from mockserver.delivery.gates import Gates, Holds
from mockserver.exchange.outcome import Outcome, Result
from mockserver.exchange.progress import Progress, State
from mockserver.wire.instructions import (
    HOLD,
    Beat,
    End,
    Ending,
    Head,
    Instruction,
    Pause,
    Plan,
    Send,
)

from .fakes import Delivery, FakeClock

HEAD = Head(200)
HEAD_SIZE = len(b"HTTP/1.1 200 OK\r\n\r\n")
RELEASE = Pause(None, gate=HOLD)


def plan(*instructions: Instruction) -> Plan:
    return Plan((HEAD, *instructions, End(Ending.COMPLETE)))


def seen_in(delivery: Delivery, progress: Progress) -> list[tuple[str, State]]:
    """The state in each call of the transport, filled while the stream runs."""
    seen: list[tuple[str, State]] = []
    delivery.transport.before = lambda call: seen.append((call, progress.state))
    return seen


async def test_a_stream_runs_while_it_writes_and_ends() -> None:
    delivery, progress = Delivery(), Progress()
    seen = seen_in(delivery, progress)
    await delivery.run(plan(Send(b"a"), Pause(5), Send(b"b")), progress=progress)
    assert seen == [(one, State.RUNNING) for one in ("write", "watch", "write", "end")]


async def test_a_stream_is_blocked_while_its_client_takes_nothing() -> None:
    delivery, progress = Delivery(), Progress()
    delivery.transport.room = 0
    seen = seen_in(delivery, progress)
    await delivery.run(plan(Pause(5), Send(b"b")), progress=progress)
    assert ("drain", State.BLOCKED) in seen
    assert seen[-2:] == [("write", State.RUNNING), ("end", State.RUNNING)]


async def test_an_ending_that_waits_for_the_client_is_blocked() -> None:
    delivery, progress = Delivery(), Progress()
    delivery.transport.withheld = 1
    seen = seen_in(delivery, progress)
    await delivery.run(plan(Send(b"a")), progress=progress)
    assert seen[-1] == ("end", State.BLOCKED)


@pytest.mark.parametrize("result", [None, Result.CLIENT_LEFT])
async def test_a_stream_has_ended_once_its_outcome_is_recorded(result: Result | None) -> None:
    delivery, progress = Delivery(), Progress()
    states: list[State] = []

    def end(call: str) -> None:
        if call == "end" and result is not None:
            raise Interrupted(result)

    def record(_: Outcome) -> None:
        states.append(progress.state)
        raise LookupError("no journal")

    delivery.transport.before = end
    transport, limits = delivery.transport, delivery.limits
    await deliver(
        plan(), transport, delivery.clock, 0, record=record, limits=limits, progress=progress
    )
    assert states == [State.RUNNING]
    assert progress.state is State.ENDED


async def test_a_stream_that_has_ended_keeps_no_connection() -> None:
    delivery, progress = Delivery(), Progress()
    seen: list[int] = []
    delivery.transport.withheld = 5
    delivery.transport.before = lambda _: seen.append(progress.pending())
    await delivery.run(plan(Send(b"a")), progress=progress)
    assert seen == [5, 5]
    assert progress.unaccepted is None


async def test_progress_grows_with_the_stream() -> None:
    delivery, progress = Delivery(), Progress()
    seen: list[tuple[int, int]] = []
    delivery.transport.before = lambda _: seen.append((len(progress.times), progress.sent))
    outcome = await delivery.run(plan(Send(b"a"), Pause(5), Send(b"bc")), progress=progress)
    assert seen == [(0, 0), (2, HEAD_SIZE + 1), (3, HEAD_SIZE + 1), (4, HEAD_SIZE + 3)]
    assert (tuple(progress.times), progress.sent) == (outcome.times, outcome.sent)


async def test_beats_are_counted_by_their_pause() -> None:
    delivery, progress = Delivery(), Progress()
    beat = Beat(100, b"~")
    one = plan(Pause(301, beat), Send(b"a"), Pause(50, beat), Pause(201, beat))
    await delivery.run(one, progress=progress)
    assert progress.beats == {1: 3, 4: 2}


# -- what a stream waits for ----------------------------------------------------------------------


class StoppedClock(FakeClock):
    """Nobody who sleeps on it wakes, unless the test rings."""

    def wake_at(self, deadline: int, alarm: Alarm) -> None:
        self.deadlines.append(deadline)
        self.ring: Callable[[], None] = lambda: None if alarm.done() else alarm.set_result(None)


class Started:
    """A stream under way in a task of its own, on a clock that stands still."""

    def __init__(self, one: Plan) -> None:
        self.clock, self.progress, self.gates = StoppedClock(), Progress(), Gates()
        self.holds = Holds(self.gates)
        self.delivery = Delivery(self.clock)
        run = self.delivery.run(one, gates=self.holds, progress=self.progress)
        self.task = asyncio.create_task(run)

    @property
    def body(self) -> bytes:
        return self.delivery.transport.bytes[HEAD_SIZE:]

    async def turns(self) -> State:
        """The state once the loop has nothing more to do for it."""
        for _ in range(5):
            await asyncio.sleep(0)
        return self.progress.state


async def test_a_stream_sleeps_until_it_is_woken() -> None:
    one = Started(plan(Pause(5), Send(b"a")))
    assert await one.turns() is State.SLEEPING
    one.clock.ring()
    assert one.progress.state is State.RUNNING  # its task has not had its turn
    assert await one.turns() is State.ENDED
    assert one.body == b"a"


class TickingClock(FakeClock):
    """A microsecond passes between two looks."""

    def now(self) -> int:
        self.micros += 1
        return self.micros


async def test_what_follows_a_gate_is_never_early_by_the_recorded_time() -> None:
    delivery, gates = Delivery(TickingClock()), Gates()
    gates.open("later")
    one = plan(Pause(None, gate="later"), Pause(100), Send(b"a"))
    _, passed, *_ = (await delivery.run(one, gates=gates)).times
    assert delivery.clock.deadlines == [passed + 100]


async def test_a_stream_says_which_gate_it_waits_for() -> None:
    one = Started(plan(Pause(None, gate="later"), Send(b"a")))
    assert await one.turns() is State.GATED
    assert one.progress.gate == "later"
    one.gates.open("later")
    assert one.progress.state is State.RUNNING
    assert await one.turns() is State.ENDED


async def test_a_cancelled_stream_has_ended() -> None:
    one = Started(plan(Pause(5)))
    await one.turns()
    one.task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await one.task
    assert one.progress.state is State.ENDED


# -- releases -------------------------------------------------------------------------------------

HELD = plan(*(each for letter in b"abcde" for each in (RELEASE, Send(bytes([letter])))))


async def test_a_held_stream_sends_its_head_and_nothing_more() -> None:
    one = Started(HELD)
    assert await one.turns() is State.GATED
    assert (one.progress.gate, one.progress.sent, one.body) == (HOLD, HEAD_SIZE, b"")


async def test_each_release_lets_one_event_pass() -> None:
    one = Started(HELD)
    await one.turns()
    for body in (b"a", b"ab", b"abc", b"abcd"):
        one.holds.release()
        assert one.progress.state is State.GATED
        assert one.body == body
    one.holds.release()
    assert await one.turns() is State.ENDED


async def test_several_releases_let_as_many_events_pass() -> None:
    one = Started(HELD)
    await one.turns()
    one.holds.release(3)
    await one.turns()
    assert one.body == b"abc"
    one.holds.release(1)
    one.holds.release(1)
    assert await one.turns() is State.ENDED
    assert one.body == b"abcde"


async def test_a_release_before_the_stream_comes_is_kept() -> None:
    one = Started(HELD)
    one.holds.release(2)
    assert await one.turns() is State.GATED
    assert one.body == b"ab"


async def test_all_events_pass_once_all_are_released() -> None:
    one = Started(HELD)
    await one.turns()
    one.holds.release_all()
    assert await one.turns() is State.ENDED
    assert one.body == b"abcde"


async def test_a_named_gate_takes_no_release() -> None:
    one = Started(plan(Pause(None, gate="later"), Send(b"a"), RELEASE, Send(b"b")))
    one.holds.release()
    assert await one.turns() is State.GATED
    assert one.progress.gate == "later"
    one.gates.open("later")
    assert await one.turns() is State.ENDED
    assert one.body == b"ab"


@pytest.mark.parametrize("events", [0, 1.5])
async def test_no_release_is_none_and_none_is_a_part(events: float) -> None:
    with pytest.raises(ValueError, match=f"from 1 on, not {events}"):
        Holds(Gates()).release(events)  # type: ignore[arg-type]


# -- whoever wakes a stream -----------------------------------------------------------------------


async def test_what_fails_in_a_woken_stream_is_its_own_and_not_of_whoever_woke_it() -> None:
    one = Started(plan(Pause(5), Send(b"a")))
    await one.turns()
    one.delivery.transport.written = None  # type: ignore[assignment]
    one.clock.ring()
    assert (await one.task).result is Result.FAILED


async def test_a_stream_that_was_cancelled_is_not_woken_any_more() -> None:
    one = Started(plan(Pause(5), Send(b"a")))
    await one.turns()
    one.task.cancel()
    one.clock.ring()
    assert await one.turns() is State.ENDED
    assert one.body == b""


async def test_nobody_waits_at_a_gate_after_a_stream_has_gone() -> None:
    one = Started(plan(Pause(None, Beat(100, b"~"), gate="later"), Send(b"a")))
    await one.turns()
    for _ in range(3):  # beats, each of which waits for the gate again
        one.clock.micros = one.clock.deadlines[-1]
        one.clock.ring()
    assert one.gates.waiting == 1
    one.task.cancel()
    await one.turns()
    assert (one.body, one.gates.waiting) == (b"~~~", 0)


async def test_a_client_that_leaves_in_a_later_pause_has_left() -> None:
    one = Started(plan(Pause(5), Send(b"a"), Pause(5), Send(b"b")))
    await one.turns()
    one.clock.ring()
    one.delivery.transport.lost = Result.CLIENT_LEFT
    one.clock.ring()  # as the connection does then
    outcome = await one.task
    assert (outcome.result, len(outcome.times)) == (Result.CLIENT_LEFT, 3)


@pytest.mark.parametrize("cancelled", [False, True])
async def test_a_stream_that_is_over_is_gone_without_a_search_for_garbage(
    *, cancelled: bool
) -> None:
    gc.collect()
    gc.disable()
    try:
        one = Started(plan(Pause(5), Send(b"a"), Pause(None, gate="later"), Send(b"b")))
        await one.turns()
        one.clock.ring()
        one.task.cancel() if cancelled else one.gates.open("later")
        await one.turns()
        assert one.progress.state is State.ENDED
        del one.task  # a cancelled one keeps its traceback
        assert [each for each in gc.get_objects() if type(each).__name__ == "_Run"] == []
    finally:
        gc.enable()


async def test_the_deadline_of_a_gate_that_was_opened_wakes_nobody() -> None:
    one = Started(plan(Pause(None, gate="later"), Send(b"a"), Pause(5), Send(b"b")))
    await one.turns()
    too_late = one.clock.ring
    one.gates.open("later")
    assert one.body == b"a"
    too_late()
    assert one.body == b"a"
