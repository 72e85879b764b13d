"""The scenario file as frozen records: every key, its type, its default; knows no file and no wire.

The JSON Schema that editors use is made from these records, and so are the messages of `check`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field, JsonValue, Tag, model_validator
from pydantic_core import PydanticCustomError

from mockserver.source.tree import Node

from .answers import ANSWERS, BodyKey, HeaderValue, check_answer
from .chance import random_steps
from .expect import Expect
from .faults import Fault
from .framing import Delivery, Framing
from .labels import Source, Tags
from .match import Match
from .modifiers import Omit, With
from .pace import PaceKey
from .rules import Ignore
from .speech import ErrorBody
from .steps import RepeatStep, Step
from .timing import EndingName, StallSpec, StallStep
from .values import (
    HeaderName,
    Position,
    Record,
    by_shape,
    one_of,
    written_by,
)

DialectName = Literal["openai", "openrouter"]
AfterLast = Literal["repeat", "cycle", "refuse"]
Steps = Annotated[tuple[Step, ...], Field(strict=False, max_length=100_000)]


class Automatic(Record):
    """What the server adds by itself; what is left out comes from the dialect."""

    role: Literal["own_chunk", "first_delta", "every_chunk", "none"] | None = None
    """Where the role goes: a chunk of its own, the first delta, every chunk, nowhere. Default: the
    dialect's."""
    finish: Literal["own_chunk", "last_delta", "none"] | None = None
    """Where a missing finish_reason goes. Default: the dialect's."""
    usage: Literal["asked", "always", "none"] | None = None
    """When a missing usage tail is added; `asked` is by `stream_options.include_usage`.
    Default: the dialect's."""
    done: bool | None = None
    """Whether `[DONE]` is added. Default: the dialect's."""
    comments: bool | None = None
    """Whether the provider's comments before the first completion chunk are added. Default: the
    dialect's."""


NOTHING = Automatic.model_construct(  # without a validator, which is made when a file needs it
    role="none", finish="none", usage="none", done=False, comments=False
)


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


class Manner(Record):
    """How a reply is sent: keys that a reply and, as defaults, the file may have."""

    automatic: AutomaticKey | None = None
    """What the server adds by itself: `none`, or a mapping. Default: as the dialect does it."""
    with_: Annotated[With | None, Field(alias="with")] = None
    """JSON merged over every completion chunk."""
    omit: Omit | None = None
    """Keys left out of every completion chunk: `[chunk.id, delta.role]`."""
    pace: PaceKey | None = None
    """When completion chunks leave: a mapping, or the name of a preset. Default: at once."""
    framing: Framing | None = None
    """How the items of a stream become bytes. Default: as the providers send them."""
    delivery: Delivery | None = None
    """How bytes are cut into segments. Default: only at pauses."""
    faults: Annotated[tuple[Fault, ...], Field(strict=False)] | None = None
    """Cuts, silences, insertions and damage at places of the stream."""


class ChoiceScript(Record):
    """The script of one choice of several."""

    stream: Steps
    """The script, from top to bottom; its steps speak for this choice."""

    @model_validator(mode="after")
    def _silent_stalls(self) -> ChoiceScript:
        """A stall for a time holds its choice alone, so others may send while it lasts."""
        if any(_sends_comments(step) for step in self.stream):
            message = "a stall for a time has no comments in one of several choices"
            hint = "write `keep_alive` in `pace`"
            raise PydanticCustomError("stall", message, {"key": "stream", "hint": hint})
        return self


def _sends_comments(step: Step) -> bool:
    if isinstance(step, RepeatStep):
        return any(map(_sends_comments, step.repeat.steps))
    stall = step.stall if isinstance(step, StallStep) else None
    return isinstance(stall, StallSpec) and None not in (stall.for_, stall.comment)


class Reply(Manner):
    """The answer to one request: a stream, an error, a body, or an end before any head."""

    nullable: ClassVar[frozenset[str]] = frozenset({"json_", "json"})

    status: Annotated[int, Field(ge=200, le=599)] | None = None
    """The HTTP status. Default: 200; of an error its `code`, if that is 400 to 599, or 500."""
    headers: dict[HeaderName, HeaderValue] = Field(default_factory=dict)
    """Header fields, added to the dialect's; the same name replaces. `{date_in: 2s}` is a date."""
    error: ErrorBody | None = None
    """An error before the stream, as JSON in the dialect's shape."""
    stream: Steps | None = None
    """The script, from top to bottom."""
    choices: (
        Annotated[tuple[ChoiceScript, ...], Field(strict=False, min_length=1, max_length=128)]
        | None
    ) = None
    """A script for each choice, merged by planned time; the request's `n` says how many go out."""
    json_: Annotated[JsonValue, Field(alias="json")] = None
    """A JSON value, sent as it is with status 200 (application/json)."""
    body: BodyKey | None = None
    """A body verbatim: text or `{base64: …}`; text/plain unless `headers` say otherwise."""
    end: EndingName | None = None
    """The connection ends so before any head: truncate, reset, half_close or stall."""
    nonstream: Reply | None = None
    """What answers instead where the request asks for no stream: an error, json, body or end."""

    @model_validator(mode="after")
    def _one_answer(self) -> Reply:
        given = {key for key, field in ANSWERS.items() if self._has(field)}
        if self.nonstream is not None and not self.nonstream.is_one_body:
            message = "what answers a request without a stream is an error, json, body or end"
            raise PydanticCustomError("reply", message, {"key": "nonstream"})
        check_answer(given, self.status, self.end, headers=bool(self.headers), body=self.body)
        return self

    @property
    def has_json(self) -> bool:
        """Whether a JSON value is written; null is one."""
        return "json_" in self.model_fields_set

    @property
    def is_stream(self) -> bool:
        """Whether it is a stream."""
        return self.stream is not None or self.choices is not None

    @property
    def is_one_body(self) -> bool:
        """Whether it is an error, a body or an end, for streamed and other requests alike."""
        return not self.is_stream and self.nonstream is None

    @cached_property
    def is_random(self) -> bool:
        """Whether a step of it is random, so that its chance depends on the request, too."""
        return any(random_steps(self))

    def _has(self, field: str) -> bool:
        return self.has_json if field == "json_" else getattr(self, field) is not None


class Entry(Reply):
    """One of several replies: which requests it answers, and how often."""

    when: Match | None = None
    """Conditions on the request; all must hold. Default: it always answers."""
    times: Position | None = None
    """How often it answers. Default: once; without end where it has `when`."""
    expect: Expect | None = None
    """What a correct client ends with when it gets this reply."""


ReplyKey = Annotated[
    Annotated[Steps, Tag("<list>")] | Annotated[Reply, Tag("<mapping>")],
    by_shape("a list of steps, or a mapping with stream, status, error, end …"),
]
"""A reply; a bare list is its stream."""


EntryKey = Annotated[
    Annotated[Steps, Tag("<list>")] | Annotated[Entry, Tag("<mapping>")],
    by_shape("a list of steps, or a mapping with stream, when, times, status, error …"),
]
"""One of several replies; a bare list is its stream."""


class ScenarioFile(Manner):
    """One scenario file."""

    model_config = one_of("reply", "replies")

    about: str | None = None
    """What this scenario shows, for people."""
    source: Source | None = None
    """The evidence: where such a stream was seen; a link or a text, or a list of them."""
    tags: Tags | None = None
    """Words to find it by: `mockserver list --tag …`."""
    ignore: Ignore | None = None
    """Names of warnings that `check` does not show for this file."""
    dialect: DialectName | None = None
    """The JSON shapes of a provider, whatever the request's path. Default: the path's (`openai` in
    `render`)."""
    seed: Annotated[int, Field(ge=-(2**63), lt=2**63)] | None = None
    """The seed of all chance in this file. Default: the server's, which is 0."""
    match: Match | None = None
    """Which requests it answers, besides those whose model is its name. Default: only those."""
    reply: ReplyKey | None = None
    """The one reply."""
    expect: Expect | None = None
    """What a correct client ends with when it gets the one `reply`."""
    replies: (
        Annotated[tuple[EntryKey, ...], Field(strict=False, min_length=1, max_length=1000)] | None
    ) = None
    """Replies; the first whose `when` holds and that is not used up answers.

    Without `times`, one is used up after one answer, one with `when` never.
    """
    after_last: AfterLast | None = None
    """Once all replies that hold are used up: the last of them repeats (`repeat`), they begin anew
    (`cycle`), or the request is refused (`refuse`). Default: `repeat`."""

    @model_validator(mode="after")
    def _reply_or_replies(self) -> ScenarioFile:
        if self.reply is None and self.replies is None:
            raise PydanticCustomError("scenario", "a scenario needs `reply:` or `replies:`")
        if self.reply is not None and self.replies is not None:
            message = "a scenario has reply or replies, this one has both"
            raise PydanticCustomError("scenario", message, {"key": "replies"})
        if self.expect is not None and self.replies is not None:
            message = "with `replies`, `expect` stands in each of them"
            raise PydanticCustomError("scenario", message, {"key": "expect"})
        if self.after_last is not None and self.replies is None:
            message = "`after_last` has a meaning beside `replies` alone"
            raise PydanticCustomError("scenario", message, {"key": "after_last"})
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
    after_last: AfterLast = "repeat"
    source: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    expects: tuple[Expect | None, ...] = ()
    """What a correct client ends with, for each reply; () where nothing is said."""
    path: str = ""
    root: Node | None = field(default=None, compare=False, repr=False)

    @property
    def is_simple(self) -> bool:
        """Whether its one reply answers every request for it, so that nothing is counted."""
        if len(self.replies) != 1 or self.after_last != "repeat":
            return False
        return type(self.replies[0]) is Reply

    def to_yaml(self) -> str:
        """The text of a scenario file; `parse` makes an equal scenario of it."""
        return written_by(self)


def build(name: str, file: ScenarioFile, path: str = "", root: Node | None = None) -> Scenario:
    """The scenario that a file says; the file's manner is laid under each reply, key by key."""
    written = file.replies if file.replies is not None else (file.reply,)
    kind = Reply if file.replies is None else Entry
    replies = tuple(
        # A bare list was checked already, and a stream alone breaks no rule of a reply.
        _with_defaults(one if isinstance(one, Reply) else kind.model_construct(stream=one), file)
        for one in written
    )
    expects = tuple(one.expect if isinstance(one, Entry) else file.expect for one in written)
    return Scenario(
        name,
        replies,
        about=file.about or "",
        dialect=file.dialect,
        seed=file.seed,
        match=file.match,
        after_last=file.after_last or "repeat",
        source=(file.source,) if isinstance(file.source, str) else file.source or (),
        tags=file.tags or (),
        expects=expects,
        path=path,
        root=root,
    )


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
