"""Each action at each place that it fits keeps the laws of faults; elsewhere it is refused."""

from __future__ import annotations

from typing import get_args

import pytest
from pydantic import ValidationError

from mockserver.scenario.faults import FITTING, Fault, Kind
from mockserver.wire.digest import digest
from mockserver.wire.instructions import Ending, Plan
from mockserver.wire.json_text import Json, JsonObject
from tests import say

from .saying import STEPS, sent

PLACES: dict[Kind, JsonObject] = {
    "chunks": {"after": {"chunks": 2}},
    "events": {"after": {"events": 2}},
    "bytes": {"after": {"bytes": 300}},
    "wire_bytes": {"after": {"wire_bytes": 300}},
    "inside": {"inside": "multibyte_character", "nth": 2},
    "chunk": {"at": {"chunk": 2}},
    "event": {"at": {"event": 2}},
}
ACTIONS: dict[str, Json] = {
    "end": "truncate",
    "stall": {"for": "5us"},
    "wait": "5us",
    "error": {"message": "m"},
    "insert": [{"text": ["more"]}, {"raw": "r"}, {"wait": "5us"}],
    "drop": True,
    "duplicate": True,
    "swap_next": True,
    "replace": {"id": "other"},
    "corrupt": "json",
}

WHOLE = sent(STEPS)


def fitting() -> list[tuple[Kind, str]]:
    return [(kind, action) for action, kinds in FITTING.items() for kind in kinds]


def one(kind: Kind, action: str) -> JsonObject:
    said = [{"wire": "w"}, {"wait": "5us"}] if (kind, action) == ("wire_bytes", "insert") else None
    return {**PLACES[kind], action: said or ACTIONS[action]}


def until(kind: Kind) -> Plan:
    """The plan with a cut right before a place."""
    place = {"after": {f"{kind}s": 1}} if kind in ("chunk", "event") else PLACES[kind]
    return sent(STEPS, {**place, "end": "truncate"})


def test_tables_are_whole() -> None:
    assert set(PLACES) == set(get_args(Kind))
    assert set(ACTIONS) == set(FITTING)


@pytest.mark.parametrize(("kind", "action"), fitting())
def test_nothing_before_the_place_is_changed(kind: Kind, action: str) -> None:
    plan, cut = sent(STEPS, one(kind, action)), until(kind)
    assert say.body(plan).startswith(say.body(cut))
    if action not in ("error", "insert"):  # an HTTP chunk ends before these
        assert plan.body.startswith(cut.body)
    assert plan.notes == ()


@pytest.mark.parametrize(("kind", "action"), fitting())
def test_each_fault_changes_the_plan_and_is_the_same_each_time(kind: Kind, action: str) -> None:
    plan = sent(STEPS, one(kind, action))
    assert digest(plan) != digest(WHOLE)
    assert digest(plan) == digest(sent(STEPS, one(kind, action)))


@pytest.mark.parametrize(("kind", "action"), fitting())
def test_body_that_goes_on_is_whole(kind: Kind, action: str) -> None:
    plan = sent(STEPS, one(kind, action))
    if action != "end":
        assert plan.ending is Ending.COMPLETE
        assert plan.body.endswith(b"\r\n0\r\n\r\n")


@pytest.mark.parametrize(("kind", "action"), fitting())
def test_later_times_move_by_what_is_said_alone(kind: Kind, action: str) -> None:
    more = {"stall": 5, "wait": 5, "insert": 5}.get(action, 0)
    if action not in ("end", "error"):
        assert sent(STEPS, one(kind, action)).duration == WHOLE.duration + more


@pytest.mark.parametrize("kind", PLACES)
@pytest.mark.parametrize("action", ACTIONS)
def test_what_has_no_meaning_is_refused_with_what_is_possible(kind: Kind, action: str) -> None:
    said = one(kind, action)
    if kind == "event" and action == "replace":
        said = {**PLACES[kind], "replace": {"data": "x"}}
    if kind in FITTING[action]:
        assert Fault.model_validate(said).kind == kind
        return
    with pytest.raises(ValidationError) as error:
        Fault.model_validate(said)
    (found,) = error.value.errors()
    assert found["ctx"]["key"] == action
    assert found["ctx"]["valid"] == tuple(a for a, kinds in FITTING.items() if kind in kinds)


@pytest.mark.parametrize("level", ["events", "bytes", "wire_bytes"])
def test_every_number_beyond_the_stream_is_noted(level: str) -> None:
    plan = sent(STEPS, {"after": {level: 10_000}, "end": "reset"})
    assert digest(plan) == digest(WHOLE)
    assert len(plan.notes) == 1
