"""The program that an answer is: Head, Send, Pause, End; knows bytes and durations, nothing else.

Everything above this file produces such a program without a socket; `delivery` runs it without
cleverness. A plan is finite and frozen: it can be printed, hashed, cut, compared and cached.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from mockserver import durations


class Ending(StrEnum):
    """How a reply ends; one vocabulary everywhere.

    COMPLETE    the body is whole (last HTTP chunk sent), the connection is kept
    TRUNCATE    the connection is closed (FIN) without the last HTTP chunk
    RESET       the connection is reset (RST) once the peer's kernel has every byte
    HALF_CLOSE  the sending side is closed (FIN), the receiving side stays open
    STALL       nothing more is sent and the connection stays open
    """

    COMPLETE = "complete"
    TRUNCATE = "truncate"
    RESET = "reset"
    HALF_CLOSE = "half_close"
    STALL = "stall"


@dataclass(frozen=True, slots=True)
class DateIn:
    """A header's value that is known when the head is sent: a moment so many microseconds later.

    As text it is its placeholder, which is what people see and what the digest is over.
    """

    micros: int

    def __str__(self) -> str:
        return f"{{date_in: {durations.text(self.micros)}}}"


HeaderValue = str | DateIn


@dataclass(frozen=True, slots=True)
class Head:
    """The status line and the header fields, in the order in which they are sent."""

    status: int
    headers: tuple[tuple[str, HeaderValue], ...] = ()


@dataclass(frozen=True, slots=True)
class Send:
    """One segment: socket bytes after the head, handed over in one write; never empty."""

    data: bytes

    def __post_init__(self) -> None:
        if not self.data:
            raise ValueError("Send needs at least one byte")


@dataclass(frozen=True, slots=True)
class Beat:
    """What is sent again and again during a pause: socket bytes, every so many microseconds."""

    every: int
    data: bytes

    def __post_init__(self) -> None:
        if self.every <= 0:
            raise ValueError(f"Beat.every must be positive, got {self.every}")
        if not self.data:
            raise ValueError("Beat needs at least one byte")


HOLD = ""
"""The gate before a held event, which each release lets through once; no scenario can name it."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Silence (but for the beat) of so many microseconds; `None` is for ever.

    Pauses count from the previous deadline, not from the previous write, so lateness never adds up.
    With a gate, `micros` is None and the pause lasts until the gate of that name is opened; what
    follows counts from then, and planned times count the wait as nothing.
    """

    micros: int | None
    beat: Beat | None = None
    gate: str | None = None

    def __post_init__(self) -> None:
        if self.micros is not None and (self.micros <= 0 or self.gate is not None):
            raise ValueError(f"Pause.micros must be positive, or None (and so for a gate): {self}")


@dataclass(frozen=True, slots=True)
class End:
    """What happens to the connection after the last byte; always the last instruction."""

    ending: Ending


Instruction = Head | Send | Pause | End


class MarkKind(StrEnum):
    """What ends at a mark."""

    CHUNK = "chunk"  # a completion chunk
    EVENT = "event"  # a server-sent event that is no completion chunk ([DONE], literal events)
    COMMENT = "comment"
    RAW = "raw"
    WIRE = "wire"  # socket bytes below the coding of the body
    CODING = "coding"  # the content coding


@dataclass(frozen=True, slots=True)
class Mark:
    """Says that after `end` socket bytes of Send data one more item is wholly sent.

    `size` is told for WIRE alone: so many bytes before `end` are below the coding of the body.
    """

    end: int
    kind: MarkKind
    size: int = 0


_HELD = 100
"""Bytes of memory that an instruction and its recorded time take beside its data, about."""


@dataclass(frozen=True)
class Plan:
    """The finite program for one request, lawful by construction.

    `marks` say where items end in the sent bytes, in rising order; `notes` are remarks for people
    (a fault that is never reached). Neither is sent, neither is part of the digest.

    Raises ValueError where the law is broken: exactly one End, last; at most one Head, before any
    Send; a pause for ever only right before `End(STALL)`, and `End(STALL)` only right after one.
    """

    instructions: tuple[Instruction, ...]
    marks: tuple[Mark, ...] = ()
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        ends = [i for i, one in enumerate(self.instructions) if isinstance(one, End)]
        if ends != [len(self.instructions) - 1]:
            raise ValueError("a plan has exactly one End, as its last instruction")
        seen: set[type] = set()
        for one, after in zip(self.instructions, self.instructions[1:], strict=False):
            if isinstance(one, Head) and (Head in seen or Send in seen):
                raise ValueError("a plan has at most one Head, before any Send")
            if isinstance(one, Send) and Head not in seen:
                raise ValueError("a Send needs a Head before it")
            forever = isinstance(one, Pause) and one.micros is None and one.gate is None
            if forever != (after == End(Ending.STALL)):
                raise ValueError("a pause for ever and End(stall) come only together")
            seen.add(type(one))
        if self.instructions == (End(Ending.STALL),):
            raise ValueError("a pause for ever and End(stall) come only together")

    @cached_property
    def head(self) -> Head | None:
        """The head, or None where the connection ends before any."""
        return next((one for one in self.instructions if isinstance(one, Head)), None)

    @property
    def ending(self) -> Ending:
        """How the plan ends."""
        last = self.instructions[-1]
        assert isinstance(last, End)
        return last.ending

    @cached_property
    def unsafe(self) -> bool:
        """Whether bytes below the coding of the body are sent: no request may follow them."""
        return any(mark.kind is MarkKind.WIRE for mark in self.marks)

    @property
    def body(self) -> bytes:
        """All socket bytes after the head, chunked coding included, beats left out."""
        return b"".join(one.data for one in self.instructions if isinstance(one, Send))

    @cached_property
    def memory(self) -> int:
        """About how many bytes of memory it takes: its data, and what holds it."""
        sent = sum(len(one.data) for one in self.instructions if isinstance(one, Send))
        return sent + _HELD * len(self.instructions)

    def timed(self) -> Iterator[tuple[int, Instruction]]:
        """Each instruction with its planned time: microseconds after the request's arrival."""
        due = 0
        for one in self.instructions:
            yield due, one
            if isinstance(one, Pause) and one.micros is not None:
                due += one.micros

    @cached_property
    def duration(self) -> int:
        """Planned microseconds from the request's arrival to the End (a stall counts as none)."""
        return max(due for due, _ in self.timed())
