"""Runs one plan on one connection and says what happened.

It knows neither sockets (`transport.py`) nor where time comes from (`clock.py`).

What a plan does between two waits is plain code, and whoever ends a pause has it carried out right
then: to wake the handler's task for each event would cost as much as all the rest but the system
call. The handler awaits only what is more than a pause: room in a buffer, and the ending.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Generator

from mockserver.delivery.base import Interrupted, Limits, Transport
from mockserver.delivery.clock import Clock, wall
from mockserver.delivery.gates import Doors, Gates
from mockserver.delivery.runs import runs_of
from mockserver.exchange.outcome import Outcome, Result
from mockserver.exchange.progress import Progress, State
from mockserver.wire.instructions import Beat, End, Ending, Pause, Plan

Record = Callable[[Outcome], object]

_Wait = Callable[[], Awaitable[object]]
_Moves = Generator[_Wait | None, None, None]
"""What a plan does, from one wait to the next; yields what the handler awaits, None to sleep."""

_log = logging.getLogger(__name__)

_COMPLETION = End(Ending.COMPLETE)
_SLEEPING, _GATED = State.SLEEPING, State.GATED  # looked up once for all sends


async def deliver(
    plan: Plan,
    transport: Transport,
    clock: Clock,
    arrival: int,
    *,
    record: Record,
    limits: Limits,
    gates: Doors | None = None,
    progress: Progress | None = None,
) -> Outcome:
    """Carry out `plan`, whose times count from `arrival` (`clock`'s microseconds).

    `gates` hold the plan's pauses that wait for one; without any, they are closed for good.
    `progress` is told how far the plan has come, and ENDED after the outcome is recorded.

    `record` hears the outcome exactly once, as soon as it is certain, also where this task is
    cancelled and so cannot return it. Raises nothing but that CancelledError: an exception that
    reached aiohttp would be answered with `HTTP/1.1 500` in the middle of the stream.
    """
    progress = progress or Progress()
    progress.unaccepted = transport.unaccepted
    run = _Run(plan, transport, clock, arrival, limits, gates or Gates(), progress)
    try:
        while (wait := await run.go_on()) is not None:
            await wait()
        outcome = await run.end()
    except Interrupted as interrupted:
        outcome = run.cut(interrupted.result)
    except asyncio.CancelledError:
        _tell(record, run.cut(transport.lost or Result.SERVER_STOPPED), transport, progress)
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, aiohttp must not answer it
        _log.exception("a stream failed")
        outcome = run.cut(Result.FAILED, f"{type(error).__name__}: {error}")
    _tell(record, outcome, transport, progress)
    return outcome


def _tell(record: Record, outcome: Outcome, transport: Transport, progress: Progress) -> None:
    try:
        record(outcome)
    except Exception:  # noqa: BLE001 - as above
        _log.exception("an outcome could not be recorded")
        transport.abort()
    progress.unaccepted = None  # the journal keeps the progress, and would keep the connection
    progress.stay(State.ENDED)


class _Alarm:
    """What ends a stream's sleeps; after each it is set again, but for those that a gate ends."""

    __slots__ = ("is_set", "run")

    def __init__(self, run: _Run) -> None:
        self.run: _Run | None = run
        self.is_set = False

    def done(self) -> bool:
        """Whether nobody sleeps until it rings."""
        return not self.is_set

    def set_result(self, _: None) -> None:
        """Ring."""
        self.is_set = False
        if self.run is not None:
            self.run.move()


class _Run:
    """How far one plan has come."""

    __slots__ = (
        *("_alarm", "_arrival", "_clock", "_due", "_gates", "_handed", "_lifetime", "_moves"),
        *("_plan", "_progress", "_still", "_times", "_transport"),
    )

    def __init__(
        self,
        plan: Plan,
        transport: Transport,
        clock: Clock,
        arrival: int,
        limits: Limits,
        gates: Doors,
        progress: Progress,
    ) -> None:
        self._plan = plan
        self._transport = transport
        self._clock = clock
        self._arrival = arrival
        self._lifetime = round(limits.stream_lifetime * 1_000_000)
        self._gates = gates
        self._due = arrival
        self._progress = progress
        self._times = progress.times
        self._alarm: _Alarm | None = None
        self._still = True
        self._moves = self._carried_out()
        self._handed: asyncio.Future[_Wait | None]

    def go_on(self) -> asyncio.Future[_Wait | None]:
        """Do what the plan says, up to what is to be awaited before it goes on; None is the end.

        Raises Interrupted, in the future, where the connection does not let it.
        """
        self._handed = asyncio.get_running_loop().create_future()
        self._still = True
        self.move()
        return self._handed

    def move(self) -> None:
        """Go on to the next sleep, or to what is handed to the handler. Raises nothing.

        The alarm calls this, perhaps while the stream moves (it need not sleep then), or when its
        handler has been cancelled.
        """
        if not self._still or self._handed.done():
            return
        self._still = False
        try:
            for wait in self._moves:
                if wait is not None:
                    break
                if self._alarm is not None and self._alarm.is_set:
                    self._still = True
                    return
            else:
                wait = None
        except Exception as error:  # noqa: BLE001 - it is the handler's, not of whoever rang
            self._handed.set_exception(error)
        else:
            self._handed.set_result(wait)

    def _carried_out(self) -> _Moves:
        """The plan but for its End."""
        transport, progress, times = self._transport, self._progress, self._times
        now, arrival = self._clock.now, self._arrival
        moment = now() - arrival
        for run in runs_of(self._plan, wall):
            for write in run.writes:
                if transport.full:
                    yield self._room
                    moment = now() - arrival
                transport.write(write.data)
                progress.sent += len(write.data)
                if write.instructions == 1:
                    times.append(moment)
                else:
                    times += [moment] * write.instructions
                if len(run.writes) > 1:
                    moment = now() - arrival
            if (pause := run.pause) is None:
                return
            if pause.gate is not None or pause.beat is not None:
                yield from self._long_pause(pause)
            else:
                self._due += self._lifetime if pause.micros is None else pause.micros
                self._set_alarm(self._due)
                yield None
                if transport.lost:
                    raise Interrupted(transport.lost)
            moment = now() - arrival
            times.append(moment)
            if pause.gate is not None:  # later times count from this very moment
                self._due = max(self._due, self._arrival + moment)

    def cut(self, result: Result, detail: str = "") -> Outcome:
        """Reset the connection; the outcome of a plan that `result` kept from its end."""
        unaccepted = min(self._progress.sent, self._transport.unaccepted())
        rest = self._plan.instructions[len(self._times) :]
        if result is Result.CLIENT_LEFT and unaccepted == 0 and rest == (_COMPLETION,):
            result = Result.COMPLETE  # SDKs hang up at [DONE]: they have been sent everything
            self._times.append(self._elapsed())
        self._silence()
        self._moves.close()
        del self._handed  # the traceback of what was raised holds this, and so it would hold itself
        self._transport.abort()
        exact = result is Result.COMPLETE
        return Outcome(result, exact, self._progress.sent, unaccepted, tuple(self._times), detail)

    async def _room(self) -> None:
        """Wait until there is room for more bytes."""
        self._progress.stay(State.BLOCKED)
        await self._transport.drain()
        self._progress.go_on()

    def _long_pause(self, pause: Pause) -> _Moves:
        """Hold as a pause with a gate, a beat or both says; no generator: one frame less waits."""
        if pause.gate is not None:
            return self._gate(pause.gate, pause.beat)
        assert pause.beat is not None
        return self._beats(pause, pause.beat)

    def _beats(self, pause: Pause, beat: Beat) -> _Moves:
        """Hold until the pause's end, and send every beat before it, however late that is."""
        begin = self._due  # not now: lateness never adds up
        self._due += self._lifetime if pause.micros is None else pause.micros
        for deadline in range(begin + beat.every, self._due, beat.every):
            yield from self._sleep(deadline)
            yield from self._beat(beat)
        yield from self._sleep(self._due)

    def _gate(self, name: str, beat: Beat | None) -> _Moves:
        """Hold until the gate is opened, or a stream's life is over."""
        bound = self._due + self._lifetime
        deadline = bound if beat is None else self._due + beat.every
        while not self._gates.is_open(name):
            yield from self._sleep(min(deadline, bound), gate=name)
            if self._gates.is_open(name):
                break
            if self._clock.now() >= bound:
                raise Interrupted(Result.STALL)
            if beat is not None and self._clock.now() >= deadline:
                yield from self._beat(beat)
                deadline += beat.every
        self._gates.passed(name)

    def _beat(self, beat: Beat) -> _Moves:
        if self._transport.full:
            yield self._room
        self._transport.write(beat.data)
        self._progress.sent += len(beat.data)
        self._progress.beat(len(self._times))

    def _sleep(self, deadline: int, gate: str | None = None) -> _Moves:
        alarm = self._set_alarm(deadline, gate)
        try:
            yield None
        finally:
            if gate is not None:
                self._gates.forget(gate, alarm)
                self._silence()
        if self._transport.lost:
            raise Interrupted(self._transport.lost)

    def _set_alarm(self, deadline: int, gate: str | None = None) -> _Alarm:
        """Have the next sleep end at this deadline, or where the gate opens or the client leaves.

        It may ring in here.
        """
        alarm = self._alarm
        if alarm is None:
            alarm = self._alarm = _Alarm(self)
            self._transport.watch(alarm)
        alarm.is_set = True
        if gate is not None:
            self._gates.watch(gate, alarm)
        self._clock.wake_at(deadline, alarm)
        self._progress.stay(_SLEEPING if gate is None else _GATED, alarm, gate)
        return alarm

    def _silence(self) -> None:
        """The alarm never rings again, though a clock may hold it for a deadline far away."""
        if self._alarm is not None:
            self._alarm.is_set, self._alarm.run = False, None
            self._alarm = None

    async def end(self) -> Outcome:
        """Bring the plan's ending about. Raises Interrupted like `go_on`."""
        self._silence()
        ending = self._plan.ending
        if ending is Ending.STALL:
            raise Interrupted(Result.STALL)  # its pause for ever reached the bound
        settled = self._transport.unaccepted() == 0
        if not settled:
            self._progress.stay(State.BLOCKED)
        result = await self._transport.end(ending, settled=settled)
        self._times.append(self._elapsed())
        return Outcome(
            result, result.value == ending.value, self._progress.sent, 0, tuple(self._times)
        )

    def _elapsed(self) -> int:
        return self._clock.now() - self._arrival
