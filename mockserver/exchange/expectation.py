"""What a right client ends with when it gets a plan, read from the plan's bytes; pure.

Knows what is on the wire, and not the script that put it there: so a fault, a literal chunk and a
framing all count as what they come to.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mockserver.dialects.folding import fold, foldable
from mockserver.wire.gzip_stored import Ungzip
from mockserver.wire.http1 import Unchunker
from mockserver.wire.instructions import Ending, Plan
from mockserver.wire.json_text import Json, JsonObject, loads
from mockserver.wire.sse_reader import Event, events

TERMINATOR = "[DONE]"


@dataclass(frozen=True, slots=True)
class Call:
    """A tool call: its function's name, and its whole argument text."""

    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a right client has in the end; text, reasoning and calls are the first choice's.

    `finish_reasons` are by choice, in their order.
    """

    text: str = ""
    reasoning: str = ""
    refusal: str = ""
    tool_calls: tuple[Call, ...] = ()
    finish_reasons: tuple[str | None, ...] = ()
    usage: JsonObject | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """A right client says that something went wrong."""

    status: int


@dataclass(frozen=True, slots=True)
class Unknown:
    """What a right client does is for the author to say; why, as a sentence about the answer."""

    why: str


Expectation = Answer | Failed | Unknown


class _UnlawfulError(Exception):
    """The stream breaks the law; the message says how."""


def expectation(plan: Plan) -> Expectation:
    """What a right client ends with when it gets this plan as a stream.

    Known is what a *lawful stream* means. A stream is lawful where all of this holds:

    1. It has status 200 and a Content-Type of server-sent events, and it ends `complete`: its body
       is whole by its chunked coding or its length, and no socket bytes are below these. (One
       that only the connection's end delimits is not: no client can tell it from a cut one.)
    2. Its body is UTF-8, and the specification of server-sent events reads it; line ends, a byte
       order mark, comments, `id` and `retry` may be as they like, but an event has no name.
    3. The last event is `[DONE]`, once. Each event before it is a JSON object of the type
       `chat.completion.chunk`, with `choices` that can be folded, texts that are texts, and no
       `error`.
    4. In each choice, one finish_reason comes last, after all that the choice says; it is none of
       `error`. There is a choice.
    5. Each tool call has its id, one and the same in all its parts, and its name.

    An answer with a status of 400 or more fails, whatever its body says. All else is unknown.
    How long anything takes makes no difference, unless it takes for ever.
    """
    status = plan.head.status if plan.head else None
    if plan.ending is Ending.COMPLETE and status is not None and status >= 400:
        return Failed(status)
    try:
        return _answer(fold(_chunks(plan)))
    except _UnlawfulError as error:
        return Unknown(str(error))


# -- from bytes to chunks -------------------------------------------------------------------------


def _chunks(plan: Plan) -> Iterator[JsonObject]:
    """The completion chunks of a lawful stream. Raises _UnlawfulError."""
    if plan.head is None or plan.ending is not Ending.COMPLETE:
        raise _UnlawfulError(f"it ends `{plan.ending}`")
    if plan.head.status != 200 or "text/event-stream" not in _field(plan, "content-type"):
        raise _UnlawfulError("it is no stream of server-sent events with status 200")
    if plan.unsafe:
        raise _UnlawfulError("socket bytes stand below the coding of the body")
    finished: set[int] = set()
    ids: _Ids = {}
    done = False
    for event in _events(_body(plan)):
        _hold(not done, f"something follows {TERMINATOR}")
        _hold(event.name == "message", f"an event has the name {event.name}")
        done = event.data == TERMINATOR
        if not done:
            yield _lawful(_json(event.data), finished, ids)
    _hold(done, f"its last event is not {TERMINATOR}")


def _events(body: bytes) -> list[Event]:
    try:
        return events(body)
    except ValueError:
        raise _UnlawfulError("its body is no UTF-8") from None


def _body(plan: Plan) -> bytes:
    """The body without its codings. Raises _UnlawfulError where it is not whole."""
    body = plan.body
    try:
        if _field(plan, "transfer-encoding"):
            chunked = Unchunker()
            body = chunked.feed(body)
            _hold(chunked.ended, "its last HTTP chunk is missing")
        else:
            length = _field(plan, "content-length")
            _hold(length == str(len(body)), "only the end of the connection tells that it is whole")
        if _field(plan, "content-encoding") == "gzip":
            zipped = Ungzip()
            body = zipped.feed(body)
            _hold(zipped.ended, "its gzip coding is not whole")
    except ValueError:
        raise _UnlawfulError("its coding is broken") from None
    return body


def _field(plan: Plan, name: str) -> str:
    """The value of a header field, in lower case; "" where there is none."""
    fields = plan.head.headers if plan.head else ()
    return next((str(value).lower() for key, value in fields if key.lower() == name), "")


def _hold(law: object, otherwise: str) -> None:
    if not law:
        raise _UnlawfulError(otherwise)


def _json(data: str) -> Json:
    try:
        return loads(data.encode())
    except ValueError:
        raise _UnlawfulError("an event is no JSON") from None


# -- the law of chunks ----------------------------------------------------------------------------


_Ids = dict[tuple[int, int], str]
"""The ids of tool calls, by the indexes of choice and call."""


def _lawful(chunk: Json, finished: set[int], ids: _Ids) -> JsonObject:
    """The chunk; notes which choices are finished with it, and ids. Raises _UnlawfulError."""
    _hold(isinstance(chunk, dict), "an event is no JSON object")
    _hold("error" not in chunk, "an error is in the stream")
    kind = chunk.get("object")
    _hold(kind == "chat.completion.chunk", "an event is no chat.completion.chunk")
    _hold(isinstance(chunk.get("choices"), list), "a chunk has no list of choices")
    _hold(foldable(chunk), "a chunk is of a shape that no client knows")
    _hold(isinstance(chunk.get("usage"), dict | None), "a usage is no JSON object")
    for choice in chunk["choices"]:
        index, reason = choice.get("index"), choice.get("finish_reason")
        _hold(type(index) is int, "a choice has no index")
        _hold(index not in finished, "a choice goes on after its finish_reason")
        _hold(isinstance(reason, str | None), "a finish_reason is no text")
        _hold(reason != "error", "an error is in the stream")
        _lawful_delta(choice.get("delta"), index, ids)
        if reason is not None:
            finished.add(index)
    return chunk  # type: ignore[no-any-return] # it is a dict, as was held above


def _lawful_delta(delta: Json, choice: int, ids: _Ids) -> None:
    _hold(isinstance(delta, dict), "a choice has no delta")
    for key in ("content", "refusal", "reasoning", "reasoning_content"):
        _hold(isinstance(delta.get(key), str | None), f"a delta's {key} is no text")
    for call in delta.get("tool_calls") or ():
        function = call.get("function") or {}
        _hold(type(call.get("index")) is int, "a tool call has no index")
        for said in (call.get("id"), function.get("name"), function.get("arguments")):
            _hold(isinstance(said, str | None), "a part of a tool call is no text")
        if call.get("id"):
            kept = ids.setdefault((choice, call["index"]), call["id"])
            _hold(kept == call["id"], "two tool calls have one index")


# -- what it comes to -----------------------------------------------------------------------------


def _answer(completion: JsonObject) -> Answer:
    choices: list[JsonObject] = completion["choices"]
    _hold(choices, "it has no choice")
    reasons = tuple(choice["finish_reason"] for choice in choices)
    _hold(None not in reasons, "a choice has no finish_reason")
    messages = [choice["message"] for choice in choices]
    calls = [tuple(map(_call, one.get("tool_calls") or ())) for one in messages]
    first = messages[0]
    return Answer(
        text=_joined(first["content"]),
        reasoning=_joined(first.get("reasoning") or first.get("reasoning_content")),
        refusal=_joined(first["refusal"]),
        tool_calls=calls[0],
        finish_reasons=reasons,
        usage=completion.get("usage"),
    )


def _joined(text: str | None) -> str:
    """The text; halves of a character, each an escape in a chunk of its own, are one character."""
    return (text or "").encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


def _call(call: JsonObject) -> Call:
    name = call["function"].get("name")
    _hold(call["id"] and name, "a tool call has no id or no name")
    return Call(name, call["function"].get("arguments") or "")
