"""Faults counted in chunks or events stand right after the item that they count to."""

from __future__ import annotations

import pytest

from mockserver.faults.on_events import apply
from mockserver.scenario.model import Fault
from mockserver.wire.events import Comment, CompletionChunk, Done, Raw, ServerSentEvent, WireItem
from mockserver.wire.instructions import End, Ending, Pause
from mockserver.wire.json_text import Json

CHUNK, EVENT = CompletionChunk({}), ServerSentEvent("x")
STREAM: list[WireItem] = [
    Comment("c"), CHUNK, Pause(7), CHUNK, Raw(b"r"), EVENT, CHUNK, Pause(7), Done(),
]  # fmt: skip
RESET = End(Ending.RESET)


def after(unit: str, position: int, **action: Json) -> Fault:
    return Fault.model_validate({"after": {unit: position}, **(action or {"end": "reset"})})


def cut(*faults: Fault) -> list[WireItem]:
    """The stream with these faults."""
    return apply(STREAM, faults)[0]


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
