"""JSON pasted into a scenario arrives as the same value, however it was written."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from mockserver.scenario.literals import ChunkStep
from mockserver.scenario.load import check, parse

FAST = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
TEXT = some.text(some.characters(exclude_categories=["Cs"]), max_size=12)
NUMBER = some.integers() | some.floats(allow_nan=False, allow_infinity=False)
VALUE = some.recursive(
    some.none() | some.booleans() | NUMBER | TEXT,
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(TEXT, inner, max_size=4),
    max_leaves=8,
)
WAYS: tuple[dict[str, Any], ...] = (
    {},
    {"ensure_ascii": False},
    {"separators": (",", ":")},
    {"ensure_ascii": False, "separators": (",", ":")},
    {"indent": 2},
    {"indent": 2, "ensure_ascii": False},
    {"indent": "\t", "ensure_ascii": False},
)


def pasted(written: str) -> Any:
    """What stands in the chunk of a scenario into which this was pasted."""
    scenario = parse(f"reply:\n  - chunk: {written}\n  - done:\n", "a.yaml", "a")
    assert scenario.replies[0].stream is not None
    step = scenario.replies[0].stream[0]
    assert isinstance(step, ChunkStep)
    return step.chunk


@pytest.mark.parametrize("way", WAYS)
def test_pasted_json_arrives_equal(way: dict[str, Any]) -> None:
    @FAST
    @given(some.dictionaries(TEXT, VALUE, max_size=4))
    def equal(value: dict[str, Any]) -> None:
        arrived = pasted(json.dumps(value, **way))
        assert arrived == value
        assert json.dumps(arrived) == json.dumps(value)

    equal()


CHUNK = {
    "id": "chatcmpl-9",
    "created": 1694268190,
    "choices": [{"index": 0, "delta": {"content": "a: b # c - 'q' \"d\" \\ / 😀\n"}, "x": None}],
    "invisible": "\x00 \x07 \x1b \x7f \x85 \x9f \u2028 \u2029 \ufeff \ufffe \uffff",
    "numbers": [0, -1, 1.5, 1e300, 1e-7, 12345678901234567890],
    "empty": [{}, [], ""],
    "k" * 3000: "a key longer than YAML's 1024 characters",
}


@pytest.mark.parametrize("way", WAYS)
def test_captured_chunks_arrive_equal(way: dict[str, Any]) -> None:
    assert pasted(json.dumps(CHUNK, **way)) == CHUNK


def test_closing_brace_may_stand_in_the_first_column() -> None:
    assert pasted('{\n"a": {\n"b": 1\n}\n}') == {"a": {"b": 1}}


def test_escaped_slash_is_a_slash() -> None:
    assert pasted(r'{"a": "https:\/\/example.org"}') == {"a": "https://example.org"}


def test_surrogate_pair_is_one_character() -> None:
    assert pasted(r'{"a": "\ud83d\ude00", "\uD83D\uDE00": 1}') == {"a": "😀", "😀": 1}


def test_json_file_is_a_scenario() -> None:
    written = json.dumps({"reply": {"stream": [{"chunk": CHUNK}]}}, indent="\t")
    stream = parse(written.encode(), "a.json", "a").replies[0].stream
    assert stream is not None
    assert isinstance(stream[0], ChunkStep)
    assert stream[0].chunk == CHUNK


PIECES = some.sampled_from(
    [
        *"{}[]:,-#&*!|>'\"%@`?~\n\t \\<=01a\r\x85\u2028\ufeff😀\x7f\x00",
        *("- ", ": ", "\n  ", "<<: ", "!!str ", "null", "*a", "&a ", "\\ud83d", "---\n", "...\n"),
        *("reply:", "stream:", "text: ", "stall: ", "end: ", "forever", "reply: [{text: a}]\n"),
    ]
)


@settings(FAST, max_examples=400)
@given(some.lists(PIECES, max_size=30).map("".join) | some.text() | some.binary())
def test_no_text_raises_anything_else(text: str | bytes) -> None:
    scenario, found = check(text, "a.yaml", "a")
    assert (scenario is None) == any(one.severity == "error" for one in found)
    assert all(str(one).isprintable() for one in found)
