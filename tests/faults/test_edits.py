"""A fault does at its gap what it says, whatever its place counts."""

from __future__ import annotations

import pytest

from mockserver.faults.edits import describe, edit, of_units, place, unreached
from mockserver.scenario.model import Fault
from mockserver.wire.instructions import Beat, End, Ending, Pause
from mockserver.wire.json_text import Json

STALL = End(Ending.STALL)


def fault(**said: Json) -> Fault:
    return Fault.model_validate({"after": {"chunks": 2}, **said})


@pytest.mark.parametrize(
    ("action", "instructions"),
    [
        ({"end": "complete"}, (End(Ending.COMPLETE),)),
        ({"end": "truncate"}, (End(Ending.TRUNCATE),)),
        ({"end": "reset"}, (End(Ending.RESET),)),
        ({"end": "half_close"}, (End(Ending.HALF_CLOSE),)),
        ({"end": "stall"}, (Pause(None), STALL)),
        ({"stall": "forever"}, (Pause(None), STALL)),
        ({"stall": {"for": "5us"}}, (Pause(5),)),
        (
            {"stall": {"for": "5us", "comment": "k", "every": "2us"}},
            (Pause(5, Beat(2, b": k\n\n")),),
        ),
        (
            {"stall": {"comment": "k", "every": "2us"}},
            (Pause(None, Beat(2, b": k\n\n")), STALL),
        ),
    ],
)
def test_what_each_action_is(action: Json, instructions: tuple[Pause | End, ...]) -> None:
    assert edit(fault(**action)) == instructions


@pytest.mark.parametrize("unit", ["chunks", "events", "bytes"])
def test_place_and_description(unit: str) -> None:
    one = fault(after={unit: 3}, end="reset")
    assert place(one) == (unit, 3)
    assert describe(one) == f"fault `end reset after 3 {unit}`"


def test_description_of_a_stall() -> None:
    assert describe(fault(stall="forever")) == "fault `stall after 2 chunks`"


def test_note_says_how_far_the_stream_goes() -> None:
    assert unreached(fault(end="reset"), 1) == (
        "fault `end reset after 2 chunks` is never reached: 1 chunk is sent"
    )


def test_faults_are_chosen_by_unit_in_their_order() -> None:
    first, second = fault(end="reset"), fault(end="stall")
    other = fault(after={"bytes": 1}, end="reset")
    assert of_units([first, other, second], "chunks", "events") == [first, second]
    assert of_units(None, "bytes") == []
