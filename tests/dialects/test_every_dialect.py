"""One battery over every dialect: what each stream of it must keep, whatever the provider."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mockserver.dialects import DIALECTS
from mockserver.dialects.base import CREATED, ENVELOPE, Defaults, Dialect, Identity
from mockserver.dialects.folding import fold
from mockserver.wire.events import (
    Comment,
    Delta,
    Failure,
    ScriptItem,
    ServerSentEvent,
    ToolCallPart,
)
from mockserver.wire.json_text import Json, JsonObject
from tests import say

ASKED: Json = {"stream_options": {"include_usage": True}}
CALLS = {
    "tool_calls": [
        {"name": "get_weather", "arguments": {"city": "東京"}},
        {"name": "get_time", "arguments": ""},
        {"name": "get_date"},
    ]
}
SCRIPTS: dict[str, list[Json]] = {
    "text": [{"text": "Grüße, 世界! 👍🏽"}],
    "empty text": [{"text": ""}],
    "tool calls": [CALLS],
    "interleaved": [{"text": "Let me see."}, {**CALLS, "fragments": 3, "interleave": True}],
    "length": [{"text": ["a", "b"]}, {"finish": "length"}],
    "written usage": [{"text": "a"}, {"usage": {"prompt_tokens": 9}}, {"done": None}],
    "two choices": [
        {"text": "a"},
        {"chunk": {"choices": [{"index": 1, "delta": {"content": "b"}}]}},
    ],
    "waits": [{"comment": "c"}, {"wait": "1s"}, {"text": "a"}],
}


@pytest.fixture(params=DIALECTS)
def dialect(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture(params=SCRIPTS)
def script(request: pytest.FixtureRequest) -> list[Json]:
    return SCRIPTS[request.param]


def written(chunks: list[JsonObject]) -> list[JsonObject]:
    """The chunks but for literal ones, which may be anything."""
    return [chunk for chunk in chunks if all("logprobs" in one for one in chunk["choices"])]


def test_stream_reassembles_to_the_folded_body(dialect: str, script: list[Json]) -> None:
    stream = say.chunks(say.planned(script, dialect, **ASKED))
    assert fold(stream) == say.folded(say.planned(script, dialect, stream=False))


def test_stream_says_the_text_of_its_script(dialect: str) -> None:
    stream = say.chunks(say.planned(SCRIPTS["text"], dialect))
    texts = (one["delta"].get("content", "") for chunk in stream for one in chunk["choices"])
    assert "".join(texts) == "Grüße, 世界! 👍🏽"


def test_tool_call_indexes_rise(dialect: str) -> None:
    stream = say.chunks(say.planned([CALLS, CALLS], dialect))
    found = [call["index"] for chunk in stream for call in _tool_calls(chunk)]
    assert found == sorted(found)
    assert set(found) == set(range(6))


def test_tool_call_has_its_head_once(dialect: str) -> None:
    stream = say.chunks(say.planned(SCRIPTS["interleaved"], dialect))
    parts = [call for chunk in stream for call in _tool_calls(chunk)]
    heads = [part for part in parts if "id" in part]
    assert [(part["index"], part["type"]) for part in heads] == [(n, "function") for n in range(3)]
    assert all(set(part) == {"index", "function"} for part in parts if part not in heads)
    assert all(set(part["function"]) == {"arguments"} for part in parts if part not in heads)


def test_what_a_tool_call_does_not_say_is_left_out(dialect: str) -> None:
    assert DIALECTS[dialect].tool_call(ToolCallPart(3)) == {"index": 3, "function": {}}


def _tool_calls(chunk: JsonObject) -> list[JsonObject]:
    return [call for one in chunk["choices"] for call in one["delta"].get("tool_calls", ())]


def test_every_choice_finishes_once(dialect: str, script: list[Json]) -> None:
    stream = say.chunks(say.planned(script, dialect))
    choices = [one for chunk in stream for one in chunk["choices"]]
    ended = [one["index"] for one in choices if one.get("finish_reason") is not None]
    assert sorted(ended) == sorted({one["index"] for one in choices})


def test_role_stands_in_the_first_delta_alone(dialect: str, script: list[Json]) -> None:
    stream = say.chunks(say.planned(script, dialect))
    choices = [one for chunk in stream for one in chunk["choices"]]
    first = {one["index"]: one["delta"] for one in reversed(choices)}
    assert all(delta == {"role": "assistant", "content": ""} for delta in first.values())
    assert sum("role" in one["delta"] for one in choices) == len(first)


def test_nothing_follows_the_terminator(dialect: str, script: list[Json]) -> None:
    body = say.body(say.planned(script, dialect))
    assert body.endswith(b"\n\ndata: [DONE]\n\n")
    assert body.count(b"[DONE]") == 1


@pytest.mark.parametrize("asked", [True, False])
def test_usage_comes_in_a_tail_as_promised(dialect: str, asked: bool) -> None:
    stream = say.chunks(say.planned(SCRIPTS["text"], dialect, **(ASKED if asked else {})))
    having = [chunk for chunk in stream if "usage" in chunk]
    promised = asked or DIALECTS[dialect].defaults.usage == "always"
    assert having == (stream[-1:] if promised else [])
    assert all(chunk["choices"] == [] for chunk in having)


def test_envelope_is_the_same_on_every_chunk(dialect: str, script: list[Json]) -> None:
    one = DIALECTS[dialect].envelope(Identity("x", "gpt-4o"))
    for chunk in say.chunks(say.planned(script, dialect, **ASKED)):
        own = [key for key in chunk if key in one]
        assert own in (list(one), list(ENVELOPE))  # a literal chunk gets no more than it needs
        assert set(chunk) - set(one) <= {"choices", "usage"}
        assert (chunk["object"], chunk["created"]) == ("chat.completion.chunk", CREATED)
        assert chunk["model"] == "gpt-4o"


def test_id_is_one_for_the_answer(dialect: str, script: list[Json]) -> None:
    stream = say.chunks(say.planned(script, dialect))
    assert len({chunk["id"] for chunk in stream}) == 1


MAY_BE_NULL = {"finish_reason", "logprobs", "native_finish_reason", "upstream_inference_cost"}


def test_nothing_else_is_null(dialect: str, script: list[Json]) -> None:
    for chunk in written(say.chunks(say.planned(script, dialect, **ASKED))):
        assert _nulls(chunk) <= MAY_BE_NULL


def _nulls(value: Any) -> set[str]:
    """The keys whose value is null, at any depth."""
    if isinstance(value, list):
        return set().union(*map(_nulls, value))
    if not isinstance(value, dict):
        return set()
    found = {key for key, one in value.items() if one is None}
    return found.union(*map(_nulls, value.values()))


def test_every_number_is_whole(dialect: str, script: list[Json]) -> None:
    assert not any(_fractions(chunk) for chunk in say.chunks(say.planned(script, dialect, **ASKED)))


def _fractions(value: Any) -> bool:
    if isinstance(value, dict | list):
        return any(map(_fractions, value.values() if isinstance(value, dict) else value))
    return isinstance(value, float)


def test_choice_has_its_keys_and_no_other(dialect: str, script: list[Json]) -> None:
    keys = list(DIALECTS[dialect].choice(Delta()))
    for chunk in written(say.chunks(say.planned(script, dialect))):
        assert all(list(one) == keys for one in chunk["choices"])
    assert keys[:4] == ["index", "delta", "logprobs", "finish_reason"]


def test_usage_counts_are_there_and_add_up(dialect: str) -> None:
    usage = say.chunks(say.planned(SCRIPTS["written usage"], dialect))[-1]["usage"]
    assert (usage["prompt_tokens"], usage["completion_tokens"], usage["total_tokens"]) == (9, 1, 10)


def test_literal_chunk_lies_over_the_envelope(dialect: str) -> None:
    literal = {"id": None, "x": [1.5], "choices": "none"}
    said = {"automatic": "none", "reply": [{"chunk": literal}]}
    (chunk,) = say.chunks(say.planned(said, dialect))
    envelope = DIALECTS[dialect].envelope(Identity("x", "gpt-4o"))
    assert chunk == {**{key: envelope[key] for key in ENVELOPE}, **literal}


def test_a_captured_chunk_goes_out_as_it_is_written(dialect: str) -> None:
    captured = '{"created":1,"id":"a","choices":[],"model":"m","object":"x","z":0}'
    said = {"automatic": "none", "reply": [{"chunk": json.loads(captured)}]}
    assert say.data(say.planned(said, dialect)) == [captured]


def failure(dialect: str, shape: Json) -> str:
    """The stream of nothing but an error."""
    more = {"shape": shape} if shape else {}
    said = {"automatic": "none", "reply": [{"error": {"message": "no", "code": 503}, **more}]}
    return say.body(say.planned(said, dialect)).decode()


def test_error_as_a_chunk_is_a_whole_chunk(dialect: str) -> None:
    said = {"automatic": "none", "reply": [{"error": {"message": "no"}, "shape": "chunk"}]}
    (chunk,) = say.chunks(say.planned(said, dialect))
    assert chunk["choices"][0]["delta"] == {"content": ""}
    assert chunk["choices"][0]["finish_reason"] == "error"
    assert chunk["error"]["message"] == "no"
    assert set(DIALECTS[dialect].envelope(Identity("x", "m"))) < set(chunk)


def test_bare_error_is_nothing_but_its_data(dialect: str) -> None:
    assert failure(dialect, "bare").startswith('data: {"error":{')
    assert failure(dialect, "event") == "event: error\n" + failure(dialect, "bare")


def test_error_has_the_shape_of_its_provider_by_default(dialect: str) -> None:
    assert failure(dialect, None) == failure(dialect, DIALECTS[dialect].failure_shape)


@pytest.mark.parametrize("status", [400, 401, 402, 429, 500, 503, 529])
def test_error_body_is_an_error_with_a_message(dialect: str, status: int) -> None:
    body = DIALECTS[dialect].error_body(Failure("no"), status)
    assert list(body) == ["error"]
    assert body["error"]["message"] == "no"


def test_comments_pass_untouched(dialect: str) -> None:
    items: list[ScriptItem] = [Comment("c"), ServerSentEvent("x")]
    assert list(DIALECTS[dialect].encode(items, Identity("x", "m"))) == items


def test_models_are_listed(dialect: str) -> None:
    listed = DIALECTS[dialect].models(["a", "b"])
    assert (listed["object"], [one["id"] for one in listed["data"]]) == ("list", ["a", "b"])
    assert {one["object"] for one in listed["data"]} == {"model"}


def test_header_values_are_text(dialect: str) -> None:
    assert all(
        isinstance(value, str) for value in DIALECTS[dialect].headers(Identity("x", "m")).values()
    )


def test_dialect_is_found_by_its_name(dialect: str) -> None:
    assert DIALECTS[dialect].name == dialect
    assert isinstance(DIALECTS[dialect], Dialect)
    assert isinstance(DIALECTS[dialect].defaults, Defaults)
