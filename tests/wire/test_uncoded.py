"""A body without its codings, however its bytes come."""

from __future__ import annotations

from mockserver.wire.gzip_stored import Gzip
from mockserver.wire.instructions import Head
from mockserver.wire.uncoded import Uncoded

CHUNKED = Head(200, (("transfer-encoding", "chunked"),))
BOTH = Head(200, (("Transfer-Encoding", "chunked"), ("Content-Encoding", "gzip")))


def test_a_body_without_codings_stands_as_it_is() -> None:
    assert Uncoded(None).feed(b"5\r\nabc") == b"5\r\nabc"
    assert not Uncoded(None).last_chunk


def test_both_codings_are_taken_off() -> None:
    data = Gzip().code(b"abc")
    assert Uncoded(BOTH).feed(b"%x\r\n%s\r\n" % (len(data), data)) == b"abc"


def test_the_last_http_chunk_is_known() -> None:
    body = Uncoded(CHUNKED)
    assert (body.feed(b"1\r\na\r\n"), body.last_chunk) == (b"a", False)
    assert (body.feed(b"0\r\n\r\n"), body.last_chunk) == (b"", True)


def test_from_the_first_wrong_bytes_on_all_stands_as_it_is() -> None:
    body = Uncoded(CHUNKED)
    assert [body.feed(b"zz\r\n"), body.feed(b"1\r\na\r\n")] == [b"zz\r\n", b"1\r\na\r\n"]


def test_a_beat_changes_nothing_of_what_comes_next() -> None:
    body = Uncoded(CHUNKED)
    parts = [body.feed(b"2\r\na"), body.beat(b"4\r\n: k\n\r\n"), body.feed(b"b\r\n")]
    assert parts == [b"a", b": k\n", b"b"]
