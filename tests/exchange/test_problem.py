"""The kind of problem of an exchange: what a verdict fails for, and what tests do on purpose."""

from __future__ import annotations

import pytest

from mockserver.dialects import DIALECTS
from mockserver.exchange import respond as responding
from mockserver.exchange.outcome import Outcome, Result
from mockserver.exchange.plan import refusal
from mockserver.exchange.problem import LEVELS, Problem
from mockserver.exchange.respond import Response, respond
from mockserver.wire.events import Failure

from .journals import scenario, told


def test_an_answer_as_planned_is_no_problem() -> None:
    assert told(scenario("a", [{"text": "A"}])).ask("a").problem is None


def test_what_no_reply_answers_is_unmatched() -> None:
    assert told().ask("a").problem is Problem.UNMATCHED


def test_a_reply_that_cannot_answer_leaves_the_request_unmatched() -> None:
    made = told(scenario("a", [{"raw": "x"}]))
    one = made.ask("a", stream=False)
    assert (one.scenario, one.status, one.problem) == ("a", 400, Problem.UNMATCHED)


@pytest.mark.parametrize(
    ("status", "problem"),
    [(401, "refused"), (413, "refused"), (400, "refused"), (404, "unmatched"), (405, "unmatched")],
)
def test_what_a_provider_would_refuse_too_is_refused(status: int, problem: str) -> None:
    plan = refusal(Failure("No."), status, DIALECTS["openai"])
    assert told().add(Response(plan, refused="No.")).problem == problem


def test_a_body_that_is_no_request_is_refused() -> None:
    made = told()
    one = made.add(respond(made.session, DIALECTS["openai"], b"{"))
    assert one.problem is Problem.REFUSED


def test_a_fault_of_planning_is_this_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(responding, "plan", lambda *_: 1 // 0)
    assert told(scenario("a", [{"text": "A"}])).ask("a").problem is Problem.FAILED


@pytest.mark.parametrize(
    ("result", "problem"),
    [
        (Result.FAILED, "failed"),
        (Result.CLIENT_LEFT, "left"),
        (Result.CLIENT_NOT_READING, "left"),
        (Result.SERVER_STOPPED, "open"),
        (Result.STALL, "open"),
        (None, "open"),
        (Result.COMPLETE, None),
    ],
)
def test_an_outcome_has_its_problem(result: Result | None, problem: str | None) -> None:
    assert told(scenario("a", [{"gate": "g"}])).ask("a", result).problem == problem


def test_a_stall_that_was_planned_is_no_problem() -> None:
    one = told(scenario("a", [{"stall": "forever"}])).ask("a", Result.STALL)
    assert one.problem is None


def test_a_refusal_without_a_head_is_unmatched() -> None:
    plan = told(scenario("a", {"reply": {"end": "reset"}})).ask("a").plan
    assert told().add(Response(plan, refused="No.")).problem is Problem.UNMATCHED


def test_every_problem_has_a_level() -> None:
    assert set(LEVELS) == set(Problem)


def test_what_was_refused_stays_so_however_it_was_delivered() -> None:
    one = told().ask("a", Result.CLIENT_LEFT)
    assert one.problem is Problem.UNMATCHED
    one.outcome = Outcome(Result.FAILED, False, 0, 0, ())
    assert one.problem is Problem.UNMATCHED
