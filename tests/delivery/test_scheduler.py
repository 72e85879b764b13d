"""One heap wakes every stream at its deadline: never early, in order, leaving nothing behind."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from unittest.mock import Mock

import pytest

from mockserver.delivery.clock import RealClock, monotonic
from mockserver.delivery.scheduler import Scheduler


def sleeper() -> asyncio.Future[None]:
    return asyncio.get_running_loop().create_future()


class Hands:
    """A clock that stands still until it is set; counts how often it was looked at."""

    def __init__(self) -> None:
        self.micros = 0
        self.looks = 0
        self.looked = asyncio.Event()

    def now(self) -> int:
        self.looks += 1
        self.looked.set()
        return self.micros

    async def seen(self) -> None:
        """Wait until somebody looks again."""
        self.looked.clear()
        await self.looked.wait()


async def test_a_loop_that_calls_too_early_wakes_nobody() -> None:
    hands = Hands()
    scheduler = Scheduler(hands.now)
    alarm = sleeper()
    scheduler.wake_at(1_000, alarm)
    for micros in (0, 500, 999):
        hands.micros = micros
        await hands.seen()
        assert not alarm.done()
    hands.micros = 1_000
    await alarm


async def test_a_deadline_that_has_passed_wakes_in_the_next_turns() -> None:
    scheduler = Scheduler(lambda: 1_000)
    for deadline in (999, 1_000):
        alarm = sleeper()
        scheduler.wake_at(deadline, alarm)
        assert not alarm.done()
        await alarm


async def test_sleepers_wake_in_the_order_of_their_deadlines() -> None:
    clock = RealClock()
    start = clock.now()
    woken: list[int] = []
    alarms = []

    def note(number: int) -> Callable[[object], None]:
        return lambda _: woken.append(number)

    for number, delay in enumerate([9_000, 3_000, 6_000, 3_000]):
        alarm = sleeper()
        alarm.add_done_callback(note(number))
        clock.wake_at(start + delay, alarm)
        alarms.append(alarm)
    await asyncio.gather(*alarms)
    assert woken == [1, 3, 2, 0]


async def test_an_earlier_deadline_set_later_is_kept() -> None:
    clock = RealClock()
    far, near = sleeper(), sleeper()
    clock.wake_at(clock.now() + 3_600_000_000, far)
    clock.wake_at(clock.now() + 1_000, near)
    await near
    assert not far.done()


async def test_nobody_wakes_before_the_deadline() -> None:
    clock = RealClock()
    start = monotonic()
    early = []

    async def stream(first: int) -> None:
        for deadline in range(start + first, start + 20_000, 3_100):
            alarm = sleeper()
            clock.wake_at(deadline, alarm)
            await alarm
            early.append(monotonic() < deadline)

    await asyncio.gather(*(stream(first) for first in range(0, 2_000, 37)))
    assert len(early) > 300
    assert not any(early)


async def test_a_cancelled_sleeper_is_passed_over() -> None:
    hands = Hands()
    scheduler = Scheduler(hands.now)
    gone, waiting = sleeper(), sleeper()
    scheduler.wake_at(1_000, gone)
    scheduler.wake_at(1_000, waiting)
    gone.cancel()
    hands.micros = 1_000
    await waiting
    assert len(scheduler) == 0


async def test_streams_that_have_gone_leave_nothing_behind() -> None:
    scheduler = Scheduler(lambda: 0)
    for _ in range(10_000):
        gone = sleeper()
        scheduler.wake_at(3_600_000_000, gone)
        gone.cancel()
    assert len(scheduler) <= 1_024


class Behind:
    """Somebody who sleeps until times that have passed, one after the other."""

    def __init__(self, scheduler: Scheduler, name: str, seen: list[str], until: int = 0) -> None:
        self._scheduler, self._name, self._seen, self._until = scheduler, name, seen, until
        scheduler.wake_at(until, self)

    def done(self) -> bool:
        return False

    def set_result(self, _: None) -> None:
        self._seen.append(self._name)
        self._scheduler.wake_at(self._until, self)


async def test_who_is_behind_its_times_does_not_hold_others() -> None:
    scheduler, seen = Scheduler(lambda: 1_000), list[str]()
    Behind(scheduler, "a", seen)
    Behind(scheduler, "b", seen)
    for _ in range(20):
        await asyncio.sleep(0)
    assert "".join(seen[:6]) == "ababab"


async def test_a_deadline_set_outside_the_loop_harms_no_other() -> None:
    clock = RealClock()
    waiting = sleeper()
    clock.wake_at(clock.now() + 20_000, waiting)
    with pytest.raises(RuntimeError, match="no running event loop"):
        await asyncio.to_thread(clock.wake_at, clock.now() + 1_000, sleeper())
    await asyncio.wait_for(waiting, 10)


async def test_one_timer_rings_for_all_also_below_zero(monkeypatch: pytest.MonkeyPatch) -> None:
    loop = asyncio.get_running_loop()
    timers = Mock(wraps=loop.call_later)
    monkeypatch.setattr(loop, "call_later", timers)
    scheduler, seen = Scheduler(lambda: -1_000), list[str]()
    for name in "ab":
        Behind(scheduler, name, seen, until=-2_000)
    for _ in range(20):
        await asyncio.sleep(0)
    assert seen.count("a") > 5
    assert timers.call_count <= seen.count("a") + 1
