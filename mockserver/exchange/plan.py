"""From a reply and a request to the plan of the answer: the stages in their order, pure.

This is the whole flow in one place: script items, completion chunks, faults on events, bytes,
faults on bytes, segments. Each stage lives in a module of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from mockserver.dialects.base import Dialect, Identity
from mockserver.dialects.folding import fold, foldable
from mockserver.dialects.request import ChatRequest
from mockserver.errors import MockServerError
from mockserver.faults import on_bytes, on_events, on_wire
from mockserver.faults.edits import edit
from mockserver.faults.inserted import AfterScript
from mockserver.faults.on_framing import damaged
from mockserver.faults.places import describe, no_stream, of_level, streaming_only, unreached
from mockserver.samples import words
from mockserver.scenario.answers import BODILESS, body_bytes, header_value
from mockserver.scenario.faults import Fault
from mockserver.scenario.model import Reply
from mockserver.scenario.steps import Step
from mockserver.script import pacing
from mockserver.script.compile import compile_reply
from mockserver.script.steps import ending, failure, patch
from mockserver.seeding import Chance, base62
from mockserver.wire import body, http1
from mockserver.wire.body import BodyItem
from mockserver.wire.events import (
    CompletionChunk,
    Failure,
    Patch,
    Raw,
    ScriptItem,
    ServerSentEvent,
    Wire,
    WireItem,
)
from mockserver.wire.framing import Framing
from mockserver.wire.http1 import BodyCoding, Piece
from mockserver.wire.instructions import End, Ending, Head, HeaderValue, Pause, Plan
from mockserver.wire.json_text import Json, dump_bytes

from .framing import ONE_BODY, content_type, delivered, fields, settle, unsent


@dataclass(frozen=True, slots=True)
class Connection:
    """What the plan must know of the client's connection; HTTP/1.0 has no chunked coding.

    `headers` are fields that the server adds to every answer on it.
    """

    chunked: bool = True
    keep_alive: bool = True
    headers: tuple[tuple[str, str], ...] = ()


DIRECT = Connection()
"""A connection of HTTP/1.1 that is kept."""


MOST_ITEMS = 200_000
"""Items of a stream (completion chunks, events, comments, pauses), so that memory is bounded."""

MOST_SEGMENTS = 500_000
"""Segments of an answer that is sent in segments of a size."""


class PlanTooLargeError(MockServerError):
    """An answer that would take too much memory; a stream can be long, and so can an echo."""


class FoldError(MockServerError):
    """A reply that has no meaning as one JSON body; the message names the step."""


def plan(
    reply: Reply,
    request: ChatRequest,
    dialect: Dialect,
    chance: Chance,
    connection: Connection = DIRECT,
) -> Plan:
    """The plan for one request.

    Raises FoldError where the request asks for one JSON body and the reply has none, RequestError
    where it asks a random step for what no provider would take or no value is found for,
    PlanTooLargeError where the answer has too many items or segments.
    """
    if reply.nonstream is not None and not request.stream:
        reply = reply.nonstream
    identity = Identity(base62(chance.stream("id"), 29), request.model)
    more = AfterScript(reply, request, chance)
    answer = _Answer(reply, dialect, identity, connection, more)
    if reply.end is not None:
        never = [unreached(fault, 0) for fault in reply.faults or ()]
        delay = pacing.head_of(reply.pace)
        before = (Pause(delay),) if delay else ()
        return Plan((*before, *ending(reply.end)), notes=tuple(never))
    if not reply.is_stream:
        return answer.without_stream()
    items = compile_reply(reply, request, dialect, chance)
    if len(items) > MOST_ITEMS:
        raise PlanTooLargeError(f"a stream of more than {MOST_ITEMS} items is not planned")
    planned = answer.stream(items) if request.stream else answer.folded(items)
    if not reply.is_random:
        return planned
    note = f"random words are those of Faker {words.version()}"
    return replace(planned, notes=(*planned.notes, note))


def refusal(
    problem: Failure,
    status: int,
    dialect: Dialect,
    connection: Connection = DIRECT,
) -> Plan:
    """The plan for a request that no reply answers: the dialect's error, which no SDK retries."""
    reply = Reply(status=status, headers={"x-should-retry": "false"})
    chance = Chance(0, "refusal", 0)
    identity = Identity(base62(chance.stream("id"), 29), "")
    more = AfterScript(reply, ChatRequest.of("", {}), chance)
    answer = _Answer(reply, dialect, identity, connection, more)
    return answer.error(dialect.refused(problem, status), status)


def _written_error(reply: Reply) -> Failure:
    if reply.error is not None:
        return failure(reply.error)
    return Failure(http1.reason(reply.status or 500) or "Error")


@dataclass(frozen=True, slots=True)
class _Answer:
    """One reply on its way out: what all stages after the script need."""

    reply: Reply
    dialect: Dialect
    identity: Identity
    connection: Connection
    more: AfterScript
    """Writes down the steps that faults bring along."""

    @property
    def patch(self) -> Patch | None:
        """What the reply changes in every completion chunk."""
        return patch(self.reply.with_, self.reply.omit)

    def stream(self, items: Iterable[ScriptItem]) -> Plan:
        """Completion chunks, then faults on events, then bytes."""
        framing = settle(self.reply.framing, chunked=self.connection.chunked)
        encoded = self._encoded(items)
        faults = of_level(self.reply.faults, "events")
        edited, notes = on_events.apply(encoded, faults, self._more)
        pieces = body.pieces(edited, framing, damaged)
        sent, never = self._with_faults(pieces, framing, self.reply.faults or ())
        whole = body.size(body.pieces(encoded, framing)) if framing.body is BodyCoding.LENGTH else 0
        return self._assemble(
            self.reply.status or 200,
            content_type(self.reply.framing),
            framing,
            sent,
            [*notes, *unsent(edited, framing), *never],
            fields(framing, sent, whole),
        )

    def _encoded(self, items: Iterable[ScriptItem]) -> list[WireItem]:
        return list(self.dialect.encode(items, self.identity, self.patch))

    def _more(self, steps: Sequence[Step]) -> list[WireItem]:
        return self._encoded(self.more(steps))

    def folded(self, items: Sequence[ScriptItem]) -> Plan:
        """One JSON body when the stream would have ended; an error in the stream is the answer."""
        if self.reply.framing is not None:
            raise FoldError("its framing has no meaning without a stream")
        _refuse_unfoldable(items, self.reply.faults or ())
        waited = sum(item.micros or 0 for item in items if isinstance(item, Pause))
        if any(item == End(Ending.STALL) for item in items):
            return Plan((Pause(None), End(Ending.STALL)))
        for item in items:
            if isinstance(item, Failure):
                return self.error(item, None, waited)
        chunks = [one.json for one in self._encoded(items) if isinstance(one, CompletionChunk)]
        if not all(map(foldable, chunks)):
            said = "what one of its steps (`chunk`, `delta` or a `with`) makes"
            raise FoldError(f"{said} has no meaning without a stream")
        return self._json(self.reply.status or 200, fold(chunks), waited)

    def without_stream(self) -> Plan:
        """A body as it is written, or an error."""
        status = self.reply.status
        if status in BODILESS:
            return self._sent_whole(status, None, [End(Ending.COMPLETE)])
        if self.reply.body is not None:
            data, kind = body_bytes(self.reply.body), "text/plain; charset=utf-8"
            return self._body(status or 200, data, kind)
        if self.reply.has_json:
            return self._json(status or 200, self.reply.json_)
        return self.error(_written_error(self.reply), status)

    def error(self, problem: Failure, status: int | None, waited: int = 0) -> Plan:
        """An error as JSON; its code is the status where none is given and it can be one."""
        if status is None:
            code = problem.code
            status = code if isinstance(code, int) and 400 <= code <= 599 else 500
        return self._json(status, self.dialect.error_body(problem, status), waited)

    def _json(self, status: int, json: Json, waited: int = 0) -> Plan:
        return self._body(status, dump_bytes(json), "application/json", waited)

    def _body(self, status: int, data: bytes, content_type: str, waited: int = 0) -> Plan:
        items: list[BodyItem] = [Piece(data), End(Ending.COMPLETE)]
        return self._sent_whole(status, content_type, items, waited)

    def _sent_whole(
        self,
        status: int,
        content_type: str | None,
        items: list[BodyItem],
        waited: int = 0,
    ) -> Plan:
        """One body, in which only those faults have a meaning that need no stream.

        Its length is told before it, unless it has no type and so no byte: that of what is sent
        where the body is whole, or else that of the body without faults.
        """
        senseless = streaming_only(self.reply.faults)
        faults = [one for one in self.reply.faults or () if one not in senseless]
        sent, notes = self._with_faults(items, ONE_BODY, faults)
        notes = [*map(no_stream, senseless), *notes]
        length = body.size(sent if sent[-1] == End(Ending.COMPLETE) else items)
        extra = {} if content_type is None else {"Content-Length": str(length)}
        return self._assemble(status, content_type, ONE_BODY, sent, notes, extra, waited)

    def _assemble(
        self,
        status: int,
        content_type: str | None,
        framing: Framing,
        sent: Sequence[BodyItem],
        notes: Iterable[str],
        extra: Mapping[str, str],
        waited: int = 0,
    ) -> Plan:
        size = self.reply.delivery and self.reply.delivery.bytes
        if size and body.size(sent) > size * MOST_SEGMENTS:
            raise PlanTooLargeError(f"a body in more than {MOST_SEGMENTS} segments is not planned")
        head = Head(status, self._headers(content_type, framing.body, extra))
        delay = pacing.head_of(self.reply.pace) + waited
        before = (Pause(delay), head) if delay else (head,)
        return delivered(before, sent, self.reply.delivery, notes, gzip=framing.gzip)

    def _with_faults(
        self, items: Sequence[BodyItem], framing: Framing, faults: Sequence[Fault]
    ) -> tuple[list[BodyItem], list[str]]:
        """The faults on bytes, and then those on socket bytes."""

        silent: list[str] = []

        def put(fault: Fault) -> list[BodyItem]:
            items = edit(fault, self._more)
            silent.extend(unsent(items, framing, inside=True))
            return body.inserted(items, framing, damaged)

        on_body, on_socket = of_level(faults, "bytes"), of_level(faults, "wire_bytes")
        sent, notes = on_bytes.apply(items, on_body, framing.body, put, gzip=framing.gzip)
        sent, never = on_wire.apply(sent, on_socket, put)
        return sent, [*notes, *never, *silent]

    def _headers(
        self, content_type: str | None, coding: BodyCoding, extra: Mapping[str, str]
    ) -> tuple[tuple[str, HeaderValue], ...]:
        """The header fields in order; one that the reply writes replaces the same one of ours."""
        fields = {} if content_type is None else {"Content-Type": content_type}
        fields["Cache-Control"] = "no-cache"
        fields |= self.dialect.headers(self.identity)
        fields |= extra
        fields |= dict(self.connection.headers)
        if coding is BodyCoding.CHUNKED:
            fields["Transfer-Encoding"] = "chunked"
        if not self.connection.keep_alive or coding is BodyCoding.CLOSE:
            fields["Connection"] = "close"
        written = {name.lower() for name in self.reply.headers}
        ours = {name: value for name, value in fields.items() if name.lower() not in written}
        said = ((name, header_value(value)) for name, value in self.reply.headers.items())
        return (*ours.items(), *said)


_UNFOLDABLE: dict[type, str] = {Raw: "raw", Wire: "wire", ServerSentEvent: "event"}


def _refuse_unfoldable(items: Iterable[ScriptItem], faults: Iterable[Fault]) -> None:
    for fault in streaming_only(faults):
        raise FoldError(f"its {describe(fault)} has no meaning without a stream")
    for item in items:
        if isinstance(item, End) and item.ending not in (Ending.COMPLETE, Ending.STALL):
            raise FoldError(f"its step `end: {item.ending}` has no meaning without a stream")
        if type(item) in _UNFOLDABLE:
            name = _UNFOLDABLE[type(item)]
            raise FoldError(f"its step `{name}` has no meaning without a stream")
        if isinstance(item, Pause) and item.gate is not None:
            raise FoldError("its step `gate` has no meaning without a stream")
