"""The data plane's handlers: a request is answered by a plan, and the journal has both.

Knows the paths by `paths.py` alone, and nothing of the control plane.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from functools import partial

from aiohttp import HttpVersion11, web

from mockserver.delivery.answer import answer
from mockserver.dialects.base import Dialect
from mockserver.dialects.headers import Headers
from mockserver.exchange.plan import DIRECT, Connection, refusal
from mockserver.exchange.respond import Response, respond
from mockserver.exchange.selection import SCENARIO_HEADER
from mockserver.wire.events import Failure
from mockserver.wire.instructions import Plan, Send
from mockserver.wire.json_text import dumps

from . import paths
from .arriving import body_of
from .shared import SERVING, Addressed, Serving

UNREADABLE = "(not HTTP)"
"""Stands in the journal for the path of what could not be read."""

_CLOSING = Connection(chunked=False, keep_alive=False)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


async def completions(request: web.Request) -> web.StreamResponse:
    """Answers `POST …/chat/completions`."""
    serving = request.app[SERVING]
    to = serving.addressed(request.path)
    try:
        body = await body_of(request, serving.max_body, serving.limits.request_timeout)
    except TimeoutError:
        request.content.feed_eof()  # or aiohttp would wait for the rest of it, too
        patience = serving.limits.request_timeout
        said = f"The body of your request did not arrive within {patience:g} s."
        return await _refuse_body(request, to, 408, said)
    except web.HTTPRequestEntityTooLarge:
        said = f"The body of your request is larger than {serving.max_body} bytes."
        return await _refuse_body(request, to, 413, said)
    except (web.RequestPayloadError, ConnectionError):
        request.content.feed_eof()  # or aiohttp would read on, and log what it finds
        said = "The body of your request did not arrive whole."
        return await _refuse_body(request, to, 400, said)
    to = serving.still(to, request.path)  # perhaps its test was done before the body came
    arrival = to.session.clock.now()
    if (refused := _not_allowed(request, to)) is not None:
        return await _deliver(request, to, arrival, refused)
    response = respond(
        to.session.choice,
        paths.dialect_of(to.path),
        body,
        _scenario_header(request),
        _connection(request),
        headers=Headers(request.headers.items()),
        model=request.match_info.get("deployment"),
    )
    return await _deliver(request, to, arrival, response)


def _scenario_header(request: web.Request) -> str | None:
    """The header that names the scenario; different values are joined, and refused as one."""
    if SCENARIO_HEADER not in request.headers:
        return None
    return ", ".join(dict.fromkeys(request.headers.getall(SCENARIO_HEADER)))


async def models(request: web.Request) -> web.StreamResponse:
    """Answers `GET …/models` with the scenarios' names, which select them."""
    to = request.app[SERVING].addressed(request.path)
    if (refused := _not_allowed(request, to)) is not None:
        return await _deliver(request, to, to.session.clock.now(), refused)
    to.session.journal.listed += 1
    names = to.session.choice.scenarios.by_name
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
        async with asyncio.timeout(request.app[SERVING].limits.request_timeout):
            await request.release()
    except (TimeoutError, web.RequestPayloadError, ConnectionError):
        request.content.feed_eof()  # as above
        connection = _last(request)
    to = request.app[SERVING].addressed(request.path)
    arrival = to.session.clock.now()
    status, said = paths.refused(request.path, paths.route_of(request.path), request.method)
    problem = Failure(said, "not_served", "mockserver_refusal")
    plan = refusal(problem, status, _dialect(request), connection)
    if request.method == "HEAD":
        plan = Plan(tuple(one for one in plan.instructions if not isinstance(one, Send)))
    return await _deliver(request, to, arrival, Response(plan, refused=said))


async def unreadable(serving: Serving, request: web.BaseRequest, why: str) -> web.StreamResponse:
    """Answers what is no request that can be read, and so names no path and no session."""
    said = f"Your request could not be read as HTTP/1.1: {why}."
    dialect = paths.dialect_of("")
    plan = refusal(Failure(said, "bad_http", "mockserver_refusal"), 400, dialect, _CLOSING)
    response = Response(plan, refused=said)
    to = Addressed(serving.default, UNREADABLE)
    return await _carry_out(serving, request, to, to.session.clock.now(), response)


@web.middleware
async def every_target(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answers `OPTIONS *` and `CONNECT`, whose targets no route can match."""
    unmatched = request.match_info.http_exception is not None
    return await (not_served if unmatched else handler)(request)


def _dialect(request: web.Request) -> Dialect:
    return paths.dialect_of(request.path)


def _chunked(request: web.Request) -> bool:
    return request.version >= HttpVersion11


def _connection(request: web.Request) -> Connection:
    chunked, fields = _chunked(request), _fields(request)
    if chunked and request.keep_alive and not fields:
        return DIRECT
    return Connection(chunked, chunked and request.keep_alive, fields)


def _last(request: web.Request) -> Connection:
    """The connection where this request is the last one on it."""
    return replace(_connection(request), keep_alive=False)


def _fields(request: web.Request) -> tuple[tuple[str, str], ...]:
    """The header fields that options add."""
    serving = request.app[SERVING]
    limits = _dialect(request).rate_limit_headers if serving.rate_limit_headers else {}
    return (*serving.access.fields(request.headers), *limits.items())


def _not_allowed(request: web.Request, to: Addressed) -> Response | None:
    """The refusal of a request that has no key, whose session is none, or that is one too many."""
    serving = request.app[SERVING]
    problem, status = serving.access.refusal(request.headers), 401
    if problem is None and to.missing is not None:
        problem, status = Failure(to.missing, "no_session", "mockserver_refusal"), 404
    if problem is None and len(serving.tally.open) >= serving.max_streams:
        said = f"{serving.max_streams} streams are open, as many as may be (max_streams)."
        problem, status = Failure(said, "too_many_streams", "mockserver_refusal"), 503
    if problem is None:
        return None
    plan = refusal(problem, status, _dialect(request), _connection(request))
    return Response(plan, refused=problem.message)


async def _refuse_body(
    request: web.Request, to: Addressed, status: int, said: str
) -> web.StreamResponse:
    """Refuses a request whose body was not read to its end, and so ends the connection."""
    problem = Failure(said, "bad_body", "mockserver_refusal")
    plan = refusal(problem, status, _dialect(request), _last(request))
    to = request.app[SERVING].still(to, request.path)
    return await _deliver(request, to, to.session.clock.now(), Response(plan, refused=said))


def _deliver(
    request: web.Request, to: Addressed, arrival: int, response: Response
) -> Awaitable[web.StreamResponse]:
    """Carries out the plan, whose times count from `arrival`, and keeps the record of it."""
    return _carry_out(request.app[SERVING], request, to, arrival, response)


def _carry_out(
    serving: Serving, request: web.BaseRequest, to: Addressed, arrival: int, response: Response
) -> Awaitable[web.StreamResponse]:
    """The same for a request of any kind; no coroutine, which would stay as long as the stream."""
    session = to.session
    connection, earlier = serving.connection(request.transport)
    exchange = session.journal.open(
        to.path,
        arrival,
        response,
        request.content_length or 0,
        connection=connection,
        earlier_on_connection=earlier,
        hold=session.hold and response.refused is None,
    )
    gates = session.began(exchange, request.transport)
    serving.tally.began(exchange)
    return answer(
        request,
        exchange.plan,
        session.clock,
        arrival,
        record=partial(serving.finished, session, exchange),
        limits=serving.limits,
        gates=gates,
        progress=exchange.progress,
    )


HANDLERS: Mapping[str, Handler] = {
    **dict.fromkeys((*paths.COMPLETIONS, paths.DEPLOYMENT), completions),
    **dict.fromkeys(paths.MODELS, models),
}
"""The handler of each path, which takes the method that `paths.METHODS` says."""
