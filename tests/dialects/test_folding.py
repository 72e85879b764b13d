"""Completion chunks fold into one completion: texts joined, tool calls merged, nothing invented."""

from __future__ import annotations

import pytest

from mockserver.dialects.base import FINGERPRINT
from mockserver.dialects.folding import fold, foldable
from mockserver.wire.json_text import Json, JsonObject


def choice(delta: Json, finish: Json = None, index: int = 0, **more: Json) -> JsonObject:
    return {"index": index, "delta": delta, "finish_reason": finish, **more}


def folded(*choices: Json) -> JsonObject:
    """The choice that chunks of one choice each fold into."""
    result: JsonObject = fold({"choices": [one]} for one in choices)["choices"][0]
    return result


def message(*deltas: Json) -> JsonObject:
    """The message that these deltas of one choice fold into, what every message has left out."""
    whole = folded(*map(choice, deltas))["message"]
    return {key: value for key, value in whole.items() if value not in (None, "assistant")}


def calls(*parts: Json) -> Json:
    """The tool calls that these parts, one a delta, fold into."""
    return message(*({"tool_calls": [part]} for part in parts))["tool_calls"]


def part(index: int, arguments: Json = None, **head: Json) -> JsonObject:
    name = {"name": head.pop("name")} if "name" in head else {}
    return {"index": index, **head, "function": {**name, "arguments": arguments}}


def test_texts_are_joined() -> None:
    deltas = [{"role": "assistant", "content": ""}, {"content": "Hel"}, {"content": "lo"}]
    assert message(*deltas) == {"content": "Hello"}


def test_every_text_of_a_delta_is_joined() -> None:
    deltas = [{"reasoning": "a", "refusal": "c"}, {"reasoning": "b", "refusal": "d"}]
    assert message(*deltas) == {"reasoning": "ab", "refusal": "cd"}


def test_lists_of_a_delta_are_joined() -> None:
    details = [{"reasoning_details": [{"text": "a"}]}, {"reasoning_details": [{"text": "b"}]}]
    assert message(*details) == {"reasoning_details": [{"text": "a"}, {"text": "b"}]}


def test_null_takes_nothing_away() -> None:
    assert message({"content": "a"}, {"content": None, "role": None}) == {"content": "a"}


def test_other_values_of_a_delta_are_kept() -> None:
    assert message({"audio": {"id": "x"}}, {"audio": {"id": "y"}}) == {"audio": {"id": "y"}}


def test_empty_stream_has_no_choice() -> None:
    assert fold([]) == {
        "system_fingerprint": FINGERPRINT,
        "object": "chat.completion",
        "choices": [],
    }


def test_delta_that_says_nothing_is_no_content() -> None:
    assert folded(choice(None, "stop")) == {
        "index": 0,
        "message": {"role": "assistant", "content": None, "refusal": None},
        "logprobs": None,
        "finish_reason": "stop",
    }


def test_fragments_of_interleaved_tool_calls_find_their_call() -> None:
    parts = [
        part(1, "", id="c1", type="function", name="g"),
        part(0, "", id="c0", type="function", name="f"),
        part(0, "{"),
        part(1, "[]"),
        part(0, "}"),
    ]
    assert calls(*parts) == [
        {"id": "c0", "type": "function", "function": {"name": "f", "arguments": "{}"}},
        {"id": "c1", "type": "function", "function": {"name": "g", "arguments": "[]"}},
    ]


@pytest.mark.parametrize(
    "again", [{"id": "", "name": ""}, {"id": None, "name": None}, {"id": "c0", "name": "f"}]
)
def test_head_that_is_said_again_changes_nothing(again: JsonObject) -> None:
    first = part(0, "{", id="c0", name="f")
    assert calls(first, part(0, "}", **again)) == calls(first, part(0, "}"))


def test_name_in_fragments_is_joined() -> None:
    assert calls(part(0, name="get_"), part(0, name="weather"))[0]["function"] == {
        "name": "get_weather",
        "arguments": None,
    }


def test_argument_text_may_begin_with_null() -> None:
    assert calls(part(0, None), part(0, "{}"))[0]["function"]["arguments"] == "{}"


def test_arguments_as_an_object_are_kept() -> None:
    assert calls(part(0, {"a": 1}))[0]["function"]["arguments"] == {"a": 1}


def test_tool_calls_without_an_index_are_one_each() -> None:
    parts = [{"id": "c0", "function": None}, {"id": "c1"}]
    assert [call["id"] for call in calls(*parts)] == ["c0", "c1"]


def test_null_for_tool_calls_is_none() -> None:
    assert "tool_calls" not in {
        key for key, value in message({"tool_calls": None, "content": "a"}).items() if value
    }


def test_tool_calls_make_empty_content_null() -> None:
    deltas = [{"content": ""}, {"tool_calls": [part(0, "")]}]
    assert folded(*map(choice, deltas))["message"]["content"] is None


def test_logprobs_are_joined() -> None:
    first, second = {"content": [1], "refusal": None}, {"content": [2], "refusal": None}
    whole = folded(choice({}, logprobs=first), choice({}), choice({}, logprobs=second))
    assert whole["logprobs"] == {"content": [1, 2], "refusal": None}


def test_choices_stand_by_their_index() -> None:
    mixed = [choice({"content": "b"}, index=1), choice({"content": "a"})]
    whole = fold([{"choices": mixed}, {"choices": None}, {}])
    assert [(one["index"], one["message"]["content"]) for one in whole["choices"]] == [
        (0, "a"),
        (1, "b"),
    ]


def test_choice_keeps_what_it_says_besides() -> None:
    assert folded(choice({}, "stop", native_finish_reason="eos"))["native_finish_reason"] == "eos"


def test_last_value_of_the_envelope_stands_unless_it_is_null() -> None:
    whole = fold([{"id": "a", "provider": "p", "x": 0}, {"id": "b", "provider": None}])
    assert (whole["id"], whole["provider"], whole["x"]) == ("b", "p", 0)


def test_usage_comes_last_and_null_is_none() -> None:
    assert list(fold([{"usage": {"total_tokens": 1}}, {"usage": None, "id": "a"}]))[-1] == "usage"
    assert "usage" not in fold([{"usage": None}])


def test_folding_changes_no_chunk() -> None:
    chunk = {"usage": {"a": 1}, "choices": [choice({"tool_calls": [part(0, "a", id="c")]})]}
    before = repr(chunk)
    fold([chunk, chunk])
    assert repr(chunk) == before


@pytest.mark.parametrize(
    "chunk",
    [
        {},
        {"choices": None},
        {"choices": []},
        {"choices": [{}]},
        {"choices": [{"index": 1.0, "delta": None, "logprobs": None}]},
        {"choices": [choice({"tool_calls": None})]},
        {"choices": [choice({"tool_calls": [{"function": None}, {"index": 1}]})]},
    ],
)
def test_what_clients_read_can_be_folded(chunk: JsonObject) -> None:
    assert foldable(chunk)
    fold([chunk, chunk])


@pytest.mark.parametrize(
    "chunk",
    [
        {"choices": "x"},
        {"choices": {"index": 0}},
        {"choices": ["x"]},
        {"choices": [{"index": None}]},
        {"choices": [{"index": "0"}]},
        {"choices": [choice("text")]},
        {"choices": [choice({}, logprobs=[1])]},
        {"choices": [choice({"tool_calls": {"index": 0}})]},
        {"choices": [choice({"tool_calls": ["x"]})]},
        {"choices": [choice({"tool_calls": [{"index": "0"}]})]},
        {"choices": [choice({"tool_calls": [{"function": "f"}]})]},
    ],
)
def test_chunk_of_another_shape_cannot_be_folded(chunk: JsonObject) -> None:
    assert not foldable(chunk)
