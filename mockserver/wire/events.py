"""What a stream is made of before it is bytes, from the script's words down to literal bytes.

Three vocabularies, each of which may also hold the items of the later ones, so that any oddity can
be written down literally:

* script items (`Delta`, `LiteralDelta`, `UsageTail`, `Failure`), which know no provider;
* `CompletionChunk`, the JSON of one `chat.completion.chunk`, which a dialect makes of them;
* `ServerSentEvent`, `Done`, `Comment`, `Raw`, which are ready to be bytes.

`Pause` and `End` from `instructions` stand between them at every stage.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from .instructions import End, Pause
from .json_text import Json, JsonObject


@dataclass(frozen=True, slots=True)
class ToolCallPart:
    """A part of one tool call: its head (id and name) and a fragment of its argument text."""

    index: int
    id: str | None = None
    name: str | None = None
    arguments: Json = None


@dataclass(frozen=True, slots=True)
class Patch:
    """JSON merged over a completion chunk, and paths of keys that are left out of it."""

    chunk: JsonObject = field(default_factory=dict)
    choice: JsonObject = field(default_factory=dict)
    delta: JsonObject = field(default_factory=dict)
    omit: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reasoning:
    """A part of the model's reasoning; where `field` or `details` is None, the dialect decides."""

    text: str | None
    field: Literal["reasoning", "reasoning_content", "both"] | None = None
    details: tuple[JsonObject, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Paced:
    """What all items share that leave on the pace: their own gap before them, and a patch."""

    gap: int | None = None
    patch: Patch | None = None


@dataclass(frozen=True, slots=True)
class Delta(Paced):
    """One completion chunk of one choice, in the script's words; `None` parts are left out."""

    choice: int = 0
    role: bool = False
    text: str | None = None
    tool_call: ToolCallPart | None = None
    finish: str | None = None
    logprobs: tuple[JsonObject, ...] | None = None
    """The entries of its text or refusal, in the wire's shape."""
    reasoning: Reasoning | None = None
    refusal: str | None = None
    usage: UsageTail | None = None


@dataclass(frozen=True, slots=True)
class LiteralDelta(Paced):
    """The `delta` of one choice as its author wrote it; null is sent as null."""

    choice: int
    json: JsonObject | None


@dataclass(frozen=True, slots=True)
class UsageTail(Paced):
    """Token counts of the whole answer, in a completion chunk with empty choices."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int
    details: JsonObject = field(default_factory=dict)
    place: Literal["tail", "finish", "every_chunk"] = "tail"


@dataclass(frozen=True, slots=True)
class Failure(Paced):
    """An error in the provider's words; `shape` is None where the dialect decides.

    Unless it `continues`, the stream ends with it.
    """

    message: str
    code: int | str | None = None
    type: str | None = None
    param: str | None = None
    metadata: JsonObject | None = None
    shape: Literal["chunk", "bare", "event"] | None = None
    continues: bool = False


@dataclass(frozen=True, slots=True)
class LiteralChunk(Paced):
    """A completion chunk as its author wrote it; the envelope is still to be laid under it."""

    json: JsonObject


@dataclass(frozen=True, slots=True)
class CompletionChunk:
    """The whole JSON of one `chat.completion.chunk`."""

    json: JsonObject


@dataclass(frozen=True, slots=True)
class ServerSentEvent:
    """One server-sent event; `lines`, where given, are its lines verbatim instead of the fields.

    https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
    """

    data: str | None = None
    name: str | None = None
    id: str | None = None
    retry: int | None = None
    lines: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment; with `own_event` a blank line follows it."""

    text: str
    own_event: bool = True


@dataclass(frozen=True, slots=True)
class Raw:
    """Bytes of the body, verbatim."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Wire:
    """Socket bytes, verbatim, below the coding of the body and in no HTTP chunk."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Done:
    """The terminator of the stream; a server-sent event with nothing but this data."""

    data: str = "[DONE]"


DamageKind = Literal["json", "utf8"]
"""`json`: its data is cut so that it is no JSON; `utf8`: one of its bytes is no UTF-8."""


@dataclass(frozen=True, slots=True)
class Damaged:
    """An event that is damaged when it has become bytes; it counts as what it was."""

    item: CompletionChunk | ServerSentEvent | Done
    kind: DamageKind


SseItem = CompletionChunk | ServerSentEvent | Done | Comment | Raw
"""What `sse.serialize` takes."""

WireItem = SseItem | Wire | Damaged | Pause | End
ScriptItem = Delta | LiteralDelta | UsageTail | Failure | LiteralChunk | WireItem
