"""A gap inside something is where a pencil would put it, under any coding of the body."""

from __future__ import annotations

import pytest

from mockserver.wire.gzip_stored import MOST, Gzip
from mockserver.wire.http1 import BodyCoding, Piece, last_piece, piece
from mockserver.wire.inside import Inside, Spot, spots


def gaps(kind: Inside, *pieces: Piece) -> list[int]:
    return [spot.gap for spot in spots(kind, pieces)]


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("multibyte_character", "aé€😀", [(1, 3, 2), (3, 6, 4), (6, 10, 7)]),
        ("multibyte_character", "abc", []),
        ("crlf", "a\r\n\r\n\n\r", [(1, 3, 2), (3, 5, 4)]),
        ("json_escape", r'"\n\\n\u00e9\x"', [(1, 3, 2), (3, 5, 4), (6, 12, 7)]),
        ("tool_fragment", '"arguments":"abc"', [(13, 16, 15)]),
        ("tool_fragment", '"arguments": "{"', [(14, 15, 15)]),
        ("tool_fragment", r'"arguments":"\"a"', [(13, 16, 15)]),
        ("tool_fragment", '"arguments":""', []),
        ("tool_fragment", r'"\"arguments\":\"a\""', []),
        ("tool_fragment", '"arguments":"abc', []),
    ],
)
def test_gap_inside_each_place(
    kind: Inside, text: str, expected: list[tuple[int, int, int]]
) -> None:
    assert spots(kind, [Piece(text.encode())]) == [Spot(*one) for one in expected]


def test_bytes_that_are_no_utf8_are_no_character() -> None:
    assert gaps("multibyte_character", Piece(b"\xc3a\xff\x80\xe2\x82")) == []


def test_place_goes_on_from_one_piece_to_the_next() -> None:
    assert gaps("crlf", Piece(b"a\r"), Piece(b"\n")) == [2]


def test_gap_of_an_http_chunk_is_in_its_middle() -> None:
    chunks = [piece(body, BodyCoding.CHUNKED) for body in (b"abc", b"d", b"ef")]
    assert spots("http_chunk", [*chunks, last_piece(BodyCoding.CHUNKED)]) == [
        Spot(0, 3, 2),
        Spot(4, 6, 5),
    ]


def test_split_http_chunk_is_still_one() -> None:
    parts = piece(b"abcd", BodyCoding.CHUNKED).split(1)
    assert spots("http_chunk", parts) == [Spot(0, 4, 2)]


def test_body_without_chunked_coding_has_no_http_chunk() -> None:
    assert gaps("http_chunk", Piece(b"abc")) == []


def test_text_is_found_in_a_gzip_body() -> None:
    gzip = Gzip()
    body = [Piece(gzip.code(b"a\r")), Piece(gzip.code(b"\nb\r\n")), Piece(gzip.end())]
    whole = b"".join(one.body for one in body)
    found = spots("crlf", body, gzip=True)
    assert [whole[spot.begin : spot.gap] for spot in found] == [b"\r", b"\r"]
    assert whole[found[1].gap : found[1].end] == b"\n"


def test_bytes_of_the_gzip_coding_are_no_text() -> None:
    gzip = Gzip()
    body = Piece(gzip.code(b"x" * 0xA9C3) + gzip.end())
    assert spots("multibyte_character", [body], gzip=True) == []
    assert spots("multibyte_character", [body]) != []


def test_text_of_several_gzip_blocks_is_one() -> None:
    body = Gzip().code(b"x" * (MOST - 1) + "é".encode())
    (spot,) = spots("multibyte_character", [Piece(body)], gzip=True)
    assert body[spot.begin : spot.gap] == "é".encode()[:1]
    assert spot.end - spot.begin == 2 + 5


def test_a_place_holds_what_is_wholly_inside() -> None:
    outer = Spot(3, 6, 5)
    assert outer.holds(Spot(3, 5, 4))
    assert not outer.holds(Spot(1, 4, 3))
    assert not outer.holds(Spot(5, 8, 6))
