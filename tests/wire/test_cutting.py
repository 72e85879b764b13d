"""A pause stands at each gap and nowhere else, and no byte of the body is changed by it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mockserver.wire.body import BodyItem
from mockserver.wire.cutting import cut
from mockserver.wire.http1 import BodyCoding, Piece, last_piece, piece
from mockserver.wire.instructions import End, Ending, MarkKind, Pause

LAST = last_piece(BodyCoding.CHUNKED)


def parted(items: list[BodyItem], *gaps: int) -> list[bytes | int | None]:
    """The pieces' socket bytes, and between them the pauses."""
    return [
        one.data if isinstance(one, Piece) else one.micros
        for one in cut(items, gaps, 7)
        if not isinstance(one, End)
    ]


def test_gap_inside_a_piece_keeps_the_size_line() -> None:
    assert parted([piece(b"abc", BodyCoding.CHUNKED)], 1) == [b"3\r\na", 7, b"bc\r\n"]


def test_several_gaps_in_one_piece() -> None:
    assert parted([Piece(b"abc")], 2, 1, 2) == [b"a", 7, b"b", 7, b"c"]


def test_gap_between_two_pieces() -> None:
    assert parted([Piece(b"a"), Piece(b"b")], 1) == [b"a", 7, b"b"]


def test_another_pause_stands_instead() -> None:
    assert parted([Piece(b"a"), Pause(5), Piece(b"b")], 1) == [b"a", 5, b"b"]


def test_no_pause_before_the_end() -> None:
    assert parted([Piece(b"a"), LAST, End(Ending.COMPLETE)], 1) == [b"a", LAST.data]
    assert parted([Piece(b"a")], 1, 2) == [b"a"]


def test_mark_goes_with_the_last_part() -> None:
    items = [one for one in cut([Piece(b"ab", mark=MarkKind.RAW)], [1], 7) if one != Pause(7)]
    assert items == [Piece(b"a"), Piece(b"b", mark=MarkKind.RAW)]


@given(
    st.lists(st.binary(min_size=1).map(lambda body: piece(body, BodyCoding.CHUNKED))),
    st.lists(st.integers(1, 30)),
)
def test_bytes_never_change(pieces: list[Piece], gaps: list[int]) -> None:
    items = list(cut([*pieces, LAST], gaps, 7))
    whole = b"".join(one.data for one in [*pieces, LAST])
    assert b"".join(one.data for one in items if isinstance(one, Piece)) == whole
    size = sum(len(one.body) for one in pieces)
    assert items.count(Pause(7)) == len({gap for gap in gaps if gap < size})
