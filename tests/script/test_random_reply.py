"""A random answer is lawful for any seed and lawful request, and obeys what the request asks."""

from __future__ import annotations

import json
from itertools import chain

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.dialects import DIALECTS
from mockserver.dialects.request import RequestError
from mockserver.exchange.plan import plan
from mockserver.script import random_reply
from mockserver.script.chunking import count
from mockserver.seeding import Chance
from mockserver.wire.instructions import Plan
from mockserver.wire.json_text import Json, JsonObject
from tests import say

WEATHER = {
    "type": "object",
    "properties": {"city": {"type": "string"}, "days": {"type": "integer", "minimum": 1}},
    "required": ["city"],
    "additionalProperties": False,
}
COLOUR = {"type": "object", "properties": {"colour": {"enum": ["red", "blue"]}}}
TOOLS = [
    {"type": "function", "function": {"name": "weather", "parameters": WEATHER}},
    {"type": "function", "function": {"name": "paint", "parameters": COLOUR}},
]
SCHEMAS: JsonObject = {"weather": WEATHER, "paint": COLOUR}
ANSWER = {"type": "json_schema", "json_schema": {"name": "a", "schema": WEATHER}}
STOPS = ["a", " the", ". ", "e", "zzz"]


def planned(options: JsonObject, seed: int = 0, **body: Json) -> Plan:
    """The plan of a random answer."""
    asked = say.request(**{"stream": True, **body})
    reply = say.reply([{"random": options}])
    return plan(reply, asked, DIALECTS["openai"], Chance(seed, "x", 1, (asked.fingerprint, 0)))


def folded(options: JsonObject, seed: int = 0, **body: Json) -> JsonObject:
    """The one choice of a random answer, as one JSON body."""
    choice: JsonObject = say.folded(planned(options, seed, stream=False, **body))["choices"][0]
    return choice


def content(options: JsonObject, seed: int = 0, **body: Json) -> str:
    text: str = folded(options, seed, **body)["message"]["content"]
    return text


def calls(options: JsonObject, seed: int = 0, **body: Json) -> list[JsonObject]:
    """The functions called."""
    made = folded(options, seed, **body)["message"].get("tool_calls", [])
    return [one["function"] for one in made]


# -- laws -------------------------------------------------------------------------------------

REQUESTS = st.fixed_dictionaries(
    {},
    optional={
        "max_tokens": st.integers(1, 60),
        "stop": st.sampled_from(STOPS) | st.lists(st.sampled_from(STOPS), max_size=3),
        "tools": st.just(TOOLS),
        "tool_choice": st.sampled_from(["none", "auto"]),
        "parallel_tool_calls": st.booleans(),
        "response_format": st.sampled_from([{"type": "json_object"}, ANSWER]),
        "logprobs": st.booleans(),
        "top_logprobs": st.integers(0, 3),
        "n": st.integers(1, 3),
    },
)
OPTIONS = st.fixed_dictionaries(
    {},
    optional={
        "words": st.integers(1, 40),
        "locale": st.sampled_from(["en_US", "ja_JP", "emoji", ["de_DE", "ar_AA", "th_TH"]]),
        "reasoning": st.integers(1, 10),
        "refusal": st.sampled_from([0.0, 0.5, 1.0]),
        "tool_calls": st.sampled_from([0.0, 0.5, 1.0]),
        "calls": st.integers(1, 4),
    },
)
ANY = given(OPTIONS, st.integers(), REQUESTS)


def streamed(options: JsonObject, seed: int, asked: JsonObject) -> list[JsonObject]:
    """The completion chunks; the last one has the usage."""
    usage = {"stream_options": {"include_usage": True}}
    return say.chunks(planned(options, seed, **asked, **usage))


def of_choice(chunks: list[JsonObject], index: int) -> list[JsonObject]:
    return [one for chunk in chunks for one in chunk["choices"] if one["index"] == index]


def joined(choices: list[JsonObject], key: str) -> str:
    return "".join(one["delta"].get(key) or "" for one in choices)


def arguments(choices: list[JsonObject]) -> dict[int, str]:
    """The argument texts by index."""
    texts: dict[int, str] = {}
    for part in chain.from_iterable(one["delta"].get("tool_calls", []) for one in choices):
        texts[part["index"]] = texts.get(part["index"], "") + part["function"].get("arguments", "")
    return texts


def said(choices: list[JsonObject]) -> int:
    """The tokens of one choice."""
    keys = ("content", "refusal", "reasoning_content")
    return sum(count(joined(choices, key)) for key in keys) + count(
        "".join(arguments(choices).values())
    )


@ANY
def test_each_choice_has_exactly_one_finish_reason_and_one_role(
    options: JsonObject, seed: int, asked: JsonObject
) -> None:
    chunks = streamed(options, seed, asked)
    for index in range(asked.get("n", 1)):
        choices = of_choice(chunks, index)
        assert len([one for one in choices if one["finish_reason"]]) == 1
        assert choices[-1]["finish_reason"] in ("stop", "length", "tool_calls")
        assert len([one for one in choices if "role" in one["delta"]]) == 1


@ANY
def test_usage_is_the_tokens_that_were_said(
    options: JsonObject, seed: int, asked: JsonObject
) -> None:
    chunks = streamed(options, seed, asked)
    total = sum(said(of_choice(chunks, index)) for index in range(asked.get("n", 1)))
    assert chunks[-1]["usage"]["completion_tokens"] == total


@ANY
def test_no_choice_has_more_tokens_than_asked(
    options: JsonObject, seed: int, asked: JsonObject
) -> None:
    chunks = streamed(options, seed, asked)
    for index in range(asked.get("n", 1)):
        choices = of_choice(chunks, index)
        assert said(choices) <= asked.get("max_tokens", 10_000)
        if choices[-1]["finish_reason"] == "length":
            assert said(choices) == asked["max_tokens"]


@ANY
def test_logprobs_spell_what_is_said_or_are_null(
    options: JsonObject, seed: int, asked: JsonObject
) -> None:
    for chunk in streamed(options, seed, asked):
        for choice in chunk["choices"]:
            spoken = {key: choice["delta"].get(key) for key in ("content", "refusal")}
            if choice["logprobs"] is None:
                assert not asked.get("logprobs") or not any(spoken.values())
                continue
            for key, text in spoken.items():
                entries = choice["logprobs"][key] or []
                assert "".join(one["token"] for one in entries) == (text or "")
                assert all(
                    len(one["top_logprobs"]) == asked.get("top_logprobs", 0) for one in entries
                )


@ANY
def test_no_stop_sequence_is_in_the_text(options: JsonObject, seed: int, asked: JsonObject) -> None:
    stop = asked.get("stop", [])
    for index in range(asked.get("n", 1)):
        text = joined(of_choice(streamed(options, seed, asked), index), "content")
        assert [one for one in ([stop] if isinstance(stop, str) else stop) if one in text] == []


@ANY
def test_arguments_satisfy_the_parameters_of_their_tool_unless_cut(
    options: JsonObject, seed: int, asked: JsonObject
) -> None:
    body = {key: value for key, value in asked.items() if key not in ("max_tokens", "n")}
    for called in calls(options, seed, **body):
        jsonschema.validate(json.loads(called["arguments"]), SCHEMAS[called["name"]])


@ANY
def test_a_stream_and_a_result_say_the_same(
    options: JsonObject, seed: int, asked: JsonObject
) -> None:
    choices = of_choice(streamed(options, seed, asked), 0)
    message = folded(options, seed, **asked)["message"]
    assert (message["content"] or "") == joined(choices, "content")
    made = [one["function"]["arguments"] for one in message.get("tool_calls", [])]
    assert made == list(arguments(choices).values())


# -- what the request asks ------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["max_tokens", "max_completion_tokens"])
def test_a_limit_that_cuts_says_length(key: str) -> None:
    asked: JsonObject = {key: 7.0}
    choice = folded({"words": 50}, **asked)
    assert (count(choice["message"]["content"]), choice["finish_reason"]) == (7, "length")


def test_a_limit_that_just_suffices_does_not_cut() -> None:
    whole = content({"words": 5})
    random = say.reply([{"random": {"words": 5}}]).stream or ()
    chance = Chance(0, "x", 1, (say.request().fingerprint, 0)).stream("random/1")
    limited = say.request(max_tokens=count(whole))
    found = random_reply.steps(random[0], limited, 0, chance)  # type: ignore[arg-type]
    assert [one.text for one in found] == [whole]  # type: ignore[union-attr]


def test_a_limit_counts_what_the_script_said_before() -> None:
    plan = say.planned([{"text": "One two."}, {"random": {"words": 50}}], max_tokens=5)
    assert count("".join(say.body(plan).decode().split('"content":"')[1:])) > 0
    texts = [one.get("content", "") for one in say.deltas(plan) if isinstance(one, dict)]
    assert count("".join(texts)) == 5


def test_nothing_is_said_where_the_script_has_spent_the_limit() -> None:
    found = say.deltas(say.planned([{"text": "One"}, {"random": {}}], max_tokens=1))
    assert found[1:] == [{"content": "One"}, "length"]


def test_what_is_cut_short_is_so_once() -> None:
    found = say.deltas(say.planned([{"random": {}}, {"random": {}}], max_tokens=2))
    assert (len(found), found[-1], found.count("length")) == (4, "length", 1)


def test_reasoning_counts_too() -> None:
    message = folded({"reasoning": 20, "words": 20}, max_tokens=5)["message"]
    assert count(message["reasoning_content"]) == 5
    assert not message["content"]


def test_text_ends_before_the_first_stop_sequence() -> None:
    whole = content({"words": 30})
    stop = [whole.split()[5], whole.split()[2]]
    assert random_reply.before_stop(whole, stop) == whole.partition(stop[1])[0]
    assert random_reply.before_stop(whole, []) == whole


def test_no_tool_is_called_where_none_is_allowed() -> None:
    assert calls({"tool_calls": 1.0}, tools=TOOLS, tool_choice="none") == []
    assert calls({"tool_calls": 1.0}) == []


def test_tools_are_called_as_likely_as_said() -> None:
    made = [bool(calls({"tool_calls": 0.3}, seed, tools=TOOLS)) for seed in range(200)]
    assert 0.2 < sum(made) / len(made) < 0.4


def test_a_required_tool_is_called_whatever_is_likely() -> None:
    made = calls({"tool_calls": 0.0}, tools=TOOLS, tool_choice="required")
    assert made
    named = {"type": "function", "function": {"name": "paint"}}
    assert {one["name"] for one in calls({}, tools=TOOLS, tool_choice=named)} == {"paint"}


def test_several_tools_are_called_at_once_only_where_allowed() -> None:
    asked: JsonObject = {"tools": TOOLS, "tool_choice": "required"}
    assert len(calls({"calls": 4}, **asked)) == 4
    assert len(calls({"calls": 4}, **asked, parallel_tool_calls=False)) == 1


def test_a_schema_is_satisfied() -> None:
    for seed in range(20):
        jsonschema.validate(json.loads(content({}, seed, response_format=ANSWER)), WEATHER)


def test_a_json_object_is_one() -> None:
    assert len(json.loads(content({}, response_format={"type": "json_object"}))) >= 2


def test_a_schema_that_cannot_be_satisfied_is_refused_by_its_place_and_keyword() -> None:
    tool = {"type": "function", "function": {"name": "f", "parameters": {"not": {}}}}
    with pytest.raises(RequestError, match="'not' at ") as error:
        planned(
            {}, tools=[*TOOLS, tool], tool_choice={"type": "function", "function": {"name": "f"}}
        )
    assert error.value.param == "tools[2].function.parameters"


# -- what the options say -------------------------------------------------------------------------


def test_words_are_as_many_as_said() -> None:
    assert len(content({"words": 33}).split()) == 33
    lengths = {len(content({"words": {"min": 3, "max": 5}}, seed).split()) for seed in range(40)}
    assert lengths == {3, 4, 5}


def test_a_locale_gives_its_words() -> None:
    assert content({"locale": "ja_JP"}).endswith("。")


def test_a_refusal_is_no_content() -> None:
    message = folded({"refusal": 1.0})["message"]
    assert message["refusal"].startswith("I cannot help with that. ")
    assert message["content"] is None or message["content"] == ""


def test_an_error_cuts_the_stream_anywhere_and_nothing_follows() -> None:
    lengths = set()
    for seed in range(30):
        said = say.data(planned({"words": 5, "error": 1.0}, seed))
        assert json.loads(said[-1])["error"]["message"] == random_reply.ERROR.message
        lengths.add(len(said))
    assert len(lengths) > 3


def test_what_stands_beside_a_random_step_holds_for_all_its_chunks() -> None:
    plan = say.planned([{"random": {"words": 3}, "choice": 2, "with": {"chunk": {"x": 1}}}])
    made = [chunk for chunk in say.chunks(plan) if "content" in chunk["choices"][0]["delta"]][1:]
    assert made
    assert {(chunk["choices"][0]["index"], chunk["x"]) for chunk in made} == {(2, 1)}


def test_each_random_step_has_its_own_words() -> None:
    steps = [{"random": {"words": 5}}, {"random": {"words": 5}}]
    text = say.folded(say.planned(steps, stream=False))["choices"][0]["message"]["content"]
    first, second = text.split(".")[:2]
    assert first != second


def test_each_choice_has_its_own_words() -> None:
    answer = say.folded(planned({"words": 5}, stream=False, n=3))
    assert len({one["message"]["content"] for one in answer["choices"]}) == 3


def test_an_error_in_one_choice_ends_all() -> None:
    sent = say.data(planned({"words": 3, "error": 1.0}, n=3))
    assert [at for at, text in enumerate(sent) if '"error"' in text] == [len(sent) - 1]
