"""Every finding has a name that is known; warnings can be switched off in a file, errors cannot."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import mockserver
from mockserver.exchange.checking import findings
from mockserver.scenario.load import check, parse
from mockserver.scenario.rules import ERRORS, WARNINGS

from .test_broken_files import FILES

UNUSUAL = "finish: stopp"


def told(text: str) -> list[str]:
    return [str(one) for one in check(text, "a.yaml", "a")[1]]


def lines(text: str) -> list[str]:
    return [one.partition(": ")[0] for one in told(text)]


@pytest.mark.parametrize(("path", "text"), FILES)
def test_every_finding_has_a_known_name(path: str, text: str | bytes) -> None:
    for one in check(text, path, "broken")[1]:
        assert one.rule in (ERRORS if one.severity == "error" else WARNINGS)


def test_every_rule_of_a_record_is_an_error() -> None:
    files = Path(mockserver.__file__).parent.glob("scenario/*.py")
    calls = [node for file in files for node in ast.walk(ast.parse(file.read_text("utf-8")))]
    raised = {
        call.args[0].value.replace("_", "-")
        for call in calls
        if isinstance(call, ast.Call)
        and ast.unparse(call.func) == "PydanticCustomError"
        and isinstance(call.args[0], ast.Constant)
        and isinstance(call.args[0].value, str)
    }
    assert raised - ERRORS == set()


def test_no_rule_is_both() -> None:
    assert ERRORS & set(WARNINGS) == set()


def test_a_finish_that_no_provider_sends_is_a_warning() -> None:
    valid = "(valid: stop, length, tool_calls, content_filter, function_call, error)"
    assert told(f"reply: [{UNUSUAL}]") == [
        "a.yaml:1:17: warning[unknown-finish]: no provider sends this finish_reason: stopp; "
        f"did you mean stop? {valid}"
    ]


PLACES = {
    "reply: {stream: [finish: x]}": ["a.yaml:1:26"],
    "reply: {choices: [stream: [finish: x]]}": ["a.yaml:1:36"],
    "replies: [[finish: x], [finish: stop], {stream: [finish: y]}]": ["a.yaml:1:20", "a.yaml:1:58"],
    "reply: [repeat: {times: 2, steps: [repeat: {times: 2, steps: [finish: x]}]}]": ["a.yaml:1:71"],
    "reply: []\nfaults: [{after: {chunks: 1}, insert: [finish: x]}]": ["a.yaml:2:48"],
    "reply: [{chunk: {finish: x}}, {event: {data: {finish: x}}}]": [],
}


@pytest.mark.parametrize("text", PLACES)
def test_a_finish_is_found_in_every_script(text: str) -> None:
    assert lines(text) == PLACES[text]


def test_steps_behind_an_end_are_found_in_choices_and_repeats() -> None:
    assert lines("reply: {choices: [stream: [end: reset, text: a]]}") == ["a.yaml:1:40"]
    assert lines("reply: [repeat: {times: 2, steps: [end: reset, text: a]}]") == ["a.yaml:1:48"]


@pytest.mark.parametrize(
    "text", [f"reply: [{UNUSUAL}]", "about: step #1\nreply: []", "reply: &unused []"]
)
def test_a_warning_is_switched_off_in_its_file(text: str) -> None:
    ((rule, severity),) = [(one.rule, one.severity) for one in check(text, "a.yaml", "a")[1]]
    assert severity == "warning"
    assert told(f"ignore: [{rule}]\n{text}") == []
    assert len(told(f"ignore: [missing-expect]\n{text}")) == 1


def test_a_warning_of_a_plan_is_switched_off_too() -> None:
    text = "reply: [text: a, end: reset]\n"
    said = [one.rule for one in findings([parse(text, "a.yaml", "a")], unsaid=True)]
    assert said == ["missing-expect"]
    quiet = parse(f"{text}ignore: [missing-expect]", "a.yaml", "a")
    assert list(findings([quiet], unsaid=True)) == []


def test_a_broken_file_may_switch_its_warnings_off_as_well() -> None:
    assert lines(f"ignore: [unknown-finish]\nreply: [{UNUSUAL}, texd: a]") == ["a.yaml:2:24"]
