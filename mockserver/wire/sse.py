"""The one place where an event becomes bytes, by the rules of server-sent events; knows no key.

https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from . import json_layout
from .events import Comment, CompletionChunk, Done, Raw, ServerSentEvent, SseItem
from .framing import DEFAULT, Framing
from .instructions import MarkKind
from .json_text import dumps

CONTENT_TYPE = "text/event-stream; charset=utf-8"

BOM = "\ufeff".encode()
"""Ignored by clients at the very beginning of a body."""


def serialize(item: SseItem, framing: Framing = DEFAULT, *, blank_line: bool = True) -> bytes:
    """The body bytes of one item: fields, one a line, and the blank line that ends the event.

    Without `blank_line`, an event or a comment lacks it.
    """
    match item:
        case CompletionChunk(json) if framing is DEFAULT and blank_line:
            return b"data: " + dumps(json).encode() + b"\n\n"
        case Raw(data):
            return data
        case Comment(text, own_event):
            lines = [_field("", line, framing) for line in _lines(text)]
            blank_line = blank_line and own_event
        case CompletionChunk(json):
            lines = [_field("data", line, framing) for line in _laid_out(dumps(json), framing)]
        case Done(data):
            lines = [_field("data", line, framing) for line in _lines(data)]
        case _:
            lines = list(_fields(item, framing))
    if blank_line:
        lines.append("")
    return "".join(f"{line}{framing.newline}" for line in lines).encode()


def reframed(data: bytes, framing: Framing) -> bytes:
    """Comments and fields that were serialized without any choice, as this framing has them."""
    if (framing.newline, framing.space) == (DEFAULT.newline, DEFAULT.space):
        return data
    text = data.decode()
    if not framing.space:
        text = _SPACE.sub(r"\1", text)
    return text.replace("\n", framing.newline).encode()


_SPACE = re.compile("^((?:data|event|id|retry):(?= [^ ]| $)|:) ", re.MULTILINE)


def kind(item: SseItem) -> MarkKind:
    """What an item counts as."""
    return _KINDS[type(item)]


_KINDS = {
    CompletionChunk: MarkKind.CHUNK,
    ServerSentEvent: MarkKind.EVENT,
    Done: MarkKind.EVENT,
    Comment: MarkKind.COMMENT,
    Raw: MarkKind.RAW,
}


def _fields(event: ServerSentEvent, framing: Framing) -> Iterator[str]:
    if event.lines is not None:
        yield from event.lines
        return
    if event.name is not None:
        yield _field("event", event.name, framing)
    if event.id is not None:
        yield _field("id", event.id, framing)
    if event.retry is not None:
        yield _field("retry", str(event.retry), framing)
    if event.data is not None:
        lines = _lines(event.data)
        if framing.rewrites_json and json_layout.is_structure(event.data):
            lines = _laid_out(event.data, framing)
        yield from (_field("data", line, framing) for line in lines)


def _field(name: str, value: str, framing: Framing) -> str:
    """A line. A client takes one space off the value, so one that begins with a space needs it."""
    space = " " if framing.space or (value.startswith(" ") and name) else ""
    return f"{name}:{space}{value}"


def _laid_out(json: str, framing: Framing) -> list[str]:
    """JSON of one line in the lines and with the characters that the framing asks for."""
    if framing.escape:
        json = json_layout.escaped(json)
    if framing.data_lines == 1:
        return [json]
    if framing.data_lines == "pretty":
        return json_layout.pretty(json)
    return json_layout.lines(json, framing.data_lines)


def _lines(text: str) -> list[str]:
    """The lines of a text by the three line ends that the specification knows."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
