"""`deliver` runs a plan in order and on time and always says what happened; no socket, no time."""

from __future__ import annotations

import asyncio

import pytest

from mockserver.delivery.base import Alarm, Interrupted, Limits
from mockserver.delivery.deliver import deliver
from mockserver.exchange.outcome import Outcome, Result
from mockserver.wire.instructions import Beat, End, Ending, Head, Instruction, Pause, Plan, Send

from .fakes import Delivery, FakeClock

HEAD = Head(200, (("Content-Type", "text/event-stream"), ("Transfer-Encoding", "chunked")))
HEAD_BYTES = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
)


def plan(*instructions: Instruction, end: Ending = Ending.COMPLETE) -> Plan:
    return Plan((*instructions, End(end)))


PAUSED = plan(HEAD, Pause(100), Send(b"a"), Pause(200), Send(b"b"), Send(b"c"))


async def test_leaves_in_one_write_without_pauses() -> None:
    delivery = Delivery()
    outcome = await delivery.run(plan(HEAD, Send(b"a"), Send(b"b"), Send(b"c")))
    assert delivery.transport.written == [(0, HEAD_BYTES + b"abc")]
    assert outcome == Outcome(Result.COMPLETE, True, len(HEAD_BYTES) + 3, 0, (0, 0, 0, 0, 0))


async def test_waits_for_nothing_without_pauses() -> None:
    delivery = Delivery()
    await delivery.run(plan(HEAD, Send(b"a")))
    assert delivery.transport.calls == ["write", "end"]
    assert delivery.clock.deadlines == []


async def test_writes_large_runs_in_bounded_groups_and_drains_between() -> None:
    delivery = Delivery()
    delivery.transport.room = 0
    parts = [bytes([i]) * 1000 for i in range(200)]
    outcome = await delivery.run(plan(HEAD, *map(Send, parts)))
    assert delivery.transport.bytes == HEAD_BYTES + b"".join(parts)
    assert max(len(data) for _, data in delivery.transport.written) <= 64 * 1024
    assert delivery.transport.calls == ["write", *["drain", "write"] * 3, "end"]
    assert len(outcome.times) == 202


async def test_each_write_of_a_run_has_its_own_moment() -> None:
    delivery = Delivery()
    delivery.transport.before = lambda _: setattr(
        delivery.clock, "micros", delivery.clock.now() + 7
    )
    outcome = await delivery.run(plan(HEAD, Send(b"x" * 70_000), Send(b"y" * 70_000)))
    assert outcome.times == (0, 7, 14, 28)


async def test_a_segment_is_never_split() -> None:
    delivery = Delivery()
    await delivery.run(plan(Head(200), Send(b"x" * 200_000), Send(b"y")))
    sizes = [len(data) for _, data in delivery.transport.written]
    assert sizes == [19, 200_000, 1]


async def test_writes_between_pauses_at_the_planned_times() -> None:
    delivery = Delivery()
    outcome = await delivery.run(PAUSED)
    assert delivery.transport.written == [(0, HEAD_BYTES), (100, b"a"), (300, b"bc")]
    assert outcome.times == (0, 100, 100, 300, 300, 300, 300)


async def test_times_count_from_the_arrival() -> None:
    delivery = Delivery(FakeClock(micros=5_000))
    outcome = await delivery.run(PAUSED, arrival=4_990)
    assert delivery.clock.deadlines == [4_990 + 100, 4_990 + 300]
    assert outcome.times == (10, 100, 100, 300, 300, 300, 300)


async def test_lateness_does_not_add_up() -> None:
    delivery = Delivery(FakeClock(late=30))
    outcome = await delivery.run(PAUSED)
    assert delivery.clock.deadlines == [100, 300]
    assert outcome.times == (0, 130, 130, 330, 330, 330, 330)


async def test_beats_come_at_absolute_times_and_stop_before_the_pause_ends() -> None:
    delivery = Delivery()
    outcome = await delivery.run(plan(HEAD, Pause(300, Beat(100, b"~")), Send(b"a")))
    assert delivery.transport.written[1:] == [(100, b"~"), (200, b"~"), (300, b"a")]
    assert outcome.times == (0, 300, 300, 300)
    assert outcome.sent == len(HEAD_BYTES) + 3


async def test_late_beats_are_all_sent() -> None:
    delivery = Delivery(FakeClock(late=250))
    await delivery.run(plan(HEAD, Pause(401, Beat(100, b"~")), Send(b"a")))
    assert delivery.transport.bytes == HEAD_BYTES + b"~~~~a"
    assert delivery.clock.deadlines == [100, 200, 300, 400, 401]


async def test_beats_of_a_full_connection_wait_for_room() -> None:
    delivery = Delivery()
    delivery.transport.room = 0
    await delivery.run(plan(HEAD, Pause(201, Beat(100, b"~"))))
    assert delivery.transport.calls == [
        *("write", "watch", "drain", "write", "drain", "write", "end")
    ]


@pytest.mark.parametrize("ending", [e for e in Ending if e is not Ending.STALL])
async def test_each_planned_ending_is_the_result(ending: Ending) -> None:
    delivery = Delivery()
    outcome = await delivery.run(plan(HEAD, Send(b"a"), end=ending))
    assert (outcome.result, outcome.exact) == (Result(ending.value), True)
    assert delivery.recorded == [outcome]
    assert not delivery.transport.aborted


async def test_an_ending_before_any_head_writes_nothing() -> None:
    delivery = Delivery()
    outcome = await delivery.run(plan(Pause(50), end=Ending.RESET))
    assert delivery.transport.calls == ["watch", "end"]
    assert outcome == Outcome(Result.RESET, True, 0, 0, (50, 50))


async def test_an_ending_that_the_connection_lacks_is_not_exact() -> None:
    delivery = Delivery()

    async def end(ending: Ending, *, settled: bool = False) -> Result:
        return Result.TRUNCATE

    delivery.transport.end = end  # type: ignore[method-assign]
    outcome = await delivery.run(plan(HEAD, end=Ending.HALF_CLOSE))
    assert (outcome.result, outcome.exact) == (Result.TRUNCATE, False)


async def test_a_stall_ends_at_the_bound_on_a_streams_life() -> None:
    delivery = Delivery(limits=Limits(stream_lifetime=2.0))
    outcome = await delivery.run(plan(HEAD, Send(b"a"), Pause(None), end=Ending.STALL))
    assert (outcome.result, outcome.exact) == (Result.STALL, False)
    assert outcome.times == (0, 0, 2_000_000)
    assert delivery.transport.aborted


async def test_a_stall_beats_until_the_bound() -> None:
    delivery = Delivery(limits=Limits(stream_lifetime=0.000_350))
    await delivery.run(plan(HEAD, Pause(None, Beat(100, b"~")), end=Ending.STALL))
    assert delivery.transport.written[1:] == [(100, b"~"), (200, b"~"), (300, b"~")]


@pytest.mark.parametrize(
    ("call", "carried_out", "sent"),
    [
        (1, 0, 0),  # in the write of the head
        (2, 1, len(HEAD_BYTES)),  # in the first pause
        (3, 2, len(HEAD_BYTES)),  # in the write of a
        (4, 4, len(HEAD_BYTES) + 1),  # in the write of b and c
    ],
)
async def test_a_client_that_leaves_is_noticed_at_every_instruction(
    call: int, carried_out: int, sent: int
) -> None:
    delivery = Delivery()
    transport = delivery.transport
    transport.before = lambda _: transport.leave() if len(transport.calls) == call else None
    outcome = await delivery.run(PAUSED)
    assert (outcome.result, outcome.exact) == (Result.CLIENT_LEFT, False)
    assert (len(outcome.times), outcome.sent) == (carried_out, sent)
    assert transport.aborted
    assert delivery.recorded == [outcome]


async def test_leaving_after_everything_was_accepted_is_complete() -> None:
    delivery = Delivery()
    delivery.transport.before = lambda call: delivery.transport.leave() if call == "end" else None
    outcome = await delivery.run(PAUSED)
    assert (outcome.result, outcome.exact, len(outcome.times)) == (Result.COMPLETE, True, 7)


async def test_leaving_before_everything_was_accepted_is_leaving() -> None:
    delivery = Delivery()
    delivery.transport.withheld = 1
    delivery.transport.before = lambda call: delivery.transport.leave() if call == "end" else None
    outcome = await delivery.run(PAUSED)
    assert (outcome.result, outcome.exact, outcome.unaccepted) == (Result.CLIENT_LEFT, False, 1)


async def test_leaving_before_another_ending_is_leaving() -> None:
    delivery = Delivery()
    delivery.transport.before = lambda call: delivery.transport.leave() if call == "end" else None
    outcome = await delivery.run(plan(HEAD, end=Ending.TRUNCATE))
    assert (outcome.result, len(outcome.times)) == (Result.CLIENT_LEFT, 1)


async def test_a_client_that_does_not_read_is_named_with_what_it_did_not_take() -> None:
    delivery = Delivery()
    delivery.transport.room = 0
    delivery.transport.withheld = 60

    def give_up(call: str) -> None:
        if call == "drain":
            raise Interrupted(Result.CLIENT_NOT_READING)

    delivery.transport.before = give_up
    outcome = await delivery.run(PAUSED)
    assert outcome == Outcome(
        Result.CLIENT_NOT_READING, False, len(HEAD_BYTES), 60, (0, 100), detail=""
    )
    assert delivery.transport.aborted


async def test_no_more_is_called_unaccepted_than_was_sent() -> None:
    delivery = Delivery()
    delivery.transport.withheld = 1_000_000  # an earlier answer's bytes are in the queue as well
    delivery.transport.before = lambda call: delivery.transport.leave() if call == "watch" else None
    outcome = await delivery.run(PAUSED)
    assert outcome.unaccepted == len(HEAD_BYTES)


@pytest.mark.parametrize("call", ["write", "watch", "end"])
async def test_a_fault_of_the_server_never_leaves_deliver(
    call: str, caplog: pytest.LogCaptureFixture
) -> None:
    delivery = Delivery()

    def break_down(name: str) -> None:
        if name == call:
            raise LookupError("no such thing")

    delivery.transport.before = break_down
    outcome = await delivery.run(PAUSED)
    assert (outcome.result, outcome.exact) == (Result.FAILED, False)
    assert outcome.detail == "LookupError: no such thing"
    assert delivery.transport.aborted
    assert delivery.recorded == [outcome]
    assert "a stream failed" in caplog.text


async def test_a_record_that_fails_ends_the_connection(caplog: pytest.LogCaptureFixture) -> None:
    delivery = Delivery()

    def record(outcome: Outcome) -> None:
        raise LookupError("no journal")

    transport, clock = delivery.transport, delivery.clock
    await deliver(plan(HEAD), transport, clock, 0, record=record, limits=Limits())
    assert transport.aborted
    assert "could not be recorded" in caplog.text


class StoppedClock(FakeClock):
    """Nobody who sleeps on it ever wakes."""

    def wake_at(self, deadline: int, alarm: Alarm) -> None:
        self.deadlines.append(deadline)


async def cancelled_in_its_first_pause(delivery: Delivery) -> None:
    """Run until the first pause, which never ends, and cancel."""
    task = asyncio.create_task(delivery.run(PAUSED))
    await asyncio.sleep(0)
    assert delivery.clock.deadlines == [100]
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_cancelled_stream_is_recorded_and_the_cancellation_goes_on() -> None:
    delivery = Delivery(StoppedClock())
    await cancelled_in_its_first_pause(delivery)
    (outcome,) = delivery.recorded
    assert (outcome.result, outcome.exact) == (Result.SERVER_STOPPED, False)
    assert outcome.times == (0,)
    assert delivery.transport.aborted


async def test_a_cancellation_because_the_client_left_is_leaving() -> None:
    delivery = Delivery(StoppedClock())
    delivery.transport.lost = Result.CLIENT_LEFT
    await cancelled_in_its_first_pause(delivery)
    (outcome,) = delivery.recorded
    assert (outcome.result, outcome.times) == (Result.CLIENT_LEFT, (0,))
