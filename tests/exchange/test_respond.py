"""From the bytes of a request to the plan of its answer; whatever is wrong is answered."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.dialects import DIALECTS
from mockserver.exchange import plan as planning
from mockserver.exchange import respond as responding
from mockserver.exchange.plan import Connection
from mockserver.exchange.respond import Response, respond
from mockserver.exchange.selection import ScenarioSet, Session
from mockserver.scenario.load import parse
from mockserver.wire.events import Failure
from mockserver.wire.json_text import Json, JsonObject, dump_bytes
from tests import say

SCENARIOS = ScenarioSet(
    [
        parse("reply: [{text: Hi}]", "hi.yaml", "hi"),
        parse("dialect: openrouter\nreply: [{text: Hi}]", "or.yaml", "or"),
        parse("reply: [{raw: x}]", "raw.yaml", "raw"),
    ]
)


def ask(data: bytes | JsonObject, dialect: str = "openai", header: str | None = None) -> Response:
    body = dump_bytes(data) if isinstance(data, dict) else data
    return respond(Session(SCENARIOS), DIALECTS[dialect], body, header)


def body(model: str, **more: Json) -> JsonObject:
    return {"model": model, "messages": [], "stream": True, **more}


def error(response: Response) -> JsonObject:
    found: JsonObject = json.loads(response.plan.body)["error"]
    return found


def status(response: Response) -> int:
    assert response.plan.head is not None
    return response.plan.head.status


def test_a_good_request_has_a_plan_a_request_and_a_choice() -> None:
    response = ask(body("hi"))
    assert response.request is not None
    assert response.chosen is not None
    assert (response.request.model, response.chosen.scenario.name) == ("hi", "hi")
    assert response.refused is None
    assert say.chunks(response.plan)[1]["choices"][0]["delta"] == {"content": "Hi"}


def test_the_header_chooses() -> None:
    response = ask(body("nothing"), header="hi")
    assert response.chosen is not None
    assert response.chosen.scenario.name == "hi"


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_bad_body_is_refused_in_the_dialects_shape(dialect: str) -> None:
    response = ask(b'{"messages":[]}', dialect)
    shape = DIALECTS[dialect].error(Failure(""), 400)
    assert (status(response), response.request, response.chosen) == (400, None, None)
    assert error(response).keys() == shape.keys()
    assert error(response)["message"] == response.refused
    assert response.refused == "You must provide a model parameter, as text."


def test_a_refusal_names_the_parameter_at_fault() -> None:
    assert error(ask(b'{"messages":[]}'))["param"] == "model"
    assert error(ask(b"{"))["param"] is None


def test_a_request_that_nothing_answers_is_refused_with_a_status_that_no_sdk_retries() -> None:
    response = ask(body("nothing"))
    assert (status(response), response.chosen) == (404, None)
    assert response.request is not None
    assert response.plan.head is not None
    assert ("x-should-retry", "false") in response.plan.head.headers
    assert (error(response)["type"], error(response)["code"]) == (
        "mockserver_refusal",
        "no_scenario",
    )
    assert error(response)["message"] == response.refused


def test_a_reply_that_cannot_be_folded_is_refused_by_name() -> None:
    response = ask(body("raw", stream=False))
    assert (status(response), error(response)["code"]) == (400, "no_fold")
    assert response.chosen is not None
    said = (
        "raw cannot answer `stream: false`: its step `raw` has no meaning without a stream; "
        "`nonstream:` can say what answers then."
    )
    assert response.refused == error(response)["message"] == said


def test_the_scenarios_dialect_comes_before_the_paths() -> None:
    assert say.chunks(ask(body("or")).plan)[0]["id"].startswith("gen-")
    assert say.chunks(ask(body("hi"), "openrouter").plan)[0]["id"].startswith("gen-")
    assert say.chunks(ask(body("hi")).plan)[0]["id"].startswith("chatcmpl-")


@pytest.mark.parametrize("data", [b"{", dump_bytes(body("nothing")), dump_bytes(body("hi"))])
def test_every_answer_knows_the_connection(data: bytes) -> None:
    plain = Connection(chunked=False, keep_alive=False)
    response = respond(Session(SCENARIOS), DIALECTS["openai"], data, None, plain)
    assert response.plan.head is not None
    fields = dict(response.plan.head.headers)
    assert fields["Connection"] == "close"
    assert "Transfer-Encoding" not in fields


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(st.binary() | st.dictionaries(st.text(), json_values).map(dump_bytes))
def test_no_body_raises(data: bytes) -> None:
    assert status(ask(data)) in (400, 404)


@given(json_values, json_values, json_values)
def test_no_odd_value_raises(messages: Json, options: Json, content: Json) -> None:
    odd = body("hi", stream_options=options)
    said = [
        {**odd, "messages": messages},
        {**odd, "messages": [{"role": "user", "content": content}]},
    ]
    assert {status(ask(one)) for one in said} <= {200, 400}


def test_a_bug_in_planning_is_a_refusal_and_no_plain_500(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr(responding, "plan", broken)
    found = ask(body("hi"))
    assert (status(found), "ZeroDivisionError" in (found.refused or "")) == (500, True)
    assert "a reply could not be planned" in caplog.text


def test_an_answer_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "MOST_ITEMS", 1)
    found = ask(body("hi"))
    assert (status(found), "more than 1 items" in (found.refused or "")) == (400, True)
