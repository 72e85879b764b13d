"""A reply without its times: the same bytes, and none of the waiting."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.exchange.at_once import at_once
from mockserver.exchange.layout import layout
from mockserver.exchange.rendering import default_request, plan_of
from mockserver.scenario.library import bundled_scenario
from mockserver.scenario.model import Scenario
from mockserver.wire.instructions import Ending, Plan
from tests import say

TIMES: list[dict[str, Any]] = [
    {"pace": {"head": "1s", "ttft": "2s", "itl": "1s"}},
    {"pace": {"ttft": "2s", "keep_alive": {"comment": "k", "every": "1s"}}},
    {"delivery": {"bytes": 3, "pause": "1s"}},
    {"stream": [{"raw": "a"}, {"wait": "1s"}, {"raw": "b"}]},
    {"stream": [{"raw": "a"}, {"stall": {"for": "1s"}}, {"raw": "b"}]},
    {"stream": [{"text": ["a", "b"], "itl": "1s"}]},
    {"stream": [{"repeat": {"times": 2, "steps": [{"raw": "a"}, {"wait": "1s"}]}}]},
    {"stream": [{"repeat": {"times": 2, "steps": [{"wait": "1s"}]}}, {"raw": "a"}]},
    {"faults": [{"after": {"chunks": 1}, "wait": "1s"}]},
    {"faults": [{"after": {"bytes": 1}, "stall": {"for": "1s"}}]},
]


def plan(scenario: Scenario) -> Plan:
    return plan_of(scenario, 1, default_request(scenario))


@pytest.mark.parametrize("said", TIMES)
def test_the_bytes_are_the_same_and_nothing_waits(said: dict[str, Any]) -> None:
    reply = say.reply({"reply": {"stream": [{"text": ["a", "b"]}], **said}})
    slow, fast = plan(Scenario("x", (reply,))), plan(Scenario("x", (at_once(reply),)))
    assert layout(fast).body == layout(slow).body
    assert slow.duration >= 1_000_000 > 0 == fast.duration


def test_other_faults_stay() -> None:
    reply = say.reply({"reply": {"stream": [], "faults": [{"at": {"event": 1}, "drop": True}]}})
    assert at_once(reply).faults == reply.faults


@pytest.mark.parametrize(
    "said", [{"stream": [{"raw": "a"}, {"stall": "forever"}]}, {"end": "stall"}]
)
def test_a_stall_for_ever_is_an_ending_and_stays(said: dict[str, Any]) -> None:
    assert plan(Scenario("x", (at_once(say.reply({"reply": said})),))).ending is Ending.STALL


def test_choices_keep_the_times_by_which_they_are_merged() -> None:
    two = bundled_scenario("choices/two")
    assert two is not None
    assert at_once(two.replies[0]) is two.replies[0]
