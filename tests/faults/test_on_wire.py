"""Faults counted in socket bytes cut anywhere, also in what the client's HTTP library takes off."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.faults.edits import edit
from mockserver.faults.on_wire import apply, cut
from mockserver.scenario.faults import Fault
from mockserver.wire.body import BodyItem
from mockserver.wire.http1 import BodyCoding, Piece, last_piece, piece
from mockserver.wire.instructions import End, Ending, MarkKind, Pause

from .saying import after, encode

CODING = BodyCoding.CHUNKED
ABC, DE = (piece(body, CODING, MarkKind.CHUNK) for body in (b"abc", b"de"))
LAST, COMPLETE, RESET = last_piece(CODING), End(Ending.COMPLETE), End(Ending.RESET)
STREAM: list[BodyItem] = [ABC, Pause(7), DE, LAST, COMPLETE]
WHOLE = b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"


def put(fault: Fault) -> list[BodyItem]:
    return [one for one in edit(fault, encode) if isinstance(one, Pause | End)]


def wire(items: list[BodyItem]) -> bytes:
    return b"".join(one.data for one in items if isinstance(one, Piece))


@pytest.mark.parametrize("position", range(1, len(WHOLE) + 1))
def test_cut_at_every_socket_byte_is_exactly_the_prefix(position: int) -> None:
    items, notes = apply(STREAM, [after("wire_bytes", position)], put)
    assert wire(items) == WHOLE[:position]
    assert (items[-1], notes) == (RESET, [])


@pytest.mark.parametrize("position", range(1, len(WHOLE) + 1))
def test_wait_at_every_socket_byte_changes_no_byte(position: int) -> None:
    items, _ = apply(STREAM, [after("wire_bytes", position, wait="1us")], put)
    before = wire(items[: items.index(Pause(1))])
    assert (wire(items), before) == (WHOLE, WHOLE[:position])


def test_wait_stands_before_the_pause_that_follows() -> None:
    items, _ = apply(STREAM, [after("wire_bytes", 8, wait="1us")], put)
    assert items == [ABC, Pause(1), Pause(7), DE, LAST, COMPLETE]


def test_several_in_one_size_line_and_in_one_gap() -> None:
    faults = [after("wire_bytes", n, wait=f"{n}us") for n in (2, 1, 2)]
    items, _ = apply(STREAM, faults, put)
    assert items[:5] == [Piece(b"", b"3"), Pause(1), Piece(b"", b"\r"), Pause(2), Pause(2)]


def test_parted_item_is_marked_at_its_last_byte() -> None:
    for position in range(1, 8):
        items, _ = apply(STREAM, [after("wire_bytes", position, wait="1us")], put)
        pieces = [one for one in items if isinstance(one, Piece)]
        assert [one.mark for one in pieces[:3]] == [None, MarkKind.CHUNK, MarkKind.CHUNK]


@pytest.mark.parametrize("position", [len(WHOLE) + 1, 1000])
def test_place_beyond_the_last_http_chunk_is_noted(position: int) -> None:
    items, (note,) = apply(STREAM, [after("wire_bytes", position)], put)
    assert items == STREAM
    assert note.endswith(f"never reached: {len(WHOLE)} wire_bytes are sent")


def test_fault_after_an_end_is_noted() -> None:
    _, (note,) = apply(STREAM, [after("wire_bytes", 4), after("wire_bytes", 2)], put)
    assert note.endswith("4 wire_bytes` is never reached: 2 wire_bytes are sent")


def test_stream_without_faults_is_the_same() -> None:
    assert apply(STREAM, [], put) == (STREAM, [])


@given(st.binary(), st.binary(), st.binary(), st.data())
def test_a_cut_loses_no_byte(before: bytes, body: bytes, after: bytes, data: st.DataObject) -> None:
    one = Piece(body, before, after, MarkKind.RAW)
    at = data.draw(st.integers(0, len(one.data)))
    first, second = cut(one, at)
    assert (first.data, second.data) == (one.data[:at], one.data[at:])
    assert first.body + second.body == body
