"""Reasoning, refusals, echoes, literal deltas, and what stands beside a step, on the wire."""

from __future__ import annotations

import pytest

from mockserver.wire.json_text import Json, JsonObject
from tests import say

BARE = "none"


def deltas(*steps: Json, dialect: str = "openai", **body: Json) -> list[JsonObject]:
    """The delta of each chunk of a script to which nothing is added."""
    plan = say.planned({"automatic": BARE, "reply": list(steps)}, dialect, **body)
    return [choice["delta"] for chunk in say.chunks(plan) for choice in chunk["choices"]]


# -- reasoning and refusal ------------------------------------------------------------------------

DETAIL: JsonObject = {"type": "reasoning.text", "text": "Hm", "format": "unknown", "index": 0}
SEALED: JsonObject = {"type": "reasoning.encrypted", "data": "x", "id": None}


@pytest.mark.parametrize(
    ("dialect", "beside", "expected"),
    [
        ("openai", {}, [{"reasoning_content": "Hm"}]),
        ("openai", {"field": "reasoning"}, [{"reasoning": "Hm"}]),
        ("openai", {"field": "both"}, [{"reasoning": "Hm", "reasoning_content": "Hm"}]),
        (
            "openai",
            {"details": "text"},
            [{"reasoning_content": "Hm", "reasoning_details": [DETAIL]}],
        ),
        ("openrouter", {}, [{"reasoning": "Hm", "reasoning_details": [DETAIL]}]),
        ("openrouter", {"details": "none"}, [{"reasoning": "Hm"}]),
        (
            "openrouter",
            {"details": [SEALED]},
            [{"reasoning": "Hm"}, {"reasoning_details": [SEALED]}],
        ),
        ("openrouter", {"details": []}, [{"reasoning": "Hm"}]),
    ],
)
def test_reasoning_in_every_style(dialect: str, beside: JsonObject, expected: Json) -> None:
    assert deltas({"reasoning": "Hm", **beside}, dialect=dialect) == expected


def test_a_refusal_has_a_key_of_its_own() -> None:
    assert deltas({"refusal": "I can't"}) == [
        {"refusal": "I"},
        {"refusal": " can"},
        {"refusal": "'"},
        {"refusal": "t"},
    ]


def test_reasoning_is_counted_and_named_in_the_usage() -> None:
    chunks = say.chunks(say.planned([{"reasoning": "a b"}, {"text": "c"}, {"usage": {}}]))
    assert chunks[-1]["usage"] == {
        "prompt_tokens": 2,
        "completion_tokens": 3,
        "total_tokens": 5,
        "completion_tokens_details": {"reasoning_tokens": 2},
    }


# -- how a text is cut ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("split", "expected"),
    [
        ("tokens", ["Hi", " you", "!"]),
        ("words", ["Hi", " you!"]),
        ("characters", list("Hi you!")),
        ("whole", ["Hi you!"]),
        (3, ["Hi ", "you", "!"]),
    ],
)
def test_a_text_is_cut_as_it_says(split: Json, expected: list[str]) -> None:
    assert [one["content"] for one in deltas({"text": "Hi you!", "split": split})] == expected


@pytest.mark.parametrize("split", ["words", "characters", "whole", 3])
def test_an_empty_text_is_one_empty_delta(split: Json) -> None:
    assert deltas({"text": "", "split": split}) == [{"content": ""}]


def test_an_echo_repeats_the_request() -> None:
    step = {"text": {"echo": "last_user", "before": "<", "after": ">"}, "split": "whole"}
    assert deltas(step) == [{"content": "<Hi there>"}]


def test_an_echo_of_nothing_is_what_stands_around_it() -> None:
    step = {"text": {"echo": "last_user", "before": "<"}, "split": "whole"}
    assert deltas(step, messages=[]) == [{"content": "<"}]


# -- literal deltas -------------------------------------------------------------------------------


@pytest.mark.parametrize("delta", [None, {}, {"content": None, "x": [1.5]}])
def test_a_literal_delta_goes_out_as_it_is(delta: Json) -> None:
    assert deltas({"delta": delta}) == [delta]


def test_a_literal_delta_counts_as_what_it_holds() -> None:
    said = [{"delta": {"role": "assistant", "tool_calls": [{"index": 0}]}}]
    choices = [one["choices"][0] for one in say.chunks(say.planned(said))]
    assert [one["finish_reason"] for one in choices] == [None, "tool_calls"]
    assert len(choices) == 2


# -- tool calls -----------------------------------------------------------------------------------

CALL: JsonObject = {
    "tool_calls": [{"name": "f", "id": "c", "arguments": '{"a":1}'}],
    "fragments": 4,
}


def calls(**beside: Json) -> list[JsonObject]:
    return [one["tool_calls"][0] for one in deltas({**CALL, **beside})]


def test_the_head_of_a_call_stands_in_the_first_delta() -> None:
    assert calls() == [
        {"index": 0, "id": "c", "type": "function", "function": {"name": "f", "arguments": ""}},
        {"index": 0, "function": {"arguments": '{"a"'}},
        {"index": 0, "function": {"arguments": ":1}"}},
    ]


def test_the_head_may_stand_in_every_delta() -> None:
    assert [(one["id"], one["function"]["name"]) for one in calls(head="every")] == [("c", "f")] * 3


def test_later_heads_may_be_filled_with_nothing() -> None:
    heads = [(one["id"], one["type"], one["function"]["name"]) for one in calls(head="filled")]
    assert heads == [("c", "function", "f"), ("", "function", ""), ("", "function", "")]


def test_arguments_may_be_an_object() -> None:
    step = {"tool_calls": [{"name": "f", "arguments": {"a": 1}}], "arguments_as": "object"}
    assert [one["tool_calls"][0]["function"] for one in deltas(step)] == [
        {"name": "f", "arguments": {"a": 1}}
    ]


# -- usage and errors -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("tail", [False, False, False, True]),
        ("finish", [False, False, True]),
        ("every_chunk", [True, True, True]),
    ],
)
def test_usage_stands_where_it_says(place: str, expected: list[bool]) -> None:
    chunks = say.chunks(say.planned([{"text": "a"}, {"usage": {}, "place": place}]))
    assert ["usage" in one for one in chunks] == expected


def test_usage_without_a_chunk_to_stand_in_is_a_tail() -> None:
    said = {"automatic": BARE, "reply": [{"chunk": {}}, {"usage": {}, "place": "finish"}]}
    assert ["usage" in one for one in say.chunks(say.planned(said))] == [False, True]


def test_usage_stands_in_the_last_delta_where_none_has_a_finish() -> None:
    said = {"automatic": BARE, "reply": [{"text": "a b"}, {"usage": {}, "place": "finish"}]}
    assert ["usage" in one for one in say.chunks(say.planned(said))] == [False, True]


def test_usage_may_wait_to_be_asked_for() -> None:
    said = [{"text": "a"}, {"usage": {"prompt_tokens": 77}, "when": "asked"}]
    asked = say.planned(said, stream_options={"include_usage": True})
    assert "usage" not in say.chunks(say.planned(said))[-1]
    assert say.chunks(asked)[-1]["usage"]["prompt_tokens"] == 77


def test_a_stream_may_go_on_after_an_error() -> None:
    said = [{"text": "a"}, {"error": {"message": "no"}, "continue": True}, {"text": "b"}]
    data = say.data(say.planned(said))
    assert ["error" in one for one in data] == [False, False, True, False, False, False]
    assert data[-1] == "[DONE]"


def test_what_is_added_follows_an_error_that_the_stream_survives() -> None:
    said = [{"text": "a"}, {"error": {"message": "no"}, "continue": True}]
    assert say.data(say.planned(said))[-1] == "[DONE]"


# -- repeats and gates ----------------------------------------------------------------------------


def test_repeated_steps_are_sent_so_often() -> None:
    inner = {"repeat": {"times": 2, "steps": [{"raw": "b"}]}}
    assert (
        say.body(say.planned([{"repeat": {"times": 2, "steps": [{"raw": "a"}, inner]}}]))
        == b"abbabb"
    )


def test_nothing_is_repeated_after_an_end() -> None:
    said = [{"repeat": {"times": 9, "steps": [{"raw": "a"}, {"end": "reset"}]}}]
    assert say.body(say.planned(said)) == b"a"


def test_a_gate_is_a_pause_without_a_length() -> None:
    plan = say.planned([{"raw": "a"}, {"gate": "go"}, {"raw": "b"}])
    assert say.pauses(plan) == [None]
    assert "0s        wait for the gate go\n" in say.transcript(plan)


# -- beside a step --------------------------------------------------------------------------------


def test_with_and_omit_change_the_chunks_of_their_step() -> None:
    step = {"text": "a", "with": {"choice": {"x": 1}}, "omit": ["chunk.id", "delta.content"]}
    first, second = say.chunks(say.planned({"automatic": BARE, "reply": [step, {"text": "b"}]}))
    assert ("id" in first, first["choices"][0]["delta"], first["choices"][0]["x"]) == (False, {}, 1)
    assert ("id" in second, second["choices"][0]["delta"]) == (True, {"content": "b"})


def test_with_and_omit_of_the_reply_change_every_chunk() -> None:
    said = {"with": {"chunk": {"x": 1}}, "omit": ["choice.logprobs"], "reply": [{"text": "a"}]}
    chunks = say.chunks(say.planned(said))
    assert {one["x"] for one in chunks} == {1}
    assert [one for one in chunks if "logprobs" in one["choices"][0]] == []


def test_a_step_s_own_patch_wins_over_the_reply_s() -> None:
    step = {"text": "a", "with": {"chunk": {"x": 2}}}
    said = {"automatic": BARE, "reply": {"with": {"chunk": {"x": 1}}, "stream": [step]}}
    assert say.chunks(say.planned(said))[0]["x"] == 2


def test_a_step_speaks_for_its_choice() -> None:
    said = [{"text": "a", "choice": 1}, {"refusal": "b"}]
    finished = [
        (choice["index"], choice["finish_reason"])
        for one in say.chunks(say.planned(said))
        for choice in one["choices"]
    ]
    assert finished == [(1, None), (1, None), (0, None), (0, None), (0, "stop"), (1, "stop")]
