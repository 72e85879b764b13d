"""The mock as an ordinary aiohttp application: routes and nothing clever; knows no thread.

https://docs.aiohttp.org/en/stable/web_quickstart.html
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from aiohttp import HttpVersion11, web

from mockserver.delivery.answer import answer
from mockserver.delivery.base import Limits
from mockserver.delivery.clock import Clock, RealClock
from mockserver.delivery.gates import Gates
from mockserver.dialects import DIALECTS
from mockserver.dialects.base import Dialect
from mockserver.exchange.journal import Journal
from mockserver.exchange.outcome import Outcome, Result
from mockserver.exchange.plan import Connection, refusal
from mockserver.exchange.respond import Response, respond
from mockserver.exchange.selection import (
    FALLBACKS,
    SCENARIO_HEADER,
    Fallback,
    ScenarioSet,
    Session,
)
from mockserver.scenario.model import Scenario
from mockserver.wire.events import Failure
from mockserver.wire.instructions import Plan, Send
from mockserver.wire.json_text import dumps

from . import control

BASES = {"/v1": DIALECTS["openai"], "/api/v1": DIALECTS["openrouter"]}
"""The base paths, and the dialect that each of them speaks where the scenario names none."""

MOST_BODY = 32 * 1024 * 1024
"""Bytes of a request's body; a larger one is refused."""


@dataclass
class Serving:
    """All that the handlers of one application share."""

    session: Session
    journal: Journal = field(default_factory=Journal)
    clock: Clock = field(default_factory=RealClock)
    limits: Limits = field(default_factory=Limits)
    gates: Gates = field(default_factory=Gates)
    max_body: int = MOST_BODY
    stopping: bool = False
    recorded: asyncio.Event = field(default_factory=asyncio.Event)
    """Wakes those who wait for it at every outcome; it is never left set."""


SERVING = web.AppKey("SERVING", Serving)


def create_app(
    scenarios: Iterable[Scenario] | ScenarioSet = (),
    *,
    seed: int = 0,
    fallback: Fallback = "refuse",
    limits: Limits | None = None,
    max_body: int = MOST_BODY,
) -> web.Application:
    """An application that answers with these scenarios.

    `seed` is the seed of all chance where a scenario has none; `fallback` is what answers a request
    that no scenario does (`random`: the built-in random reply); `max_body` is in bytes. What it
    shares is `app[SERVING]`. Raises TiedScenariosError for scenarios that cannot stand side by
    side.
    """
    one_set = scenarios if isinstance(scenarios, ScenarioSet) else ScenarioSet(scenarios)
    app = web.Application(client_max_size=max_body)
    session = Session(one_set, seed, fallback=FALLBACKS[fallback])
    app[SERVING] = Serving(session, limits=limits or Limits(), max_body=max_body)
    for base in BASES:
        app.router.add_post(f"{base}/chat/completions", completions)
        app.router.add_get(f"{base}/models", models)
    app.router.add_get("/__mockserver__/health", health)
    app.router.add_get("/__mockserver__/journal", journal)
    app.router.add_route("*", "/{path:.*}", not_served)
    return app


async def completions(request: web.Request) -> web.StreamResponse:
    """Answers `POST …/chat/completions`."""
    serving = request.app[SERVING]
    try:
        body = await request.read()
    except web.HTTPRequestEntityTooLarge:
        said = f"The body of your request is larger than {serving.max_body} bytes."
        return await _refuse_body(request, 413, said)
    except (web.RequestPayloadError, ConnectionError):
        request.content.feed_eof()  # or aiohttp would read on, and log what it finds
        return await _refuse_body(request, 400, "The body of your request did not arrive whole.")
    arrival = serving.clock.now()
    header = request.headers.get(SCENARIO_HEADER)
    response = respond(serving.session, _dialect(request), body, header, _connection(request))
    return await _deliver(request, arrival, response)


async def models(request: web.Request) -> web.Response:
    """Answers `GET …/models` with the scenarios' names, which select them."""
    names = request.app[SERVING].session.scenarios.by_name
    return web.json_response(_dialect(request).models(names), dumps=dumps)


async def not_served(request: web.Request) -> web.StreamResponse:
    """Answers every other path and method, in the dialect's error shape."""
    connection = _connection(request)
    try:
        await request.release()
    except (web.RequestPayloadError, ConnectionError):
        request.content.feed_eof()  # as above
        connection = _last(request)
    arrival = request.app[SERVING].clock.now()
    allowed = _METHODS.get(request.path)
    if allowed is None:
        served = ", ".join(f"{method} {path}" for path, method in _METHODS.items())
        said, status = f"{request.path} is not served here. Served: {served}.", 404
    else:
        said, status = f"{request.path} takes {allowed}, not {request.method}.", 405
    problem = Failure(said, "not_served", "mockserver_refusal")
    plan = refusal(problem, status, _dialect(request), connection)
    if request.method == "HEAD":
        plan = Plan(tuple(one for one in plan.instructions if not isinstance(one, Send)))
    return await _deliver(request, arrival, Response(plan, refused=said))


async def health(request: web.Request) -> web.Response:
    """Answers `GET /__mockserver__/health`."""
    serving = request.app[SERVING]
    return web.json_response(control.health(serving.session, serving.journal), dumps=dumps)


async def journal(request: web.Request) -> web.Response:
    """Answers `GET /__mockserver__/journal`."""
    return web.json_response(control.journal(request.app[SERVING].journal), dumps=dumps)


_METHODS = {
    **{f"{base}/chat/completions": "POST" for base in BASES},
    **{f"{base}/models": "GET" for base in BASES},
    "/__mockserver__/health": "GET",
    "/__mockserver__/journal": "GET",
}


def _dialect(request: web.Request) -> Dialect:
    found = (dialect for base, dialect in BASES.items() if request.path.startswith(f"{base}/"))
    return next(found, DIALECTS["openai"])


def _chunked(request: web.Request) -> bool:
    return request.version >= HttpVersion11


def _connection(request: web.Request) -> Connection:
    chunked = _chunked(request)
    return Connection(chunked, keep_alive=chunked and request.keep_alive)


def _last(request: web.Request) -> Connection:
    """The connection where this request is the last one on it."""
    return Connection(_chunked(request), keep_alive=False)


async def _refuse_body(request: web.Request, status: int, said: str) -> web.StreamResponse:
    """Refuses a request whose body was not read to its end, and so ends the connection."""
    arrival = request.app[SERVING].clock.now()
    problem = Failure(said, "bad_body", "mockserver_refusal")
    plan = refusal(problem, status, _dialect(request), _last(request))
    return await _deliver(request, arrival, Response(plan, refused=said))


async def _deliver(request: web.Request, arrival: int, response: Response) -> web.StreamResponse:
    """Carries out the plan, whose times count from `arrival`, and keeps the record of it."""
    serving = request.app[SERVING]
    exchange = serving.journal.open(request.path, arrival, response)

    def record(outcome: Outcome) -> None:
        if serving.stopping and outcome.result is Result.CLIENT_LEFT:
            # In the turn of the loop in which all connections are aborted, both look the same.
            outcome = replace(outcome, result=Result.SERVER_STOPPED)
        exchange.outcome = outcome
        serving.recorded.set()
        serving.recorded.clear()

    return await answer(
        request,
        response.plan,
        serving.clock,
        arrival,
        record=record,
        limits=serving.limits,
        gates=serving.gates,
    )
