"""Exchanges as tests ask for them: the right ones are found, and a failing test can be read."""

from __future__ import annotations

import pytest

from mockserver.exchange.exchanges import Exchanges, gaps
from mockserver.exchange.outcome import Result

from .journals import PATH, Told, scenario, told


@pytest.fixture
def two() -> Told:
    """One complete exchange of `a`, one that is open, one that was refused."""
    made = told(scenario("a", [{"text": "A"}]))
    made.ask("a")
    made.ask("vendor/a", None)
    made.ask("b")
    return made


def numbers(exchanges: Exchanges) -> list[int]:
    return [one.number for one in exchanges]


def test_exchanges_are_found_by_each_key(two: Told) -> None:
    assert numbers(Exchanges(two.journal).where(scenario="a")) == [1, 2]
    assert numbers(Exchanges(two.journal).where(scenario=None)) == [3]
    assert numbers(Exchanges(two.journal).where(status=404)) == [3]
    assert numbers(Exchanges(two.journal).where(outcome="open")) == [2]
    assert numbers(Exchanges(two.journal).where(outcome=Result.COMPLETE)) == [1, 3]
    assert numbers(Exchanges(two.journal).where(model="vendor/a")) == [2]
    assert numbers(Exchanges(two.journal).where(path=PATH)) == [1, 2, 3]


def test_all_that_is_wanted_must_fit(two: Told) -> None:
    assert numbers(Exchanges(two.journal).where(scenario="a", outcome="complete")) == [1]
    assert numbers(Exchanges(two.journal).where(scenario="a", status=404)) == []
    assert numbers(Exchanges(two.journal).where()) == [1, 2, 3]


def test_an_outcome_that_is_none_is_no_silent_nothing(two: Told) -> None:
    with pytest.raises(ValueError, match="'client-left' is no outcome; did you mean client_left"):
        Exchanges(two.journal).where(outcome="client-left")
    with pytest.raises(ValueError, match=r"'xyzzy' is no outcome \(valid: complete"):
        Exchanges(two.journal).where(outcome="xyzzy")


@pytest.mark.parametrize("exchanges", [Exchanges(), Exchanges(told(scenario("a", [])).journal)])
def test_a_word_that_is_none_is_told_even_of_no_exchange(exchanges: Exchanges) -> None:
    with pytest.raises(TypeError, match=r"no such word 'stauts'; did you mean status\? \(valid: "):
        exchanges.where(stauts=429)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match=r"no such word 'client_left' \(valid: scenario, status, "):
        exchanges.only(client_left=True)  # type: ignore[call-arg]


def test_the_only_one_is_found(two: Told) -> None:
    assert Exchanges(two.journal).only(status=404).number == 3


def test_more_or_less_than_one_is_told_with_all_there_are(two: Told) -> None:
    with pytest.raises(AssertionError) as caught:
        Exchanges(two.journal).only(scenario="a", status=200)
    said = str(caught.value)
    assert said.startswith(
        "expected one exchange with scenario 'a', status 200, there are 2. All 3"
    )
    assert f"#1 {PATH} → 200 complete: a, reply 1" in said
    with pytest.raises(AssertionError, match=r"one exchange, there are 0. All 0: \[\] \(no exch"):
        Exchanges().only()


def test_the_text_of_many_is_bounded(two: Told) -> None:
    shown = repr(Exchanges(list(two.journal) * 10))
    assert shown.count("\n") == 22
    assert "… and 10 more" in shown


def test_an_exchange_in_an_assertion_is_one_line(two: Told) -> None:
    assert repr(next(iter(two.journal))) == f"<Exchange #1 {PATH} → 200 complete: a, reply 1>"


def test_gaps_are_seconds_between_arrivals(two: Told) -> None:
    two.now += 500_000
    two.ask("a")
    assert gaps(two.journal) == Exchanges(two.journal).gaps() == [0.001, 0.001, 0.501]
    assert gaps([]) == []
