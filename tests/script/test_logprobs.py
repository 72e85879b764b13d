"""Logprobs: they spell the text, are the same every time, and are as probabilities must be."""

from __future__ import annotations

import math
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.script import logprobs
from mockserver.script.chunking import tokens
from mockserver.seeding import Chance, stream
from mockserver.wire.json_text import Json, JsonObject, dumps
from tests import say


def choices(*steps: Json, **body: Json) -> list[JsonObject]:
    """The first choice of each chunk that has content or a refusal."""
    found = [chunk["choices"][0] for chunk in say.chunks(say.planned(list(steps), **body))]
    return [one for one in found if one["delta"].get("content") or one["delta"].get("refusal")]


def entry(token: str, logprob: float, data: list[int] | None, top: Json = ()) -> JsonObject:
    return {"token": token, "logprob": logprob, "bytes": data, "top_logprobs": list(top)}


def spelled(entries: list[JsonObject]) -> str:
    return bytes(chain.from_iterable(one["bytes"] for one in entries)).decode()


TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


@given(TEXTS, st.integers(0, 20), st.integers())
def test_generated_ones_spell_the_text_token_by_token(text: str, top: int, seed: int) -> None:
    made = list(logprobs.generated(text, top, stream(seed)))
    assert [one["token"] for one in made] == tokens(text)
    assert spelled(made) == text


@given(TEXTS, st.integers(1, 20), st.integers())
def test_each_place_has_so_many_alternatives_the_token_among_them(
    text: str, top: int, seed: int
) -> None:
    for one in logprobs.generated(text, top, stream(seed)):
        others = one["top_logprobs"]
        assert len({each["token"] for each in others}) == len(others) == top
        assert {key: one[key] for key in ("token", "logprob", "bytes")} in others
        assert all(set(each) == {"token", "logprob", "bytes"} for each in others)


@given(TEXTS, st.integers(1, 20), st.integers())
def test_probabilities_of_a_place_fall_and_are_one_at_most(text: str, top: int, seed: int) -> None:
    for one in logprobs.generated(text, top, stream(seed)):
        values = [each["logprob"] for each in one["top_logprobs"]]
        assert values == sorted(values, reverse=True)
        assert sum(map(math.exp, values)) <= 1.0001


@given(TEXTS, st.integers(0, 20), st.integers())
def test_json_of_logprobs_is_short_and_finite(text: str, top: int, seed: int) -> None:
    for one in logprobs.generated(text, top, stream(seed)):
        assert -10 < one["logprob"] < 0
        assert len(dumps(one["logprob"])) <= 8


def test_a_logarithm_is_that_of_its_share() -> None:
    made = logprobs.generated("a b c d e", 5, stream("x"))
    for one in chain.from_iterable(each["top_logprobs"] for each in made):
        if one["logprob"] != logprobs.VERY_UNLIKELY:
            share = round(math.exp(one["logprob"]) * 1024)
            assert one["logprob"] == round(math.log(share / 1024), 5)


def test_what_is_left_without_probability_is_very_unlikely() -> None:
    made = logprobs.generated("a", 20, stream("x"))
    assert made[0]["top_logprobs"][-1]["logprob"] == -9999.0


def test_generated_ones_stand_beside_each_delta_in_the_shape_of_the_wire() -> None:
    (first, second) = choices({"text": ["Hi", " you two"], "logprobs": {"top": 2}})
    assert set(first["logprobs"]) == {"content", "refusal"}
    assert first["logprobs"]["refusal"] is None
    assert [one["token"] for one in second["logprobs"]["content"]] == [" you", " two"]
    assert set(first["logprobs"]["content"][0]) == set(entry("", 0, []))


def test_those_of_a_refusal_stand_under_refusal() -> None:
    (first, *_) = choices({"refusal": "No way", "logprobs": {"top": 0}})
    assert first["logprobs"]["content"] is None
    assert [one["token"] for one in first["logprobs"]["refusal"]] == ["No"]
    assert first["logprobs"]["refusal"][0]["top_logprobs"] == []


def test_an_empty_delta_has_an_empty_list() -> None:
    chunks = say.chunks(say.planned([{"text": [""], "logprobs": {"top": 1}}]))
    assert chunks[1]["choices"][0]["logprobs"] == {"content": [], "refusal": None}


@pytest.mark.parametrize(
    ("body", "top"),
    [
        ({"logprobs": True}, 0),
        ({"logprobs": True, "top_logprobs": 2}, 2),
        ({"logprobs": True, "top_logprobs": 2.0}, 2),
    ],
)
def test_asked_gives_as_many_as_the_request_asks_for(body: JsonObject, top: int) -> None:
    (only,) = choices({"text": "Hi", "logprobs": "asked"}, **body)
    assert len(only["logprobs"]["content"][0]["top_logprobs"]) == top


@pytest.mark.parametrize("body", [{}, {"logprobs": False, "top_logprobs": 2}, {"logprobs": None}])
def test_asked_gives_none_where_the_request_asks_for_none(body: JsonObject) -> None:
    (only,) = choices({"text": "Hi", "logprobs": "asked"}, **body)
    assert only["logprobs"] is None


def test_a_request_gets_no_logprobs_that_the_file_does_not_speak_of() -> None:
    (only,) = choices({"text": "Hi"}, logprobs=True)
    assert only["logprobs"] is None


def test_given_ones_go_out_as_written_with_all_keys() -> None:
    top = [{"token": "Ho", "logprob": -9999.0, "bytes": None}]
    written = [
        [{"token": "Hel", "logprob": -0.25, "top_logprobs": top}],
        [{"token": "l", "logprob": 0, "bytes": [108]}, {"token": "o", "logprob": -2}],
    ]
    first, second = choices({"text": ["Hel", "lo"], "logprobs": written})
    assert first["logprobs"]["content"] == [entry("Hel", -0.25, [72, 101, 108], top)]
    assert second["logprobs"]["content"] == [entry("l", 0.0, [108]), entry("o", -2.0, [111])]


def test_given_ones_cut_a_text_into_its_deltas() -> None:
    written = [[{"token": "Hel", "logprob": 0}], [{"token": "lo", "logprob": 0}]]
    found = choices({"text": "Hello", "logprobs": written})
    assert [one["delta"]["content"] for one in found] == ["Hel", "lo"]


def test_a_character_stands_where_its_last_byte_does() -> None:
    parts = [[{"token": f"\\x{byte:x}", "logprob": 0, "bytes": [byte]}] for byte in "é".encode()]
    chunks = say.chunks(say.planned([{"text": "é", "logprobs": parts}]))
    found = [chunk["choices"][0] for chunk in chunks[1:3]]
    assert [one["delta"]["content"] for one in found] == ["", "é"]
    assert [one["logprobs"]["content"][0]["bytes"] for one in found] == [[0xC3], [0xA9]]


def test_folded_they_are_joined() -> None:
    answer = say.folded(say.planned([{"text": "Hi you", "logprobs": {"top": 1}}], stream=False))
    assert [one["token"] for one in answer["choices"][0]["logprobs"]["content"]] == ["Hi", " you"]


def test_logprobs_are_keyed_by_seed_scenario_and_reply_alone() -> None:
    steps = [{"text": "Hi you", "logprobs": {"top": 2}}]
    assert say.planned(steps) == say.planned(steps, temperature=1)
    again = logprobs.generated("Hi", 2, Chance(0, "x", 1).stream("logprobs"))
    assert list(again) == choices(*steps)[0]["logprobs"]["content"]
