"""From a request's bytes to the plan of its answer, in this process; needs no socket."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from statistics import median

from mockserver.dialects import DIALECTS
from mockserver.exchange.respond import Response, respond
from mockserver.exchange.selection import ScenarioSet, Session
from mockserver.scenario.load import parse

from . import answers
from .rounds import Effort
from .table import Goal, Table

_DIALECT = DIALECTS["openai"]


def run(effort: Effort) -> Table:
    times = int(effort.of(200, 20))
    figures = {
        _FIRST: _each(times, _first_random),
        "another random reply of 100 chunks": _random(times),
        "plan of 100 chunks, made": _scripted(times, same=False),
        "plan of 100 chunks, known": _scripted(10 * times, same=True),
        "of which: reading the request": _each(10 * times, lambda _: lambda: json.loads(_BODY)),
    }
    columns = ("what", "CPU µs (median)")
    return Table("From a request to a plan", columns, list(figures.items()), goals(figures))


def goals(found: Mapping[str, float]) -> list[Goal]:
    return [Goal(_FIRST, 3000, found.get(_FIRST), " µs")]


_FIRST = "first random reply of 100 chunks"

_MESSAGES = [{"role": "user", "content": "Tell me how the story goes on, please."}]
_BODY = json.dumps({"model": "any", "messages": _MESSAGES, "stream": True}).encode()


def _first_random(number: int) -> Callable[[], Response]:
    """In a session that has answered nothing; the words are loaded with the scenario."""
    session, body = _random_session(), _asked(number)
    return lambda: respond(session, _DIALECT, body)


def _random(times: int) -> float:
    session = _random_session()
    return _each(times, lambda number: lambda: respond(session, _DIALECT, _asked(number)))


def _random_session() -> Session:
    return Session(ScenarioSet(), fallback=_RANDOM)


_RANDOM = parse("reply: [random: {words: 98}]", "random.yaml", "random")


def _scripted(times: int, *, same: bool) -> float:
    text = answers.scenarios()["chunks-100"]
    session = Session(ScenarioSet([parse(text, "chunks-100.yaml", "any")]))
    respond(session, _DIALECT, _asked(0))
    return _each(
        times, lambda number: lambda: respond(session, _DIALECT, _asked(0 if same else number + 1))
    )


def _asked(number: int) -> bytes:
    return json.dumps({**json.loads(_BODY), "user": str(number)}).encode()


def _each(times: int, make: Callable[[int], Callable[[], object]]) -> float:
    """The median of so many single calls, in microseconds of CPU."""
    took = []
    for number in range(times):
        call = make(number)
        begin = time.process_time_ns()
        call()
        took.append((time.process_time_ns() - begin) / 1000)
    return median(took)
