"""The control plane's handlers: from an HTTP request to an act, and back; knows no act.

A request that waits ends with its client, or with its session, and leaves nothing behind.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

from aiohttp import web
from pydantic import BaseModel, ValidationError

from mockserver.delivery.base import Interrupted
from mockserver.delivery.transport import Connection
from mockserver.errors import MockServerError
from mockserver.exchange.outcome import Result
from mockserver.serving import paths
from mockserver.serving.arriving import body_of
from mockserver.serving.served import ServedSession, WaitedTooLongError
from mockserver.serving.shared import SERVING
from mockserver.wire.json_text import Json, JsonObject, dumps, loads

from . import of_workers, wording
from .answers import Text
from .asked import Asked
from .errors import ControlError, refusal
from .on import On
from .route import Route
from .routes import ROUTES, methods

DEEPEST = 100
"""Lists and objects inside each other in a body."""

MOST_DETAILS = 20
"""Mistakes of a query or body that are told."""

_NULL = "this key has no value: leave it out"

_LEFT = 499
"""What stands for a client that left; nobody gets it."""

_log = logging.getLogger("mockserver")

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def add_routes(router: web.UrlDispatcher) -> None:
    """Every route, alone and behind a session; and what is said of other paths."""
    for route in ROUTES:
        for path in (route.full_path, paths.of_session(route.full_path)):
            router.add_route(route.method, path, _handler(route))
    for path in (paths.CONTROL, rf"{paths.CONTROL}/{{rest:[\s\S]*}}"):
        for one in (path, paths.of_session(path)):
            router.add_route("*", one, not_served)


def _handler(route: Route) -> Handler:
    async def handle(request: web.Request) -> web.StreamResponse:
        try:
            return await _answered(route, request)
        except (MockServerError, LookupError) as error:
            return _refused(refusal(error))
        except Interrupted:
            return web.Response(status=_LEFT)
        except Exception as error:  # noqa: BLE001 - whatever it is, the client is told
            _log.exception("%s %s", request.method, request.path)
            said = f"This is a fault of mockserver: {type(error).__name__}: {error}. Report it."
            return _refused(ControlError("failed", said))

    return handle


async def not_served(request: web.Request) -> web.StreamResponse:
    """Answers every other path and method."""
    served = ", ".join(methods(paths.split(request.path)[1]))
    problem = request.app[SERVING].guard.objection("GET", request.headers)
    if problem is not None:
        return _refused(ControlError(problem.code, problem.message))
    if served:
        said = f"{request.path} takes {served}, not {request.method}."
        response = _refused(ControlError("wrong_method", said))
        response.headers["Allow"] = served
        return response
    said = f"{request.path} is not served here: GET {paths.CONTROL}/openapi.json says what is."
    return _refused(ControlError("not_served", said))


async def _answered(route: Route, request: web.Request) -> web.StreamResponse:
    serving = request.app[SERVING]
    problem = serving.guard.objection(request.method, request.headers)
    if problem is not None:
        raise ControlError(problem.code, problem.message)
    session, _, missing = serving.addressed(request.path)
    if missing is not None:
        raise ControlError("no_session", missing)
    given = await _given(request)
    said = _validated(route, given)
    names = dict(request.match_info)
    if serving.peers is not None and not route.alone:
        asked = of_workers.Asked(route.method, request.path, given, names)
        acting: Awaitable[Any] = of_workers.answered(serving.peers, route.act, asked)
    else:
        acting = route.act(On(serving, session, names, f"{request.scheme}://{request.host}"), said)
    answer = await _while_there(request, None if route.of_server else session, acting)
    if isinstance(answer, Text):
        kind = {"Content-Type": answer.content_type, "Cache-Control": "no-store"}
        return web.Response(text=answer, headers=kind)
    is_new = getattr(answer, "new", True)
    json = answer.model_dump(exclude_none=False) if isinstance(answer, BaseModel) else answer
    return _json(json, route.status if is_new else 200)


def _json(json: JsonObject, status: int) -> web.Response:
    """On a line of its own, for terminals."""
    headers = {"Cache-Control": "no-store"}
    kind = "application/json"
    return web.json_response(
        text=f"{dumps(json)}\n", status=status, headers=headers, content_type=kind
    )


def _refused(error: ControlError) -> web.Response:
    body = {"message": error.message, "code": error.code, **error.more}
    response = _json({"error": body}, error.status)
    if error.code == "no_token":
        response.headers["WWW-Authenticate"] = "Bearer"
    if error.code in ("too_large", "bad_json"):
        response.force_close()  # of its body, something may still come
    return response


# -- what is asked --------------------------------------------------------------------------------


async def _given(request: web.Request) -> JsonObject | dict[str, str]:
    """What the query of a GET, or the body, says."""
    if request.method == "GET":
        if len(set(request.query)) != len(request.query):
            raise ControlError("bad_request", "The query says a key twice: write each once.")
        return dict(request.query)
    if request.query:
        said = f"{request.method} takes no query: write it into the body, as JSON."
        raise ControlError("bad_request", said)
    body = await _body(request)
    try:
        json = loads(body) if body else {}
    except ValueError as error:
        raise ControlError("bad_json", f"The body is no JSON: {error}.") from None
    if not isinstance(json, dict):
        raise ControlError("bad_json", "The body is no JSON object: write {…}.")
    if _is_deep(json):
        said = f"The body is nested too deeply: {DEEPEST} lists and objects at most."
        raise ControlError("bad_json", said)
    return json


async def _body(request: web.Request) -> bytes:
    most, patience = request.app[SERVING].max_body, request.app[SERVING].limits.request_timeout
    try:
        return await body_of(request, most, patience)
    except TimeoutError:
        request.content.feed_eof()
        said = f"The body did not arrive within {patience:g} s."
        raise ControlError("bad_json", said) from None
    except web.HTTPRequestEntityTooLarge:
        raise ControlError("too_large", f"The body is larger than {most} bytes.") from None
    except (web.RequestPayloadError, ConnectionError):
        request.content.feed_eof()  # or aiohttp would read on, and log what it finds
        raise ControlError("bad_json", "The body did not arrive whole.") from None


def _is_deep(json: Json) -> bool:
    """Whether it is nested beyond DEEPEST, found without recursion."""
    level: list[Json] = [json]
    for _ in range(DEEPEST):
        level = [inner for one in level for inner in _inside(one)]
        if not level:
            return False
    return True


def _inside(json: Json) -> Iterator[Json]:
    values = json.values() if isinstance(json, dict) else json
    return (one for one in values if isinstance(one, dict | list))


def _validated(route: Route, given: JsonObject) -> Asked:
    empty = [{"at": f"/{key}", "message": _NULL} for key in given if given[key] is None]
    if empty:
        raise _not_taken(route, empty)
    try:
        if route.method == "GET":
            return route.asks.model_validate_strings(given)
        return route.asks.model_validate_json(dumps(_whole(given)))
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        raise _not_taken(route, wording.details(found, given, route.asks)) from None


def _whole(given: JsonObject) -> JsonObject:
    """With 3 in place of 3.0, which is the same number in JSON Schema."""
    return {
        key: int(one) if isinstance(one, float) and one.is_integer() else one
        for key, one in given.items()
    }


def _not_taken(route: Route, details: list[dict[str, str]]) -> ControlError:
    """The refusal of a query or body; `details` say what is wrong where, one at least."""
    first = details[0]
    place = "query" if route.method == "GET" else "body"
    where = f"{place}, at {first['at']}" if first["at"] else place
    known = ", ".join(route.asks.model_fields) or "none"
    said = f"{route.method} {route.path} does not take this {where}: {first['message']}"
    keys = "" if "(valid: " in said else f" (keys: {known})"
    return ControlError("bad_request", f"{said}{keys}.", details=details[:MOST_DETAILS])


# -- waiting --------------------------------------------------------------------------------------


async def _while_there(
    request: web.Request, session: ServedSession | None, acting: Awaitable[Any]
) -> Any:
    """What the act answers, while its client and session are there.

    Raises Interrupted where the client leaves, and what the act raises.
    """
    loop = asyncio.get_running_loop()
    left: asyncio.Future[None] = loop.create_future()
    connection = Connection(request.transport, request.app[SERVING].limits)
    tasks = [asyncio.ensure_future(acting)]
    if session is not None:
        tasks.append(asyncio.ensure_future(_until_ended(session)))
    try:
        connection.watch(left)
        await asyncio.wait([*tasks, left], return_when=asyncio.FIRST_COMPLETED)
        if tasks[0].done() and not _ended_with(session, tasks[0]):
            return tasks[0].result()
        if left.done():
            raise Interrupted(connection.lost or Result.CLIENT_LEFT)
        raise ControlError("no_session", "The session has ended while this waited.")
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        connection.release()


def _ended_with(session: ServedSession | None, act: asyncio.Future[Any]) -> bool:
    """Whether an act waited in vain because its session ended: a wait of its own ends then, too."""
    ended = session is not None and session.ended
    return ended and isinstance(act.exception(), WaitedTooLongError)


async def _until_ended(session: ServedSession) -> None:
    while not session.ended:
        await session.changed.next()
