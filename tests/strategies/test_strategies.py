"""What strategies draw is what they say, and what fails shrinks to a file that people can read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, example, find, given, settings
from hypothesis import strategies as st

from mockserver import strategies
from mockserver.build import comment, raw, reply, status, text
from mockserver.exchange import rendering
from mockserver.exchange.checking import findings
from mockserver.exchange.expectation import Answer
from mockserver.scenario.faults import FITTING
from mockserver.scenario.load import load_file, parse
from mockserver.scenario.model import Reply, Scenario
from mockserver.source.diagnostics import errors
from mockserver.strategies import (
    expected,
    faults,
    faulty,
    framings,
    lawful_replies,
    saved_as,
    segmentations,
    timings,
)
from mockserver.wire.instructions import Plan, Send

FEW = settings(max_examples=30)


def plan_of(one: Reply) -> Plan:
    scenario = Scenario("m", (one,))
    return rendering.plan_of(scenario, 1, rendering.default_request(scenario))


def read_carelessly(one: Reply) -> None:
    """Decodes each read on its own, as careless clients do."""
    for instruction in plan_of(one).instructions:
        if isinstance(instruction, Send):
            instruction.data.decode()


# -- what is drawn ----------------------------------------------------------------------------


@given(lawful_replies(reasoning=True, choices=3))
def test_a_right_client_knows_what_a_lawful_reply_means(one: Reply) -> None:
    assert isinstance(expected(one), Answer)


@FEW
@given(lawful_replies(reasoning=True, choices=3))
def test_what_is_drawn_is_the_same_after_writing_it(one: Reply) -> None:
    assert parse(one.to_yaml(), "a.yaml", "a").replies == (one,)


@given(lawful_replies(tools=False, refusals=False))
def test_what_is_not_wanted_is_not_drawn(one: Reply) -> None:
    answer = expected(one)
    assert isinstance(answer, Answer)
    assert (answer.tool_calls, answer.refusal, answer.reasoning) == ((), "", "")


@FEW
@given(st.data())
def test_segments_times_and_framings_mean_the_same(data: st.DataObject) -> None:
    one = data.draw(lawful_replies())
    other = data.draw(framings(timings(segmentations(one), most="3ms")))
    assert expected(other) == expected(one)
    assert errors(tuple(findings([Scenario("m", (other,))]))) == ()


@FEW
@given(lawful_replies().flatmap(lambda one: st.tuples(st.just(one), segmentations(one))))
def test_another_segmentation_has_the_same_bytes(both: tuple[Reply, Reply]) -> None:
    one, other = map(plan_of, both)
    assert one.body == other.body


@FEW
@given(faulty(framings(lawful_replies()), actions=[*strategies.ACTIONS, "stall", "wait"]))
def test_one_fault_is_reached_whatever_is_drawn(one: Reply) -> None:
    assert len(one.faults or ()) == 1
    assert parse(one.to_yaml(), "a.yaml", "a").replies == (one,)
    assert list(findings([Scenario("m", (one,))])) == []


@settings(max_examples=10)
@given(st.sampled_from(["drop", "stall", "swap_next"]), st.data())
def test_a_fault_may_be_of_one_kind_alone(action: str, data: st.DataObject) -> None:
    (fault,) = data.draw(faulty(lawful_replies(), actions=[action])).faults or ()
    assert fault.action == action


def test_every_action_of_a_fault_can_be_asked_for() -> None:
    known = {*strategies.ACTIONS, "stall", "wait"}
    assert known == set(FITTING) - {"replace"}


@pytest.mark.parametrize(
    ("one", "actions", "message"),
    [
        (status(429), ["end"], "this reply is none"),
        (reply(text("a")), ["ends"], "no action of faults: ends"),
    ],
)
def test_faults_that_nothing_can_have_are_refused(
    one: Reply, actions: list[str], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        faults(one, actions=actions)


def test_a_stream_without_places_has_no_faults() -> None:
    silent = reply(automatic="none", stream=[])
    with pytest.raises(ValueError, match="no place"):
        faults(silent)


@settings(max_examples=10)
@given(faulty(reply(comment("é"), automatic="none"), actions=["end"]))
def test_a_stream_of_comments_has_places_in_its_bytes(one: Reply) -> None:
    (fault,) = one.faults or ()
    assert fault.kind in ("bytes", "inside")


# -- what fails -------------------------------------------------------------------------------


def fails(one: Reply) -> bool:
    try:
        read_carelessly(one)
    except UnicodeDecodeError:
        return True
    return False


def test_a_failure_shrinks_to_its_reason() -> None:
    smallest = find(segmentations(lawful_replies()), fails, settings=settings(max_examples=200))
    assert smallest.to_yaml() == (
        "reply:\n  delivery: {cut: {inside: multibyte_character, pause: 200us}}\n"
        "  stream:\n    - text: é\n"
    )


def test_the_smallest_failure_stays_in_the_file(tmp_path: Path) -> None:
    file = tmp_path / "failures" / "cut.yaml"

    @settings(max_examples=100)
    @given(one=segmentations(lawful_replies(tools=False, refusals=False)))
    def run(one: Reply) -> None:
        with saved_as(file, one):
            read_carelessly(one)

    with pytest.raises(UnicodeDecodeError) as caught:
        run()
    cut = {"inside": "multibyte_character", "pause": "200us"}
    assert load_file(file).replies == (reply(text("é"), delivery={"cut": cut}),)
    assert f"`mockserver render {file}`" in "".join(caught.value.__notes__)


def test_what_passes_or_is_given_up_leaves_no_file(tmp_path: Path) -> None:
    file = tmp_path / "none.yaml"

    @FEW
    @example(reply(raw("x")))
    @given(one=lawful_replies())
    def run(one: Reply) -> None:
        with saved_as(file, one):
            assume(not one.faults and one.stream != (raw("x"),))

    run()
    assert not file.exists()


def test_a_scenario_is_saved_as_it_is(tmp_path: Path) -> None:
    built: Any = Scenario("a", (reply(text("a")),), about="One.")
    with pytest.raises(KeyError), saved_as(str(tmp_path / "a.yaml"), built):
        raise KeyError
    assert load_file(tmp_path / "a.yaml").about == "One."
