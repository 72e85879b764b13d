"""The head and the chunked coding to the byte, and what a cut leaves of an HTTP chunk."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.wire.http1 import (
    BodyCoding,
    Piece,
    Unchunker,
    last_piece,
    piece,
    reason,
    serialize_head,
)
from mockserver.wire.instructions import Head, MarkKind


def test_head_bytes_keep_order_and_spelling() -> None:
    head = Head(200, (("b-X", "1"), ("A", "é")))
    assert serialize_head(head) == b"HTTP/1.1 200 OK\r\nb-X: 1\r\nA: \xe9\r\n\r\n"


def test_unknown_status_has_an_empty_reason() -> None:
    assert serialize_head(Head(299)) == b"HTTP/1.1 299 \r\n\r\n"
    assert reason(429) == "Too Many Requests"


def test_piece_is_one_http_chunk_with_its_size_in_hex() -> None:
    one = piece(b"x" * 26, BodyCoding.CHUNKED, MarkKind.CHUNK)
    assert one.data == b"1a\r\n" + b"x" * 26 + b"\r\n"
    assert one.mark is MarkKind.CHUNK


@pytest.mark.parametrize("coding", [BodyCoding.LENGTH, BodyCoding.CLOSE])
def test_piece_without_chunked_coding_is_its_body(coding: BodyCoding) -> None:
    assert piece(b"abc", coding, MarkKind.RAW) == Piece(b"abc", mark=MarkKind.RAW)


def test_no_bytes_never_say_that_the_body_is_whole() -> None:
    assert piece(b"", BodyCoding.CHUNKED).data == b""


@pytest.mark.parametrize(
    ("coding", "data"),
    [
        (BodyCoding.CHUNKED, b"0\r\n\r\n"),
        (BodyCoding.LENGTH, b""),
        (BodyCoding.CLOSE, b""),
    ],
)
def test_last_piece_tells_the_end_where_the_coding_can(coding: BodyCoding, data: bytes) -> None:
    assert (last_piece(coding).data, last_piece(coding).body) == (data, b"")


def test_split_keeps_the_size_line_with_the_first_part() -> None:
    first, second = piece(b"abcde", BodyCoding.CHUNKED, MarkKind.EVENT).split(2)
    assert (first.data, first.mark) == (b"5\r\nab", None)
    assert (second.data, second.mark) == (b"cde\r\n", MarkKind.EVENT)


@given(st.lists(st.binary(min_size=1)), st.data())
def test_unchunker_gives_the_body_however_it_arrives(
    bodies: list[bytes], draw: st.DataObject
) -> None:
    parts = [piece(one, BodyCoding.CHUNKED).data for one in bodies]
    wire = b"".join([*parts, last_piece(BodyCoding.CHUNKED).data])
    cut = draw.draw(st.integers(0, len(wire)))
    coding = Unchunker()
    assert coding.feed(wire[:cut]) + coding.feed(wire[cut:]) == b"".join(bodies)
    assert coding.ended


def test_unchunker_takes_single_bytes() -> None:
    wire = b"3\r\na\r\n\r\n2\r\nbc\r\n0\r\n\r\nignored"
    coding = Unchunker()
    assert b"".join(coding.feed(bytes([byte])) for byte in wire) == b"a\r\nbc"


def test_unchunker_has_not_ended_before_the_last_http_chunk() -> None:
    coding = Unchunker()
    assert coding.feed(b"3\r\nabc\r\n") == b"abc"
    assert not coding.ended


def test_unchunker_refuses_what_is_no_size_line_at_once() -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        Unchunker().feed(b"dat")
    with pytest.raises(ValueError, match="invalid literal"):
        Unchunker().feed(b"data: x\r\n")


def test_parted_pieces_are_the_piece_again() -> None:
    whole = Piece(b"abcdef", b"<", b">", MarkKind.RAW)
    parts = list(whole.parted([1, 4]))
    assert [one.data for one in parts] == [b"<a", b"bcd", b"ef>"]
    assert [one.mark for one in parts] == [None, None, MarkKind.RAW]
    assert list(whole.parted([])) == [whole]
