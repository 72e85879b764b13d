"""Conditions on a request: which hold, what is said of those that do not, which count for more."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.exchange.matching import Difference, differences, identity, specificity
from mockserver.scenario.match import Match
from mockserver.scenario.patterns import PatternSpec
from mockserver.wire.json_text import Json
from tests import say


def match(**said: Json) -> Match:
    return Match.model_validate(said)


def holds(pattern: Json, text: str) -> bool:
    return not differences(match(last_user=pattern), say.request(text))


def test_a_match_without_conditions_matches_everything() -> None:
    assert differences(match(), say.request()) == ()
    assert specificity(match()) == (0, 0)


def test_plain_text_is_exact() -> None:
    assert holds("Hi there", "Hi there")
    assert not holds("Hi", "Hi there")
    assert not holds("Hi*", "Hi there")


def test_the_model_as_plain_text_is_a_glob() -> None:
    assert differences(match(model="gpt-*"), say.request()) == ()
    assert differences(match(model="gpt"), say.request()) != ()
    assert differences(match(model={"equals": "gpt-*"}), say.request()) != ()


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ({"equals": "a"}, "a", True),
        ({"equals": "a"}, "A", False),
        ({"contains": "b"}, "abc", True),
        ({"contains": "B"}, "abc", False),
        ({"contains": ""}, "", True),
        ({"glob": "a*c"}, "abbc", True),
        ({"glob": "a*c"}, "a\n\nc", True),
        ({"glob": "a?c"}, "abc", True),
        ({"glob": "a?c"}, "ac", False),
        ({"glob": "a.c"}, "abc", False),
        ({"glob": "[a]"}, "a", False),
        ({"glob": "[a]"}, "[a]", True),
        ({"glob": "*"}, "", True),
        ({"regex": "b+"}, "abbc", True),
        ({"regex": "^b"}, "abc", False),
        ({"regex": r"\d{2}"}, "a12", True),
    ],
)
def test_each_kind_of_pattern_means_what_it_says(
    pattern: Json, text: str, *, expected: bool
) -> None:
    assert holds(pattern, text) is expected


@given(st.text())
def test_a_glob_without_wildcards_is_the_text_itself(text: str) -> None:
    literal = text.replace("*", "").replace("?", "")
    assert holds({"glob": literal}, literal)
    assert not holds({"glob": literal}, f"{literal}x")


def test_all_conditions_must_hold() -> None:
    both = match(model="gpt-*", last_user={"contains": "there"})
    assert differences(both, say.request()) == ()
    assert [one.key for one in differences(both, say.request(model="o1"))] == ["model"]
    assert [one.key for one in differences(both, say.request("x", model="o1"))] == [
        "model",
        "last_user",
    ]


def test_what_a_request_has_not_is_missing() -> None:
    nobody = say.request(messages=[{"role": "system", "content": "x"}])
    assert differences(match(last_user={"contains": ""}), nobody) == (
        Difference("last_user", "contains ''", ()),
    )


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("bye", "last_user is 'Hi there', expected 'bye'"),
        ({"equals": "bye"}, "last_user is 'Hi there', expected 'bye'"),
        ({"contains": "bye"}, "last_user is 'Hi there', expected contains 'bye'"),
        ({"glob": "bye*"}, "last_user is 'Hi there', expected glob 'bye*'"),
        ({"glob": "bye"}, "last_user is 'Hi there', expected 'bye'"),
        ({"regex": "^b"}, "last_user is 'Hi there', expected regex '^b'"),
    ],
)
def test_a_difference_says_what_is_and_what_was_expected(pattern: Json, said: str) -> None:
    assert [str(one) for one in differences(match(last_user=pattern), say.request())] == [said]


def test_a_missing_subject_is_said_to_be_missing() -> None:
    assert str(Difference("last_user", "'x'", ())) == "last_user is missing, expected 'x'"


def test_long_texts_are_shortened() -> None:
    (one,) = differences(match(last_user="b" * 81), say.request("a" * 1000))
    assert str(one) == f"last_user is '{'a' * 79}…', expected '{'b' * 79}…'"
    (whole,) = differences(match(last_user="b" * 80), say.request("a" * 80))
    assert str(whole) == f"last_user is '{'a' * 80}', expected '{'b' * 80}'"


def test_more_conditions_are_more_specific_then_exact_ones() -> None:
    ascending = [
        match(),
        match(last_user={"contains": "a"}),
        match(last_user="a"),
        match(model="*", last_user={"regex": "a"}),
        match(model="gpt-4o", last_user={"regex": "a"}),
        match(model={"equals": "gpt-4o"}, last_user={"equals": "a"}),
    ]
    ranks = [specificity(one) for one in ascending]
    assert ranks == [(0, 0), (1, 0), (1, 1), (2, 0), (2, 1), (2, 2)]


def test_conditions_are_the_same_however_they_are_written() -> None:
    short = match(model="gpt-*", last_user="a")
    long = match(model={"glob": "gpt-*"}, last_user={"equals": "a"})
    assert identity(short) == identity(long)


def test_a_pattern_that_was_built_counts_like_one_that_was_read() -> None:
    built = Match(last_user=PatternSpec(contains="there"))
    assert identity(built) == {("last_user", "contains", '"there"')}


@given(st.text(min_size=1), st.text())
def test_a_request_matches_exactly_where_it_has_no_differences(pattern: str, text: str) -> None:
    found = differences(match(last_user={"contains": pattern}), say.request(text))
    assert (found == ()) is (pattern in text)
