"""The faults of a stream, as a scenario file has them: one place and one action; knows no stream.

Which action fits which place stands in one table, `FITTING`. A place is a gap (between two items,
or between two bytes) or an item (a completion chunk, an event).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from mockserver.wire.events import DamageKind
from mockserver.wire.inside import Inside
from mockserver.wire.instructions import Ending

from .literals import EventBody, WireStep
from .speech import ErrorBody
from .steps import Step
from .timing import EndingName, Stall, StallSpec, WaitStep
from .values import ONE_KEY, JsonObject, Position, PositiveDuration, Record

Kind = Literal["chunks", "events", "bytes", "wire_bytes", "inside", "chunk", "event"]
"""What a place counts."""

KINDS_OF: dict[str, tuple[Kind, ...]] = {
    "after": ("chunks", "events", "bytes", "wire_bytes"),
    "at": ("chunk", "event"),
    "inside": ("inside",),
}
"""The three keys that say a place, and what each counts."""

_GAPS: tuple[Kind, ...] = ("chunks", "events", "bytes", "inside")
_SOCKET: tuple[Kind, ...] = ("wire_bytes",)
_ITEMS: tuple[Kind, ...] = ("chunk", "event")

FITTING: dict[str, tuple[Kind, ...]] = {
    "end": _GAPS + _SOCKET,
    "stall": _GAPS + _SOCKET,
    "wait": _GAPS + _SOCKET,
    "error": _GAPS,
    "insert": _GAPS + _SOCKET,
    "drop": _ITEMS,
    "duplicate": _ITEMS,
    "swap_next": _ITEMS,
    "replace": _ITEMS,
    "corrupt": _ITEMS,
}
"""Each action, and the places that it fits; between socket bytes only silence and socket bytes."""


class Gap(Record):
    """A gap in the stream; exactly one count."""

    model_config = ONE_KEY

    chunks: Position | None = None
    """After so many completion chunks."""
    events: Position | None = None
    """After so many events: completion chunks, literal events and the terminator."""
    bytes: Position | None = None
    """After so many bytes of the body (after content coding, before the chunked coding)."""
    wire_bytes: Position | None = None
    """After so many socket bytes behind the head, the chunked coding included."""

    @model_validator(mode="after")
    def _exactly_one(self) -> Gap:
        if len(self.model_fields_set) != 1:
            raise PydanticCustomError(
                "place",
                "a place is exactly one of chunks, events, bytes, wire_bytes, with a number",
            )
        return self


class Item(Record):
    """An item of the stream; exactly one number."""

    model_config = ONE_KEY

    chunk: Position | None = None
    """The completion chunk of this number."""
    event: Position | None = None
    """The event of this number: a completion chunk, a literal event or the terminator."""

    @model_validator(mode="after")
    def _exactly_one(self) -> Item:
        if len(self.model_fields_set) != 1:
            raise PydanticCustomError(
                "place", "a place is exactly one of chunk, event, with a number"
            )
        return self


class Part(Record):
    """A part of the stream, to look only there; exactly one number."""

    model_config = ONE_KEY

    chunk: Position | None = None
    """The completion chunk of this number."""
    event: Position | None = None
    """The event of this number."""
    tool_fragment: Position | None = None
    """The fragment of this number of tool calls' argument text, counted over the whole stream."""

    @model_validator(mode="after")
    def _exactly_one(self) -> Part:
        if len(self.model_fields_set) != 1:
            raise PydanticCustomError(
                "place", "a place is exactly one of chunk, event, tool_fragment, with a number"
            )
        return self


def _yes(value: bool) -> bool:  # noqa: FBT001 - pydantic calls it
    if not value:
        raise PydanticCustomError("unknown_value", "this is `true`, or the fault is left out")
    return value


Yes = Annotated[bool, AfterValidator(_yes), WithJsonSchema({"const": True})]


Inserted = Annotated[tuple[Step, ...], Field(strict=False, min_length=1, max_length=1000)]


class _Event(dict[str, Any]):
    """What replaces an event, told apart from what is laid over a chunk."""


def _replacement(value: Any) -> Any:
    return "<event>" if isinstance(value, _Event | EventBody) else "<chunk>"


Replacement = Annotated[
    Annotated[JsonObject, Field(min_length=1), Tag("<chunk>")]
    | Annotated[EventBody, Tag("<event>")],
    Discriminator(_replacement),
    WithJsonSchema({"type": "object", "minProperties": 1}),
]


def _one_required(keys: Iterable[str]) -> JsonObject:
    return {"oneOf": [{"required": [key]} for key in keys]}


class Fault(Record):
    """One place and one action."""

    model_config = ConfigDict(
        json_schema_extra={"allOf": [_one_required(KINDS_OF), _one_required(FITTING)]}
    )

    after: Gap | None = None
    """The gap after so many of something."""
    at: Item | None = None
    """A completion chunk or an event."""
    inside: Inside | None = None
    """The gap inside something that belongs together."""
    nth: Position | None = None
    """Beside `inside`: which one of them. Default: 1."""
    of: Part | None = None
    """Beside `inside`: look only in this part of the stream. Default: the whole body."""

    end: EndingName | None = None
    """At a gap: what happens to the connection there; the rest is not sent."""
    stall: Stall | None = None
    """At a gap: silence; for ever, or for a time, after which the stream goes on."""
    wait: PositiveDuration | None = None
    """At a gap: so much silence; all that follows is later by it."""
    error: ErrorBody | None = None
    """At a gap: an error in the dialect's shape, and the end of the stream."""
    insert: Inserted | None = None
    """At a gap: more steps, sent there at once."""
    drop: Yes | None = None
    """At an item: it is not sent; what follows keeps its time."""
    duplicate: Yes | None = None
    """At an item: it is sent twice, the second right behind the first."""
    swap_next: Yes | None = None
    """At an item: it and the next one of its kind change places."""
    replace: Replacement | None = None
    """At a chunk: keys laid over its JSON. At an event: the event that is sent instead."""
    corrupt: DamageKind | None = None
    """At an item. `json`: its data is cut so that it is no JSON; `utf8`: it is no UTF-8."""

    @field_validator("replace", mode="before")
    @classmethod
    def _by_place(cls, value: Any, info: ValidationInfo) -> Any:
        at = info.data.get("at")
        meant = isinstance(at, Item) and at.event is not None
        return _Event(value) if meant and isinstance(value, dict) else value

    @model_validator(mode="after")
    def _one_place_and_one_action(self) -> Fault:
        self._one_of("place", KINDS_OF)
        for key in ("nth", "of"):
            if getattr(self, key) is not None and self.inside is None:
                message = f"`{key}` stands beside `inside` alone"
                raise PydanticCustomError("fault", message, {"key": key})
        action = self._one_of("action", FITTING)
        if self.kind not in FITTING[action]:
            raise PydanticCustomError(
                "fault",
                f"this action does not fit {_WORDS[self.kind]}",
                {"key": action, "valid": fitting(self.kind), "hint": _needs(action)},
            )
        self._possible_between_socket_bytes()
        return self

    def _one_of(self, what: str, keys: Iterable[str]) -> str:
        given = [key for key in keys if getattr(self, key) is not None]
        if len(given) == 1:
            return given[0]
        found = " and ".join(given) or "none"
        context = {"key": given[1]} if given else {"valid": tuple(keys)}
        message = f"a fault has exactly one {what}, this one has {found}"
        raise PydanticCustomError("fault", message, context)

    def _possible_between_socket_bytes(self) -> None:
        """There is no room for an HTTP chunk: neither for the last one nor for a comment's."""
        if self.kind not in _SOCKET:
            return
        if self.end is Ending.COMPLETE:
            message = "no body can be made whole between two socket bytes"
            hint = "use truncate, reset, half_close or stall"
            raise PydanticCustomError("fault", message, {"key": "end", "hint": hint})
        if isinstance(self.stall, StallSpec) and self.stall.comment is not None:
            message = "no comment can be sent between two socket bytes"
            raise PydanticCustomError("fault", message, {"key": "stall"})
        if not all(isinstance(step, WireStep | WaitStep) for step in self.insert or ()):
            message = "only `wire` and `wait` can be inserted between two socket bytes"
            raise PydanticCustomError("fault", message, {"key": "insert"})

    @property
    def kind(self) -> Kind:
        """What its place counts."""
        if self.inside is not None:
            return "inside"
        counts = self.after or self.at
        assert counts is not None
        return next(
            kind
            for kind in KINDS_OF["after" if self.after else "at"]
            if getattr(counts, kind) is not None
        )

    @property
    def position(self) -> int:
        """The number at its place, 1-based."""
        return (self.nth or 1) if self.inside else getattr(self.after or self.at, self.kind)

    @property
    def action(self) -> str:
        """The key of its action."""
        return next(key for key in FITTING if getattr(self, key) is not None)


def fitting(kind: Kind) -> tuple[str, ...]:
    """The actions that fit a place of this kind."""
    return tuple(action for action, kinds in FITTING.items() if kind in kinds)


_WORDS: dict[Kind, str] = {
    "chunks": "a gap",
    "events": "a gap",
    "bytes": "a gap",
    "inside": "a gap",
    "wire_bytes": "a gap between socket bytes",
    "chunk": "a completion chunk",
    "event": "an event",
}


def _needs(action: str) -> str:
    """What to write as a place for an action, for people."""
    kinds = FITTING[action]
    keys = {key: [kind for kind in counts if kind in kinds] for key, counts in KINDS_OF.items()}
    places = [f"{key}: {{{kind}: …}}" for key in ("after", "at") for kind in keys[key]]
    return f"write {', '.join(places[:-1])} or {places[-1]}"
