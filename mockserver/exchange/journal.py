"""The record of exchanges: each request, its plan, and what really happened; bounded, no clock."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mockserver.wire.json_text import JsonObject

from . import report
from .facts import Facts
from .holding import held
from .problem import Problem
from .respond import Response

MOST_EXCHANGES = 1000
"""Exchanges that are kept; the oldest ones go first."""

MOST_BYTES = 64 * 1024 * 1024
"""Bytes of requests and answers that are kept; then, too, the oldest exchanges go first."""


QUEUED = ("queue", 0)
"""What stands for every queued reply where answers are counted."""


class Exchange(Facts):
    """One request, its plan beside what happened; and how both are told."""

    __slots__ = ()

    def to_json(self) -> JsonObject:
        """Everything about it, for the control API; times and durations in microseconds."""
        return report.to_json(self)

    @property
    def title(self) -> str:
        """One line: what was asked for, what answered, and how it ended."""
        return report.title(self)

    def __repr__(self) -> str:
        return f"<Exchange {self.title}>"

    def __str__(self) -> str:
        """Its title, and all that was to happen, for a failing test."""
        return report.whole(self)


@dataclass(slots=True)  # not frozen: as a journal's, its `total` is a plain attribute
class Untold:
    """Exchanges of a journal, of `total` ones, beside those that are told `elsewhere`."""

    exchanges: tuple[Exchange, ...]
    elsewhere: int
    total: int

    def __iter__(self) -> Iterator[Exchange]:
        return iter(self.exchanges)


class Journal:
    """The last exchanges, oldest first; the very last one is kept whatever its size.

    Its exchanges are numbered from `first` on, each `step` above the one before: journals of
    several processes share no number.
    """

    def __init__(
        self,
        most: int = MOST_EXCHANGES,
        most_bytes: int = MOST_BYTES,
        *,
        first: int = 1,
        step: int = 1,
    ) -> None:
        self._step = step
        self._most = most
        self._most_bytes = most_bytes
        self._exchanges: deque[tuple[int, Exchange]] = deque()
        self._bytes = 0
        self._last = first - step
        self.total = 0
        """All exchanges since it was cleared, those no longer kept included."""
        self.answers: Counter[tuple[str, int]] = Counter()
        """How often each reply of each scenario answered, of all of these; all queued ones
        count as one reply, `QUEUED`."""
        self.listed = 0
        """How often the models were asked for, which is no exchange."""
        self.forgotten: Counter[Problem] = Counter()
        """The problems of the exchanges that are no longer kept."""
        self._elsewhere: set[int] = set()

    def open(
        self,
        path: str,
        arrival: int,
        response: Response,
        request_bytes: int = 0,
        *,
        connection: int = 0,
        earlier_on_connection: int = 0,
        hold: bool = False,
    ) -> Exchange:
        """A new exchange, whose outcome is still to come; the request's body had so many bytes.

        With `hold`, its plan stops before each event until the stream is let go on.
        """
        self.total += 1
        self._last += self._step
        exchange = Exchange(
            self._last,
            path,
            arrival,
            response,
            connection=connection,
            earlier_on_connection=earlier_on_connection,
            held=held(response.plan) if hold else None,
        )
        self._count(exchange)
        size = request_bytes + exchange.plan.memory
        self._exchanges.append((size, exchange))
        self._bytes += size
        while len(self._exchanges) > max(1, self._most) or (
            len(self._exchanges) > 1 and self._bytes > self._most_bytes
        ):
            gone, oldest = self._exchanges.popleft()
            self._bytes -= gone
            self._elsewhere.discard(oldest.number)
            if (problem := oldest.problem) is not None:
                self.forgotten[problem] += 1
        return exchange

    def clear(self) -> int:
        """Forgets every exchange that is over: how many it forgot.

        Those whose stream is open stay. Numbers go on, so that none is ever two exchanges'.
        """
        kept = [one for one in self._exchanges if one[1].outcome is None]
        gone = self.total - len(kept)
        self._exchanges = deque(kept)
        self._bytes = sum(size for size, _ in kept)
        self.total = len(kept)
        self.listed = 0
        self.answers.clear()
        self.forgotten.clear()
        self._elsewhere.intersection_update(one.number for _, one in kept)
        for _, exchange in kept:
            self._count(exchange)
        return gone

    def told_elsewhere(self, exchanges: Iterable[Exchange]) -> None:
        """Something else tells of these: a report of what they were made for."""
        kept = {one.number for one in self}
        self._elsewhere.update(one.number for one in exchanges if one.number in kept)

    @property
    def untold(self) -> Untold:
        """Those that nothing else tells of."""
        rest = (one for one in self if one.number not in self._elsewhere)
        return Untold(tuple(rest), len(self._elsewhere), self.total - len(self._elsewhere))

    def _count(self, exchange: Exchange) -> None:
        if (chosen := exchange.response.chosen) is not None:
            which = (chosen.scenario.name, chosen.reply_number)
            self.answers[QUEUED if chosen.queued else which] += 1

    def __iter__(self) -> Iterator[Exchange]:
        return iter([exchange for _, exchange in tuple(self._exchanges)])

    def __len__(self) -> int:
        return len(self._exchanges)
