"""A plan as text that people like to read, in a terminal and in a failing test; changes nothing.

Each line begins with the planned time, counted from the arrival of the request. The body is shown
without its codings: a `|` begins a line of it, a `+` goes on with a line that an earlier segment
began, a `~` stands before bytes of a `wire` step, and bytes that are no text are escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mockserver import durations

from .http1 import reason
from .instructions import HOLD, Beat, End, Ending, Head, Pause, Plan, Send
from .uncoded import Uncoded
from .visible import visible_bytes

_ENDINGS = {
    Ending.COMPLETE: "complete: the body is whole",
    Ending.TRUNCATE: "truncate: the connection is closed, the body is not whole",
    Ending.RESET: "reset: the connection is reset",
    Ending.HALF_CLOSE: "half_close: the sending side is closed, the body is not whole",
    Ending.STALL: "stall: nothing more is sent, the connection stays open",
}
_WIDTH = 10


def transcript(plan: Plan, done: int | None = None) -> str:
    """The whole plan, a line break after each line.

    Where only so many instructions were carried out (`done`), a line says what was not.
    """
    return "".join(f"{line}\n" for line in _lines(plan, done))


def _lines(plan: Plan, done: int | None) -> Iterator[str]:
    body = _Body(plan)
    for at, (due, one) in enumerate(plan.timed()):
        if at == done:
            yield "--- what follows did not happen ---"
        time = f"{durations.text(due).ljust(_WIDTH - 1)} "
        match one:
            case Head(status, headers):
                yield f"{time}head {status} {reason(status)}".rstrip()
                yield from (f"{'':{_WIDTH}}| {name}: {value}" for name, value in headers)
            case Send(data):
                yield from _segment(f"{time}send {_bytes(len(data))}", body.lines(data))
            case Pause(micros, Beat(every, data), gate):
                length = "for ever" if micros is None else f"for {durations.text(micros)}"
                length = length if gate is None else f"for the gate {gate}"
                title = f"{time}wait {length}, every {durations.text(every)} {_bytes(len(data))}"
                yield from _segment(title, body.beat(data))
            case Pause(None, None, None):
                yield f"{time}wait for ever"
            case Pause(None, None, gate):
                yield f"{time}wait for {'a release' if gate == HOLD else f'the gate {gate}'}"
            case End(ending):
                yield f"{time}end {_ENDINGS[ending]}"


def _segment(title: str, lines: list[str]) -> Iterator[str]:
    if len(lines) == 1 and lines[0].startswith("+"):
        yield f"{title}  {lines[0]}".rstrip()
    else:
        yield title
        yield from (f"{'':{_WIDTH}}{line}".rstrip() for line in lines)


def _bytes(count: int) -> str:
    return "1 byte" if count == 1 else f"{count} bytes"


_LINES = re.compile(rb"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")
"""Lines by the three line ends that server-sent events know."""


class _Body:
    """The body's lines, segment by segment.

    The codings are taken off as long as the bytes are what the head says; then they stand as they
    are. Bytes of a `wire` step are no part of the body and have lines of their own.
    """

    def __init__(self, plan: Plan) -> None:
        self._uncoded = Uncoded(plan.head)
        self._wire = [(mark.end - mark.size, mark.end) for mark in plan.marks if mark.size]
        self._sent = 0
        self._inside = False
        self._after_cr = False

    def lines(self, data: bytes) -> list[str]:
        """The lines of the next segment."""
        found: list[str] = []
        begin, end = self._sent, self._sent + len(data)
        for first, last in [*_between(self._wire, begin, end), (end, end)]:
            found += self._of_body(self._uncoded.feed(data[self._sent - begin : first - begin]))
            found += _below(data[first - begin : last - begin])
            self._inside = self._inside and first == last
            self._sent = last
        return found

    def beat(self, data: bytes) -> list[str]:
        """The lines of a beat, which is whole in itself."""
        before = self._inside, self._after_cr
        self._inside = self._after_cr = False
        lines = self._of_body(self._uncoded.beat(data))
        self._inside, self._after_cr = before
        return lines

    def _of_body(self, body: bytes) -> list[str]:
        found = []
        for line in _LINES.findall(body):
            goes_on = self._inside or (self._after_cr and line == b"\n")
            found.append(("+ " if goes_on else "| ") + visible_bytes(line.removesuffix(b"\n")))
            self._inside, self._after_cr = line[-1:] not in b"\r\n", line.endswith(b"\r")
        return found


def _between(wire: list[tuple[int, int]], begin: int, end: int) -> Iterator[tuple[int, int]]:
    """Where there are such bytes in a segment."""
    for first, last in wire:
        if first < end and last > begin:
            yield max(first, begin), min(last, end)


def _below(data: bytes) -> list[str]:
    return [f"~ {visible_bytes(line)}" for line in data.splitlines(keepends=True)]
