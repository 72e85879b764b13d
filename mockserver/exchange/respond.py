"""The whole pure way from the bytes of a request to the plan of its answer; knows no connection."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import partial

from mockserver.dialects import DIALECTS
from mockserver.dialects.base import Dialect
from mockserver.dialects.headers import NO_HEADERS, Headers
from mockserver.dialects.request import ChatRequest, RequestError, parse
from mockserver.wire.events import Failure
from mockserver.wire.instructions import Plan

from .plan import DIRECT, Connection, FoldError, PlanTooLargeError, plan, refusal
from .selection import Chosen, SelectionError, Session

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Response:
    """The plan, and how it came about.

    `request` is None where the body was none that a provider would take; `chosen` is None where no
    reply answered; `refused` says why, where the plan is a refusal. `dialect` (its name) and
    `connection` are what a reply was planned for.
    """

    plan: Plan
    request: ChatRequest | None = None
    chosen: Chosen | None = None
    refused: str | None = None
    dialect: str | None = None
    connection: Connection = DIRECT


def respond(
    session: Session,
    dialect: Dialect,
    body: bytes,
    scenario_header: str | None = None,
    connection: Connection = DIRECT,
    *,
    headers: Headers = NO_HEADERS,
    model: str | None = None,
) -> Response:
    """The response to a request's body; `dialect` is the path's, unless the scenario names one.

    `model` is the path's, where the body has none.
    Raises nothing: what is wrong with the request is answered in the dialect's error shape.
    """
    try:
        request = parse(body, headers, model)
    except RequestError as error:
        problem = Failure(error.message, param=error.param)
        return Response(refusal(problem, 400, dialect, connection), refused=error.message)
    try:
        chosen = session.choose(request, scenario_header)
    except SelectionError as error:
        problem = Failure(str(error), error.code, "mockserver_refusal", "model")
        return Response(refusal(problem, 404, dialect, connection), request, refused=str(error))
    if chosen.scenario.dialect is not None:
        dialect = DIALECTS[chosen.scenario.dialect]
    try:
        make = partial(plan, chosen.reply, request, dialect, chosen.chance, connection)
        if chosen.reply.is_random:  # another one each time
            answer = make()
        else:
            more = (chosen.chance, dialect.name, connection, model)
            answer = session.plans.get(chosen.reply, body, more, make)
    except FoldError as error:
        hint = "`nonstream:` can say what answers then"
        said = f"{chosen.scenario.name} cannot answer `stream: false`: {error}; {hint}."
        problem = Failure(said, "no_fold", "mockserver_refusal", "stream")
        return Response(refusal(problem, 400, dialect, connection), request, chosen, said)
    except RequestError as error:
        problem = Failure(error.message, param=error.param)
        answer = refusal(problem, 400, dialect, connection)
        return Response(answer, request, chosen, error.message)
    except PlanTooLargeError as error:
        said = f"{chosen.scenario.name} cannot answer this request: {error}."
        problem = Failure(said, "too_large", "mockserver_refusal")
        return Response(refusal(problem, 400, dialect, connection), request, chosen, said)
    except Exception as error:  # noqa: BLE001 - a bug here must neither hide nor end the server
        _log.exception("a reply could not be planned")
        said = f"{chosen.scenario.name} could not be planned: {type(error).__name__}: {error}"
        problem = Failure(said, "failed", "mockserver_refusal")
        return Response(refusal(problem, 500, dialect, connection), request, chosen, said)
    return Response(answer, request, chosen, None, dialect.name, connection)
