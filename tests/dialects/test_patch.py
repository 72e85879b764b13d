"""`with` and `omit` change exactly the keys they name, in every choice."""

from __future__ import annotations

import pytest

from mockserver.dialects.patch import patched
from mockserver.wire.events import Patch
from mockserver.wire.json_text import JsonObject

CHUNK: JsonObject = {
    "id": "a",
    "choices": [
        {"index": 0, "delta": {"role": "assistant", "content": "x"}},
        {"index": 1, "delta": {"content": "y"}},
    ],
}


def changed(patch: Patch) -> JsonObject:
    return patched(CHUNK, patch)


@pytest.mark.parametrize(
    ("patch", "expected"),
    [
        (Patch(), CHUNK),
        (Patch(chunk={"x": 1}), {**CHUNK, "x": 1}),
        (Patch(chunk={"id": None}), {**CHUNK, "id": None}),
        (Patch(chunk={"choices": None}, delta={"a": 1}), {**CHUNK, "choices": None}),
        (Patch(omit=("chunk.id",)), {"choices": CHUNK["choices"]}),
        (Patch(omit=("chunk.choices",)), {"id": "a"}),
        (Patch(omit=("chunk.usage.cost", "chunk.id.x")), CHUNK),
    ],
)
def test_a_patch_of_the_chunk(patch: Patch, expected: JsonObject) -> None:
    assert changed(patch) == expected


def test_a_patch_of_the_choice_is_laid_over_each() -> None:
    choices = changed(Patch(choice={"logprobs": None, "index": 7}))["choices"]
    assert [(one["index"], one["logprobs"]) for one in choices] == [(7, None), (7, None)]


def test_a_patch_of_the_delta_merges() -> None:
    choices = changed(Patch(delta={"content": "z", "extra": {"a": [1]}}))["choices"]
    assert choices[0]["delta"] == {"role": "assistant", "content": "z", "extra": {"a": [1]}}


def test_omitted_keys_are_gone_from_each_delta() -> None:
    choices = changed(Patch(omit=("delta.role", "choice.index")))["choices"]
    assert choices == [{"delta": {"content": "x"}}, {"delta": {"content": "y"}}]


def test_mappings_merge_and_lists_replace() -> None:
    under: JsonObject = {"a": {"b": 1, "c": [1, 2]}}
    over = Patch(chunk={"a": {"c": [3], "d": {"e": 1}}})
    assert patched(under, over) == {"a": {"b": 1, "c": [3], "d": {"e": 1}}}


def test_odd_choices_are_left_alone() -> None:
    odd: JsonObject = {"choices": ["x", None]}
    assert patched(odd, Patch(choice={"a": 1}, omit=("delta.x",))) == odd


def test_a_delta_of_null_becomes_what_is_laid_over_it() -> None:
    chunk: JsonObject = {"choices": [{"delta": None}]}
    assert patched(chunk, Patch(delta={"a": 1})) == {"choices": [{"delta": {"a": 1}}]}


def test_the_last_patch_wins_and_the_given_chunk_is_not_changed() -> None:
    before = repr(CHUNK)
    assert patched(CHUNK, Patch(chunk={"id": "b"}), None, Patch(chunk={"id": "c"}))["id"] == "c"
    assert repr(CHUNK) == before
