"""Scenarios that change under a session: what is as before goes on, what is not begins anew."""

from __future__ import annotations

from mockserver.exchange.selection import ScenarioSet, Session
from mockserver.scenario.load import parse
from mockserver.scenario.model import Scenario
from tests import say

TWO = "replies: [[text: first], [text: second]]"


def scenario(name: str, text: str = TWO) -> Scenario:
    return parse(text, f"{name}.yaml", name)


def chosen(session: Session, name: str) -> int:
    return session.choose(say.request(model=name)).reply_number


def test_only_a_scenario_that_is_as_before_goes_on() -> None:
    session = Session(ScenarioSet([scenario("a"), scenario("b"), scenario("c")]))
    assert [chosen(session, name) for name in "abc"] == [1, 1, 1]
    session.swap(ScenarioSet([scenario("a"), scenario("b", f"about: new\n{TWO}")]))
    assert [chosen(session, name) for name in "ab"] == [2, 1]
    session.swap(ScenarioSet([scenario("c")]))
    assert chosen(session, "c") == 1


def test_what_is_queued_stays_first() -> None:
    session = Session(ScenarioSet([scenario("a")]))
    session.queue(say.reply([{"text": "queued"}]))
    session.swap(ScenarioSet([scenario("b")]))
    assert session.choose(say.request(model="b")).scenario.name == "queue"
