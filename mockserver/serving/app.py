"""The mock as an ordinary aiohttp application: routes and nothing clever; knows no thread.

https://docs.aiohttp.org/en/stable/web_quickstart.html
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import TypedDict, Unpack

from aiohttp import HttpVersion11, web

from mockserver.delivery.answer import answer
from mockserver.delivery.base import Limits
from mockserver.delivery.clock import Clock, RealClock
from mockserver.delivery.gates import Gates
from mockserver.dialects.base import Dialect
from mockserver.dialects.headers import Headers
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
from mockserver.wire.json_text import JsonObject, dumps

from . import control, guard, paths
from .access import Access

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
    access: Access = field(default_factory=Access)
    rate_limit_headers: bool = False
    stopping: bool = False
    recorded: asyncio.Event = field(default_factory=asyncio.Event)
    """Wakes those who wait for it at every outcome; it is never left set."""


SERVING = web.AppKey("SERVING", Serving)


class Options(TypedDict, total=False):
    """What an application can be told; `MockServer` and `mockserver serve` take the same."""

    seed: int
    """The seed of all chance where a scenario has none. Default: 0."""
    fallback: Fallback
    """What answers a request that no scenario does: `refuse` (the default), `random`."""
    limits: Limits
    """How long a connection may be waited for."""
    max_body: int
    """Bytes of a request's body; a larger one is refused. Default: 32 MiB."""
    api_key: str | None
    """The key without which a request gets status 401; none is asked for where it is None."""
    allow_origin: str | None
    """The origin of web pages that may ask (`*` is any)."""
    rate_limit_headers: bool
    """Whether answers have the provider's rate-limit headers, with fixed numbers."""


def create_app(
    scenarios: Iterable[Scenario] | ScenarioSet = (), **options: Unpack[Options]
) -> web.Application:
    """An application that answers with these scenarios.

    What it shares is `app[SERVING]`. Raises TiedScenariosError for scenarios that cannot stand
    side by side, and ValueError where `allow_origin` is no origin.
    """
    one_set = scenarios if isinstance(scenarios, ScenarioSet) else ScenarioSet(scenarios)
    max_body = options.get("max_body", MOST_BODY)
    app = web.Application(client_max_size=max_body)
    fallback = FALLBACKS[options.get("fallback", "refuse")]
    app[SERVING] = Serving(
        Session(one_set, options.get("seed", 0), fallback=fallback),
        limits=options.get("limits", Limits()),
        max_body=max_body,
        access=Access(options.get("api_key"), options.get("allow_origin")),
        rate_limit_headers=options.get("rate_limit_headers", False),
    )
    for path in (*paths.COMPLETIONS, paths.DEPLOYMENT):
        app.router.add_post(path, completions)
        app.router.add_options(path, preflight)
    for path in paths.MODELS:
        app.router.add_get(path, models)
        app.router.add_options(path, preflight)
    app.router.add_get(paths.HEALTH, health)
    app.router.add_get(paths.JOURNAL, journal)
    app.router.add_post(paths.GATE, open_gate)
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
    if (problem := serving.access.refusal(request.headers)) is not None:
        return await _deliver(request, arrival, _unauthorized(request, problem))
    response = respond(
        serving.session,
        _dialect(request),
        body,
        _scenario_header(request),
        _connection(request),
        headers=Headers(request.headers.items()),
        model=request.match_info.get("deployment"),
    )
    return await _deliver(request, arrival, response)


def _scenario_header(request: web.Request) -> str | None:
    """The header that names the scenario; different values are joined, and refused as one."""
    said = dict.fromkeys(request.headers.getall(SCENARIO_HEADER, ()))
    return ", ".join(said) if said else None


async def models(request: web.Request) -> web.StreamResponse:
    """Answers `GET …/models` with the scenarios' names, which select them."""
    serving = request.app[SERVING]
    if (problem := serving.access.refusal(request.headers)) is not None:
        arrival = serving.clock.now()
        return await _deliver(request, arrival, _unauthorized(request, problem))
    names = serving.session.scenarios.by_name
    fields = dict(serving.access.fields(request.headers))
    return web.json_response(_dialect(request).models(names), dumps=dumps, headers=fields)


async def preflight(request: web.Request) -> web.StreamResponse:
    """Answers `OPTIONS`, by which a browser asks whether a page may ask."""
    resource = request.match_info.route.resource
    assert resource is not None
    access = request.app[SERVING].access
    fields = access.preflight(request.headers, paths.METHODS[resource.canonical])
    if fields is None:
        return await not_served(request)
    return web.Response(status=204, headers=fields)


async def not_served(request: web.Request) -> web.StreamResponse:
    """Answers every other path and method, in the dialect's error shape."""
    connection = _connection(request)
    try:
        await request.release()
    except (web.RequestPayloadError, ConnectionError):
        request.content.feed_eof()  # as above
        connection = _last(request)
    arrival = request.app[SERVING].clock.now()
    status, said = paths.refused(request.path, paths.route_of(request.path), request.method)
    problem = Failure(said, "not_served", "mockserver_refusal")
    plan = refusal(problem, status, _dialect(request), connection)
    if request.method == "HEAD":
        plan = Plan(tuple(one for one in plan.instructions if not isinstance(one, Send)))
    return await _deliver(request, arrival, Response(plan, refused=said))


async def health(request: web.Request) -> web.Response:
    """Answers `GET /__mockserver__/health`."""
    serving = request.app[SERVING]
    return _controlled(request, lambda: control.health(serving.session, serving.journal))


async def journal(request: web.Request) -> web.Response:
    """Answers `GET /__mockserver__/journal`."""
    return _controlled(request, lambda: control.journal(request.app[SERVING].journal))


async def open_gate(request: web.Request) -> web.Response:
    """Answers `POST /__mockserver__/gates/NAME/open`."""
    name = request.match_info["name"]
    gates = request.app[SERVING].gates
    return _controlled(request, lambda: control.open_gate(gates.open, name))


def _controlled(request: web.Request, act: Callable[[], JsonObject]) -> web.Response:
    """What the control plane says, on a line of its own; an objection is status 403."""
    said = guard.objection(request.method, request.headers)
    json = act() if said is None else {"error": {"message": said}}
    status = 200 if said is None else 403
    return web.json_response(text=f"{dumps(json)}\n", status=status)


def _dialect(request: web.Request) -> Dialect:
    return paths.dialect_of(request.path)


def _chunked(request: web.Request) -> bool:
    return request.version >= HttpVersion11


def _connection(request: web.Request) -> Connection:
    chunked = _chunked(request)
    return Connection(chunked, chunked and request.keep_alive, _fields(request))


def _last(request: web.Request) -> Connection:
    """The connection where this request is the last one on it."""
    return replace(_connection(request), keep_alive=False)


def _fields(request: web.Request) -> tuple[tuple[str, str], ...]:
    """The header fields that options add; none on the control plane."""
    if paths.is_control(request.path):
        return ()
    serving = request.app[SERVING]
    limits = _dialect(request).rate_limit_headers if serving.rate_limit_headers else {}
    return (*serving.access.fields(request.headers), *limits.items())


def _unauthorized(request: web.Request, problem: Failure) -> Response:
    plan = refusal(problem, 401, _dialect(request), _connection(request))
    return Response(plan, refused=problem.message)


async def _refuse_body(request: web.Request, status: int, said: str) -> web.StreamResponse:
    """Refuses a request whose body was not read to its end, and so ends the connection."""
    arrival = request.app[SERVING].clock.now()
    problem = Failure(said, "bad_body", "mockserver_refusal")
    plan = refusal(problem, status, _dialect(request), _last(request))
    return await _deliver(request, arrival, Response(plan, refused=said))


async def _deliver(request: web.Request, arrival: int, response: Response) -> web.StreamResponse:
    """Carries out the plan, whose times count from `arrival`, and keeps the record of it."""
    serving = request.app[SERVING]
    size = request.content_length or 0
    exchange = serving.journal.open(request.path, arrival, response, size)

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
