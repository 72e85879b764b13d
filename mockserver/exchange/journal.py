"""The record of exchanges: each request, its plan, and what really happened; bounded, no clock."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Unpack

from mockserver.dialects.headers import NO_HEADERS, Headers
from mockserver.dialects.request import ChatRequest
from mockserver.scenario.model import Reply
from mockserver.wire.digest import digest
from mockserver.wire.instructions import End, Head, MarkKind, Pause, Plan, Send
from mockserver.wire.json_text import Json, JsonObject

from . import report
from .content import content
from .exchanges import Exchanges, Wanted
from .holding import held
from .outcome import Outcome, Result
from .problem import Problem, problem_of
from .progress import Progress
from .reached import reached
from .respond import Response

MOST_EXCHANGES = 1000
"""Exchanges that are kept; the oldest ones go first."""

MOST_BYTES = 64 * 1024 * 1024
"""Bytes of requests and answers that are kept; then, too, the oldest exchanges go first."""


QUEUED = ("queue", 0)
"""What stands for every queued reply where answers are counted."""


@dataclass(slots=True, repr=False)
class Exchange:
    """One request, its plan beside what happened.

    `number` counts from 1, `arrival` is in the server's microseconds; `outcome` is None while the
    stream is open. `connection` is the client's TCP connection, which the server counts from 1 (0
    where nobody says), and `earlier_on_connection` are the requests before this one on it: 0 where
    the client opened it for this one.
    """

    number: int
    path: str
    arrival: int
    response: Response
    outcome: Outcome | None = None
    connection: int = 0
    earlier_on_connection: int = 0
    progress: Progress = field(default_factory=Progress)
    """How far the stream has come; delivery tells it."""
    held: Plan | None = None
    """The plan with a hold before each event, where the stream is held."""

    @property
    def plan(self) -> Plan:
        """What was to happen, the holds included."""
        return self.held or self.response.plan

    @property
    def request(self) -> ChatRequest | None:
        """The request; None where the body was none that a provider would take."""
        return self.response.request

    @property
    def body(self) -> Json:
        """The JSON of the request's body; None where it was none that a provider would take."""
        return self.request.body if self.request else None

    @property
    def headers(self) -> Headers:
        """The request's header fields, without what may be a key; none without a request."""
        return self.request.headers.redacted() if self.request else NO_HEADERS

    @property
    def scenario(self) -> str | None:
        """The scenario that answered; None where none did."""
        return self.response.chosen.scenario.name if self.response.chosen else None

    @property
    def reply(self) -> Reply | None:
        """The reply that answered; its `to_yaml()` is a scenario file. None where none did."""
        return self.response.chosen.reply if self.response.chosen else None

    @property
    def reply_number(self) -> int | None:
        """Which of the scenario's replies answered, counted from 1."""
        return self.response.chosen.reply_number if self.response.chosen else None

    @property
    def refused(self) -> str | None:
        """Why no reply answered; None where one did."""
        return self.response.refused

    @property
    def queued(self) -> bool:
        """Whether a queued reply answered."""
        return self.response.chosen is not None and self.response.chosen.queued

    @property
    def problem(self) -> Problem | None:
        """What is worth telling about it in a verdict; None where all is well."""
        return problem_of(self.response, self.outcome)

    @property
    def status(self) -> int | None:
        """The HTTP status; None where the connection ended before any head."""
        return self.plan.head.status if self.plan.head else None

    @property
    def result(self) -> Result | None:
        """How it ended; None while it is open."""
        return self.outcome.result if self.outcome else None

    @property
    def exact(self) -> bool | None:
        """Whether every planned byte was accepted and the planned ending happened."""
        return self.outcome.exact if self.outcome else None

    @property
    def accepted(self) -> int | None:
        """Bytes, the head's included, that the client's kernel took; None while it is open."""
        return self.outcome.sent - self.outcome.unaccepted if self.outcome else None

    @property
    def unaccepted(self) -> int | None:
        """Bytes that were sent and not taken by the client's kernel; None while it is open."""
        return self.outcome.unaccepted if self.outcome else None

    @property
    def left_after(self) -> str | None:
        """After what the client left: `chunk 3 of 10, 812 of 2400 bytes`; None if it did not."""
        if self.outcome is None or self.problem is not Problem.LEFT:
            return None
        return self.position

    @property
    def position(self) -> str:
        """How far it has come: `chunk 3 of 10, 812 of 2400 bytes`."""
        return reached(self.plan, len(self._times))

    @property
    def lasted(self) -> int | None:
        """Microseconds from the arrival to the last instruction that was carried out.

        None while it is open, and where none was.
        """
        return self.outcome.times[-1] if self.outcome and self.outcome.times else None

    @property
    def digest(self) -> str:
        """The digest of the plan without holds; `mockserver render` prints the same one."""
        return digest(self.response.plan)

    @property
    def chunks_sent(self) -> int:
        """Completion chunks that were sent whole, so far."""
        return self._sent(MarkKind.CHUNK)

    @property
    def events_sent(self) -> int:
        """Completion chunks, literal events and terminators that were sent whole, so far."""
        return self.chunks_sent + self._sent(MarkKind.EVENT)

    @property
    def sent_body(self) -> bytes:
        """The body so far, as a client has it after its codings: no head, no HTTP chunks."""
        return content(self.plan, len(self._times), self.progress.beats)

    @property
    def lateness(self) -> int:
        """The largest lateness of a write so far, in microseconds; a wait at a gate is none."""
        latest = due = 0
        for one, happened in zip(self.plan.instructions, self._times, strict=False):
            if isinstance(one, Pause):
                due = max(due, happened) if one.micros is None else due + one.micros
            elif not isinstance(one, End):
                latest = max(latest, happened - due)
        return latest

    @property
    def _times(self) -> Sequence[int]:
        return self.outcome.times if self.outcome else self.progress.times

    def segments(self) -> Iterator[tuple[int, int, int]]:
        """Each head and segment that was written so far: planned time, real time, bytes.

        Times are microseconds after the request's arrival. A head's bytes are not counted.
        """
        for (planned, one), happened in zip(self.plan.timed(), self._times, strict=False):
            if isinstance(one, Head | Send):
                yield planned, happened, len(one.data) if isinstance(one, Send) else 0

    def _sent(self, kind: MarkKind) -> int:
        sent = sum(size for _, _, size in self.segments())
        return sum(mark.kind is kind and mark.end <= sent for mark in self.plan.marks)

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
        self.forgotten: Counter[Problem] = Counter()
        """The problems of the exchanges that are no longer kept."""

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
        self.answers.clear()
        self.forgotten.clear()
        for _, exchange in kept:
            self._count(exchange)
        return gone

    def _count(self, exchange: Exchange) -> None:
        if (chosen := exchange.response.chosen) is not None:
            which = (chosen.scenario.name, chosen.reply_number)
            self.answers[QUEUED if chosen.queued else which] += 1

    def where(self, **wanted: Unpack[Wanted]) -> Exchanges:
        """The exchanges that are kept and fit, as `Exchanges.where` says."""
        return Exchanges(self).where(**wanted)

    def __iter__(self) -> Iterator[Exchange]:
        return iter([exchange for _, exchange in tuple(self._exchanges)])

    def __len__(self) -> int:
        return len(self._exchanges)
