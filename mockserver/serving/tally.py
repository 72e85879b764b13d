"""What the exchanges of one server add up to, over all its sessions; knows no format and no route.

It is told of every exchange, so it only counts; what is made of the numbers is `metrics.py`'s part.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from mockserver.delivery.clock import wall
from mockserver.delivery.runs import runs_of
from mockserver.exchange.journal import Exchange
from mockserver.exchange.outcome import Result
from mockserver.wire.instructions import Plan

MOST_NAMES = 200
"""Scenarios that are counted by their names; those that come later are counted as `OTHER`."""

OTHER = "other"
"""What stands for all scenarios beyond the first `MOST_NAMES`."""

NONE = "none"
"""What stands for the scenario of a request that none answered."""

BOUNDS = (
    *(100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000),
    *(100_000, 250_000, 500_000, 1_000_000, 2_500_000, 10_000_000),
)
"""The upper bounds of the buckets of a histogram, in microseconds; one more bucket has the rest."""


@dataclass(slots=True)
class Histogram:
    """How often values fell into each bucket; in microseconds."""

    counts: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS) + 1))
    total: int = 0
    """The sum of all values."""

    def add(self, value: int) -> None:
        """Counts a value."""
        self.counts[bisect_left(BOUNDS, value)] += 1
        self.total += value

    def add_all(self, values: Iterable[int]) -> int | None:
        """Counts values; the largest of them, None where there is none."""
        counts, total, largest = self.counts, 0, None
        for value in values:
            counts[bisect_left(BOUNDS, value)] += 1
            total += value
            if largest is None or value > largest:
                largest = value
        self.total += total
        return largest


@dataclass(slots=True)
class Tally:
    """The counts of one server since it began; used in the loop of its streams alone."""

    ended: dict[tuple[str, Result], int] = field(default_factory=dict)
    """Exchanges that are over, by the scenario's name and the outcome."""
    open: dict[int, Exchange] = field(default_factory=dict)
    """Those that are not over, by their identity: numbers are a session's own."""
    sent: int = 0
    """Bytes that those which are over sent, heads included."""
    lateness: Histogram = field(default_factory=Histogram)
    """How late each planned moment was, of exchanges that are over."""
    latest: Histogram = field(default_factory=Histogram)
    """The largest of these for each exchange."""
    lag: Histogram = field(default_factory=Histogram)
    """How late the loop called what was to be called; `lag.py` tells it."""
    _names: set[str] = field(default_factory=set)

    def began(self, exchange: Exchange) -> None:
        """An exchange is answered from now on."""
        self.open[id(exchange)] = exchange

    def over(self, exchange: Exchange) -> None:
        """An exchange has its outcome."""
        self.open.pop(id(exchange), None)
        outcome = exchange.outcome
        assert outcome is not None
        key = self._name(exchange.scenario), outcome.result
        self.ended[key] = self.ended.get(key, 0) + 1
        self.sent += outcome.sent
        largest = self.lateness.add_all(lateness(exchange.plan, outcome.times))
        if largest is not None:
            self.latest.add(largest)

    @property
    def sent_so_far(self) -> int:
        """Bytes that all exchanges sent, the open ones included."""
        return self.sent + sum(one.progress.sent for one in self.open.values())

    def _name(self, scenario: str | None) -> str:
        if scenario is None:
            return NONE
        if scenario in self._names:
            return scenario
        if len(self._names) >= MOST_NAMES:
            return OTHER
        self._names.add(scenario)
        return scenario


def lateness(plan: Plan, times: Sequence[int]) -> Iterator[int]:
    """How late each planned moment was that came: microseconds after the time that was planned.

    What is due together is one moment, and as late as the last of it. A wait at a gate is none;
    what follows it is due from then on. `times` are those of an Outcome.
    """
    done, due, carried_out = 0, 0, len(times)
    for run in runs_of(plan, wall):
        begin = done
        for write in run.writes:
            done += write.instructions
        last = (done if done < carried_out else carried_out) - 1
        if last >= begin:
            yield times[last] - due
        pause = run.pause
        if pause is None or done >= carried_out:
            return
        due = max(due, times[done]) if pause.micros is None else due + pause.micros
        done += 1
