"""Each verdict is given for what it says, and for nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mockserver.conformance.expected import ERROR, Expected
from mockserver.conformance.judge import MEANINGS, Judgement, Verdict, judge
from mockserver.conformance.said import said

ANSWER: dict[str, Any] = {
    "text": "It rains.",
    "reasoning": "Hm.",
    "refusal": "",
    "tool_calls": [{"name": "f", "arguments": '{"a":1}'}, {"name": "g", "arguments": ""}],
    "finish_reasons": ["stop", "stop"],
    "usage": {"prompt_tokens": 3, "details": {"cached": 1, "audio": 2}},
}


def judged(*right: Any, cut: bool = False, again: bool = False, **told: Any) -> Judgement:
    return judge(Expected(right, cut=cut, again=again), said(json.dumps(told).encode()))


def verdict(*right: Any, **told: Any) -> str:
    return judged(*right, **told).verdict


def test_every_verdict_is_explained() -> None:
    assert list(MEANINGS) == list(Verdict)


# -- errors ---------------------------------------------------------------------------------------


def test_an_error_where_one_is_right_is_correct() -> None:
    assert verdict(ERROR, error="Boom") == "correct"


def test_an_error_where_an_answer_is_right_is_kept_apart() -> None:
    assert verdict(ANSWER, error={"code": 500}, text="It rains.") == "error reported"


def test_giving_up_where_asking_again_helps_is_kept_apart() -> None:
    assert "sent again" in judged(ERROR, again=True, error="429").reason
    assert verdict(ERROR, again=True, error="429") == "error reported"
    assert verdict(ERROR, {"text": "a"}, again=True, error="429") == "correct"


def test_a_cut_stream_without_an_error_is_truncated_whatever_it_says() -> None:
    assert verdict(ERROR, cut=True, error=None, text="It") == "silently truncated"
    assert verdict(ERROR, cut=True, error=None) == "silently truncated"


def test_an_error_that_is_not_told_is_wrong() -> None:
    assert verdict(ERROR, error=None, text="It") == "silently wrong"


@pytest.mark.parametrize(
    ("reasons", "sign"),
    [([None], "is missing"), ([], "is missing"), (["error"], "is `error`"), (["stop"], "reported")],
)
def test_what_a_program_could_tell_by_is_said(reasons: list[Any], sign: str) -> None:
    told = judged(ERROR, cut=True, error=None, finish_reasons=reasons)
    assert sign in told.reason


def test_who_never_speaks_of_errors_is_not_judged_by_them() -> None:
    told = judged(ERROR, text="It")
    assert (told.verdict, told.unjudged) == ("not judged", ("error",))


# -- answers --------------------------------------------------------------------------------------


def test_the_right_answer_is_correct_with_and_without_error_null() -> None:
    assert verdict(ANSWER, **ANSWER) == "correct"
    assert judged(ANSWER, error=None, **ANSWER).judged == tuple(ANSWER)


def test_only_keys_that_are_reported_are_judged() -> None:
    told = judged(ANSWER, text="It rains.", usage={"cost": 1})
    assert (told.verdict, told.judged) == ("correct", ("text",))
    assert told.unjudged == ("reasoning", "refusal", "tool_calls", "finish_reasons", "usage")


def test_only_keys_that_are_expected_are_judged() -> None:
    assert judged({"text": "a"}, text="a", usage={"x": 1}).judged == ("text",)


def test_a_client_that_reports_nothing_is_not_judged() -> None:
    assert verdict({"text": "a"}, error=None) == "not judged"


def test_where_nobody_knows_nothing_is_judged() -> None:
    nobody = Expected(why="it has no choice")
    assert judge(nobody, said(b'{"text": "a"}')) == Judgement(
        Verdict.NOT_JUDGED, "it has no choice"
    )


CALLS = ANSWER["tool_calls"]
FIRST = {"name": "f", "arguments": '{"a":1}'}

SAME = [
    ("tool_calls", [{"name": "f", "arguments": {"a": 1}}, {"name": "g", "arguments": {}}]),
    ("usage", {"prompt_tokens": 3.0, "total_tokens": 9}),
    ("usage", {"prompt_tokens": 3, "details": {"cached": 1, "text": 0}}),
]
LESS = [
    ("text", "It"),
    ("text", None),
    ("reasoning", "H"),
    ("tool_calls", []),
    ("tool_calls", [FIRST]),
    ("tool_calls", [{"name": "f", "arguments": '{"a'}]),
    ("tool_calls", [FIRST, {"name": "", "arguments": ""}]),
    ("finish_reasons", ["stop"]),
    ("finish_reasons", ["stop", None]),
    ("usage", None),
]
WRONG = [
    ("text", "It rains. It"),
    ("text", "rains."),
    ("refusal", "No."),
    ("tool_calls", [FIRST, {"name": "g", "arguments": ""}, FIRST]),
    ("tool_calls", [{"name": "g", "arguments": ""}]),
    ("tool_calls", [{"name": "f", "arguments": {"a": 2}}, {"name": "g", "arguments": ""}]),
    ("tool_calls", [{"name": "ff", "arguments": '{"a":1}'}, {"name": "g", "arguments": ""}]),
    ("finish_reasons", ["stop", "length"]),
    ("finish_reasons", ["stop", "stop", "stop"]),
    ("usage", {"prompt_tokens": 4}),
    ("usage", {"prompt_tokens": 3, "details": {"cached": 2}}),
]


@pytest.mark.parametrize(("key", "value"), SAME)
def test_the_same_in_another_form_is_correct(key: str, value: Any) -> None:
    assert verdict(ANSWER, **{key: value}) == "correct"


@pytest.mark.parametrize(("key", "value"), LESS)
def test_a_part_of_the_answer_is_truncated(key: str, value: Any) -> None:
    told = judged(ANSWER, **{key: value})
    assert (told.verdict, told.differences[0].less) == ("silently truncated", True)
    assert told.reason.endswith(f"a part is missing of {key}")


@pytest.mark.parametrize(("key", "value"), WRONG)
def test_another_answer_is_wrong(key: str, value: Any) -> None:
    told = judged(ANSWER, **{key: value})
    assert (told.verdict, told.differences[0].less) == ("silently wrong", False)
    assert told.reason.endswith(f"otherwise than is right: {key}")


def test_one_wrong_key_is_wrong_though_another_is_only_shorter() -> None:
    assert verdict(ANSWER, text="It", reasoning="No") == "silently wrong"


def test_usage_that_nobody_sent_is_wrong() -> None:
    assert verdict({"usage": None}, usage={"total_tokens": 0}) == "silently wrong"
    assert verdict({"usage": None}, usage=None) == "correct"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [('{"a": 1}', "correct"), ('{"a": 2}', "silently wrong"), ('{"a"', "silently wrong")],
)
def test_a_mapping_is_what_the_text_says(arguments: str, expected: str) -> None:
    right = {"tool_calls": [{"name": "f", "arguments": {"a": 1}}]}
    assert verdict(right, tool_calls=[{"name": "f", "arguments": arguments}]) == expected


def test_of_several_right_answers_the_nearest_counts() -> None:
    several = ({"text": "b", "reasoning": "c"}, {"text": "a", "reasoning": "c"}, ERROR)
    assert verdict(*several, text="a", reasoning="c") == "correct"
    told = judged(*several, text="a", reasoning="")
    assert (told.verdict, [one.key for one in told.differences]) == (
        "silently truncated",
        ["reasoning"],
    )
