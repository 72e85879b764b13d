"""One request, its plan beside what happened, and what follows from both; no text, no clock."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from mockserver.dialects.headers import NO_HEADERS, Headers
from mockserver.dialects.request import ChatRequest
from mockserver.scenario.model import Reply
from mockserver.wire.digest import digest
from mockserver.wire.instructions import End, Head, MarkKind, Pause, Plan, Send
from mockserver.wire.json_text import Json

from .content import content
from .outcome import Outcome, Result
from .problem import Problem, problem_of
from .progress import Progress
from .reached import reached
from .respond import Response


@dataclass(slots=True, repr=False)
class Facts:
    """One request, its plan beside what happened.

    `number` counts from 1, `arrival` is in the server's microseconds; `outcome` is None while the
    stream is open. `path` is without what names the session. `connection` is the client's TCP
    connection, which the server counts from 1 (0 where nobody says), and `earlier_on_connection`
    are the requests before this one on it: 0 where the client opened it for this one.
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
    def is_stream(self) -> bool:
        """Whether a reply answers with a stream: no refusal, no status before one, no JSON."""
        chosen, request = self.response.chosen, self.response.request
        if chosen is None or request is None or self.refused is not None:
            return False
        return request.stream and chosen.reply.is_stream

    @property
    def carried_out(self) -> int:
        """How many of the plan's instructions were carried out, so far."""
        return len(self._times)

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
