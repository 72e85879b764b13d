"""What is worth telling about an exchange: one kind of problem or none, by what is known; pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Literal

from mockserver.wire.instructions import Ending

from .outcome import Outcome, Result
from .respond import Response


class Problem(StrEnum):
    """A kind of thing that a verdict tells."""

    UNMATCHED = "unmatched"  # a request that no reply answered
    UNUSED = "unused"  # a reply or scenario that was never asked for
    FAILED = "failed"  # a fault of this server
    REFUSED = "refused"  # a request that no provider would take: its body, its key
    LEFT = "left"  # a client that closed, or read no more, before the plan was done
    OPEN = "open"  # a stream whose end did not happen
    NO_REQUESTS = "no_requests"  # a client that asked for no completion


Level = Literal["fail", "warn", "note", "ignore"]
"""What a problem does to a verdict: it fails it, is told, is only a remark, or is not told."""

LEVELS: Mapping[Problem, Level] = {
    Problem.UNMATCHED: "fail",
    Problem.UNUSED: "fail",
    Problem.FAILED: "fail",
    Problem.REFUSED: "note",
    Problem.LEFT: "note",
    Problem.OPEN: "note",
    Problem.NO_REQUESTS: "ignore",
}
"""What is done where nobody says otherwise; what tests provoke on purpose fails nothing."""

_CLIENTS_OWN = frozenset({400, 401, 403, 408, 413})
"""Refusals that a provider would answer with, too, before it looks for an answer."""

_BY_RESULT: Mapping[Result, Problem] = {
    Result.FAILED: Problem.FAILED,
    Result.CLIENT_LEFT: Problem.LEFT,
    Result.CLIENT_NOT_READING: Problem.LEFT,
    Result.SERVER_STOPPED: Problem.OPEN,
}


def problem_of(response: Response, outcome: Outcome | None) -> Problem | None:
    """The problem of an exchange; `outcome` is None while its stream is open.

    One that is refused is told as that, however its refusal was delivered.
    """
    if response.refused is not None:
        return _refusal(response)
    if outcome is None:
        return Problem.OPEN
    if outcome.result is Result.STALL and response.plan.ending is not Ending.STALL:
        return Problem.OPEN  # it waited for a gate until its life was over
    return _BY_RESULT.get(outcome.result)


def _refusal(response: Response) -> Problem:
    status = response.plan.head.status if response.plan.head else None
    if status == 500:
        return Problem.FAILED
    own = response.chosen is None and status in _CLIENTS_OWN
    return Problem.REFUSED if own else Problem.UNMATCHED
