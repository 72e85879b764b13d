"""One session: what it keeps to itself, what may be waited for, how it ends; knows no route.

A session is one test's own state below its own base URL, so that tests which share a server never
meet: its queue, its place in each scenario's replies, its gates, clock and journal.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar, Unpack, cast
from weakref import WeakValueDictionary

from mockserver.delivery.clock import Clock
from mockserver.delivery.gates import Doors, Gates, Holds
from mockserver.delivery.manual_clock import ManualClock, micros_of
from mockserver.delivery.peer_queue import until_read
from mockserver.delivery.rest import Changes, at_rest
from mockserver.errors import MockServerError
from mockserver.exchange.exchanges import Exchanges, Wanted
from mockserver.exchange.journal import Exchange, Journal
from mockserver.exchange.outcome import Outcome, Result
from mockserver.exchange.problem import Level, Problem
from mockserver.exchange.progress import State
from mockserver.exchange.selection import Session
from mockserver.exchange.verdict import Verdict, verdict
from mockserver.scenario.model import Scenario
from mockserver.wire.instructions import Ending, Pause

from .in_vain import STANDS_STILL, in_pause, no_stream, waits_for_time
from .shelf import Shelf

T = TypeVar("T")

PATIENCE = 5.0
"""Seconds that a test waits for something at most, unless it says otherwise."""

SETTLING = 2.0
"""Seconds that an outcome which is due is waited for at most."""


class WaitedTooLongError(MockServerError, TimeoutError):
    """What a test waited for did not happen; the message says what did."""


@dataclass
class ServedSession:
    """One session; all but `queue` is used in the loop of its streams alone."""

    id: str
    choice: Session
    clock: Clock
    journal: Journal = field(default_factory=Journal)
    gates: Gates = field(default_factory=Gates)
    changed: Changes = field(default_factory=Changes)
    """Told whenever something changes that somebody may wait for."""
    connections: dict[int, asyncio.BaseTransport] = field(default_factory=dict)
    """The connection of each open exchange, by the exchange's number."""
    running: dict[int, Exchange] = field(default_factory=dict)
    """The open exchanges by their numbers, those that the journal has dropped, too."""
    earlier: WeakValueDictionary[int, asyncio.BaseTransport] = field(
        default_factory=WeakValueDictionary
    )
    """The connections of exchanges that are over, by their own numbers, while they last."""
    holds: dict[int, Holds] = field(default_factory=dict)
    """The holds of each open exchange that is held, by the exchange's number."""
    fresh: deque[Exchange] = field(default_factory=deque)
    """Exchanges that nobody has been handed as the next stream yet."""
    label: str = ""
    """Whose it is, for people: a test."""
    named: list[Scenario] = field(default_factory=list)
    """Scenarios that a test named, and so has to ask for."""
    hold: bool = False
    """Whether streams that begin stop before each event until they are released."""
    first: tuple[Scenario | None, tuple[Scenario, ...], bool] = (None, (), False)
    """What answers else, what is named and whether streams are held, as a reset leaves it."""
    ended: bool = False
    stalled: set[int] = field(default_factory=set)
    """The numbers of stalled exchanges whose streams are being ended here."""
    aborted: set[int] = field(default_factory=set)
    """The numbers of exchanges whose streams a reset is ending."""
    shelf: Shelf = field(init=False)
    """Its scenarios, and those that were put there."""

    def __post_init__(self) -> None:
        self.shelf = Shelf(self.choice)
        self.begun()

    @property
    def whose(self) -> str:
        """Its label, or its id where it has none."""
        return self.label or self.id

    def begun(self) -> None:
        """What has been said so far is what a reset comes back to."""
        self.first = (self.choice.fallback, tuple(self.named), self.hold)

    def use(self, scenario: Scenario, *, expected: bool = True) -> None:
        """Has this scenario answer what nothing else does; perhaps that it is asked for is due."""
        self.choice.use(scenario)
        if expected and scenario not in self.named:
            self.named.append(scenario)

    # -- what streams tell --------------------------------------------------------------------

    def began(self, exchange: Exchange, connection: asyncio.BaseTransport | None) -> Doors:
        """An exchange is answered from now on, on this connection; by what its pauses are ended."""
        exchange.progress.changed = self.changed
        self.running[exchange.number] = exchange
        if connection is not None:
            self.connections[exchange.number] = connection
        if exchange.is_stream:
            self.fresh.append(exchange)
        if len(self.fresh) > len(self.journal):
            self.fresh.popleft()
        self.changed()
        if exchange.held is None:
            return self.gates
        holds = self.holds[exchange.number] = Holds(self.gates)
        return holds

    def finished(self, exchange: Exchange, outcome: Outcome) -> None:
        """An exchange's outcome is certain."""
        aborted = self.ended or exchange.number in self.aborted
        if aborted and outcome.result is Result.CLIENT_LEFT:
            # In the turn of the loop in which all connections are aborted, both look the same.
            outcome = replace(outcome, result=Result.SERVER_STOPPED)
        if exchange.number in self.stalled:
            outcome = replace(outcome, result=Result.STALL, exact=not outcome.unaccepted)
            self.stalled.remove(exchange.number)
        exchange.outcome = outcome
        self.running.pop(exchange.number, None)
        connection = self.connections.pop(exchange.number, None)
        if connection is not None and exchange.connection not in self.earlier:
            self.earlier[exchange.connection] = connection
        self.holds.pop(exchange.number, None)
        self.changed()

    # -- what tests wait for ------------------------------------------------------------------

    async def until(
        self, found: Callable[[], T | None], seconds: float, *, while_open: bool = False
    ) -> T | None:
        """What `found` finds, asked again at each change; None where it finds nothing in time.

        With `while_open`, also where the session has ended, and all its streams.
        """
        try:
            async with asyncio.timeout(seconds):
                while (one := found()) is None:
                    if while_open and self.ended and not self.connections:
                        return None
                    await self.changed.next()
                return one
        except TimeoutError:
            return None

    async def exchange(self, seconds: float, since: int = 0, **wanted: Unpack[Wanted]) -> Exchange:
        """The first exchange that is over and fits, of those with a larger number than `since`.

        Raises WaitedTooLongError, ValueError.
        """
        if wanted.get("outcome") is None:
            wanted.pop("outcome", None)

        def found() -> Exchange | None:
            over = (one for one in self.journal if one.outcome and one.number > since)
            return next(iter(Exchanges(over).where(**wanted)), None)

        exchange = await self.until(found, seconds, while_open=True)
        if exchange is None:
            outcome = wanted.pop("outcome", None)
            said = ", ".join(f"{key} {value!r}" for key, value in wanted.items())
            what = "was over" if outcome is None else f"ended as {outcome}"
            raise self._waited(f"no exchange {said and f'with {said} '}{what}", seconds)
        return exchange

    async def over(self, exchange: Exchange, seconds: float) -> Exchange:
        """This exchange, when it is over. Raises WaitedTooLongError."""
        if await self.until(lambda: exchange.outcome, seconds, while_open=True) is None:
            raise self._waited(f"exchange #{exchange.number} was not over", seconds)
        return exchange

    async def next_stream(self, seconds: float) -> Exchange:
        """The next exchange that nobody has been handed yet. Raises WaitedTooLongError."""

        def found() -> Exchange | None:
            return self.fresh.popleft() if self.fresh else None

        exchange = await self.until(found, seconds, while_open=True)
        if exchange is None:
            raise self._waited(no_stream(self.journal), seconds)
        return exchange

    def _waited(self, what: str, seconds: float) -> WaitedTooLongError:
        had = "".join(f"\n  {one.title}" for one in self.journal)
        when = "before the session ended" if self.ended else f"within {seconds:g} s"
        still = f"\n{STANDS_STILL}" if self.stands_still else ""
        return WaitedTooLongError(f"{what} {when}; there are:{had or ' none'}{still}")

    @property
    def stands_still(self) -> bool:
        """Whether a stream waits, or did, for time that nobody but the test moves on."""
        return isinstance(self.clock, ManualClock) and waits_for_time(self.journal)

    # -- what tests let happen ----------------------------------------------------------------

    async def advance(self, seconds: float) -> None:
        """Moves the time on; returns when every stream rests.

        Raises RuntimeError, TypeError, ValueError.
        """
        if not isinstance(self.clock, ManualClock):
            raise RuntimeError("this session keeps real time: ask for one with clock='manual'")
        await self.clock.advance(micros_of(seconds), self._at_rest)

    async def release(self, exchange: Exchange, events: int | None) -> None:
        """Lets so many held events pass, or all; returns when the stream rests."""
        if exchange.outcome is not None:
            if events is None or exchange.outcome.result is Result.CLIENT_LEFT:
                return  # whether a client that leaves has left by now is nobody's to say
            raise RuntimeError(f"the stream of exchange #{exchange.number} has ended")
        holds = self.holds.get(exchange.number)
        if holds is None:
            raise RuntimeError(
                f"exchange #{exchange.number} is not held: say hold() before its request comes"
            )
        if events is None:
            holds.release_all()
        else:
            holds.release(events)
        await at_rest(lambda: [exchange.progress], self.changed)
        while not isinstance(self.clock, ManualClock) and _sleeps_a_while(exchange):
            await self.changed.next()
            await at_rest(lambda: [exchange.progress], self.changed)

    async def read_by_client(self, exchange: Exchange, seconds: float) -> None:
        """Returns when the client has read all that was sent so far.

        Raises NotKnowableError, WaitedTooLongError.
        """
        connection = self.connections.get(exchange.number)
        if connection is None:
            connection = self.earlier.get(exchange.connection)
        if not await until_read(cast("asyncio.Transport | None", connection), seconds):
            what = f"the client of exchange #{exchange.number} did not read all that was sent"
            raise self._waited(what, seconds)

    async def _at_rest(self) -> None:
        await at_rest(lambda: [one.progress for one in self.running.values()], self.changed)

    async def settled(self) -> None:
        """What clients did before this was asked is known, and so is every outcome that is due."""
        for _ in range(3):  # a turn of the loop sees what was sent to its sockets before
            await asyncio.sleep(0)
        now = self.clock.now()
        due = [
            one
            for one in self.journal
            if one.plan.ending is not Ending.STALL and one.arrival + one.plan.duration <= now
        ]
        await self.until(lambda: all(map(_settled, due)) or None, SETTLING)

    def verdict(self, levels: Mapping[Problem, Level] | None = None) -> Verdict:
        """What nobody asserted, by what is known now."""
        queued = tuple(self.choice.queued)
        return verdict(self.journal, queued=queued, named=self.named, levels=levels)

    def end_stalls(self, exchanges: Iterable[Exchange], turns: int = 3) -> None:
        """Ends streams that stall for ever as the bound on their life does: nobody waits for them.

        So many turns of the loop later: a client that has left by now is seen to have left.
        """
        if turns:
            asyncio.get_running_loop().call_soon(self.end_stalls, exchanges, turns - 1)
            return
        for one in exchanges:
            connection = self.connections.get(one.number)
            if one.outcome is None and isinstance(connection, asyncio.WriteTransport):
                self.stalled.add(one.number)
                connection.abort()

    def end(self) -> None:
        """Its open streams are aborted, and none begins any more."""
        self.ended = True
        self._abort()
        self.changed()

    async def reset(self) -> tuple[int, int, int]:
        """Is as it was in the beginning, but for scenarios that were put: its streams are aborted.

        How many exchanges, queued replies and open streams there were.
        """
        queued, streams = len(self.choice.queued), set(self.connections)
        self.aborted |= streams
        self._abort()
        await self.until(lambda: streams.isdisjoint(self.connections) or None, SETTLING)
        self.aborted -= streams
        fallback, named, self.hold = self.first
        self.choice.reset()
        self.choice.use(fallback)
        self.named[:] = named
        self.gates.clear()
        self.fresh.clear()
        if isinstance(self.clock, ManualClock):
            self.clock = ManualClock()
        return self.journal.clear(), queued, len(streams)

    def _abort(self) -> None:
        for connection in list(self.connections.values()):
            assert isinstance(connection, asyncio.WriteTransport)
            connection.abort()


def _settled(exchange: Exchange) -> bool:
    """Whether its outcome is known, or a gate stands between it and that."""
    if exchange.outcome is not None or exchange.progress.state is State.GATED:
        return True
    pauses = (one for one in exchange.plan.instructions if isinstance(one, Pause))
    after_gate = any(one.gate is not None for one in pauses)  # HOLD is the empty text
    return after_gate and exchange.progress.state is State.SLEEPING


def _sleeps_a_while(exchange: Exchange) -> bool:
    """Whether a stream is in a pause that ends with time, unlike that of a stall for ever."""
    return exchange.progress.state is State.SLEEPING and in_pause(exchange)
