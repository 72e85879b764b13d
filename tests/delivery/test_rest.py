"""Rest is never seen while a stream has something to do, and is seen as soon as none has."""

from __future__ import annotations

import asyncio

import pytest

from mockserver.delivery.rest import Changes, at_rest, until
from mockserver.exchange.progress import Progress, State


def alarm() -> asyncio.Future[None]:
    return asyncio.get_running_loop().create_future()


async def turns() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


class Waiting:
    """Somebody who waits until these streams are at rest."""

    def __init__(self, *progresses: Progress, blocked_for: float = 60) -> None:
        self.changes = Changes()
        for one in progresses:
            one.changed = self.changes
        self.streams = list(progresses)
        self.task = asyncio.create_task(
            at_rest(lambda: self.streams, self.changes, blocked_for=blocked_for)
        )

    async def seen(self) -> bool:
        """Whether rest has been seen, once the loop has nothing more to do for it."""
        await turns()
        return self.task.done()


async def test_no_streams_are_at_rest() -> None:
    assert await Waiting().seen()


@pytest.mark.parametrize("state", [State.SLEEPING, State.GATED, State.ENDED])
async def test_a_stream_that_waits_or_has_ended_is_at_rest(state: State) -> None:
    one = Progress()
    waiting = Waiting(one)
    assert not await waiting.seen()
    one.stay(state)
    assert await waiting.seen()


async def test_rest_takes_every_stream() -> None:
    one, other = Progress(), Progress()
    waiting = Waiting(one, other)
    one.stay(State.SLEEPING)
    assert not await waiting.seen()
    other.stay(State.GATED)
    assert await waiting.seen()


async def test_a_stream_that_was_woken_is_not_at_rest() -> None:
    one, woken = Progress(), alarm()
    one.stay(State.SLEEPING, woken)
    woken.set_result(None)  # what is to run on it has not had its turn
    waiting = Waiting(one)
    assert not await waiting.seen()
    one.stay(State.SLEEPING, alarm())
    assert await waiting.seen()


async def test_a_stream_that_comes_meanwhile_is_waited_for() -> None:
    one, late = Progress(), Progress()
    waiting = Waiting(one)
    await turns()
    waiting.streams.append(late)
    late.changed = waiting.changes
    one.stay(State.ENDED)
    assert not await waiting.seen()
    late.stay(State.ENDED)
    assert await waiting.seen()


async def test_a_stream_that_is_blocked_for_a_moment_is_not_at_rest() -> None:
    one = Progress()
    waiting = Waiting(one)
    one.stay(State.BLOCKED)
    assert not await waiting.seen()
    one.go_on()
    one.stay(State.SLEEPING)
    assert await waiting.seen()


async def test_a_stream_that_stays_blocked_is_at_rest() -> None:
    one = Progress()
    one.stay(State.BLOCKED)
    async with asyncio.timeout(10):
        await Waiting(one, blocked_for=0.001).task


async def test_a_stream_that_stays_blocked_is_waited_for_once() -> None:
    one = Progress()
    one.stay(State.BLOCKED)
    async with asyncio.timeout(10):
        await Waiting(one, blocked_for=0.001).task
    assert await Waiting(one).seen()
    one.go_on()
    one.stay(State.BLOCKED)
    assert not await Waiting(one).seen()


async def test_a_stream_whose_client_takes_bytes_is_not_at_rest() -> None:
    one, pending = Progress(), [3, 2, 2, 1, 1, 1]  # before and after each of three waits
    one.unaccepted = lambda: pending.pop(0)
    one.stay(State.BLOCKED)
    async with asyncio.timeout(10):
        await Waiting(one, blocked_for=0.001).task
    assert pending == []


async def test_a_stream_that_goes_on_after_being_blocked_is_waited_for() -> None:
    changes, looks, looked = Changes(), 0, asyncio.Event()
    one = Progress(changes)
    one.stay(State.BLOCKED)

    def streams() -> list[Progress]:
        nonlocal looks
        looks += 1
        if looks == 3:  # after it was found blocked, and has been for long enough
            one.go_on()
            looked.set()
        return [one]

    task = asyncio.create_task(at_rest(streams, changes, blocked_for=0.001))
    await looked.wait()
    await turns()
    assert not task.done()
    one.stay(State.ENDED)
    await task


async def test_whoever_waits_no_longer_leaves_nothing_behind() -> None:
    changes = Changes()
    task = asyncio.create_task(until(lambda: False, changes))
    await turns()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert changes._waiting == {}
    changes()


async def test_a_condition_is_asked_at_each_change() -> None:
    changes, seen = Changes(), [0]
    task = asyncio.create_task(until(lambda: seen[0] == 2, changes))
    for _ in range(2):
        await turns()
        assert not task.done()
        seen[0] += 1
        changes()
    await task
