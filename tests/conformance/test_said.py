"""What a command prints is read as it is meant, or refused with a sentence that says why."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mockserver.conformance.said import ANSWER_KEYS, Said, UnreadableError, said


def read(value: Any) -> Said:
    return said(json.dumps(value).encode())


def test_what_is_absent_was_not_looked_at() -> None:
    assert read({"text": "a"}) == Said({"text": "a"})


def test_null_is_none_of_it() -> None:
    nothing = dict.fromkeys([*ANSWER_KEYS, "error", "client"])
    whole: dict[str, Any] = dict.fromkeys(("text", "reasoning", "refusal"), "")
    whole |= {"tool_calls": [], "finish_reasons": [], "usage": None}
    assert read(nothing) == Said(whole, looks_for_errors=True)


@pytest.mark.parametrize(
    ("error", "shown"),
    [(None, None), (False, None), ("Boom", "Boom"), ("", ""), ({"code": 1}, '{"code":1}')],
)
def test_an_error_is_told_by_not_being_null(error: Any, shown: str | None) -> None:
    assert read({"error": error}).error == shown


def test_halves_of_a_character_are_one() -> None:
    assert said(rb'{"text": "\ud83d\ude00", "error": "\ud83d\ude00"}').answer["text"] == "😀"


def test_half_a_character_alone_stays() -> None:
    assert said(rb'{"text": "a\ud83d"}').answer["text"] == "a\ud83d"


def test_arguments_are_a_text_or_what_it_said() -> None:
    calls = [{"name": "f", "arguments": {"a": 1}}, {"name": None, "id": "x"}]
    assert read({"tool_calls": calls}).answer["tool_calls"] == [
        {"name": "f", "arguments": {"a": 1}},
        {"name": "", "arguments": ""},
    ]


def test_lines_that_a_library_prints_do_no_harm() -> None:
    output = b'{"not": "this"}\nGive Feedback!\n{"text": "a"}\n{oops\n'
    assert said(output).answer == {"text": "a"}


def test_an_object_may_stand_on_several_lines() -> None:
    assert said(b' {\n"client": "x 1"\n}\n') == Said(client="x 1")


@pytest.mark.parametrize(
    ("output", "why"),
    [
        (b" \n", "nothing was printed"),
        (b"[1]", r"no line of the output is a JSON object; it begins: \[1\]"),
        (b"\xff{", "it begins: "),
        (b'{"x":' + b"[" * 64 + b"]" * 64 + b"}", "nested more than 64 levels"),
        (b'{"text": 1}', "`text` must be a text or null: 1"),
        (b'{"client": []}', "`client` must be a text"),
        (b'{"tool_calls": [1]}', "`tool_calls` must be a list of"),
        (b'{"tool_calls": {}}', "`tool_calls` must be a list of"),
        (b'{"tool_calls": [{"name": 1}]}', r"`tool_calls\[0\].name` must be a text"),
        (b'{"finish_reasons": "stop"}', "`finish_reasons` must be a list"),
        (b'{"finish_reasons": [1]}', "`finish_reasons` must be a list"),
        (b'{"usage": 7}', "`usage` must be an object"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(output: bytes, why: str) -> None:
    with pytest.raises(UnreadableError, match=why):
        said(output)


def test_what_was_said_can_be_shown_again() -> None:
    told = {"text": "a", "usage": None, "error": None}
    assert said(json.dumps({**told, "other": 1, "client": "x 1"}).encode()).to_json() == told
    assert read({"text": "a"}).to_json() == {"text": "a"}
