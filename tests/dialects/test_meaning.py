"""What an event's JSON means is told in words, for every shape that a provider or a fault makes."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.dialects.meaning import meaning


def chunk(delta: Any, **choice: Any) -> dict[str, Any]:
    return {"id": "x", "model": "m", "choices": [{"index": 0, "delta": delta, **choice}]}


def call(**said: Any) -> dict[str, Any]:
    return {"tool_calls": [{"index": 0, **said}]}


SAID: dict[str, tuple[Any, str, str]] = {
    "role": (chunk({"role": "assistant", "content": ""}), "role assistant", "role"),
    "an empty role": (chunk({"role": ""}), 'role ""', "role"),
    "text": (chunk({"content": "Hel"}), 'text "Hel"', "text"),
    "an empty text": (chunk({"content": ""}), 'text ""', "text"),
    "nulls": (chunk({"content": None, "function_call": None}), "an empty delta", "other"),
    "blocks": (chunk({"content": [{"type": "text"}]}), 'text [{"type":"text"}]', "text"),
    "reasoning": (chunk({"reasoning": "a", "content": ""}), 'reasoning "a"', "reasoning"),
    "reasoning_content": (
        chunk({"reasoning_content": "a"}),
        'reasoning_content "a"',
        "reasoning",
    ),
    "details": (
        chunk({"reasoning_details": [{"type": "reasoning.text"}, 3]}),
        "reasoning_details 2: reasoning.text, 3",
        "reasoning",
    ),
    "no details": (chunk({"reasoning_details": []}), "reasoning_details none", "reasoning"),
    "details that are no list": (
        chunk({"reasoning_details": "a"}),
        "reasoning_details 1: a",
        "reasoning",
    ),
    "refusal": (chunk({"refusal": "No."}), 'refusal "No."', "refusal"),
    "the head of a call": (
        chunk(call(id="call_1", type="function", function={"name": "f", "arguments": ""})),
        'call 0 f id call_1 arguments ""',
        "call",
    ),
    "a fragment": (chunk(call(function={"arguments": '{"ci'})), "call 0 arguments '{\"ci'", "call"),
    "arguments that are an object": (
        chunk(call(function={"arguments": {"a": 1}})),
        'call 0 arguments {"a":1}',
        "call",
    ),
    "a call without an index": (
        chunk({"tool_calls": [{"id": "a"}]}),
        "call without an index id a",
        "call",
    ),
    "a call that is none": (chunk({"tool_calls": 3}), "call 3", "call"),
    "a function that is none": (
        chunk({"tool_calls": [{"function": 3}]}),
        'call {"function":3}',
        "call",
    ),
    "finish": (chunk({}, finish_reason="stop"), "finish stop", "finish"),
    "text and finish": (
        chunk({"content": "a"}, finish_reason="stop"),
        'text "a", finish stop',
        "text",
    ),
    "logprobs": (
        chunk({"content": "a"}, logprobs={"content": [{}], "refusal": None}),
        'text "a", logprobs of 1 token',
        "text",
    ),
    "logprobs that are none": (chunk({}, logprobs=3), "logprobs of 0 tokens", "other"),
    "another choice": (
        {"choices": [{"index": 1, "delta": {"content": "a"}, "finish_reason": "stop"}]},
        'choice 1: text "a", finish stop',
        "text",
    ),
    "a choice that is none": ({"choices": [3]}, "choice 3", "other"),
    "a delta that is null": (chunk(None), "delta null", "other"),
    "usage": (
        {"choices": [], "usage": {"prompt_tokens": 3, "completion_tokens": 2, "cost": 0.1}},
        "usage prompt 3, completion 2",
        "usage",
    ),
    "usage without counts": ({"choices": [], "usage": {}}, "usage {}", "usage"),
    "usage that is none": ({"choices": [], "usage": 3}, "usage 3", "usage"),
    "no choices": ({"choices": []}, "no choices", "other"),
    "keys nobody knows": (
        {"choices": [{"delta": {"audio": 1}, "x": 1}], **{f"k{n}": 1 for n in range(6)}},
        "also delta.audio, also choice.x, also k0, k1, k2, k3, k4 and 1 more keys",
        "other",
    ),
    "an error": ({"error": {"code": 502, "message": "Bad"}}, 'error 502 "Bad"', "error"),
    "an error by word": ({"error": {"code": "x", "message": None}}, "error x null", "error"),
    "an error without a code": ({"error": {"message": "Bad"}}, 'error "Bad"', "error"),
    "an error that is text": ({"error": "Bad"}, 'error "Bad"', "error"),
    "an error in a chunk": (
        {**chunk({"content": ""}, finish_reason="error"), "error": {"message": "Bad"}},
        'error "Bad", text "", finish error',
        "error",
    ),
    "another object": ({"tool": "search"}, 'JSON {"tool":"search"}', "other"),
    "no object": ([1, "a"], 'JSON [1,"a"]', "other"),
    "choices that are no list": ({"choices": 3}, 'JSON {"choices":3}', "other"),
}


@pytest.mark.parametrize("name", SAID)
def test_what_it_means(name: str) -> None:
    json, words, topic = SAID[name]
    said = meaning(json)
    assert (said.words, said.topic) == (words, topic)


def test_words_are_bounded() -> None:
    many = {"choices": [{"index": n, "delta": {"content": "a" * 9_999}} for n in range(999)]}
    assert len(meaning(many).words) < 2_000
    assert meaning(many).words.endswith("and 987 things more")
    assert len(meaning({"a": "b" * 9_999}).words) < 300
    assert len(meaning(chunk({"role": "b" * 9_999, "c" * 9_999: 1})).words) < 300


def test_words_stand_on_one_line_and_hide_nothing() -> None:
    json = chunk({"role": "a\nb", "content": "\u202e\x1b[31m", "x\r": 1}, finish_reason="\x00")
    assert meaning(json).words == (
        'role a\\nb, text "\\u202e\\x1b[31m", also delta.x\\r, finish \\x00'
    )


def test_what_is_nested_too_deeply_has_words() -> None:
    json: list[Any] = []
    for _ in range(200_000):
        json = [json]
    assert meaning({"a": json}).words == "JSON that is nested too deeply"
