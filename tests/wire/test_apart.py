"""Held apart, each item of a stream leaves in a segment of its own."""

from __future__ import annotations

from mockserver.wire import body
from mockserver.wire.events import Done, Raw, Wire, WireItem
from mockserver.wire.framing import DEFAULT, Framing
from mockserver.wire.http1 import BodyCoding
from mockserver.wire.instructions import End, Ending, Head, Mark, MarkKind, Pause, Plan, Send
from mockserver.wire.segments import assemble

CLOSE = Framing(body=BodyCoding.CLOSE)


def plan(
    *items: WireItem, framing: Framing = CLOSE, size: int | None = None, pause: int = 9
) -> Plan:
    return assemble([Head(200), *body.pieces(items, framing)], size, pause, apart=True)


def segments(one: Plan) -> list[bytes | int | None]:
    return [
        each.data if isinstance(each, Send) else each.micros
        for each in one.instructions
        if isinstance(each, Send | Pause)
    ]


def test_each_item_is_a_segment() -> None:
    assert segments(plan(Raw(b"a"), Raw(b"b"), Raw(b"c"))) == [b"a", 9, b"b", 9, b"c"]


def test_no_pause_need_be_between_them() -> None:
    assert segments(plan(Raw(b"a"), Raw(b"b"), pause=0)) == [b"a", b"b"]


def test_another_pause_stands_instead() -> None:
    assert segments(plan(Raw(b"a"), Pause(5), Raw(b"b"))) == [b"a", 5, b"b"]


def test_last_http_chunk_leaves_with_the_last_item() -> None:
    assert segments(plan(Raw(b"a"), Raw(b"b"), framing=DEFAULT)) == [
        b"1\r\na\r\n", 9, b"1\r\nb\r\n0\r\n\r\n",
    ]  # fmt: skip


def test_end_of_gzip_leaves_with_the_last_item() -> None:
    first, pause, last = segments(
        plan(Raw(b"a"), Done(), framing=Framing(gzip=True, body=CLOSE.body))
    )
    assert isinstance(first, bytes)
    assert isinstance(last, bytes)
    assert (first[-1:], pause) == (b"a", 9)
    assert b"[DONE]" in last
    assert len(last) > 20


def test_wire_bytes_are_an_item() -> None:
    assert segments(plan(Raw(b"a"), Wire(b"zz"), Raw(b"b"))) == [b"a", 9, b"zz", 9, b"b"]


def test_segments_of_a_size_do_not_cross_items() -> None:
    assert segments(plan(Raw(b"abc"), Raw(b"d"), size=2)) == [b"ab", 9, b"c", 9, b"d"]


def test_plan_with_wire_bytes_is_unsafe() -> None:
    one = plan(Raw(b"a"), Wire(b"zz"), End(Ending.TRUNCATE), framing=DEFAULT)
    assert one.marks == (Mark(6, MarkKind.RAW), Mark(8, MarkKind.WIRE, 2))
    assert one.unsafe
    assert not plan(Raw(b"a")).unsafe
