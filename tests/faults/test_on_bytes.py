"""Faults counted in bytes cut the body exactly there; the bytes before are what they were."""

from __future__ import annotations

import pytest

from mockserver.faults import on_bytes
from mockserver.faults.edits import edit
from mockserver.scenario.faults import Fault
from mockserver.wire.body import BodyItem, inserted
from mockserver.wire.framing import Framing
from mockserver.wire.http1 import BodyCoding, Piece, Unchunker, last_piece, piece
from mockserver.wire.instructions import Beat, End, Ending, MarkKind, Pause
from mockserver.wire.json_text import Json

from . import saying
from .saying import encode, fault

CODING = BodyCoding.CHUNKED
ABC, DE = (piece(body, CODING, MarkKind.CHUNK) for body in (b"abc", b"de"))
LAST, COMPLETE, RESET = last_piece(CODING), End(Ending.COMPLETE), End(Ending.RESET)
STREAM: list[BodyItem] = [ABC, Pause(7), DE, LAST, COMPLETE]


def after(position: int, **action: Json) -> Fault:
    return saying.after("bytes", position, **action)


def apply(
    items: list[BodyItem], faults: list[Fault], coding: BodyCoding
) -> tuple[list[BodyItem], list[str]]:
    def put(fault: Fault) -> list[BodyItem]:
        return inserted(edit(fault, encode), Framing(body=coding))

    return on_bytes.apply(items, faults, coding, put)


def stall(position: int, micros: int) -> Fault:
    return after(position, stall={"for": f"{micros}us"})


def beating(position: int) -> Fault:
    return after(position, stall={"for": "9us", "comment": "k", "every": "2us"})


def edited(*faults: Fault, coding: BodyCoding = CODING) -> list[bytes | int | str | None]:
    """The socket bytes between the instructions of the stream with these faults."""
    return _shown(apply(STREAM, list(faults), coding)[0])


def _shown(items: list[BodyItem]) -> list[bytes | int | str | None]:
    names: list[bytes | int | str | None] = []
    for one in items:
        if isinstance(one, Piece):
            names.append(one.data)
        else:
            names.append(one.micros if isinstance(one, Pause) else str(one.ending))
    return names


@pytest.mark.parametrize(
    ("position", "shown"),
    [
        (1, [b"3\r\na", "reset"]),
        (2, [b"3\r\nab", "reset"]),
        (3, [b"3\r\nabc\r\n", "reset"]),
        (4, [b"3\r\nabc\r\n", 7, b"2\r\nd", "reset"]),
        (5, [b"3\r\nabc\r\n", 7, b"2\r\nde\r\n", "reset"]),
    ],
)
def test_cut_keeps_the_size_line_and_never_ends_the_body(
    position: int, shown: list[object]
) -> None:
    assert edited(after(position)) == shown


@pytest.mark.parametrize("position", range(1, 6))
def test_complete_ending_makes_the_body_whole_at_that_byte(position: int) -> None:
    items, _ = apply(STREAM, [after(position, end="complete")], CODING)
    coding = Unchunker()
    assert coding.feed(b"".join(map(_sent, items))) == b"abcde"[:position]
    assert coding.ended
    assert items[-1] == COMPLETE


@pytest.mark.parametrize("position", range(1, 6))
def test_what_is_inserted_is_an_http_chunk_of_its_own(position: int) -> None:
    items, _ = apply(STREAM, [after(position, insert=[{"comment": "k"}])], CODING)
    coding = Unchunker()
    body = coding.feed(b"".join(map(_sent, items)))
    assert body == b"abcde"[:position] + b": k\n\n" + b"abcde"[position:]
    assert coding.ended


def test_stall_parts_an_http_chunk_without_changing_it() -> None:
    assert edited(stall(2, 1)) == [
        b"3\r\nab", 1, b"c\r\n", 7, b"2\r\nde\r\n", b"0\r\n\r\n", "complete",
    ]  # fmt: skip


def test_stall_after_the_last_byte_comes_before_the_last_http_chunk() -> None:
    assert edited(stall(5, 1))[-3:] == [1, b"0\r\n\r\n", "complete"]


def test_stall_stands_before_the_pause_that_follows() -> None:
    assert edited(stall(3, 1))[:4] == [b"3\r\nabc\r\n", 1, 7, b"2\r\nde\r\n"]


def test_several_stalls_in_one_http_chunk() -> None:
    assert edited(stall(2, 2), stall(1, 1), stall(2, 3))[:6] == [
        b"3\r\na", 1, b"b", 2, 3, b"c\r\n",
    ]  # fmt: skip


def test_parted_item_is_marked_at_its_end_alone() -> None:
    items, _ = apply(STREAM, [stall(1, 1), stall(2, 1)], CODING)
    marks = [one.mark for one in items if isinstance(one, Piece)]
    assert marks == [None, None, MarkKind.CHUNK, MarkKind.CHUNK, None]


@pytest.mark.parametrize("position", [6, 100])
def test_place_beyond_the_body_is_noted(position: int) -> None:
    items, (note,) = apply(STREAM, [after(position)], CODING)
    assert items == STREAM
    assert note.endswith("5 bytes are sent")


def test_fault_after_an_end_is_noted() -> None:
    _, notes = apply(STREAM, [after(4), after(2), after(2)], CODING)
    assert [note.partition("`")[2].partition("`")[0] for note in notes] == [
        "end reset after 2 bytes",
        "end reset after 4 bytes",
    ]


def test_stall_for_ever_is_the_end() -> None:
    assert edited(after(1, stall="forever")) == [b"3\r\na", None, "stall"]


@pytest.mark.parametrize("position", range(1, 6))
def test_beats_are_http_chunks_that_leave_the_coding_whole(position: int) -> None:
    items, _ = apply(STREAM, [beating(position)], CODING)
    wire = b"".join(_sent(one) for one in items)
    coding = Unchunker()
    assert coding.feed(wire) == b"abcde"[:position] + b": k\n\n" + b"abcde"[position:]
    assert coding.ended


def _sent(item: BodyItem) -> bytes:
    """The bytes of a piece, or of one beat of a pause."""
    if isinstance(item, Pause):
        return item.beat.data if item.beat else b""
    return item.data if isinstance(item, Piece) else b""


def test_beating_stall_and_a_cut_in_one_http_chunk() -> None:
    assert edited(beating(1), after(2)) == [b"1\r\na\r\n", 9, b"2\r\nb", "reset"]


@pytest.mark.parametrize(
    ("coding", "beat"),
    [
        (BodyCoding.CHUNKED, Beat(2, b"5\r\n: k\n\n\r\n")),
        (BodyCoding.CLOSE, Beat(2, b": k\n\n")),
        (BodyCoding.LENGTH, None),
    ],
)
def test_beat_is_in_the_body_s_coding(coding: BodyCoding, beat: Beat | None) -> None:
    items, _ = apply([piece(b"abc", coding), COMPLETE], [beating(2)], coding)
    assert items[1] == Pause(9, beat)


def test_stream_without_faults_is_the_same() -> None:
    assert apply(STREAM, [], CODING) == (STREAM, [])


# ---- inside something


TOOL = b'{"arguments": "abcdef"}'
TEXTS: list[BodyItem] = [
    piece("é".encode(), CODING, MarkKind.CHUNK),
    piece(b"c", CODING, MarkKind.COMMENT),
    piece("xé".encode() + b"\\n\r\n", CODING, MarkKind.EVENT),
    piece(TOOL, CODING, MarkKind.CHUNK),
    piece("é".encode(), CODING),
    LAST,
    COMPLETE,
]
BODY = b"".join(one.body for one in TEXTS if isinstance(one, Piece))


def inside(**said: Json) -> bytes | str:
    """The body before the gap, or the note."""
    items, notes = apply(TEXTS, [fault(**said, end="reset")], CODING)
    return notes[0] if notes else b"".join(one.body for one in items if isinstance(one, Piece))


@pytest.mark.parametrize(
    ("said", "end"),
    [
        ({"inside": "multibyte_character"}, BODY[:1]),
        ({"inside": "multibyte_character", "nth": 2}, BODY[:5]),
        ({"inside": "multibyte_character", "of": {"event": 2}}, BODY[:5]),
        ({"inside": "multibyte_character", "of": {"event": 1}}, BODY[:1]),
        ({"inside": "multibyte_character", "nth": 3}, BODY[:-1]),
        ({"inside": "json_escape"}, BODY[:7]),
        ({"inside": "crlf"}, BODY[:9]),
        ({"inside": "tool_fragment"}, BODY[:-7]),
        ({"inside": "tool_fragment", "of": {"tool_fragment": 1}}, BODY[:-7]),
        ({"inside": "tool_fragment", "of": {"chunk": 2}}, BODY[:-7]),
        ({"inside": "http_chunk"}, BODY[:1]),
        ({"inside": "http_chunk", "of": {"event": 2}}, BODY[:7]),
    ],
)
def test_gap_inside(said: Json, end: bytes) -> None:
    assert inside(**said) == end


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"inside": "crlf", "nth": 2}, "1 such place is sent"),
        ({"inside": "crlf", "of": {"chunk": 1}}, "0 such places are sent"),
        ({"inside": "crlf", "of": {"chunk": 9}}, "0 such places are sent"),
        ({"inside": "crlf", "of": {"event": 9}}, "0 such places are sent"),
        ({"inside": "crlf", "of": {"tool_fragment": 9}}, "0 such places are sent"),
    ],
)
def test_nothing_to_cut_inside_is_noted(said: Json, found: str) -> None:
    assert str(inside(**said)).endswith(found)


def test_inside_after_an_end_is_noted() -> None:
    faults = [fault(inside="crlf", end="reset"), after(2)]
    assert apply(TEXTS, faults, CODING)[1][0].endswith("0 such places are sent")
