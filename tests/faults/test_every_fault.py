"""Each action at each place that it fits keeps the laws of faults; elsewhere it is refused."""

from __future__ import annotations

from collections import Counter
from typing import get_args
from zlib import decompressobj

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from mockserver.exchange.plan import FoldError
from mockserver.faults.places import describe
from mockserver.scenario.faults import FITTING, Fault, Kind
from mockserver.wire.digest import digest
from mockserver.wire.instructions import Ending, Plan
from mockserver.wire.json_text import Json, JsonObject
from tests import say

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
ROLE, TEXT, EVENT, DONE = (
    {"chunk": {"choices": [{"delta": {"role": "assistant"}}]}},
    {"chunk": {"choices": [{"delta": {"content": "éé"}}]}},
    {"event": {"data": "é"}},
    {"done": None},
)
RAW, COMMENT, WAIT = {"raw": "r"}, {"comment": "c"}, {"wait": "3us"}
STEPS = [COMMENT, ROLE, WAIT, TEXT, RAW, WAIT, EVENT, ROLE, WAIT, DONE]


def sent(steps: Json, *faults: Json, **manner: Json) -> Plan:
    """The plan of these steps and nothing else."""
    reply = {"stream": steps, "faults": list(faults)}
    return say.planned({"automatic": "none", "reply": reply, **manner})


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


# ---- laws of items

ITEMS = st.lists(st.sampled_from([ROLE, TEXT, EVENT, DONE, RAW, COMMENT, WAIT]), max_size=7)


def parts(steps: list[Json]) -> list[bytes]:
    """The body bytes of each step."""
    return [say.body(sent([step])) for step in steps]


def items(steps: list[Json], unit: str) -> list[int]:
    """Which steps count."""
    keys = {"chunk": ("chunk",), "event": ("chunk", "event", "done")}[unit]
    return [at for at, step in enumerate(steps) if set(step) & set(keys)]


@st.composite
def at_an_item(draw: st.DrawFn) -> tuple[list[Json], str, int, int]:
    """Steps with an item, the unit that it is counted in, its number and its index."""
    steps = draw(ITEMS.filter(lambda said: items(said, "chunk")))
    unit = draw(st.sampled_from(["chunk", "event"]))
    found = items(steps, unit)
    number = draw(st.integers(1, len(found)))
    return steps, unit, number, found[number - 1]


@given(at_an_item())
def test_drop_removes_exactly_the_bytes_of_the_item(at: tuple[list[Json], str, int, int]) -> None:
    steps, unit, number, index = at
    plan = sent(steps, {"at": {unit: number}, "drop": True})
    whole = parts(steps)
    assert say.body(plan) == b"".join(whole[:index] + whole[index + 1 :])
    assert plan.duration == sent(steps).duration


@given(at_an_item())
def test_duplicate_adds_exactly_the_bytes_of_the_item(at: tuple[list[Json], str, int, int]) -> None:
    steps, unit, number, index = at
    plan = sent(steps, {"at": {unit: number}, "duplicate": True})
    whole = parts(steps)
    assert say.body(plan) == b"".join(whole[: index + 1] + whole[index:])
    assert plan.duration == sent(steps).duration


@given(at_an_item())
def test_swap_keeps_what_is_sent_and_when(at: tuple[list[Json], str, int, int]) -> None:
    steps, unit, number, index = at
    plan, found = sent(steps, {"at": {unit: number}, "swap_next": True}), items(steps, unit)
    expected = parts(steps)
    if number < len(found):
        other = found[number]
        expected[index], expected[other] = expected[other], expected[index]
    assert say.body(plan) == b"".join(expected)
    assert Counter(expected) == Counter(parts(steps))
    assert (plan.duration, bool(plan.notes)) == (sent(steps).duration, number == len(found))


@given(at_an_item(), st.sampled_from(["replace", "json", "utf8"]))
def test_replace_and_corrupt_touch_one_item(at: tuple[list[Json], str, int, int], how: str) -> None:
    steps, unit, number, index = at
    replacement = {"id": "z"} if unit == "chunk" else {"data": "z"}
    action = {"replace": replacement} if how == "replace" else {"corrupt": how}
    body = say.body(sent(steps, {"at": {unit: number}, **action}))
    whole = parts(steps)
    head, tail = b"".join(whole[:index]), b"".join(whole[index + 1 :])
    assert body.startswith(head)
    assert body.endswith(tail)
    assert body[len(head) : len(body) - len(tail)] != whole[index]


# ---- every byte

SMALL = [EVENT, WAIT, COMMENT, RAW, DONE]
SMALL_PLAN = sent(SMALL)


@pytest.mark.parametrize("size", [None, 1, 3])
@pytest.mark.parametrize("position", range(1, len(SMALL_PLAN.body) + 1))
def test_cut_at_every_socket_byte_is_exactly_the_prefix(position: int, size: int | None) -> None:
    delivery = {"delivery": {"bytes": size}} if size else {}
    plan = sent(SMALL, {"after": {"wire_bytes": position}, "end": "truncate"}, **delivery)
    assert plan.body == SMALL_PLAN.body[:position]
    assert (plan.ending, plan.notes) == (Ending.TRUNCATE, ())


@pytest.mark.parametrize("position", range(1, len(say.body(SMALL_PLAN)) + 1))
def test_cut_at_every_body_byte_is_exactly_the_prefix(position: int) -> None:
    plan = sent(SMALL, {"after": {"bytes": position}, "end": "truncate"})
    assert SMALL_PLAN.body.startswith(plan.body)
    assert say.body(plan) == say.body(SMALL_PLAN)[:position]


@pytest.mark.parametrize("position", range(1, len(say.body(SMALL_PLAN)) + 1))
def test_complete_at_every_body_byte_is_a_whole_body(position: int) -> None:
    plan = sent(SMALL, {"after": {"bytes": position}, "end": "complete"})
    assert say.body(plan) == say.body(SMALL_PLAN)[:position]
    assert plan.body.endswith(b"\r\n0\r\n\r\n")


@pytest.mark.parametrize("position", range(1, len(say.body(SMALL_PLAN)) + 1))
def test_insert_at_every_body_byte_adds_exactly_that(position: int) -> None:
    plan = sent(SMALL, {"after": {"bytes": position}, "insert": [{"raw": "+"}]})
    body = say.body(SMALL_PLAN)
    assert say.body(plan) == body[:position] + b"+" + body[position:]


@pytest.mark.parametrize("position", range(1, len(SMALL_PLAN.body) + 1))
def test_insert_at_every_socket_byte_adds_exactly_that(position: int) -> None:
    plan = sent(SMALL, {"after": {"wire_bytes": position}, "insert": [{"wire": "+"}]})
    whole = SMALL_PLAN.body
    assert plan.body == whole[:position] + b"+" + whole[position:]


def test_socket_bytes_are_counted_after_faults_on_bytes() -> None:
    cut = {"after": {"bytes": 4}, "end": "truncate"}
    plan = sent(SMALL, {"after": {"wire_bytes": 8}, "end": "reset"}, cut)
    assert plan.body == SMALL_PLAN.body[:7]
    assert plan.notes == (
        "fault `end reset after 8 wire_bytes` is never reached: 7 wire_bytes are sent",
    )


# ---- inserted steps

CALL = {"tool_calls": [{"name": "f"}]}


def test_inserted_steps_go_on_from_the_script_and_do_not_change_it() -> None:
    steps = [CALL, {"text": ["a", "b"]}]
    insert = {"after": {"chunks": 1}, "insert": [CALL, {"usage": {"prompt_tokens": 1}}]}
    whole, plan = sent(steps), sent(steps, insert)
    assert [line for line in say.data(plan) if line in say.data(whole)] == say.data(whole)
    first, second = _calls(plan)
    assert (first["index"], second["index"]) == (0, 1)
    assert first["id"] != second["id"]


def _calls(plan: Plan) -> list[JsonObject]:
    deltas = [one["choices"][0]["delta"] for one in say.chunks(plan) if one["choices"]]
    return [one["tool_calls"][0] for one in deltas if "id" in one.get("tool_calls", [{}])[0]]


def test_reply_s_patch_is_on_inserted_chunks_too() -> None:
    said = {"after": {"chunks": 1}, "insert": [{"text": ["b"]}]}
    reply = {"stream": [{"text": ["a"]}], "faults": [said], "with": {"chunk": {"x": 1}}}
    chunks = say.chunks(say.planned({"automatic": "none", "reply": reply}))
    assert [one["x"] for one in chunks] == [1, 1]


def test_server_adds_as_if_there_were_no_fault() -> None:
    said = {"after": {"chunks": 1}, "insert": [{"finish": "length"}, {"done": None}]}
    data = say.data(say.planned({"reply": {"stream": [{"text": ["a"]}], "faults": [said]}}))
    whole = say.data(say.planned([{"text": ["a"]}]))
    assert [*data[:1], *data[3:]] == whole


# ---- without a stream


def folded(fault: Json) -> Plan:
    return say.planned({"reply": [{"text": ["é"]}], "faults": [fault]}, stream=False)


@pytest.mark.parametrize("unit", ["bytes", "wire_bytes"])
def test_json_body_is_cut_by_bytes(unit: str) -> None:
    plan = folded({"after": {unit: 9}, "end": "truncate"})
    assert plan.body == say.planned([{"text": ["é"]}], stream=False).body[:9]


def test_json_body_is_cut_inside_a_character() -> None:
    assert folded({"inside": "multibyte_character", "end": "reset"}).body.endswith(b'"\xc3')


def test_error_reply_notes_what_needs_a_stream() -> None:
    fault = {"after": {"bytes": 2}, "error": {"message": "m"}}
    plan = say.planned({"reply": {"status": 500, "faults": [fault]}})
    assert plan.notes == ("fault `error after 2 bytes` is never done: the answer is no stream",)


@pytest.mark.parametrize(
    "fault",
    [
        {"at": {"chunk": 1}, "drop": True},
        {"after": {"events": 1}, "wait": "1s"},
        {"after": {"bytes": 1}, "error": {"message": "m"}},
        {"after": {"wire_bytes": 1}, "insert": [{"wire": "w"}]},
        {"inside": "json_escape", "of": {"chunk": 1}, "end": "reset"},
    ],
)
def test_what_needs_a_stream_is_refused_by_name_without_one(fault: Json) -> None:
    name = describe(Fault.model_validate(fault))
    with pytest.raises(FoldError, match=f"its {name} has no meaning without a stream"):
        folded(fault)


def test_wait_in_a_json_body_parts_it() -> None:
    plan, whole = (
        folded({"after": {"bytes": 9}, "wait": "5us"}),
        folded({"inside": "crlf", "wait": "1s"}),
    )
    assert (plan.body, say.sends(plan)[0], plan.duration) == (whole.body, whole.body[:9], 5)


# ---- with other framings


@pytest.mark.parametrize("kind", ["json", "utf8"])
@pytest.mark.parametrize(
    "framing",
    [
        {"newline": "crlf"},
        {"newline": "cr"},
        {"data_lines": "pretty"},
        {"escape": "unicode"},
        {"space_after_colon": False},
        {"bom": True},
    ],
)
def test_damage_is_done_to_the_framed_event(framing: Json, kind: str) -> None:
    said = {"automatic": "none", "framing": framing}
    steps = [TEXT, TEXT, EVENT]
    whole, one = (say.body(say.planned({**said, "reply": steps[:n]})) for n in (3, 1))
    reply = {"stream": steps, "faults": [{"at": {"chunk": 1}, "corrupt": kind}]}
    body = say.body(say.planned({**said, "reply": reply}))
    assert body.endswith(whole[len(one) :])
    damaged = body[: len(body) - len(whole) + len(one)]
    assert len(damaged) == len(one) - (kind == "json")
    assert damaged[-2:] == one[-2:]


def test_gzip_body_is_cut_inside_a_character_of_its_text() -> None:
    fault = {"inside": "multibyte_character", "nth": 3, "end": "truncate"}
    body = say.body(sent(STEPS, fault, framing={"coding": "gzip"}))
    assert decompressobj(31).decompress(body) == say.body(sent(STEPS, fault))


def test_damaged_event_is_gzipped_as_it_is() -> None:
    fault = {"at": {"chunk": 2}, "corrupt": "utf8"}
    body = say.body(sent(STEPS, fault, framing={"coding": "gzip"}))
    assert decompressobj(31).decompress(body) == say.body(sent(STEPS, fault))
