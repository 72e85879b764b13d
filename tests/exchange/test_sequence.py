"""Which reply of a scenario answers: `when`, `times`, `after_last`, and what can never answer."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.exchange.selection import ScenarioSet, SelectionError, Session
from mockserver.exchange.sequence import unreachable
from mockserver.scenario.load import parse
from mockserver.scenario.model import Scenario
from mockserver.wire.json_text import Json, dumps
from tests import say


def scenario(*entries: Json, **keys: Json) -> Scenario:
    """A scenario of these replies, each of which ends the connection."""
    replies = [{"end": "reset", **one} for one in entries]
    return parse(dumps({"replies": replies, **keys}), "a.json", "a")


def numbers(one: Scenario, *turns: int) -> list[int]:
    """The number of the reply to each request, which has so many answers of the assistant."""
    session = Session(ScenarioSet([one]))
    return [session.choose(asked(turn)).reply_number for turn in turns]


def asked(turn: int) -> Any:
    messages = [{"role": "assistant", "content": "x"}] * turn
    return say.request(model="a", messages=messages)


def refused(one: Scenario, *turns: int) -> tuple[str, str]:
    session = Session(ScenarioSet([one]))
    for turn in turns[:-1]:
        session.choose(asked(turn))
    with pytest.raises(SelectionError) as raised:
        session.choose(asked(turns[-1]))
    return raised.value.code, str(raised.value)


def on(turn: int) -> Json:
    return {"when": {"turn": turn}}


def test_each_answers_once_and_the_last_one_repeats() -> None:
    assert numbers(scenario({}, {}), 0, 0, 0) == [1, 2, 2]


def test_each_answers_as_often_as_it_says() -> None:
    assert numbers(scenario({"times": 2}, {}, {"times": 3}), *[0] * 8) == [1, 1, 2, 3, 3, 3, 3, 3]


def test_one_with_conditions_is_never_used_up() -> None:
    assert numbers(scenario(on(0), on(1), {}), 0, 1, 0, 5, 1) == [1, 2, 1, 3, 2]


def test_one_with_conditions_is_used_up_where_it_says_so() -> None:
    assert numbers(scenario({**on(0), "times": 1}, {"times": 2}), 0, 0, 0, 0) == [1, 2, 2, 2]


def test_the_last_that_holds_repeats_be_it_not_the_last_written() -> None:
    one = scenario({**on(0), "times": 1}, {**on(1), "times": 1})
    assert numbers(one, 0, 0, 1, 0) == [1, 1, 2, 1]


def test_those_that_hold_begin_anew() -> None:
    assert numbers(scenario({}, {"times": 2}, after_last="cycle"), *[0] * 7) == [
        1,
        2,
        2,
        1,
        2,
        2,
        1,
    ]


def test_only_those_that_hold_begin_anew() -> None:
    one = scenario(
        {**on(0), "times": 1}, {**on(1), "times": 1}, {**on(1), "times": 1}, after_last="cycle"
    )
    assert numbers(one, 1, 0, 0, 1, 1) == [2, 1, 1, 3, 2]


def test_what_is_used_up_is_refused_where_the_file_says_so() -> None:
    one = scenario({}, {}, after_last="refuse")
    assert refused(one, 0, 0, 0) == (
        "replies_used_up",
        "a does not answer: its replies are used up (after_last: refuse).",
    )


@pytest.mark.parametrize("after_last", ["repeat", "cycle", "refuse"])
def test_where_none_holds_the_nearest_is_named(after_last: str) -> None:
    near = {"when": {"turn": 1, "stream": False, "last_role": "assistant"}}
    one = scenario({"when": {"turn": 1, "last_role": "user"}}, near, after_last=after_last)
    said = (
        "a does not answer: none of its replies fits. Nearest: reply 2, but turn is 2, expected 1."
    )
    assert refused(one, 2) == ("no_reply", said)


def test_a_scenario_without_replies_refuses() -> None:
    said = "a does not answer: none of its replies fits."
    assert refused(Scenario("a", ()), 0) == ("no_reply", said)


def test_a_refused_request_uses_nothing_up() -> None:
    session = Session(ScenarioSet([scenario({**on(0), "times": 1}, after_last="refuse")]))
    with pytest.raises(SelectionError):
        session.choose(asked(1))
    assert session.choose(asked(0)).reply_number == 1


def test_a_replys_chance_is_its_number_in_the_list() -> None:
    session = Session(ScenarioSet([scenario(on(5), on(0))]))
    assert [session.choose(asked(0)).chance.reply for _ in range(2)] == [2, 2]


@given(st.lists(st.integers(1, 3), min_size=1, max_size=5), st.integers(1, 30))
def test_the_times_are_what_is_answered(times: list[int], asks: int) -> None:
    one = scenario(*({"times": count} for count in times))
    planned = [number for number, count in enumerate(times, 1) for _ in range(count)]
    planned += [len(times)] * asks
    assert numbers(one, *[0] * asks) == planned[:asks]


# -- what can never answer ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entries", "found"),
    [
        ([{}, {}], []),
        ([on(0), {}], []),
        ([on(0), on(1)], []),
        ([{**on(0), "times": 2}, on(0)], []),
        ([{"when": {"turn": 0, "stream": True}}, on(0)], []),
        ([on(0), on(0)], [(1, 0)]),
        ([on(0), {"when": {"turn": 0, "stream": True}, "times": 3}], [(1, 0)]),
        ([{"when": {}}, {}, on(0)], [(1, 0), (2, 0)]),
        ([{"when": {"model": {"glob": "a"}}}, {"when": {"model": "a"}}], [(1, 0)]),
    ],
)
def test_a_reply_behind_one_that_always_answers_is_unreachable(
    entries: list[Json], found: list[tuple[int, int]]
) -> None:
    assert list(unreachable(scenario(*entries))) == found


@given(
    st.lists(
        st.fixed_dictionaries(
            {"when": st.fixed_dictionaries({}, optional={"turn": st.integers(0, 2)})},
            optional={"times": st.integers(1, 2)},
        )
        | st.just({}),
        min_size=1,
        max_size=5,
    ),
    st.lists(st.integers(0, 3), min_size=1, max_size=12),
)
def test_what_is_unreachable_never_answers(entries: list[Json], turns: list[int]) -> None:
    one = scenario({"when": {"turn": 9}}, *entries, {"when": {}})
    never = {later + 1 for later, _ in unreachable(one)}
    assert never.isdisjoint(numbers(one, *turns))
