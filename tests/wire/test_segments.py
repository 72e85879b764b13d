"""However the body is cut into segments, its bytes, its pauses and its marks stay what they are."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from mockserver.wire.http1 import BodyCoding, Piece, Unchunker, last_piece, piece
from mockserver.wire.instructions import (
    Beat,
    End,
    Ending,
    Head,
    MarkKind,
    Pause,
    Plan,
    Send,
)
from mockserver.wire.segments import MOST, assemble

Item = Head | Piece | Pause | End

HEAD, COMPLETE = Head(200), End(Ending.COMPLETE)
LAST = last_piece(BodyCoding.CHUNKED)


def chunk(body: bytes, mark: MarkKind = MarkKind.RAW) -> Piece:
    return piece(body, BodyCoding.CHUNKED, mark)


def segments(*items: Item, size: int | None = None, pause: int = 0) -> list[bytes | int | None]:
    """The segments, and between them the pauses."""
    plan = assemble([HEAD, *items, COMPLETE], size, pause)
    return [
        one.data if isinstance(one, Send) else one.micros
        for one in plan.instructions
        if isinstance(one, Send | Pause)
    ]


def test_what_no_pause_parts_leaves_in_one_write() -> None:
    assert segments(chunk(b"a"), chunk(b"b"), LAST) == [b"1\r\na\r\n1\r\nb\r\n0\r\n\r\n"]


def test_coalescing_never_crosses_a_pause() -> None:
    assert segments(Piece(b"a"), Pause(1), Piece(b"b"), Piece(b"c")) == [b"a", 1, b"bc"]


def test_pauses_in_a_row_are_one() -> None:
    assert segments(Piece(b"a"), Pause(1), Pause(2), Piece(b"b")) == [b"a", 3, b"b"]


def test_pause_with_a_beat_stands_alone() -> None:
    beat = Pause(2, Beat(1, b"-"))
    plan = assemble([HEAD, Pause(1), beat, Pause(3), COMPLETE])
    assert plan.instructions == (HEAD, Pause(1), beat, Pause(3), COMPLETE)


def test_segments_of_a_size_count_body_bytes_only() -> None:
    assert segments(chunk(b"abcde"), LAST, size=2, pause=9) == [
        b"5\r\nab",
        9,
        b"cd",
        9,
        b"e\r\n0\r\n\r\n",
    ]


def test_segment_of_a_size_spans_http_chunks() -> None:
    assert segments(chunk(b"a"), chunk(b"bcd"), LAST, size=2, pause=9) == [
        b"1\r\na\r\n3\r\nb",
        9,
        b"cd\r\n0\r\n\r\n",
    ]


def test_another_pause_stands_instead_of_the_one_between_segments() -> None:
    assert segments(Piece(b"ab"), Pause(5), Piece(b"cd"), size=2, pause=9) == [b"ab", 5, b"cd"]


def test_segments_count_anew_after_a_pause() -> None:
    assert segments(Piece(b"abc"), Pause(5), Piece(b"de"), size=2, pause=9) == [
        b"ab", 9, b"c", 5, b"de",
    ]  # fmt: skip


def test_segments_of_a_size_need_no_pause_between_them() -> None:
    assert segments(Piece(b"abc"), size=2) == [b"ab", b"c"]


def test_segment_is_bounded_and_splits_no_piece() -> None:
    half = b"x" * (MOST // 2)
    assert segments(Piece(half), Piece(half), Piece(b"y")) == [half + half, b"y"]
    assert segments(Piece(b"y"), Piece(half * 3)) == [b"y", half * 3]


def test_last_http_chunk_leaves_with_the_last_byte() -> None:
    body = b"x" * MOST
    assert segments(Piece(body), LAST) == [body + b"0\r\n\r\n"]


def test_body_of_no_bytes_has_no_segment() -> None:
    assert segments(Piece(b"")) == []
    assert segments(LAST) == [b"0\r\n\r\n"]


def test_mark_goes_with_the_last_part() -> None:
    items = chunk(b"abc", MarkKind.CHUNK), chunk(b"d", MarkKind.EVENT)
    plan = assemble([HEAD, *items, LAST, COMPLETE], 2)
    assert [(mark.end, mark.kind) for mark in plan.marks] == [(8, "chunk"), (14, "event")]


def test_notes_pass() -> None:
    assert assemble([HEAD, COMPLETE], notes=["seen"]).notes == ("seen",)


BODIES = st.lists(
    st.binary(min_size=1, max_size=30).map(chunk)
    | st.integers(1, 5).map(Pause)
    | st.just(Pause(3, Beat(1, b"-"))),
    max_size=12,
)
SIZES = st.none() | st.integers(1, 40)
PAUSES = st.integers(0, 2)


def _all(items: list[Piece | Pause], size: int | None, pause: int) -> Plan:
    return assemble([HEAD, *items, LAST, COMPLETE], size, pause)


@given(BODIES, SIZES, PAUSES)
def test_socket_bytes_never_change(
    items: list[Piece | Pause], size: int | None, pause: int
) -> None:
    whole = b"".join(one.data for one in items if isinstance(one, Piece)) + LAST.data
    assert _all(items, size, pause).body == whole


@given(BODIES, st.integers(1, 40), PAUSES)
def test_every_segment_of_a_run_but_its_last_is_full(
    items: list[Piece | Pause], size: int, pause: int
) -> None:
    coding = Unchunker()
    # an own pause of 1,000 parts what `pause` parts from what the items' pauses part
    plan = _all(items, size, 1000)
    for one, after in pairwise(plan.instructions):
        if isinstance(one, Send):
            length = len(coding.feed(one.data))
            full = after == Pause(1000) or isinstance(after, Send)
            assert length == size if full else length <= size


@given(BODIES, SIZES, PAUSES)
def test_no_two_plain_pauses_are_neighbours(
    items: list[Piece | Pause], size: int | None, pause: int
) -> None:
    plan = _all(items, size, pause)
    for one, after in pairwise(plan.instructions):
        pair = [each for each in (one, after) if isinstance(each, Pause) and each.beat is None]
        assert len(pair) < 2


@given(BODIES, SIZES)
def test_time_is_the_sum_of_the_pauses(items: list[Piece | Pause], size: int | None) -> None:
    written = sum(one.micros or 0 for one in items if isinstance(one, Pause))
    assert _all(items, size, 0).duration == written


@given(BODIES, SIZES, PAUSES)
def test_marks_end_where_the_items_end(
    items: list[Piece | Pause], size: int | None, pause: int
) -> None:
    ends, sent = [], 0
    for one in items:
        if isinstance(one, Piece):
            sent += len(one.data)
            ends.append(sent)
    assert [mark.end for mark in _all(items, size, pause).marks] == ends
