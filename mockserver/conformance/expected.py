"""What a right client ends with after the exchanges that it had; knows no client and no verdict.

What a file says (`expect:`) counts. Where it says nothing, the bytes of the plan do, as far as they
are lawful (`exchange/expectation.py`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mockserver.dialects.request import ChatRequest
from mockserver.exchange.expectation import Answer, Unknown, expectation
from mockserver.exchange.journal import Exchange
from mockserver.exchange.matching import MatchError
from mockserver.exchange.rendering import plan_of
from mockserver.exchange.sequence import Turn, choose
from mockserver.scenario.expect import Ended
from mockserver.scenario.model import Scenario
from mockserver.wire.gzip_stored import Ungzip
from mockserver.wire.http1 import Unchunker
from mockserver.wire.instructions import Ending, Plan
from mockserver.wire.json_text import JsonObject, loads
from mockserver.wire.sse_reader import events

from .said import ANSWER_KEYS

ERROR: JsonObject = {"error": True}

_MOST_TURNS = 20
"""Further requests that are thought of, to see whether one of them would get an answer."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What a right client ends with.

    `right` has each right end: `{"error": True}`, or some of an answer's keys with their values.
    It is empty where nobody knows; `why` says why. `written` is whether the file says it. `cut` is
    whether the stream stops before its end, and `again` whether the same request, sent again, would
    have got an answer in the end.
    """

    right: tuple[JsonObject, ...] = ()
    why: str = ""
    written: bool = False
    cut: bool = False
    again: bool = False


def expected(scenario: Scenario, exchanges: Sequence[Exchange]) -> Expected:
    """What is right after these exchanges, of which the last one with a reply counts.

    At least one of them must have one.
    """
    replied = [one for one in exchanges if one.reply_number is not None and one.refused is None]
    last = replied[-1]
    assert last.reply_number is not None
    assert last.request is not None
    if not last.request.stream:
        return Expected(why="the client asked for no stream")
    found = _right(scenario, last.reply_number, last.plan)
    if ERROR not in found.right:
        return found
    answered = Counter(one.reply_number - 1 for one in replied if one.reply_number)
    again = _answers_again(scenario, answered, last.request)
    return Expected(found.right, found.why, found.written, is_cut(last.plan), again)


def _right(scenario: Scenario, number: int, plan: Plan) -> Expected:
    written = scenario.expects[number - 1] if scenario.expects else None
    if written is not None:
        return Expected(tuple(map(_written, written.right)), written=True)
    found = expectation(plan)
    if isinstance(found, Unknown):
        said = "the file does not say what a right client ends with"
        return Expected(why=f"{said}, and {found.why}")
    return Expected((_computed(found) if isinstance(found, Answer) else ERROR,))


def _written(ended: Ended) -> JsonObject:
    said = ended.model_dump(mode="json", exclude_none=True)
    return {key: value for key, value in said.items() if key != "any_of"}


def _computed(answer: Answer) -> JsonObject:
    calls = [{"name": one.name, "arguments": one.arguments} for one in answer.tool_calls]
    lists = {"tool_calls": calls, "finish_reasons": list(answer.finish_reasons)}
    return {key: lists.get(key, getattr(answer, key)) for key in ANSWER_KEYS}


# -- what another request would get ----------------------------------------------------------------


def _answers_again(scenario: Scenario, answered: Counter[int], request: ChatRequest) -> bool:
    return any(
        ERROR not in (found := _right(scenario, number, plan_of(scenario, number, request))).right
        and found.right
        for number in set(_next(scenario, answered, request))
    )


def _next(scenario: Scenario, answered: Counter[int], request: ChatRequest) -> Iterator[int]:
    """The replies, counted from 1, that the same request would get next."""
    answers: dict[int, int] = dict(answered)
    for _ in range(_MOST_TURNS):
        try:
            turn = choose(scenario, answers, request)
        except MatchError:
            return
        if not isinstance(turn, Turn):
            return
        answers = dict(turn.answers)
        yield turn.position + 1


# -- where a stream stops --------------------------------------------------------------------------


def is_cut(plan: Plan) -> bool:
    """Whether a stream stops before its end: by its connection, or by its events.

    One that says an error is not cut, and one whose bytes are damaged is not either.
    """
    if plan.ending is not Ending.COMPLETE:
        return True
    try:
        found = events(_decoded(plan))
    except ValueError:
        return False
    streamed = "text/event-stream" in _field(plan, "content-type")
    return streamed and not any(_ends(one.data) or one.name != "message" for one in found)


def _ends(data: str) -> bool:
    """Whether an event ends the answer: the terminator, a finish_reason, or an error."""
    if data == "[DONE]":
        return True
    try:
        chunk = loads(data.encode())
    except ValueError:
        return False
    if not isinstance(chunk, dict):
        return False
    if "error" in chunk or chunk.get("object") == "error":
        return True
    choices = chunk.get("choices")
    choices = choices if isinstance(choices, list) else []
    return any(isinstance(one, dict) and one.get("finish_reason") for one in choices)


def _decoded(plan: Plan) -> bytes:
    """The body without its codings. Raises ValueError."""
    codings: list[Unchunker | Ungzip] = []
    if _field(plan, "transfer-encoding"):
        codings.append(Unchunker())
    if _field(plan, "content-encoding") == "gzip":
        codings.append(Ungzip())
    body = plan.body
    for one in codings:
        body = one.feed(body)
    return body


def _field(plan: Plan, name: str) -> str:
    fields = plan.head.headers if plan.head else ()
    return next((str(value).lower() for key, value in fields if key.lower() == name), "")
