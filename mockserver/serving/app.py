"""The mock as an ordinary aiohttp application: routes and nothing clever; knows no thread.

https://docs.aiohttp.org/en/stable/web_quickstart.html
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import count
from typing import Literal, TypedDict, Unpack
from weakref import WeakKeyDictionary

from aiohttp import HttpVersion11, web

from mockserver.delivery.answer import answer
from mockserver.delivery.base import Limits
from mockserver.delivery.clock import RealClock
from mockserver.delivery.manual_clock import ManualClock
from mockserver.dialects.base import Dialect
from mockserver.dialects.headers import Headers
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
from .sessions import ServedSession, Sessions

MOST_BODY = 32 * 1024 * 1024
"""Bytes of a request's body; a larger one is refused."""


@dataclass
class Serving:
    """All that the handlers of one application share."""

    default: ServedSession
    sessions: Sessions = field(default_factory=Sessions)
    clock: RealClock = field(default_factory=RealClock)
    limits: Limits = field(default_factory=Limits)
    max_body: int = MOST_BODY
    access: Access = field(default_factory=Access)
    rate_limit_headers: bool = False
    _connections: WeakKeyDictionary[asyncio.BaseTransport, tuple[int, int]] = field(
        default_factory=WeakKeyDictionary
    )
    _count: Iterator[int] = field(default_factory=lambda: count(1))

    def connection(self, transport: asyncio.BaseTransport | None) -> tuple[int, int]:
        """The number of a TCP connection, from 1, and how many requests came on it before."""
        if transport is None:
            return 0, 0
        number, earlier = self._connections.get(transport) or (next(self._count), 0)
        self._connections[transport] = number, earlier + 1
        return number, earlier

    def begin(self, name: str | None = None, **options: Unpack[SessionOptions]) -> ServedSession:
        """Begins a session. Raises SessionError where there is one of this name.

        Its scenarios and seed are the default session's where no others are given.
        """
        like = self.default.choice
        scenarios = options.get("scenarios", like.scenarios)
        choice = Session(
            scenarios if isinstance(scenarios, ScenarioSet) else ScenarioSet(scenarios),
            options.get("seed", like.seed),
            fallback=FALLBACKS[options["fallback"]] if "fallback" in options else like.fallback,
            plans=like.plans,
        )
        clock = ManualClock() if options.get("clock") == "manual" else self.clock
        label = options.get("label", "")
        return self.sessions.add(lambda name: ServedSession(name, choice, clock, label=label), name)

    def stop(self) -> None:
        """What happens to connections from now on is this server's doing."""
        for session in (self.default, *self.sessions.open):
            session.ended = True


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


class SessionOptions(TypedDict, total=False):
    """What a session can be told; without it, it is as the server's default one."""

    scenarios: Iterable[Scenario] | ScenarioSet
    """The scenarios that answer."""
    seed: int
    """The seed of all chance where a scenario has none."""
    fallback: Fallback
    """What answers a request that no scenario does."""
    clock: Literal["real", "manual"]
    """Whose time it is: the machine's, or the test's, which moves it on by `advance`."""
    label: str
    """Whose it is, for people."""


SERVING = web.AppKey("SERVING", Serving)


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
    clock = RealClock()
    choice = Session(one_set, options.get("seed", 0), fallback=fallback)
    app[SERVING] = Serving(
        ServedSession("default", choice, clock),
        clock=clock,
        limits=options.get("limits", Limits()),
        max_body=max_body,
        access=Access(options.get("api_key"), options.get("allow_origin")),
        rate_limit_headers=options.get("rate_limit_headers", False),
    )
    app.on_startup.append(_follow_loop)
    for path, (method, handler) in _ROUTES.items():
        for one in (path, paths.of_session(path)):
            add = app.router.add_get if method == "GET" else app.router.add_post
            add(one, handler)
            if not paths.is_control(path):
                app.router.add_options(one, preflight)
    app.router.add_route("*", "/{path:.*}", not_served)
    return app


async def _follow_loop(app: web.Application) -> None:
    """Real time is that of the loop where the application runs."""
    app[SERVING].clock.follow(asyncio.get_running_loop())


async def completions(request: web.Request) -> web.StreamResponse:
    """Answers `POST …/chat/completions`."""
    serving, session = request.app[SERVING], _session(request)
    try:
        body = await request.read()
    except web.HTTPRequestEntityTooLarge:
        said = f"The body of your request is larger than {serving.max_body} bytes."
        return await _refuse_body(request, 413, said)
    except (web.RequestPayloadError, ConnectionError):
        request.content.feed_eof()  # or aiohttp would read on, and log what it finds
        return await _refuse_body(request, 400, "The body of your request did not arrive whole.")
    arrival = session.clock.now()
    if (refused := _not_allowed(request)) is not None:
        return await _deliver(request, arrival, refused)
    response = respond(
        session.choice,
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
    session = _session(request)
    if (refused := _not_allowed(request)) is not None:
        return await _deliver(request, session.clock.now(), refused)
    names = session.choice.scenarios.by_name
    fields = dict(request.app[SERVING].access.fields(request.headers))
    return web.json_response(_dialect(request).models(names), dumps=dumps, headers=fields)


async def preflight(request: web.Request) -> web.StreamResponse:
    """Answers `OPTIONS`, by which a browser asks whether a page may ask."""
    resource = request.match_info.route.resource
    assert resource is not None
    access = request.app[SERVING].access
    fields = access.preflight(request.headers, paths.METHODS[paths.split(resource.canonical)[1]])
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
    arrival = _session(request).clock.now()
    status, said = paths.refused(request.path, paths.route_of(request.path), request.method)
    problem = Failure(said, "not_served", "mockserver_refusal")
    plan = refusal(problem, status, _dialect(request), connection)
    if request.method == "HEAD":
        plan = Plan(tuple(one for one in plan.instructions if not isinstance(one, Send)))
    return await _deliver(request, arrival, Response(plan, refused=said))


async def health(request: web.Request) -> web.Response:
    """Answers `GET /__mockserver__/health`."""
    return _controlled(request, control.health)


async def journal(request: web.Request) -> web.Response:
    """Answers `GET /__mockserver__/journal`."""
    return _controlled(request, control.journal)


async def open_gate(request: web.Request) -> web.Response:
    """Answers `POST /__mockserver__/gates/NAME/open`."""
    return _controlled(request, partial(control.open_gate, name=request.match_info["name"]))


_ROUTES: Mapping[str, tuple[str, Callable[[web.Request], Awaitable[web.StreamResponse]]]] = {
    **dict.fromkeys((*paths.COMPLETIONS, paths.DEPLOYMENT), ("POST", completions)),
    **dict.fromkeys(paths.MODELS, ("GET", models)),
    paths.HEALTH: ("GET", health),
    paths.JOURNAL: ("GET", journal),
    paths.GATE: ("POST", open_gate),
}
"""The method and the handler of each path; every one is there for each session, too."""


def _session_name(request: web.Request) -> str | None:
    """The session that the path names, on any route of either plane."""
    return paths.split(request.path)[0]


def _session(request: web.Request) -> ServedSession:
    """The session that the path names; the default one where it names none that there ever was."""
    serving, name = request.app[SERVING], _session_name(request)
    return serving.default if name is None else serving.sessions.find(name) or serving.default


def _controlled(request: web.Request, act: Callable[[ServedSession], JsonObject]) -> web.Response:
    """What the control plane says, on a line of its own; an objection is status 403."""
    said, status = guard.objection(request.method, request.headers), 403
    if said is None:
        said, status = _no_session(request), 404
    if said is None:
        json, status = act(_session(request)), 200
    else:
        json = {"error": {"message": said}}
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


def _not_allowed(request: web.Request) -> Response | None:
    """The refusal of a request that has no key, or whose session is none; None where it may ask."""
    problem, status = request.app[SERVING].access.refusal(request.headers), 401
    if problem is None and (said := _no_session(request)) is not None:
        problem, status = Failure(said, "no_session", "mockserver_refusal"), 404
    if problem is None:
        return None
    plan = refusal(problem, status, _dialect(request), _connection(request))
    return Response(plan, refused=problem.message)


def _no_session(request: web.Request) -> str | None:
    """Why the session that the path names answers nothing; None where it does."""
    name = _session_name(request)
    if name is None:
        return None
    found = request.app[SERVING].sessions.find(name)
    if found is None:
        return f"There is no session {name!r} on this server."
    if found.ended:
        return f"The session {name!r} has ended: this request came after its test was done."
    return None


async def _refuse_body(request: web.Request, status: int, said: str) -> web.StreamResponse:
    """Refuses a request whose body was not read to its end, and so ends the connection."""
    problem = Failure(said, "bad_body", "mockserver_refusal")
    plan = refusal(problem, status, _dialect(request), _last(request))
    arrival = _session(request).clock.now()
    return await _deliver(request, arrival, Response(plan, refused=said))


async def _deliver(request: web.Request, arrival: int, response: Response) -> web.StreamResponse:
    """Carries out the plan, whose times count from `arrival`, and keeps the record of it."""
    session = _session(request)
    size = request.content_length or 0
    connection, earlier = request.app[SERVING].connection(request.transport)
    exchange = session.journal.open(
        request.path,
        arrival,
        response,
        size,
        connection=connection,
        earlier_on_connection=earlier,
        hold=session.hold and response.refused is None,
    )
    gates = session.began(exchange, request.transport)
    return await answer(
        request,
        exchange.plan,
        session.clock,
        arrival,
        record=partial(session.finished, exchange),
        limits=request.app[SERVING].limits,
        gates=gates,
        progress=exchange.progress,
    )
