"""Each item becomes exactly the bytes that the specification asks for, or that its author wrote."""

from __future__ import annotations

import pytest

from mockserver.wire import sse
from mockserver.wire.events import (
    Comment,
    CompletionChunk,
    Done,
    Raw,
    ServerSentEvent,
    SseItem,
)
from mockserver.wire.instructions import MarkKind


@pytest.mark.parametrize(
    ("item", "wire"),
    [
        (CompletionChunk({"a": "é\n"}), 'data: {"a":"é\\n"}\n\n'),
        (CompletionChunk({"a": "\u2028"}), 'data: {"a":"\u2028"}\n\n'),
        (Done(), "data: [DONE]\n\n"),
        (Done("bye"), "data: bye\n\n"),
        (Done(""), "data: \n\n"),
        (Done("a\nb"), "data: a\ndata: b\n\n"),
        (Comment("keepalive"), ": keepalive\n\n"),
        (Comment("keepalive", own_event=False), ": keepalive\n"),
        (Comment(""), ": \n\n"),
        (Comment("a\r\nb\rc"), ": a\n: b\n: c\n\n"),
        (Raw(b"\xff\r"), None),
        (ServerSentEvent("hello"), "data: hello\n\n"),
        (ServerSentEvent(""), "data: \n\n"),
        (ServerSentEvent(" x "), "data:  x \n\n"),
        (ServerSentEvent("a\nb\n"), "data: a\ndata: b\ndata: \n\n"),
        (ServerSentEvent("a\r\nb\rc"), "data: a\ndata: b\ndata: c\n\n"),
        (ServerSentEvent("a\u2028b\x0bc"), "data: a\u2028b\x0bc\n\n"),
        (ServerSentEvent(name="ping"), "event: ping\n\n"),
        (ServerSentEvent(id=""), "id: \n\n"),
        (ServerSentEvent(retry=0), "retry: 0\n\n"),
        (
            ServerSentEvent("x", name="n", id="7", retry=1000),
            "event: n\nid: 7\nretry: 1000\ndata: x\n\n",
        ),
        (ServerSentEvent(lines=("data:x", "", ":y\r")), "data:x\n\n:y\r\n\n"),
        (ServerSentEvent(lines=()), "\n"),
    ],
)
def test_bytes_of_each_item(item: SseItem, wire: str | None) -> None:
    expected = item.data if isinstance(item, Raw) else (wire or "").encode()
    assert sse.serialize(item) == expected


@pytest.mark.parametrize(
    ("item", "kind"),
    [
        (CompletionChunk({}), MarkKind.CHUNK),
        (ServerSentEvent("x"), MarkKind.EVENT),
        (Done(), MarkKind.EVENT),
        (Comment("x"), MarkKind.COMMENT),
        (Raw(b"x"), MarkKind.RAW),
    ],
)
def test_what_each_item_counts_as(item: SseItem, kind: MarkKind) -> None:
    assert sse.kind(item) is kind
