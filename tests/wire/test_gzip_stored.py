"""A gzip body of stored blocks is one that every decoder reads, as soon as its bytes are there."""

from __future__ import annotations

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.wire.gzip_stored import HEADER, MOST, Gzip, Ungzip, texts


def test_decodable_after_each_text() -> None:
    gzip, decoder, got = Gzip(), zlib.decompressobj(wbits=31), b""
    for text in (b"one", b"", b"two" * MOST):
        assert decoder.decompress(gzip.code(text)) == text
        got += text
    assert decoder.decompress(gzip.end()) == b""
    assert decoder.eof


def test_empty_gzip_body_is_whole() -> None:
    assert zlib.decompress(Gzip().end(), wbits=31) == b""


def test_text_that_is_sent_again_counts_in_the_checksum() -> None:
    gzip = Gzip()
    first, again = gzip.code(b"a"), gzip.code(b"b", times=3)
    assert zlib.decompress(first + again * 3 + gzip.end(), wbits=31) == b"abbb"


def test_bytes_are_the_same_everywhere() -> None:
    gzip = Gzip()
    assert gzip.code(b"hi") == HEADER + b"\x00\x02\x00\xfd\xffhi"
    assert gzip.end().hex() == "010000ffff" + "ac2a93d8" + "02000000"


def test_texts_of_a_cut_body_go_as_far_as_it_does() -> None:
    gzip = Gzip()
    body = gzip.code(b"abc") + gzip.code(b"def") + gzip.end()
    assert list(texts(body)) == [(15, 18), (23, 26)]
    assert list(texts(body[:24])) == [(15, 18), (23, 24)]
    assert list(texts(body[:20])) == [(15, 18)]
    assert list(texts(b"")) == []


@given(st.lists(st.binary()))
def test_any_texts_come_out_as_they_went_in(parts: list[bytes]) -> None:
    gzip = Gzip()
    body = b"".join([*map(gzip.code, parts), gzip.end()])
    assert zlib.decompress(body, wbits=31) == b"".join(parts)
    assert b"".join(body[begin:end] for begin, end in texts(body)) == b"".join(parts)


@given(st.lists(st.binary()), st.data())
def test_coding_comes_off_however_it_arrives(parts: list[bytes], draw: st.DataObject) -> None:
    gzip, ungzip = Gzip(), Ungzip()
    body = b"".join([*map(gzip.code, parts), gzip.end()])
    cut = draw.draw(st.integers(0, len(body)))
    assert ungzip.feed(body[:cut]) + ungzip.feed(body[cut:]) == b"".join(parts)
    assert ungzip.ended


def test_coding_of_others_is_refused() -> None:
    with pytest.raises(ValueError, match="no gzip in stored blocks"):
        Ungzip().feed(zlib.compress(b"a" * 20, wbits=31))
    with pytest.raises(ValueError, match="no gzip in stored blocks"):
        Ungzip().feed(HEADER + b"\0\x02\0\xfd\xfehi")


def test_blocks_alone_have_no_header() -> None:
    assert Gzip(begun=True).code(b"hi") == b"\0\x02\0\xfd\xffhi"
