"""Replies without a stream: a body as it is written, JSON, no body at all, dates in the head."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.exchange.plan import Connection
from mockserver.exchange.rendering import as_bytes, as_json, as_text
from mockserver.scenario.model import Reply
from mockserver.wire.digest import digest
from mockserver.wire.instructions import DateIn, Ending, Plan
from mockserver.wire.json_text import Json
from tests import say


def planned(**reply: Json) -> Plan:
    return say.planned({"reply": reply})


def fields(plan: Plan) -> dict[str, str]:
    assert plan.head
    return {name: str(value) for name, value in plan.head.headers}


def status(plan: Plan) -> int:
    assert plan.head
    return plan.head.status


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-9999, 9999) | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
    max_leaves=8,
)


@given(json_values)
def test_any_json_value_is_sent_as_it_is(value: Json) -> None:
    plan = planned(json=value)
    assert (status(plan), json.loads(plan.body)) == (200, value)
    assert fields(plan)["Content-Type"] == "application/json"


@given(st.text(st.characters(codec="utf-8")))
def test_a_body_is_sent_verbatim(text: str) -> None:
    plan = planned(body=text)
    assert (status(plan), plan.body, plan.ending) == (200, text.encode(), Ending.COMPLETE)
    assert fields(plan)["Content-Length"] == str(len(text.encode()))
    assert fields(plan)["Content-Type"] == "text/plain; charset=utf-8"


def test_a_body_may_be_bytes() -> None:
    assert planned(body={"base64": "//4A"}).body == b"\xff\xfe\x00"


def test_the_reply_says_another_type_and_status() -> None:
    plan = planned(body="<html>", status=502, headers={"content-type": "text/html"})
    assert (status(plan), fields(plan)["content-type"]) == (502, "text/html")
    assert "Content-Type" not in fields(plan)


@pytest.mark.parametrize("stream", [True, False])
def test_bodies_are_the_same_with_and_without_a_stream(*, stream: bool) -> None:
    plan = say.planned({"reply": {"json": {"a": 1}}}, stream=stream)
    assert plan.body == b'{"a":1}'


def test_a_body_has_its_length_on_every_connection() -> None:
    plan = say.planned({"reply": {"body": "x"}}, connection=Connection(chunked=False))
    assert "Transfer-Encoding" not in fields(plan)
    assert fields(plan)["Content-Length"] == "1"


def test_faults_and_segments_count_a_bodys_bytes() -> None:
    cut = planned(body="hello", faults=[{"after": {"bytes": 2}, "end": "reset"}])
    assert (cut.body, cut.ending) == (b"he", Ending.RESET)
    assert say.sends(planned(body="hello", delivery={"bytes": 2})) == [b"he", b"ll", b"o"]


@pytest.mark.parametrize("code", [204, 304])
@pytest.mark.parametrize("more", [{}, {"body": ""}])
def test_a_status_without_a_body_has_neither_length_nor_type(code: int, more: Json) -> None:
    plan = planned(status=code, headers={"x": "y"}, **more)
    assert (status(plan), plan.body, plan.ending) == (code, b"", Ending.COMPLETE)
    assert fields(plan)["x"] == "y"
    assert fields(plan).keys().isdisjoint({"Content-Length", "Content-Type", "Transfer-Encoding"})


def test_headers_of_the_connection_are_added_and_the_replys_win() -> None:
    connection = Connection(headers=(("Vary", "Origin"), ("x", "1")))
    plan = say.planned({"reply": {"body": "a", "headers": {"X": "2"}}}, connection=connection)
    assert (fields(plan)["Vary"], fields(plan)["X"], "x" in fields(plan)) == ("Origin", "2", False)


# -- dates ----------------------------------------------------------------------------------------

LATER: Json = {"status": 503, "headers": {"Retry-After": {"date_in": "1.5s"}}, "body": "x"}


def test_a_date_is_planned_as_how_much_later_it_is() -> None:
    plan = planned(**LATER)
    assert plan.head is not None
    assert ("Retry-After", DateIn(1_500_000)) in plan.head.headers


def test_a_render_shows_the_placeholder() -> None:
    plan = planned(**LATER)
    said = "Retry-After: {date_in: 1.5s}"
    assert said in as_text(plan)
    assert said.encode() in as_bytes(plan)
    assert ["Retry-After", "{date_in: 1.5s}"] in as_json(plan)["instructions"][0]["head"]["headers"]


def test_the_digest_is_the_same_each_time() -> None:
    assert digest(planned(**LATER)) == digest(planned(**LATER))
    assert digest(planned(**{**LATER, "headers": {}})) != digest(planned(**LATER))


# -- records built in Python ----------------------------------------------------------------------


def test_null_is_a_json_value_and_nothing_is_none() -> None:
    assert Reply.model_validate({"json": None}).has_json
    assert not Reply(status=500).has_json
