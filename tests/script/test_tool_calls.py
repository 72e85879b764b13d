"""Tool calls: a head each, then fragments that join to the argument text."""

from __future__ import annotations

import pytest

from mockserver.scenario.speech import ToolCallsStep
from mockserver.script.tool_calls import argument_text, deltas
from mockserver.wire.events import ToolCallPart
from mockserver.wire.json_text import Json


def parts(step: Json, first: int = 0) -> list[tuple[int, str | None, str | None]]:
    """Index, id and fragment of each delta."""
    made = iter(["made1", "made2", "made3"])
    said = ToolCallsStep.model_validate(step)
    calls = [delta.tool_call for delta in deltas(said, first, lambda: next(made))]
    return [(call.index, call.id, call.arguments) for call in calls if call]


def test_head_comes_first_and_alone_has_id_and_name() -> None:
    step = ToolCallsStep.model_validate(
        {"tool_calls": [{"name": "f", "arguments": "ab", "id": "c"}], "fragments": 1}
    )
    assert [delta.tool_call for delta in deltas(step, 0, str)] == [
        ToolCallPart(0, "c", "f", ""),
        ToolCallPart(0, arguments="a"),
        ToolCallPart(0, arguments="b"),
    ]


def test_fragments_are_tokens_by_default() -> None:
    step = {"tool_calls": [{"name": "f", "arguments": {"c": "東京"}, "id": "c"}]}
    assert [text for _, _, text in parts(step)] == [
        "",
        "{",
        '"',
        "c",
        '"',
        ":",
        '"',
        "東",
        "京",
        '"',
        "}",
    ]


def test_calls_go_out_one_by_one() -> None:
    calls = [
        {"name": "f", "arguments": "abc", "id": "c"},
        {"name": "g", "arguments": "x", "id": "d"},
    ]
    assert parts({"tool_calls": calls, "fragments": 2}) == [
        (0, "c", ""), (0, None, "ab"), (0, None, "c"), (1, "d", ""), (1, None, "x"),
    ]  # fmt: skip


def test_interleaved_calls_take_turns() -> None:
    calls = [
        {"name": "f", "arguments": "x", "id": "c"},
        {"name": "g", "arguments": "abc", "id": "d"},
    ]
    assert parts({"tool_calls": calls, "fragments": 2, "interleave": True}, first=3) == [
        (3, "c", ""), (4, "d", ""), (3, None, "x"), (4, None, "ab"), (4, None, "c"),
    ]  # fmt: skip


def test_ids_are_made_where_none_is_written() -> None:
    calls = [{"name": "f"}, {"name": "g", "id": "mine"}, {"name": "h"}]
    assert [name for _, name, _ in parts({"tool_calls": calls}) if name] == [
        "made1",
        "mine",
        "made2",
    ]


def test_empty_text_sends_the_head_alone() -> None:
    assert parts({"tool_calls": [{"name": "f", "arguments": "", "id": "c"}]}) == [(0, "c", "")]


@pytest.mark.parametrize(
    ("call", "text"),
    [
        ({"name": "f"}, "{}"),
        ({"name": "f", "arguments": {"a": [1, "é"]}}, '{"a":[1,"é"]}'),
        ({"name": "f", "arguments": '{ "a'}, '{ "a'),
    ],
)
def test_mapping_is_json_and_text_is_verbatim(call: Json, text: str) -> None:
    step = ToolCallsStep.model_validate({"tool_calls": [call]})
    assert argument_text(step.tool_calls[0]) == text
