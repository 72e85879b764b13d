"""A request that was written down, and all else that its plan depends on; pure, opens no file.

It is a body as clients send it, or an exchange as the journal tells of it: then what a server knew
beside the body is known as well, and the plan has the same digest.
"""

from __future__ import annotations

from dataclasses import dataclass

from mockserver.dialects.request import ChatRequest, parse
from mockserver.errors import MockServerError
from mockserver.wire.json_text import Json, JsonObject, dump_bytes, loads

from .plan import DIRECT, Connection
from .respond import Response

MOST_REQUEST = 64 * 1024
"""Bytes of a request's JSON that the journal tells; it keeps larger ones to itself."""


class AskedError(MockServerError):
    """What was written down is no request; the message says why."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, and what the journal knows beside it; None where nothing is known.

    `earlier` are the identical requests before it, which only random replies count.
    """

    request: ChatRequest
    scenario: str | None = None
    reply_number: int | None = None
    dialect: str | None = None
    seed: int | None = None
    earlier: int = 0
    connection: Connection = DIRECT


def to_json(response: Response) -> JsonObject:
    """What the journal tells of a request, so that its answer can be planned again."""
    return {"request": None, **_request(response.request), "context": _context(response)}


def asked(data: bytes, model: str, *, stream: bool = True) -> Asked:
    """What was written down; `model` is for a body without one. Not `stream`: it asks for none.

    Raises AskedError, and RequestError where no provider would take it.
    """
    said = _object(data)
    if "exchanges" in said:
        raise AskedError("this is a whole journal: take one of its exchanges")
    exchange = said if "context" in said and "digest" in said else None
    body = said if exchange is None else _kept(exchange)
    if not stream:
        body = {**body, "stream": False}
    if exchange is None:
        return Asked(parse(dump_bytes(body), default_model=model))
    request = parse(dump_bytes(body), default_model=exchange.get("model"))
    try:
        return _in_context(exchange, request)
    except (KeyError, TypeError, ValueError):
        raise AskedError("this is no exchange as the journal tells of it") from None


def _in_context(exchange: JsonObject, request: ChatRequest) -> Asked:
    context = exchange["context"]
    headers = tuple((name, value) for name, value in context["headers"])
    return Asked(
        request,
        exchange["scenario"],
        exchange["reply"],
        context["dialect"],
        context["seed"],
        context["earlier"],
        Connection(context["chunked"], context["keep_alive"], headers),
    )


def _request(request: ChatRequest | None) -> JsonObject:
    if request is None:
        return {}
    size = len(dump_bytes(request.body))
    if size > MOST_REQUEST:
        return {"request_left_out": f"its {size} bytes are more than {MOST_REQUEST}"}
    return {"request": request.body}


def _context(response: Response) -> JsonObject | None:
    if response.chosen is None or response.refused is not None:
        return None
    chance, connection = response.chosen.chance, response.connection
    return {
        "dialect": response.dialect,
        "seed": chance.seed,
        "earlier": chance.asked[1] if chance.asked else 0,
        "chunked": connection.chunked,
        "keep_alive": connection.keep_alive,
        "headers": [list(one) for one in connection.headers],
    }


def _object(data: bytes) -> JsonObject:
    try:
        said: Json = loads(data)
    except ValueError as error:
        raise AskedError(f"this is no JSON: {error}") from None
    if not isinstance(said, dict):
        raise AskedError("this is no JSON object")
    return said


def _kept(exchange: JsonObject) -> JsonObject:
    """The body of an exchange that can be planned again."""
    if exchange["context"] is None:
        raise AskedError(f"this exchange was refused: {exchange.get('refused')}")
    body = exchange.get("request")
    if not isinstance(body, dict):
        left_out = exchange.get("request_left_out", "nothing is there")
        raise AskedError(f"this exchange has no request: {left_out}")
    return body
