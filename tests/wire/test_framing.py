"""However a stream is framed, a client that keeps to the specification reads the same from it."""

from __future__ import annotations

import json
import zlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.wire import body, sse
from mockserver.wire.body import BodyItem
from mockserver.wire.events import (
    Comment,
    CompletionChunk,
    Damaged,
    Done,
    Raw,
    ServerSentEvent,
    SseItem,
    Wire,
    WireItem,
)
from mockserver.wire.framing import DEFAULT, Framing
from mockserver.wire.http1 import BodyCoding, Piece
from mockserver.wire.instructions import Beat, End, Ending, MarkKind, Pause
from tests.wire.whatwg import Event, read

COMPLETE = End(Ending.COMPLETE)
CLOSE = Framing(body=BodyCoding.CLOSE)


def sent(*items: WireItem, framing: Framing) -> bytes:
    """The body bytes, beats left out."""
    parts = body.pieces(items, replace(framing, body=BodyCoding.CLOSE))
    return b"".join(one.body for one in parts if isinstance(one, Piece))


def shape(parts: list[BodyItem]) -> list[bytes | int | Beat | str | None]:
    """Socket bytes of pieces, pauses with what beats in them, endings."""
    return [
        one.data if isinstance(one, Piece)
        else one.ending.value if isinstance(one, End)
        else one.beat or one.micros
        for one in parts
    ]  # fmt: skip


CHUNK = CompletionChunk({"a": [1, "é\n", {}], "b": "x, {y"})


@pytest.mark.parametrize(
    ("framing", "wire"),
    [
        (Framing(newline="\r\n"), 'data: {"a":[1,"é\\n",{}],"b":"x, {y"}\r\n\r\n'),
        (Framing(newline="\r"), 'data: {"a":[1,"é\\n",{}],"b":"x, {y"}\r\r'),
        (Framing(space=False), 'data:{"a":[1,"é\\n",{}],"b":"x, {y"}\n\n'),
        (Framing(bom=True), '\ufeffdata: {"a":[1,"é\\n",{}],"b":"x, {y"}\n\n'),
        (Framing(escape=True), 'data: {"a":[1,"\\u00e9\\n",{}],"b":"x, {y"}\n\n'),
        (Framing(last_blank_line=False), 'data: {"a":[1,"é\\n",{}],"b":"x, {y"}\n'),
        (Framing(data_lines=2), 'data: {"a":[1,"é\\n",\ndata: {}],"b":"x, {y"}\n\n'),
        (
            Framing(data_lines=99),
            'data: {\ndata: "a":[\ndata: 1,\ndata: "é\\n",\ndata: {}\ndata: ],\n'
            'data: "b":"x, {y"\ndata: }\n\n',
        ),
        (
            Framing(data_lines="pretty"),
            'data: {\ndata:   "a": [\ndata:     1,\ndata:     "é\\n",\ndata:     {}\n'
            'data:   ],\ndata:   "b": "x, {y"\ndata: }\n\n',
        ),
    ],
)
def test_bytes_of_a_chunk_in_each_framing(framing: Framing, wire: str) -> None:
    assert sent(CHUNK, framing=framing) == wire.encode()


@pytest.mark.parametrize(
    ("item", "framing", "wire"),
    [
        (Comment("a\nb"), Framing(newline="\r\n", space=False), b":a\r\n:b\r\n\r\n"),
        (Done(), Framing(newline="\r", space=False), b"data:[DONE]\r\r"),
        (ServerSentEvent(" x"), Framing(space=False), b"data:  x\n\n"),
        (ServerSentEvent("{,}"), Framing(data_lines=3), b"data: {,}\n\n"),
        (ServerSentEvent("é, [1]"), Framing(data_lines=3, escape=True), "data: é, [1]\n\n"),
        (ServerSentEvent('{"a":\n1}'), Framing(data_lines=9), b'data: {"a":\ndata: 1}\n\n'),
        (ServerSentEvent("[1, 😀]"), Framing(escape=True), "data: [1, 😀]\n\n"),
        (ServerSentEvent('["😀"]'), Framing(escape=True), b'data: ["\\ud83d\\ude00"]\n\n'),
        (ServerSentEvent("[1, 2]"), Framing(data_lines=4), b"data: [\ndata: 1,\ndata: 2\ndata: ]"),
        (
            ServerSentEvent("x", "n", "7", 9),
            Framing(space=False),
            b"event:n\nid:7\nretry:9\ndata:x",
        ),
        (ServerSentEvent(lines=("data:a", ": b")), Framing(newline="\r"), b"data:a\r: b\r\r"),
        (Raw(b"a\n\r"), Framing(newline="\r\n", last_blank_line=False), b"a\n\r"),
        (Comment("x"), Framing(last_blank_line=False), b": x\n"),
    ],
)
def test_bytes_of_other_items(item: SseItem, framing: Framing, wire: bytes | str) -> None:
    expected = wire if isinstance(wire, bytes) else wire.encode()
    assert sent(item, framing=framing).removesuffix(b"\n\n") == expected.removesuffix(b"\n\n")


def test_only_the_last_blank_line_is_left_out() -> None:
    framing = Framing(last_blank_line=False)
    assert sent(Done("a"), Done("b"), Pause(1), framing=framing) == b"data: a\n\ndata: b\n"
    assert sent(framing=framing) == b""


def test_byte_order_mark_is_sent_once() -> None:
    assert sent(Done("a"), Done("b"), framing=Framing(bom=True)).count(sse.BOM) == 1
    assert sent(framing=Framing(bom=True)) == b""


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=12,
)
OBJECTS = st.dictionaries(TEXTS, JSON, max_size=4)
ITEMS = st.lists(
    OBJECTS.map(CompletionChunk)
    | TEXTS.map(ServerSentEvent)
    | JSON.map(lambda value: ServerSentEvent(json.dumps(value), name="n", id="1"))
    | TEXTS.map(Comment)
    | st.just(Done()),
    max_size=5,
)
FRAMINGS = st.builds(
    Framing,
    newline=st.sampled_from(["\n", "\r\n", "\r"]),
    bom=st.booleans(),
    space=st.booleans(),
    data_lines=st.integers(1, 9) | st.just("pretty"),
    escape=st.booleans(),
    gzip=st.booleans(),
)


def _told(event: Event) -> tuple[object, ...]:
    """What a client is told, JSON by its value."""
    try:
        value = json.loads(event.data)
    except ValueError:
        value = event.data
    return repr(value), event.type, event.last_event_id


def _plain(items: list[WireItem], framing: Framing) -> bytes:
    got = sent(*items, framing=framing)
    return zlib.decompress(got, wbits=31) if framing.gzip else got


@given(ITEMS, FRAMINGS)
def test_client_reads_the_same_in_every_framing(items: list[WireItem], framing: Framing) -> None:
    got = read(_plain(items, framing))
    assert list(map(_told, got)) == list(map(_told, read(_plain(items, DEFAULT))))


@given(OBJECTS, FRAMINGS)
def test_data_lines_joined_are_the_same_json(value: dict[str, object], framing: Framing) -> None:
    (event,) = read(_plain([CompletionChunk(value)], framing))
    assert repr(json.loads(event.data)) == repr(value)


@given(ITEMS, FRAMINGS)
def test_escaped_json_is_ascii(items: list[WireItem], framing: Framing) -> None:
    chunks: list[WireItem] = [one for one in items if isinstance(one, CompletionChunk)]
    assert _plain(chunks, replace(framing, escape=True, bom=False)).isascii()


@given(ITEMS, st.integers(0, 10))
def test_gzip_is_decodable_up_to_each_item(items: list[WireItem], count: int) -> None:
    parts = body.pieces(items, replace(CLOSE, gzip=True))
    decoder, got = zlib.decompressobj(wbits=31), b""
    for one in parts[: min(count, len(items))]:
        assert isinstance(one, Piece)
        got += decoder.decompress(one.body)
    assert got == sent(*items[:count], framing=CLOSE)


def test_end_of_gzip_is_an_http_chunk_of_its_own() -> None:
    first, last, terminator, end = body.pieces([Done()], Framing(gzip=True))
    assert isinstance(first, Piece)
    assert isinstance(last, Piece)
    assert (first.mark, last.mark, len(last.body)) == (MarkKind.EVENT, MarkKind.CODING, 13)
    assert (shape([terminator]), end) == ([b"0\r\n\r\n"], COMPLETE)


def test_cut_gzip_has_no_end() -> None:
    parts = body.pieces([Done("x"), End(Ending.RESET)], replace(CLOSE, gzip=True))
    assert len(parts) == 2


def test_wire_bytes_stand_below_every_coding() -> None:
    piece = Piece(b"", b"zz\r\n", mark=MarkKind.WIRE)
    for framing in (DEFAULT, CLOSE, Framing(gzip=True)):
        assert body.pieces([Wire(b"zz\r\n"), End(Ending.RESET)], framing)[0] == piece


def test_beat_has_the_framing_of_the_stream() -> None:
    beat = Pause(9, Beat(2, sse.serialize(Comment("a"))))
    for framing, data in [
        (Framing(newline="\r\n", space=False), b"6\r\n:a\r\n\r\n\r\n"),
        (replace(CLOSE, newline="\r"), b": a\r\r"),
        (CLOSE, b": a\n\n"),
        (replace(CLOSE, space=False), b":a\n\n"),
    ]:
        assert shape(body.pieces([beat], framing))[0] == Beat(2, data)


def test_beat_before_all_else_has_the_opening_before_it() -> None:
    beat = Pause(9, Beat(2, b": a\n\n"))
    bom = body.pieces([beat, Done()], replace(CLOSE, bom=True))
    assert shape(bom)[:3] == [sse.BOM, Beat(2, b": a\n\n"), b"data: [DONE]\n\n"]
    gzip = body.pieces([beat, Done()], replace(CLOSE, gzip=True))
    assert isinstance(gzip[0], Piece)
    assert len(gzip[0].body) == 10


@given(st.integers(1, 50), st.integers(1, 20), st.booleans())
def test_checksum_counts_every_beat(micros: int, every: int, bom: bool) -> None:
    beat = Pause(micros, Beat(every, b": a\n\n"))
    parts = body.pieces([Done("x"), beat, Done("y")], replace(CLOSE, gzip=True, bom=bom))
    times = len(range(every, micros, every))
    wire = b""
    for one in parts:
        wire += one.data if isinstance(one, Piece) else b""
        wire += one.beat.data * times if isinstance(one, Pause) and one.beat else b""
    assert zlib.decompress(wire, wbits=31).count(b": a") == times


def test_no_beat_where_it_has_no_room() -> None:
    beat = Beat(2, b": a\n\n")
    length, gzip = Framing(body=BodyCoding.LENGTH), Framing(gzip=True)
    gate = Pause(None, beat, "g")
    assert body.pieces([Pause(9, beat)], length)[0] == Pause(9)
    assert body.pieces([gate], gzip)[0] == Pause(None, gate="g")
    assert body.inserted([Pause(9, beat)], gzip) == [Pause(9)]
    assert body.inserted([Pause(9, beat)], length) == [Pause(9)]


def test_stall_for_ever_may_beat_in_a_gzip_body() -> None:
    parts = body.pieces(
        [Pause(None, Beat(2, b": a\n\n")), End(Ending.STALL)], replace(CLOSE, gzip=True)
    )
    assert shape(parts)[1] == Beat(2, b"\0\x05\0\xfa\xff: a\n\n")


def test_what_is_inserted_has_no_opening_and_no_checksum() -> None:
    framing = replace(CLOSE, gzip=True, bom=True)
    assert shape(body.inserted([Raw(b"x")], framing)) == [b"\0\x01\0\xfe\xffx"]
    assert shape(body.inserted([COMPLETE], framing)) == [b"", "complete"]
    assert shape(body.inserted([Done("x"), COMPLETE], DEFAULT))[1:] == [b"0\r\n\r\n", "complete"]


def test_damage_is_done_before_the_codings() -> None:
    item = Damaged(Done("x"), "json")
    (piece, *_) = body.pieces([item], DEFAULT, lambda _, data: data.upper())
    assert piece == Piece(b"DATA: X\n\n", b"9\r\n", b"\r\n", MarkKind.EVENT)


def test_size_counts_the_body_alone() -> None:
    assert body.size(body.pieces([Raw(b"abc"), Wire(b"zz"), Pause(1)], DEFAULT)) == 3
