"""A match that can never win is told, and one that can is never told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.exchange.checking import findings
from mockserver.exchange.matching import holds
from mockserver.exchange.shadows import MOST_COMPARED, shadows
from mockserver.scenario.load import parse
from mockserver.scenario.match import Match
from mockserver.scenario.model import Scenario
from mockserver.scenario.patterns import PatternSpec
from tests.say import request


def told(*matches: str, ignore: str = "") -> list[str]:
    texts = [f"{ignore}match: {match}\nreply: []\n" for match in matches]
    scenarios = [parse(text, f"{n}.yaml", str(n)) for n, text in enumerate(texts)]
    return [str(one) for one in findings(scenarios)]


TIED = "which is as specific: no answer; add a condition to this one"
SHADOWED = (
    ("{model: gpt-4*}", "{model: gpt-*}"),
    ("{model: a?c*}", "{model: a*}"),
    ("{last_user: {contains: hello}}", "{last_user: {contains: ell}}"),
    ("{last_user: {contains: hello}}", "{last_user: {glob: '*hell*'}}"),
    ("{last_user: {glob: 'a*bcd?'}}", "{last_user: {contains: cd}}"),
)
APART = (
    ("{model: gpt-4*}", "{model: gpt-5*}"),
    ("{model: a*b}", "{model: a?*}"),
    ("{model: gpt-4o}", "{model: gpt-*}"),
    ("{last_user: {contains: a b}}", "{last_user: {contains: abc}}"),
    ("{last_user: {regex: aa}}", "{last_user: {regex: a}}"),
    ("{last_user: {contains: a}}", "{any_message: {contains: a}}"),
    ("{turn: 0}", "{turn: 1}"),
    ("{last_user: %s}" % ("a" * 40 + "b"), "{last_user: {regex: (a|a|a)*$}, model: '*'}"),
)


@pytest.mark.parametrize(("one", "other"), SHADOWED)
def test_what_as_specific_a_match_takes_too_is_told(one: str, other: str) -> None:
    said = "warning[shadowed-match]: what fits this match fits that of 1.yaml, too, "
    assert told(one, other) == [f"0.yaml:1:8: {said}{TIED}"]


def test_what_a_more_specific_match_always_takes_is_told() -> None:
    said = told("{last_user: {contains: a b}}", "{last_user: {contains: a}, model: '*'}")
    assert said == [
        "0.yaml:1:8: warning[shadowed-match]: what fits this match is answered by 1.yaml, "
        "which is more specific; add a condition to this one"
    ]


@pytest.mark.parametrize(("one", "other"), APART)
def test_what_may_win_is_not_told(one: str, other: str) -> None:
    assert told(one, other) == []


def test_a_file_switches_it_off() -> None:
    assert told(*SHADOWED[0], ignore="ignore: [shadowed-match]\n") == []


def test_equal_matches_are_left_to_another_rule() -> None:
    assert [one.split("; ")[0] for one in told("{model: a*}", "{model: a*}")] == [
        "1.yaml:1:8: 0.yaml has the very same match"
    ]


def test_only_so_many_are_compared() -> None:
    match = Match(model="a*")
    many = [Scenario(str(at), (), match=match) for at in range(MOST_COMPARED)]
    assert list(shadows([*many, Scenario("x", (), match=Match(model="*"))])) == []


KINDS = st.sampled_from(("equals", "contains", "glob"))
PATTERNS = st.builds(
    lambda kind, text: Match(last_user=PatternSpec(**{kind: text})),
    KINDS,
    st.text("ab*?", min_size=1, max_size=4),
)


@given(PATTERNS, PATTERNS, st.text("ab*?", max_size=6))
def test_what_is_shadowed_never_wins(one: Match, other: Match, said: str) -> None:
    pair = (Scenario("one", (), match=one), Scenario("other", (), match=other))
    for shadow in shadows(pair):
        match, wider = shadow.scenario.match, shadow.by.match
        assert match is not None
        assert wider is not None
        if holds(match, request(said)):
            assert holds(wider, request(said))


def test_a_condition_that_both_have_is_no_way_to_win() -> None:
    assert len(told("{last_user: {contains: hi}}", "{last_user: {contains: hi}, model: '*'}")) == 1
