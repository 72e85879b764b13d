"""A held plan sends the same bytes, and stops before each event: of every bundled scenario, too."""

from __future__ import annotations

import pytest

from mockserver.exchange.holding import EVENTS, held
from mockserver.exchange.rendering import default_request, plan_of
from mockserver.scenario.model import Scenario
from mockserver.wire.http1 import TERMINATOR
from mockserver.wire.instructions import (
    HOLD,
    End,
    Ending,
    Head,
    Instruction,
    Mark,
    MarkKind,
    Pause,
    Plan,
    Send,
)
from tests.say import planned, sends
from tests.scenarios.rows import SCENARIOS

RELEASE = Pause(None, gate=HOLD)
HEAD = Head(200)


def ended(*instructions: Instruction, ending: Ending = Ending.COMPLETE) -> tuple[Instruction, ...]:
    return (HEAD, *instructions, End(ending))


def events(*ends: int) -> tuple[Mark, ...]:
    return tuple(Mark(end, MarkKind.CHUNK) for end in ends)


def test_each_event_waits_for_a_release() -> None:
    plan = Plan(ended(Send(b"aabb"), Send(b"cc")), events(2, 4, 6))
    assert held(plan).instructions == ended(
        RELEASE, Send(b"aa"), RELEASE, Send(b"bb"), RELEASE, Send(b"cc")
    )


def test_marks_and_notes_stay() -> None:
    plan = Plan(ended(Send(b"aabb")), events(2, 4), ("a note",))
    assert (held(plan).marks, held(plan).notes) == (plan.marks, plan.notes)


def test_a_pause_before_an_event_passes_before_its_hold() -> None:
    plan = Plan(ended(Pause(5), Send(b"a"), Pause(7), Send(b"b")), events(1, 2))
    assert held(plan).instructions == ended(
        Pause(5), RELEASE, Send(b"a"), Pause(7), RELEASE, Send(b"b")
    )


def test_a_pause_inside_an_event_stays_inside() -> None:
    plan = Plan(ended(Send(b"a"), Pause(7), Send(b"ab")), events(2, 3))
    assert held(plan).instructions == ended(
        RELEASE, Send(b"a"), Pause(7), Send(b"a"), RELEASE, Send(b"b")
    )


@pytest.mark.parametrize("kind", [one for one in MarkKind if one not in EVENTS])
def test_what_is_no_event_is_not_held(kind: MarkKind) -> None:
    marks = (Mark(1, kind), *events(2), Mark(3, kind), *events(4))
    plan = Plan(ended(Send(b"~a~b")), marks)
    assert held(plan).instructions == ended(Send(b"~"), RELEASE, Send(b"a~"), RELEASE, Send(b"b"))


@pytest.mark.parametrize("size", [1, 3, 5])
def test_the_last_http_chunk_goes_with_the_last_event(size: int) -> None:
    plan = Plan(ended(Send(b"a" + TERMINATOR[:size]), ending=Ending.TRUNCATE), events(1))
    assert held(plan).instructions[1:3] == (RELEASE, Send(b"a" + TERMINATOR[:size]))


def test_what_a_cut_leaves_of_an_event_is_held_as_an_event_is() -> None:
    plan = Plan(ended(Send(b"aab"), ending=Ending.RESET), events(2))
    assert held(plan).instructions == ended(
        RELEASE, Send(b"aa"), RELEASE, Send(b"b"), ending=Ending.RESET
    )


def test_an_event_without_a_byte_is_held() -> None:
    plan = Plan(ended(Send(b"ab")), events(1, 1, 2))
    assert held(plan).instructions == ended(RELEASE, Send(b"a"), RELEASE, RELEASE, Send(b"b"))


def test_a_plan_without_events_is_itself() -> None:
    plan = Plan(ended(Send(b"{}")))
    assert held(plan) is plan


def test_an_opening_that_stands_before_a_beat_is_not_held() -> None:
    one = planned(
        {
            "reply": {
                "framing": {"bom": True},
                "pace": {"ttft": "3s", "keep_alive": {"comment": "k", "every": "1s"}},
                "stream": [{"text": "a"}],
            }
        }
    )
    assert held(one).instructions[:2] == one.instructions[:2]
    assert sends(one)[0] == sends(held(one))[0] == b"3\r\n\xef\xbb\xbf\r\n"


def bundled_plans(scenario: Scenario) -> list[Plan]:
    request = default_request(scenario)
    return [plan_of(scenario, one, request) for one in range(1, len(scenario.replies) + 1)]


every_bundled_scenario = pytest.mark.parametrize(
    "scenario", SCENARIOS.values(), ids=lambda one: one.name
)


@every_bundled_scenario
def test_a_bundled_scenario_is_held_before_each_event(scenario: Scenario) -> None:
    for plan in bundled_plans(scenario):
        one = held(plan)
        holds = [each for each in one.instructions if each == RELEASE]
        whole = sum(mark.kind in EVENTS for mark in plan.marks)
        cut = bool(plan.marks) and plan.body[plan.marks[-1].end :] not in (b"", TERMINATOR)
        assert len(holds) == whole + cut
        assert one.body == plan.body
        others = [each for each in plan.instructions if not isinstance(each, Send)]
        kept = [each for each in one.instructions if not isinstance(each, Send)]
        assert [each for each in kept if each != RELEASE] == others


@every_bundled_scenario
def test_a_held_bundled_scenario_sends_no_event_before_its_release(scenario: Scenario) -> None:
    for plan in bundled_plans(scenario):
        ends = [mark.end for mark in plan.marks if mark.kind in EVENTS]
        sent, released = 0, 0
        for one in held(plan).instructions:
            released += one == RELEASE
            sent += len(one.data) if isinstance(one, Send) else 0
            assert sum(end <= sent for end in ends) <= released
