"""A reader of server-sent events that follows the specification letter by letter, and its answer.

Shares no code with the server, nor with the other readers of these tests. Each rule is a method, so
that a careless reader is this one with one rule changed.

https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import NamedTuple


class Event(NamedTuple):
    """A dispatched event: its type is `message` where it has no name."""

    data: str
    type: str
    last_event_id: str


class Reader:
    """Reads one whole body; `time` is the reconnection time, None where none was said."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.data = self.name = self.id = ""
        self.time: int | None = None

    def accepts(self, content_type: str) -> bool:
        """Whether this is a stream of events: its type counts, and no parameter."""
        return content_type.partition(";")[0].strip().lower() == "text/event-stream"

    def read(self, body: bytes) -> list[Event]:
        """The events of a body; what has no blank line behind it is dropped."""
        for line in self.lines(self.decoded(body)):
            self.line(line)
        return self.events

    def decoded(self, body: bytes) -> str:
        """UTF-8, without one byte order mark at the very beginning."""
        text = body.decode("utf-8", "replace")
        return text[1:] if text[:1] == "\ufeff" else text

    def lines(self, text: str) -> Iterator[str]:
        """Each line that has its end: CR LF, LF, or CR."""
        line, before = "", ""
        for one in text:
            if one == "\r" or (one == "\n" and before != "\r"):
                yield line
                line = ""
            elif one != "\n":
                line += one
            before = one

    def line(self, line: str) -> None:
        """A blank line dispatches, one with a colon in front is ignored, all else is a field."""
        if line == "":
            self.dispatch()
        elif line[0] == ":":
            pass
        elif ":" in line:
            name, value = line.split(":", 1)
            self.field(name, value[1:] if value[:1] == " " else value)
        else:
            self.field(line, "")

    def field(self, name: str, value: str) -> None:
        """What a field does; names are compared letter for letter, others are ignored."""
        if name == "event":
            self.name = value
        elif name == "data":
            self.data += value + "\n"
        elif name == "id" and "\0" not in value:
            self.id = value
        elif name == "retry" and value and set(value) <= set("0123456789"):
            self.time = int(value)

    def dispatch(self) -> None:
        """Tells of the event, if there is data; without, only its name is forgotten."""
        if self.data:
            self.events.append(Event(self.data[:-1], self.name or "message", self.id))
        self.data = self.name = ""


class Said(NamedTuple):
    """What a client of completion chunks ends with."""

    text: str
    finish: str


def answer(reader: Reader, content_type: str, body: bytes) -> Said | None:
    """What this reader's client ends with; None is an error, or an answer that is not whole."""
    try:
        return _answer(reader.read(body)) if reader.accepts(content_type) else None
    except ValueError:  # a careless reader's, or JSON's
        return None


def _answer(events: list[Event]) -> Said | None:
    text, finish = "", None
    for event in events:
        if event.data == "[DONE]":
            break
        if event.type == "error":
            return None
        if event.type != "message":
            continue
        for choice in json.loads(event.data)["choices"]:
            text += choice["delta"].get("content") or ""
            finish = choice["finish_reason"] or finish
    return Said(text, finish) if finish else None
