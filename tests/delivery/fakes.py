"""A connection and a clock without a socket and without time, for tests of `deliver`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from mockserver.delivery.base import Alarm, Interrupted, Limits
from mockserver.delivery.clock import Clock
from mockserver.delivery.deliver import deliver
from mockserver.delivery.gates import Doors
from mockserver.exchange.outcome import Outcome, Result
from mockserver.exchange.progress import Progress
from mockserver.wire.instructions import Ending, Plan


@dataclass
class FakeClock:
    """Time passes only while the stream waits: then it jumps to the deadline."""

    micros: int = 0
    late: int = 0  # every wake-up comes so much too late
    deadlines: list[int] = field(default_factory=list)

    def now(self) -> int:
        return self.micros

    def wake_at(self, deadline: int, alarm: Alarm) -> None:
        self.deadlines.append(deadline)
        self.micros = max(self.micros, deadline) + self.late
        alarm.set_result(None)


@dataclass
class FakeTransport:
    """Keeps what it is told; `before` runs before each call and may interrupt it."""

    clock: Clock
    room: int = 1 << 20  # bytes until the buffer counts as full
    before: Callable[[str], None] = lambda call: None
    withheld: int = 0  # bytes that the peer's kernel never accepts
    lost: Result | None = None
    calls: list[str] = field(default_factory=list)
    written: list[tuple[int, bytes]] = field(default_factory=list)
    buffered: int = 0
    aborted: bool = False

    @property
    def full(self) -> bool:
        return self.buffered > self.room

    def write(self, data: bytes) -> None:
        self._call("write")
        self.written.append((self.clock.now(), data))
        self.buffered += len(data)

    async def drain(self) -> None:
        self._call("drain")
        self.buffered = 0

    def watch(self, alarm: Alarm) -> None:
        self._call("watch")

    async def end(self, ending: Ending, *, settled: bool = False) -> Result:
        self._call("end")
        return Result(ending.value)

    def unaccepted(self) -> int:
        return self.withheld

    def abort(self) -> None:
        self.calls.append("abort")
        self.aborted = True

    @property
    def bytes(self) -> bytes:
        """All that was written."""
        return b"".join(data for _, data in self.written)

    def leave(self) -> None:
        """What the client does: it is noticed in the call that goes on."""
        self.lost = Result.CLIENT_LEFT
        raise Interrupted(Result.CLIENT_LEFT)

    def _call(self, name: str) -> None:
        self.calls.append(name)
        self.before(name)


@dataclass
class Delivery:
    """One plan run on fakes: what was written, what was recorded."""

    clock: FakeClock = field(default_factory=FakeClock)
    limits: Limits = field(default_factory=Limits)
    recorded: list[Outcome] = field(default_factory=list)
    transport: FakeTransport = field(init=False)

    def __post_init__(self) -> None:
        self.transport = FakeTransport(self.clock)

    async def run(
        self,
        plan: Plan,
        *,
        arrival: int = 0,
        gates: Doors | None = None,
        progress: Progress | None = None,
        clock: Clock | None = None,
    ) -> Outcome:
        return await deliver(
            plan,
            self.transport,
            clock or self.clock,
            arrival,
            record=self.recorded.append,
            limits=self.limits,
            gates=gates,
            progress=progress,
        )
