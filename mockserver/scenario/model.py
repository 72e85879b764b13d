"""The scenario file as frozen records: every key, its type, its default; knows no file and no wire.

The JSON Schema that editors use is made from these records, and so are the messages of `check`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from mockserver.source.tree import Node

from .speech import ErrorBody
from .steps import Step
from .timing import EndingName, Stall
from .values import (
    ONE_KEY,
    Duration,
    HeaderName,
    HeaderText,
    Pattern,
    Position,
    Record,
    by_shape,
    one_of,
)

DialectName = Literal["openai", "openrouter"]
Steps = Annotated[tuple[Step, ...], Field(strict=False, max_length=100_000)]


class Automatic(Record):
    """What the server adds by itself; what is left out comes from the dialect."""

    role: Literal["own_chunk", "first_delta", "every_chunk", "none"] | None = None
    """Where the role goes: a chunk of its own, the first delta, every chunk, nowhere."""
    finish: Literal["own_chunk", "last_delta", "none"] | None = None
    """Where a missing finish_reason goes."""
    usage: Literal["asked", "always", "none"] | None = None
    """When a missing usage tail is added; `asked` is by `stream_options.include_usage`."""
    done: bool | None = None
    """Whether `[DONE]` is added."""
    comments: bool | None = None
    """Whether the provider's comments before the first completion chunk are added."""


NOTHING = Automatic(role="none", finish="none", usage="none", done=False, comments=False)


def _none_is_nothing(value: Any) -> Any:
    if value == "none":
        return NOTHING.model_dump()
    if isinstance(value, str):
        keys = ", ".join(Automatic.model_fields)
        message = "expected `none`, or a mapping with some of {keys}"
        raise PydanticCustomError("wrong_type", message, {"keys": keys})
    return value


AutomaticKey = Annotated[
    Automatic,
    BeforeValidator(_none_is_nothing, json_schema_input_type=Literal["none"] | Automatic),
]


class Pace(Record):
    """When completion chunks leave, counted from the arrival of the request."""

    head: Duration | None = None
    """When the head leaves (0s)."""
    ttft: Duration | None = None
    """When the first completion chunk leaves; not before the head (0s)."""
    itl: Duration | None = None
    """The time from one completion chunk to the next (0s)."""


class Delivery(Record):
    """How the body's bytes are cut into segments."""

    bytes: Position | None = None
    """Body bytes in each segment."""
    pause: Duration | None = None
    """The time between two segments (1ms where `bytes` is given)."""


class Place(Record):
    """A gap in the stream; exactly one count."""

    model_config = ONE_KEY

    chunks: Position | None = None
    """After so many completion chunks."""
    events: Position | None = None
    """After so many events: completion chunks, literal events and the terminator."""
    bytes: Position | None = None
    """After so many bytes of the body (before the chunked coding)."""

    @model_validator(mode="after")
    def _exactly_one(self) -> Place:
        if len(self.model_fields_set) != 1:
            raise PydanticCustomError(
                "place", "a place is exactly one of chunks, events, bytes, with a number"
            )
        return self


class Fault(Record):
    """One place and one action."""

    model_config = one_of("end", "stall")

    after: Place
    """Where."""
    end: EndingName | None = None
    """What happens to the connection there; the rest is not sent."""
    stall: Stall | None = None
    """Silence there; for ever, or for a time, after which the stream goes on."""

    @model_validator(mode="after")
    def _one_action(self) -> Fault:
        if (self.end is None) == (self.stall is None):
            raise PydanticCustomError("fault", "a fault has exactly one action: end or stall")
        return self


class Manner(Record):
    """How a reply is sent: keys that a reply and, as defaults, the file may have."""

    automatic: AutomaticKey | None = None
    """What the server adds by itself: `none`, or a mapping."""
    pace: Pace | None = None
    """When completion chunks leave."""
    delivery: Delivery | None = None
    """How bytes are cut into segments."""
    faults: Annotated[tuple[Fault, ...], Field(strict=False)] | None = None
    """Cuts and stalls at places of the stream."""


class Reply(Manner):
    """The answer to one request: a stream, an error before it, or an end before any head."""

    status: Annotated[int, Field(ge=200, le=599)] | None = None
    """The HTTP status (200 for a stream, 500 for an error)."""
    headers: dict[HeaderName, HeaderText] = Field(default_factory=dict)
    """Header fields, added to the dialect's; the same name replaces."""
    error: ErrorBody | None = None
    """An error before the stream, as JSON in the dialect's shape."""
    stream: Steps | None = None
    """The script, from top to bottom."""
    end: EndingName | None = None
    """The connection ends so before any head."""

    @model_validator(mode="after")
    def _one_answer(self) -> Reply:
        given = [key for key in ("stream", "error", "end") if getattr(self, key) is not None]
        if len(given) > 1:
            raise PydanticCustomError(
                "reply",
                "a reply is one of stream, error, end; this one has {found}",
                {"found": " and ".join(given), "key": given[1]},
            )
        if not given and (self.status is None or self.status < 400):
            raise PydanticCustomError(
                "reply", "a reply needs stream, error or end, or a status of 400 or more"
            )
        return self


ReplyKey = Annotated[
    Annotated[Steps, Tag("<list>")] | Annotated[Reply, Tag("<mapping>")],
    by_shape("a list of steps, or a mapping with stream, status, error, end …"),
]
"""A reply; a bare list is its stream."""


class Match(Record):
    """Conditions on the request; all must hold."""

    model: Pattern | None = None
    """The request's model; plain text is a glob."""
    last_user: Pattern | None = None
    """The text of the last message with role user."""


class ScenarioFile(Manner):
    """One scenario file."""

    model_config = one_of("reply", "replies")

    about: str | None = None
    """What this scenario shows, for people."""
    dialect: DialectName | None = None
    """The JSON shapes of a provider, where the request's path does not say."""
    seed: int | None = None
    """The seed of all chance in this file, instead of the server's."""
    match: Match | None = None
    """Which requests it answers (besides those whose model is its name)."""
    reply: ReplyKey | None = None
    """The one reply."""
    replies: (
        Annotated[tuple[ReplyKey, ...], Field(strict=False, min_length=1, max_length=1000)] | None
    ) = None
    """Replies to the first, the second … request; the last one repeats."""

    @model_validator(mode="after")
    def _reply_or_replies(self) -> ScenarioFile:
        if self.reply is None and self.replies is None:
            raise PydanticCustomError("scenario", "a scenario needs `reply:` or `replies:`")
        if self.reply is not None and self.replies is not None:
            message = "a scenario has reply or replies, this one has both"
            raise PydanticCustomError("scenario", message, {"key": "replies"})
        return self


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario ready to answer: its name, and replies with the file's defaults merged in.

    `path` and `root` are the file it is from and what is written there; both may be missing.
    """

    name: str
    replies: tuple[Reply, ...]
    about: str = ""
    dialect: DialectName | None = None
    seed: int | None = None
    match: Match | None = None
    path: str = ""
    root: Node | None = field(default=None, compare=False, repr=False)


def build(name: str, file: ScenarioFile, path: str = "", root: Node | None = None) -> Scenario:
    """The scenario that a file says; the file's manner is laid under each reply, key by key."""
    written = file.replies if file.replies is not None else (file.reply,)
    replies = tuple(
        _with_defaults(one if isinstance(one, Reply) else Reply(stream=one), file)
        for one in written
    )
    about = file.about or ""
    return Scenario(name, replies, about, file.dialect, file.seed, file.match, path, root)


def _with_defaults(reply: Reply, file: ScenarioFile) -> Reply:
    merged: dict[str, Any] = {}
    for key in Manner.model_fields:
        own, default = getattr(reply, key), getattr(file, key)
        if isinstance(own, Record) and isinstance(default, Record):
            merged[key] = default.model_copy(
                update={k: v for k in own.model_fields_set if (v := getattr(own, k)) is not None}
            )
        elif own is None:
            merged[key] = default
    return reply.model_copy(update=merged)
