"""Faults counted in chunks or events stand right after the item that they count to."""

from __future__ import annotations

import pytest

from mockserver.faults import on_events
from mockserver.faults.places import clash
from mockserver.scenario.faults import Fault
from mockserver.wire.events import (
    Comment,
    CompletionChunk,
    Damaged,
    Done,
    Raw,
    ServerSentEvent,
    WireItem,
)
from mockserver.wire.instructions import End, Ending, Pause

from .saying import after, at, encode

CHUNK, EVENT = CompletionChunk({}), ServerSentEvent("x")
STREAM: list[WireItem] = [
    Comment("c"), CHUNK, Pause(7), CHUNK, Raw(b"r"), EVENT, CHUNK, Pause(7), Done(),
]  # fmt: skip
RESET = End(Ending.RESET)


def apply(items: list[WireItem], faults: list[Fault]) -> tuple[list[WireItem], list[str]]:
    return on_events.apply(items, faults, encode)


def cut(*faults: Fault) -> list[WireItem]:
    """The stream with these faults."""
    return apply(STREAM, list(faults))[0]


@pytest.mark.parametrize(
    ("unit", "position", "left"),
    [
        ("chunks", 1, 2),
        ("chunks", 2, 4),
        ("chunks", 3, 7),
        ("events", 1, 2),
        ("events", 3, 6),
        ("events", 4, 7),
        ("events", 5, 9),
    ],
)
def test_nothing_follows_an_end(unit: str, position: int, left: int) -> None:
    assert apply(STREAM, [after(unit, position)]) == ([*STREAM[:left], RESET], [])


def test_stall_for_a_time_stands_before_the_pause_that_follows() -> None:
    assert cut(after("chunks", 1, stall={"for": "3us"})) == [
        *STREAM[:2], Pause(3), *STREAM[2:],
    ]  # fmt: skip


def test_stall_for_ever_is_the_end() -> None:
    assert cut(after("events", 1, stall="forever")) == [
        *STREAM[:2], Pause(None), End(Ending.STALL),
    ]  # fmt: skip


@pytest.mark.parametrize(("unit", "found"), [("chunks", 3), ("events", 5)])
def test_place_beyond_the_stream_is_noted(unit: str, found: int) -> None:
    items, (note,) = apply(STREAM, [after(unit, 6)])
    assert items == STREAM
    assert note.endswith(f"never reached: {found} {unit} are sent")


def test_faults_are_counted_in_the_stream_without_them() -> None:
    stalls = [after("chunks", n, stall={"for": f"{n}us"}) for n in (3, 1, 2)]
    assert [one.micros for one in cut(*stalls) if isinstance(one, Pause)] == [1, 7, 2, 3, 7]


def test_faults_in_one_gap_stand_in_their_order() -> None:
    first, second = (
        after("events", 2, stall={"for": "1us"}),
        after("chunks", 2, stall={"for": "2us"}),
    )
    assert cut(first, second)[4:6] == [Pause(1), Pause(2)]
    assert cut(second, first)[4:6] == [Pause(2), Pause(1)]


def test_fault_after_an_end_is_noted() -> None:
    items, notes = apply(STREAM, [after("chunks", 1), after("chunks", 1), after("events", 4)])
    assert items == [*STREAM[:2], RESET]
    assert [note.partition("reached: ")[2] for note in notes] == [
        "1 chunk is sent",
        "1 event is sent",
    ]


def test_written_end_of_the_stream_is_kept() -> None:
    stream: list[WireItem] = [CHUNK, End(Ending.TRUNCATE)]
    items, _ = apply(stream, [after("chunks", 1, stall={"for": "3us"})])
    assert items == [CHUNK, Pause(3), End(Ending.TRUNCATE)]


# ---- items

A, B, C = (CompletionChunk({"id": name, "n": 1}) for name in "abc")
ITEMS: list[WireItem] = [A, Pause(1), Comment("c"), B, Pause(2), EVENT, Pause(3), C, Done()]


def changed(*faults: Fault) -> list[WireItem]:
    """What the list with names for its items becomes, without notes."""
    items, notes = apply(ITEMS, list(faults))
    assert notes == []
    return items


def test_drop_leaves_every_pause() -> None:
    assert changed(at("chunk", 2, drop=True)) == [*ITEMS[:3], *ITEMS[4:]]


def test_duplicate_stands_right_behind() -> None:
    assert changed(at("event", 3, duplicate=True)) == [*ITEMS[:6], EVENT, *ITEMS[6:]]


@pytest.mark.parametrize(("unit", "moved"), [("chunk", 7), ("event", 5)])
def test_swap_is_with_the_next_of_the_kind_and_keeps_the_times(unit: str, moved: int) -> None:
    expected = list(ITEMS)
    expected[3], expected[moved] = expected[moved], expected[3]
    assert changed(at(unit, 2, swap_next=True)) == expected


def test_replace_lays_keys_over_a_chunk() -> None:
    expected = list(ITEMS)
    expected[3] = CompletionChunk({"id": "b", "n": None, "m": [2]})
    assert changed(at("chunk", 2, replace={"n": None, "m": [2]})) == expected


def test_replace_puts_another_event() -> None:
    expected = list(ITEMS)
    expected[3] = ServerSentEvent("x", name="n")
    assert changed(at("event", 2, replace={"data": "x", "name": "n"})) == expected


@pytest.mark.parametrize(("position", "index"), [(1, 0), (3, 5), (5, 8)])
def test_corrupt_marks_the_item(position: int, index: int) -> None:
    items = changed(at("event", position, corrupt="json"))
    assert items[index] == Damaged(ITEMS[index], "json")  # type: ignore[arg-type]
    assert [*items[:index], *items[index + 1 :]] == [*ITEMS[:index], *ITEMS[index + 1 :]]


def test_gap_is_a_place_in_the_stream_before_the_faults() -> None:
    reset = after("chunks", 2)
    assert changed(at("chunk", 2, drop=True), reset) == [*ITEMS[:3], RESET]
    assert changed(reset, at("chunk", 2, duplicate=True)) == [*ITEMS[:4], B, RESET]
    assert changed(reset, at("chunk", 2, swap_next=True)) == [*ITEMS[:3], C, RESET]


def test_inserted_items_count_for_no_fault() -> None:
    more = after("chunks", 1, insert=[{"text": ["x", "y"]}])
    items = changed(more, at("chunk", 2, drop=True), after("chunks", 3))
    assert [type(one) for one in items[:3]] == [CompletionChunk] * 3
    assert items[3:] == [*ITEMS[1:3], *ITEMS[4:8], RESET]


@pytest.mark.parametrize(("unit", "position"), [("chunk", 4), ("event", 6)])
def test_item_beyond_the_stream_is_noted(unit: str, position: int) -> None:
    items, (note,) = apply(ITEMS, [at(unit, position, drop=True)])
    assert items == ITEMS
    assert note.endswith(f"never reached: {position - 1} {unit}s are sent")


def test_item_behind_an_end_is_noted() -> None:
    _, (note,) = apply(ITEMS, [after("chunks", 1), at("chunk", 2, drop=True)])
    assert note.endswith("1 chunk is sent")


@pytest.mark.parametrize(("unit", "position"), [("chunk", 3), ("event", 5)])
def test_last_item_has_no_next(unit: str, position: int) -> None:
    items, (note,) = apply(ITEMS, [at(unit, position, swap_next=True)])
    assert items == ITEMS
    assert note.endswith(f"it is the last {unit}")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (at("chunk", 2, drop=True), at("chunk", 2, drop=True)),
        (at("chunk", 3, drop=True), at("event", 4, corrupt="json")),
        (at("chunk", 1, swap_next=True), at("event", 2, duplicate=True)),
        (at("event", 2, duplicate=True), at("chunk", 1, swap_next=True)),
    ],
)
def test_of_two_edits_of_one_item_the_first_is_done(first: Fault, second: Fault) -> None:
    items, notes = apply(ITEMS, [first, second])
    assert items == changed(first)
    assert notes == [clash(second, first)]
