"""The one place where an event becomes bytes, by the rules of server-sent events; knows no key.

https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
"""

from __future__ import annotations

from collections.abc import Iterator

from .events import Comment, CompletionChunk, Done, Raw, ServerSentEvent, SseItem
from .instructions import MarkKind
from .json_text import dumps

CONTENT_TYPE = "text/event-stream; charset=utf-8"


def serialize(item: SseItem) -> bytes:
    """The body bytes of one item: fields, one a line, and the blank line that ends the event."""
    match item:
        case CompletionChunk(json):
            return b"data: " + dumps(json).encode() + b"\n\n"
        case Raw(data):
            return data
        case Comment(text, own_event):
            lines = "".join(f": {line}\n" for line in _lines(text))
            return (lines + "\n" * own_event).encode()
        case Done(data):
            return serialize(ServerSentEvent(data))
        case _:
            return "".join(f"{line}\n" for line in (*_fields(item), "")).encode()


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


def _fields(event: ServerSentEvent) -> Iterator[str]:
    if event.lines is not None:
        yield from event.lines
        return
    if event.name is not None:
        yield f"event: {event.name}"
    if event.id is not None:
        yield f"id: {event.id}"
    if event.retry is not None:
        yield f"retry: {event.retry}"
    if event.data is not None:
        yield from (f"data: {line}" for line in _lines(event.data))


def _lines(text: str) -> list[str]:
    """The lines of a text by the three line ends that the specification knows."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
