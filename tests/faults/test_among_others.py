"""Faults beside the rest of a reply: its script, its framing, and where it is no stream."""

from __future__ import annotations

from zlib import decompressobj

import pytest

from mockserver.exchange.plan import FoldError
from mockserver.faults.places import describe
from mockserver.scenario.faults import Fault
from mockserver.wire.instructions import Plan
from mockserver.wire.json_text import Json, JsonObject
from tests import say

from .saying import EVENT, STEPS, TEXT, sent

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


@pytest.mark.parametrize("end", ["complete", "truncate"])
def test_length_of_a_cut_json_body_is_a_lie_unless_the_body_is_whole(end: str) -> None:
    plan, whole = (
        folded({"after": {"bytes": 9}, "end": end}),
        folded({"inside": "crlf", "end": end}),
    )
    length = 9 if end == "complete" else len(whole.body)
    assert plan.head is not None
    assert (len(plan.body), dict(plan.head.headers)["Content-Length"]) == (9, str(length))


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
