"""A plan as the moments that people tell apart: what comes when, what it means, how it is sent.

Pure; reads the plan's instructions and marks, and no scenario. Nothing of it is sent or hashed.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from mockserver import durations
from mockserver.dialects.meaning import Meaning, Topic
from mockserver.wire.http1 import reason, serialize_head
from mockserver.wire.instructions import (
    Ending,
    Head,
    Mark,
    MarkKind,
    Pause,
    Plan,
    Send,
)
from mockserver.wire.uncoded import Uncoded

from . import telling

Kind = Literal[
    "head",
    "chunk",
    "event",
    "comment",
    "raw",
    "wire",
    "part",
    "body",
    "coding",
    "wait",
    "gate",
    "end",
]
"""What a moment is.

chunk, event, comment, raw, wire  an item of the stream that is wholly sent now
part                              the beginning of an item that is cut here, or waits here
body                              the body of an answer that is no stream
coding                            bytes of the body's codings alone: what says that it is whole
wait, gate                        a silence of a second or more, comments in one, a gate
head, end                         as the instructions of that name
"""

ENDINGS = {
    Ending.COMPLETE: "complete: the body is whole",
    Ending.TRUNCATE: "truncate: the connection is closed, the body is not whole",
    Ending.RESET: "reset: the connection is reset",
    Ending.HALF_CLOSE: "half_close: the sending side is closed, the body is not whole",
    Ending.STALL: "stall: nothing more is sent, the connection stays open",
}
"""Each ending in words."""

_LONG = 1_000_000
"""Microseconds of silence that are worth a line."""

_MOST_BEATS = 100


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that a person would tell of; times are microseconds after the request's arrival.

    `at` is when its last byte leaves, `since` when its first one did; `segments` are the numbers,
    from 1, of the first and the last segment that hold it, (0, 0) where none does. `number` counts
    completion chunks, or events (completion chunks among them), as they are sent.
    """

    at: int
    kind: Kind
    words: str
    topic: Topic = "other"
    number: int | None = None
    sent: bytes = b""
    since: int = 0
    segments: tuple[int, int] = (0, 0)
    beats: tuple[int, ...] = ()
    """When comments are sent in a silence: the first hundred times; once if it has no end."""

    @property
    def name(self) -> str:
        """Its kind and number: `chunk 3`."""
        return self.kind if self.number is None else f"{self.kind} {self.number}"


@dataclass(frozen=True, slots=True)
class Segment:
    """Bytes that leave together: when, and how many."""

    at: int
    size: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """All moments of a plan in their order, and its segments."""

    moments: tuple[Moment, ...]
    segments: tuple[Segment, ...]
    duration: int
    ending: Ending

    def count(self, kind: Kind) -> int:
        """How many moments are of a kind."""
        return sum(one.kind == kind for one in self.moments)

    @property
    def size(self) -> int:
        """Socket bytes after the head, without those of comments in a silence."""
        return sum(one.size for one in self.segments)


def timeline(plan: Plan) -> Timeline:
    """The moments of a plan; each socket byte after the head is in one of them."""
    reader = _Reader(plan)
    for due, one in plan.timed():
        match one:
            case Head():
                reader.head(due, one)
            case Send(data):
                reader.send(due, data)
            case Pause():
                reader.pause(due, one)
            case _:
                reader.end(due, plan.ending)
    return Timeline(tuple(reader.moments), tuple(reader.segments), plan.duration, plan.ending)


class _Reader:
    """Goes through a plan once."""

    def __init__(self, plan: Plan) -> None:
        self.moments: list[Moment] = []
        self.segments: list[Segment] = []
        self._uncoded = Uncoded(plan.head)
        self._marks = deque(plan.marks)
        self._is_stream = bool(plan.marks) or _is_stream(plan.head)
        self._sent = 0  # socket bytes up to here
        self._raw: list[bytes] = []  # those of the item on its way that no moment has yet
        self._text: list[bytes] = []  # its whole text so far
        self._since: tuple[int, int] | None = None  # when it began, and in which segment
        self._chunks = self._events = 0

    def head(self, due: int, head: Head) -> None:
        words = f"{head.status} {reason(head.status)}".rstrip()
        self.moments.append(Moment(due, "head", words, sent=serialize_head(head), since=due))

    def send(self, due: int, data: bytes) -> None:
        self.segments.append(Segment(due, len(data)))
        at, end = 0, self._sent + len(data)
        while self._marks and self._marks[0].end <= end:
            mark = self._marks.popleft()
            upto = mark.end - self._sent
            self._take(due, data[at : upto - mark.size])
            if mark.size:
                self._part(due)
                self._tell(
                    due,
                    "wire",
                    telling.of_bytes(data[upto - mark.size : upto]),
                    data[upto - mark.size : upto],
                )
            else:
                self._item(due, mark)
            at = upto
        self._take(due, data[at:])
        self._sent = end

    def _take(self, due: int, data: bytes) -> None:
        if data:
            self._since = self._since or (due, len(self.segments))
            self._raw.append(data)
            self._text.append(self._uncoded.feed(data))

    def _item(self, due: int, mark: Mark) -> None:
        text = b"".join(self._text)
        kind, tell = _OF_ITEM[mark.kind]
        number = None
        if mark.kind in (MarkKind.CHUNK, MarkKind.EVENT):
            self._events += 1
            self._chunks += mark.kind is MarkKind.CHUNK
            number = self._chunks if mark.kind is MarkKind.CHUNK else self._events
        self._tell(due, kind, tell(text), b"".join(self._raw), number)
        self._raw, self._text, self._since = [], [], None

    def _tell(
        self, due: int, kind: Kind, said: Meaning, sent: bytes, number: int | None = None
    ) -> None:
        segment = len(self.segments)
        since, first = self._since or (due, segment)
        self.moments.append(
            Moment(due, kind, said.words, said.topic, number, sent, since, (first, segment))
        )

    def _part(self, due: int) -> None:
        """What is on its way, if anything is, has a moment of its own before what comes now."""
        raw, text = b"".join(self._raw), b"".join(self._text)
        if not raw:
            return
        if not text.strip(b"\r\n"):
            self._tell(due, "coding", self._coding(raw), raw)
        elif self._is_stream:
            self._tell(due, "part", telling.of_part(text), raw)
        else:
            self._tell(due, "body", telling.of_body(text), raw)
        self._raw = []

    def _coding(self, raw: bytes) -> Meaning:
        if self._uncoded.last_chunk:
            return Meaning("the last HTTP chunk", "other")
        return Meaning(f"{telling.of_bytes(raw).words} of the body's coding", "other")

    def pause(self, due: int, pause: Pause) -> None:
        if pause.gate is None and pause.beat is None and (pause.micros or 0) < _LONG:
            return
        self._part(due)
        kind: Kind = "wait" if pause.gate is None else "gate"
        beat = b"" if pause.beat is None else pause.beat.data
        words = self._silence(pause)
        self.moments.append(
            Moment(due, kind, words, sent=beat, since=due, beats=_beats(due, pause))
        )

    def _silence(self, pause: Pause) -> str:
        length = "for ever" if pause.micros is None else f"for {durations.text(pause.micros)}"
        words = length if pause.gate is None else f"until {pause.gate} is opened"
        if pause.beat is None:
            return f"{words}, nothing is sent"
        said = telling.of_event(self._uncoded.beat(pause.beat.data))
        return f"{words}, every {durations.text(pause.beat.every)} {said.words}"

    def end(self, due: int, ending: Ending) -> None:
        self._part(due)
        self.moments.append(Moment(due, "end", ENDINGS[ending], since=due))


def _beats(due: int, pause: Pause) -> tuple[int, ...]:
    if pause.beat is None:
        return ()
    if pause.micros is None:
        return (due if pause.gate else due + pause.beat.every,)
    return tuple(range(due, due + pause.micros, pause.beat.every)[1 : _MOST_BEATS + 1])


def _of_coding(_: bytes) -> Meaning:
    return Meaning("the end of the gzip body", "other")


_OF_ITEM: dict[MarkKind, tuple[Kind, Callable[[bytes], Meaning]]] = {
    MarkKind.CHUNK: ("chunk", telling.of_event),
    MarkKind.EVENT: ("event", telling.of_event),
    MarkKind.COMMENT: ("comment", telling.of_comment),
    MarkKind.RAW: ("raw", telling.of_bytes),
    MarkKind.CODING: ("coding", _of_coding),
}


def _is_stream(head: Head | None) -> bool:
    fields = {name.lower(): str(value) for name, value in head.headers} if head else {}
    return fields.get("content-type", "").startswith("text/event-stream")
