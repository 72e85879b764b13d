"""The steps of a reply's stream, as a scenario file says them; knows not what they become."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated, Any, ClassVar, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    Discriminator,
    Field,
    JsonValue,
    Tag,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from mockserver.source.diagnostics import closest, shorten
from mockserver.wire.instructions import Ending

from .values import JsonObject, PositiveDuration, Record, by_shape

EndingName = Annotated[Ending, Field(strict=False)]
Texts = Annotated[tuple[str, ...], Field(strict=False)]


class TextStep(Record):
    """Content of the answer."""

    text: Annotated[
        Annotated[str, Tag("<text>")] | Annotated[Texts, Tag("<list>")],
        by_shape("text, or a list of texts (one delta each)"),
    ]
    """The content: a text is cut into tokens, one delta each; a list gives the exact deltas."""


class ToolCall(Record):
    """One call of a tool."""

    name: str
    """The function's name."""
    arguments: Annotated[
        Annotated[str, Tag("<text>")] | Annotated[JsonObject, Tag("<mapping>")],
        by_shape("a mapping (sent as JSON text) or text (sent verbatim)"),
    ] = Field(default_factory=dict)
    """A mapping is sent as compact JSON text, a text verbatim; `""` sends the head alone."""
    id: str | None = None
    """The call's id; made from the seed where it is left out."""


class ToolCallsStep(Record):
    """Calls of tools, in fragments."""

    tool_calls: Annotated[tuple[ToolCall, ...], Field(strict=False, min_length=1, max_length=128)]
    """The calls, in the order of their indexes."""
    fragments: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    """Characters of argument text in each delta; one token each where it is left out."""
    interleave: bool = False
    """Whether the calls' fragments take turns."""


class FinishStep(Record):
    """The end of the choice."""

    finish: str
    """The finish_reason, verbatim."""


class Usage(Record):
    """Token counts; what is left out is counted."""

    prompt_tokens: Annotated[int, Field(ge=0)] | None = None
    """Tokens of the request; counted from its messages where left out."""
    completion_tokens: Annotated[int, Field(ge=0)] | None = None
    """Tokens of the answer; counted from the stream where left out."""
    total_tokens: Annotated[int, Field(ge=0)] | None = None
    """The sum of the two where left out."""
    prompt_tokens_details: JsonObject | None = None
    """Sent verbatim, e.g. `{cached_tokens: 12}`."""
    completion_tokens_details: JsonObject | None = None
    """Sent verbatim, e.g. `{reasoning_tokens: 5}`."""


class UsageStep(Record):
    """The usage tail: a completion chunk with empty choices."""

    usage: Usage
    """The counts; `{}` counts everything."""


class ErrorBody(Record):
    """An error in the dialect's shape."""

    message: str
    """What a person reads."""
    code: int | str | None = None
    """The dialect's code; where left out and the dialect wants a number, the status (or 500)."""
    type: str | None = None
    """OpenAI's error type, or OpenRouter's `metadata.error_type`."""
    param: str | None = None
    """OpenAI's name of the request parameter at fault."""
    metadata: JsonObject | None = None
    """OpenRouter's metadata, verbatim."""


class ErrorStep(Record):
    """An error in the middle of the stream; nothing is added after it."""

    error: ErrorBody
    """The error."""
    shape: Literal["chunk", "bare", "event"] | None = None
    """`chunk`: inside a whole completion chunk; `bare`: alone as data; `event`: named `error`."""


class ChunkStep(Record):
    """A literal completion chunk."""

    chunk: JsonObject
    """Merged over the envelope (id, object, created, model); lists replace, null stays null."""


class EventBody(Record):
    """A literal server-sent event."""

    nullable: ClassVar = frozenset({"data"})

    data: JsonValue = None
    """Text is sent verbatim (each line as a data line), anything else as compact JSON."""
    name: str | None = None
    """The `event` field."""
    id: str | None = None
    """The `id` field."""
    retry: Annotated[int, Field(ge=0)] | None = None
    """The `retry` field, in milliseconds."""
    lines: Texts | None = None
    """The event's lines verbatim, instead of all fields; the blank line follows by itself."""

    @model_validator(mode="after")
    def _something(self) -> EventBody:
        given = self.model_fields_set
        if not given or ("lines" in given and len(given) > 1):
            raise PydanticCustomError(
                "event", "an event has data, name, id or retry, or lines instead of all of them"
            )
        return self

    @field_validator("name", "id")
    @classmethod
    def _one_line(cls, value: str | None) -> str | None:
        if value is not None and any(c in value for c in "\r\n"):
            raise PydanticCustomError(
                "one_line", "this field is one line; line breaks need `lines`"
            )
        return value


class EventStep(Record):
    """A literal server-sent event."""

    event: EventBody
    """Its fields."""


class CommentStep(Record):
    """A comment, which clients ignore."""

    comment: str
    """The text after `: `; each line of it is one comment line."""
    own_event: bool = True
    """Whether a blank line follows."""


class Base64(Record):
    """Bytes as base64 text."""

    base64: str
    """Standard base64."""

    @field_validator("base64")
    @classmethod
    def _decodable(cls, value: str) -> str:
        try:
            base64.b64decode(value, validate=True)
        except (binascii.Error, ValueError):
            raise PydanticCustomError("base64", "not base64") from None
        return value

    @property
    def data(self) -> bytes:
        """The bytes."""
        return base64.b64decode(self.base64)


class RawStep(Record):
    """Bytes of the body, verbatim."""

    raw: Annotated[
        Annotated[str, Tag("<text>")] | Annotated[Base64, Tag("<mapping>")],
        by_shape("text, or {base64: …}"),
    ]
    """Text (sent as UTF-8) or `{base64: …}`."""


class DoneStep(Record):
    """The terminator; may be repeated and may stand anywhere."""

    nullable: ClassVar = frozenset({"done"})

    done: str | None = None
    """The data; `[DONE]` where nothing is written."""


class WaitStep(Record):
    """Silence that adds to the pace."""

    wait: PositiveDuration
    """How long."""


class StallSpec(Record):
    """Silence, with a comment now and then."""

    for_: Annotated[PositiveDuration | None, Field(alias="for")] = None
    """How long; for ever where it is left out."""
    comment: str | None = None
    """A comment that is sent again and again meanwhile."""
    every: PositiveDuration | None = None
    """The time between two of those comments."""

    @model_validator(mode="after")
    def _both_or_none(self) -> StallSpec:
        if not self.model_fields_set:
            raise PydanticCustomError("stall", "write `stall: forever`, or {for: 60s}")
        if (self.comment is None) != (self.every is None):
            raise PydanticCustomError("stall", "`comment` and `every` need each other")
        return self


def _forever(value: Any) -> Any:
    if isinstance(value, str) and value != "forever":
        context: dict[str, Any] = {"valid": ("forever", "{for: 60s}")}
        if value[:1].isdigit():
            context["hint"] = f"write {{for: {value}}}"
        raise PydanticCustomError("unknown_value", "unknown value", context)
    return value


Stall = Annotated[
    Annotated[Literal["forever"], BeforeValidator(_forever), Tag("<text>")]
    | Annotated[StallSpec, Tag("<mapping>")],
    by_shape("`forever`, or a mapping with for, comment, every"),
]


class StallStep(Record):
    """Silence, for ever or for a time, with a comment now and then."""

    stall: Stall
    """`forever`, or `{for: 60s, comment: keepalive, every: 15s}`."""


class EndStep(Record):
    """What happens to the connection here; nothing follows."""

    end: EndingName
    """complete, truncate, reset, half_close or stall."""


STEPS: dict[str, type[Record]] = {
    "text": TextStep,
    "tool_calls": ToolCallsStep,
    "finish": FinishStep,
    "usage": UsageStep,
    "error": ErrorStep,
    "chunk": ChunkStep,
    "event": EventStep,
    "comment": CommentStep,
    "raw": RawStep,
    "done": DoneStep,
    "wait": WaitStep,
    "stall": StallStep,
    "end": EndStep,
}
"""Each step key with its step; the one table of steps."""


def _step_tag(value: Any) -> str | None:
    if isinstance(value, BaseModel):
        return next((f"<{key}>" for key, kind in STEPS.items() if type(value) is kind), None)
    keys = [key for key in STEPS if key in value]
    return f"<{keys[0]}>" if len(keys) == 1 else None


def _step_hint(value: Any) -> str | None:
    """What to write instead of a step that is no mapping."""
    word, _, rest = value.partition(":") if isinstance(value, str) else ("", "", "")
    if word in STEPS and rest:
        return f"write a space after the colon: {word}: {shorten(rest)}"
    if word.split(" ")[0] in STEPS and " " in word:
        key, _, rest = word.partition(" ")
        return f"write a colon: {key}: {shorten(rest)}"
    return f"write `- {word}:`" if word in STEPS else None


def _no_step_key(value: dict[str, Any]) -> PydanticCustomError:
    """Points at the key that was probably meant to be the step key."""
    keys = list(value)
    if not keys:
        return PydanticCustomError(
            "unknown_step", "a step has one step key", {"valid": tuple(STEPS)}
        )
    modifiers = {key for step in STEPS.values() for key in step.model_fields} - set(STEPS)
    candidates = [key for key in keys if key not in modifiers] or keys
    likely = next((key for key in candidates if closest(key, tuple(STEPS))), candidates[0])
    context = {"key": likely, "valid": tuple(STEPS)}
    return PydanticCustomError("unknown_step", "unknown step", context)


def _one_step_key(value: Any) -> Any:
    """Refuses what is no mapping with exactly one step key, with words that help."""
    if isinstance(value, BaseModel):
        return value
    if not isinstance(value, dict):
        raise PydanticCustomError(
            "step", "expected a step, such as `text: Hello`", {"hint": _step_hint(value)}
        )
    keys = [key for key in STEPS if key in value]
    if len(keys) > 1:
        raise PydanticCustomError(
            "two_step_keys",
            "a step has one step key, this one has {found}",
            {
                "found": " and ".join(keys),
                "key": keys[1],
                "hint": "begin each step with `- `",
            },
        )
    if not keys:
        raise _no_step_key(value)
    return value


Step = Annotated[
    Annotated[TextStep, Tag("<text>")]
    | Annotated[ToolCallsStep, Tag("<tool_calls>")]
    | Annotated[FinishStep, Tag("<finish>")]
    | Annotated[UsageStep, Tag("<usage>")]
    | Annotated[ErrorStep, Tag("<error>")]
    | Annotated[ChunkStep, Tag("<chunk>")]
    | Annotated[EventStep, Tag("<event>")]
    | Annotated[CommentStep, Tag("<comment>")]
    | Annotated[RawStep, Tag("<raw>")]
    | Annotated[DoneStep, Tag("<done>")]
    | Annotated[WaitStep, Tag("<wait>")]
    | Annotated[StallStep, Tag("<stall>")]
    | Annotated[EndStep, Tag("<end>")],
    Discriminator(_step_tag, custom_error_type="step", custom_error_message="not a step"),
    BeforeValidator(_one_step_key),
]
