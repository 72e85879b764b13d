"""A plan as text that people like to read, in a terminal and in a failing test; changes nothing.

Each line begins with the planned time, counted from the arrival of the request. The body is shown
without its chunked coding: a `|` begins a line of it, a `+` goes on with a line that an earlier
segment began, and bytes that are no text are escaped.
"""

from __future__ import annotations

from collections.abc import Iterator

from mockserver import durations

from .http1 import Unchunker, reason
from .instructions import Beat, End, Ending, Head, Pause, Plan, Send

_ENDINGS = {
    Ending.COMPLETE: "complete: the body is whole",
    Ending.TRUNCATE: "truncate: the connection is closed, the body is not whole",
    Ending.RESET: "reset: the connection is reset",
    Ending.HALF_CLOSE: "half_close: the sending side is closed, the body is not whole",
    Ending.STALL: "stall: nothing more is sent, the connection stays open",
}
_WIDTH = 10


def transcript(plan: Plan) -> str:
    """The whole plan, a line break after each line."""
    return "".join(f"{line}\n" for line in _lines(plan))


def _lines(plan: Plan) -> Iterator[str]:
    body = _Body(plan)
    for due, one in plan.timed():
        time = durations.text(due).ljust(_WIDTH)
        match one:
            case Head(status, headers):
                yield f"{time}head {status} {reason(status)}".rstrip()
                yield from (f"{'':{_WIDTH}}| {name}: {value}" for name, value in headers)
            case Send(data):
                yield from _segment(f"{time}send {_bytes(len(data))}", body.lines(data))
            case Pause(micros, Beat(every, data)):
                length = "for ever" if micros is None else f"for {durations.text(micros)}"
                title = f"{time}wait {length}, every {durations.text(every)} {_bytes(len(data))}"
                yield from _segment(title, _Body(plan).lines(data))
            case Pause(None):
                yield f"{time}wait for ever"
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


class _Body:
    """The body's lines, segment by segment."""

    def __init__(self, plan: Plan) -> None:
        names = {name.lower() for name, _ in plan.head.headers} if plan.head else set()
        self._coding = Unchunker() if "transfer-encoding" in names else None
        self._inside = False

    def lines(self, data: bytes) -> list[str]:
        body = data if self._coding is None else self._coding.feed(data)
        found = []
        for line in body.split(b"\n") if body else ():
            found.append(("+ " if self._inside else "| ") + _text(line))
            self._inside = False
        if body:
            self._inside = not body.endswith(b"\n")
            if not self._inside:
                found.pop()
        return found


def _text(line: bytes) -> str:
    """A line as text; what is not printable stands as an escape."""
    text = line.decode("utf-8", "backslashreplace")
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
