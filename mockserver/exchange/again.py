"""A request that was written down, and all else that its plan depends on; pure, opens no file.

It is a body as clients send it, or an exchange as the journal tells of it: then what a server knew
beside the body is known as well, and the plan has the same digest.
"""

from __future__ import annotations

from dataclasses import dataclass

from mockserver.dialects.request import ChatRequest, parse
from mockserver.errors import MockServerError
from mockserver.scenario.said import file_of
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

    `earlier` are the identical requests before it, which only random replies count. `queued` is
    that a queued reply answered, whose number is its place in the queue. `file` is the scenario's
    path, `written` the scenario itself where it is from no file; `digest` the answer's.
    """

    request: ChatRequest
    scenario: str | None = None
    reply_number: int | None = None
    dialect: str | None = None
    seed: int | None = None
    earlier: int = 0
    connection: Connection = DIRECT
    queued: bool = False
    file: str | None = None
    written: JsonObject | None = None
    digest: str | None = None

    @property
    def position(self) -> int | None:
        """Which of its scenario's replies it is, from 1: a queued one is the only one."""
        return 1 if self.queued else self.reply_number


def to_json(response: Response) -> JsonObject:
    """What the journal tells of a request, so that its answer can be planned again.

    `file` is the path of the scenario's file; a scenario from no file, such as a queued reply, is
    `written`, as a file would say it.
    """
    return {
        "request": None,
        **_request(response.request),
        "file": None,
        "written": None,
        **_scenario(response),
        "context": _context(response),
    }


def asked(data: bytes, model: str, *, stream: bool = True, number: int | None = None) -> Asked:
    """What was written down; `model` is for a body without one. Not `stream`: it asks for none.

    `number` says which exchange of a journal is meant.
    Raises AskedError, and RequestError where no provider would take it.
    """
    said = _object(data)
    if "exchanges" in said or number is not None:
        said = _numbered(said, number)
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
        context.get("queued", False),
        exchange.get("file"),
        exchange.get("written"),
        exchange["digest"],
    )


def _request(request: ChatRequest | None) -> JsonObject:
    if request is None:
        return {}
    size = len(dump_bytes(request.body))
    if size > MOST_REQUEST:
        return {"request_left_out": f"its {size} bytes are more than {MOST_REQUEST}"}
    return {"request": request.body}


def _scenario(response: Response) -> JsonObject:
    if response.chosen is None or response.refused is not None:
        return {}
    scenario = response.chosen.scenario
    if scenario.path:
        return {"file": scenario.path}
    written = file_of(scenario)
    size = len(dump_bytes(written))
    if size > MOST_REQUEST:
        return {"written_left_out": f"its {size} bytes are more than {MOST_REQUEST}"}
    return {"written": written}


def _context(response: Response) -> JsonObject | None:
    if response.chosen is None or response.refused is not None:
        return None
    chance, connection = response.chosen.chance, response.connection
    return {
        "dialect": response.dialect,
        "seed": chance.seed,
        "earlier": chance.asked[1] if chance.asked else 0,
        "queued": response.chosen.queued,
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


def _numbered(said: JsonObject, number: int | None) -> JsonObject:
    """One exchange of a journal; an exchange is one itself."""
    exchanges = said.get("exchanges", [said])
    if not isinstance(exchanges, list):
        raise AskedError("this is no journal: its exchanges are no list")
    if number is None:
        raise AskedError("this is a whole journal: take one of its exchanges, --exchange NUMBER")
    there = [one for one in exchanges if isinstance(one, dict)]
    for one in there:
        if one.get("number") == number and "digest" in one:
            return one
    numbers = [str(one["number"]) for one in there if "number" in one]
    has = f"it has {numbers[0]} to {numbers[-1]}" if numbers else "it has none"
    raise AskedError(f"there is no exchange {number} in it: {has}")


def _kept(exchange: JsonObject) -> JsonObject:
    """The body of an exchange that can be planned again."""
    if exchange["context"] is None:
        raise AskedError(f"this exchange was refused: {exchange.get('refused')}")
    body = exchange.get("request")
    if not isinstance(body, dict):
        left_out = exchange.get("request_left_out", "nothing is there")
        raise AskedError(f"this exchange has no request: {left_out}")
    return body
