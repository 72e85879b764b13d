"""The steps that say what an answer means, as a scenario file has them; knows no wire."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from .logprobs import Logprobs, check_spelling
from .modifiers import Patched, Spoken
from .values import JsonObject, Record, Texts, by_shape


class Echo(Record):
    """Text that repeats what the request said."""

    echo: Literal["last_user"]
    """Which text: that of the last message with role user."""
    before: str = ""
    """What stands before it."""
    after: str = ""
    """What stands after it."""


Split = Annotated[
    Annotated[Literal["tokens", "words", "characters", "whole"], Tag("<text>")]
    | Annotated[int, Field(ge=1, le=1_000_000), Tag("<number>")],
    by_shape("tokens, words, characters, whole, or a number of characters"),
]


class Said(Spoken):
    """A step whose text arrives in deltas."""

    split: Split | None = None
    """How a text is cut into deltas: `tokens`, `words`, `characters`, `whole`, or a number of
    characters. Default: `tokens`."""


SaidText = Annotated[
    Annotated[str, Tag("<text>")] | Annotated[Texts, Tag("<list>")],
    by_shape("text, or a list of texts (one delta each)"),
]


class TextStep(Said):
    """Content of the answer."""

    text: Annotated[
        Annotated[str, Tag("<text>")]
        | Annotated[Texts, Tag("<list>")]
        | Annotated[Echo, Tag("<mapping>")],
        by_shape("text, a list of texts (one delta each), or {echo: last_user}"),
    ]
    """The content: a text is cut into tokens, one delta each; a list gives the exact deltas;
    `{echo: last_user, before: …, after: …}` repeats the request."""
    logprobs: Logprobs | None = None
    """Logprobs of the deltas: given (they must spell the text), `{top: 3}` or `asked`."""

    @model_validator(mode="after")
    def _spelled(self) -> TextStep:
        if not isinstance(self.text, Echo):
            check_spelling(self.text, self.logprobs, split=self.split is not None)
        elif isinstance(self.logprobs, tuple):
            message = "what an echo says is known only with the request: write {top: 3} or asked"
            raise PydanticCustomError("logprobs", message, {"key": "logprobs"})
        return self


class ReasoningStep(Said):
    """What the model thinks before it answers."""

    reasoning: SaidText
    """The text, cut like `text`."""
    field: Literal["reasoning", "reasoning_content", "both"] | None = None
    """The delta's key: OpenRouter's `reasoning`, DeepSeek's `reasoning_content`, or both.
    Default: the dialect's own."""
    details: (
        Annotated[
            Annotated[Literal["text", "none"], Tag("<text>")]
            | Annotated[tuple[JsonObject, ...], Field(strict=False), Tag("<list>")],
            by_shape("text, none, or a list of reasoning_details"),
        ]
        | None
    ) = None
    """`reasoning_details`: `text` puts each delta's text into one of type reasoning.text, `none`
    has none, a list is sent in a delta of its own after the text. Default: the dialect's own."""


class RefusalStep(Said):
    """The model's refusal, in place of content."""

    refusal: SaidText
    """The text, cut like `text`."""
    logprobs: Logprobs | None = None
    """Logprobs of the deltas, as beside `text`."""

    @model_validator(mode="after")
    def _spelled(self) -> RefusalStep:
        check_spelling(self.refusal, self.logprobs, split=self.split is not None)
        return self


class DeltaStep(Spoken):
    """A literal delta, short for a chunk with one choice."""

    nullable: ClassVar[frozenset[str]] = frozenset({"delta"})

    delta: JsonObject | None
    """The `delta` of the one choice, verbatim; null is sent as null."""


class ToolCall(Record):
    """One call of a tool."""

    name: str
    """The function's name."""
    arguments: Annotated[
        Annotated[str, Tag("<text>")] | Annotated[JsonObject, Tag("<mapping>")],
        by_shape("a mapping (sent as JSON text) or text (sent verbatim)"),
    ] = Field(default_factory=dict)
    """A mapping is sent as compact JSON text, a text verbatim; `""` sends the head alone.
    Default: `{}`."""
    id: str | None = None
    """The call's id. Default: made from the seed."""


class ToolCallsStep(Spoken):
    """Calls of tools, in fragments."""

    tool_calls: Annotated[tuple[ToolCall, ...], Field(strict=False, min_length=1, max_length=128)]
    """The calls, in the order of their indexes."""
    fragments: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    """Characters of argument text in each delta. Default: one token each."""
    interleave: bool = False
    """Whether the calls' fragments take turns."""
    head: Literal["first", "every", "filled"] = "first"
    """Which deltas have id, type and name: the `first` one of each call, `every` one, or all, but
    `filled` with empty text after the first."""
    arguments_as: Literal["text", "object"] = "text"
    """`object` sends the arguments as JSON in the call's one delta, as some servers do."""

    @model_validator(mode="after")
    def _whole_object(self) -> ToolCallsStep:
        if self.arguments_as == "object" and (self.fragments or self.head != "first"):
            key = "fragments" if self.fragments else "head"
            message = "an object is sent whole, so it has neither fragments nor head"
            raise PydanticCustomError("tool_calls", message, {"key": key})
        return self


class FinishStep(Spoken):
    """The end of the choice."""

    finish: str
    """The finish_reason, verbatim."""


Tokens = Annotated[int, Field(ge=0, le=10**15)]
"""A token count; every JSON reader holds such a number exactly."""


class Usage(Record):
    """Token counts; what is left out is counted."""

    prompt_tokens: Tokens | None = None
    """Tokens of the request. Default: counted from its messages."""
    completion_tokens: Tokens | None = None
    """Tokens of the answer. Default: counted from the stream."""
    total_tokens: Tokens | None = None
    """Tokens of both. Default: the sum of the two."""
    prompt_tokens_details: JsonObject | None = None
    """Sent verbatim, e.g. `{cached_tokens: 12}`."""
    completion_tokens_details: JsonObject | None = None
    """Sent verbatim, e.g. `{reasoning_tokens: 5}`."""


class UsageStep(Patched):
    """The usage tail: a completion chunk with empty choices."""

    usage: Usage
    """The counts; `{}` counts everything."""
    place: Literal["tail", "finish", "every_chunk"] = "tail"
    """Where it stands: in a chunk of its own with empty choices, in the chunk with the
    finish_reason, or in every completion chunk."""
    when: Literal["asked", "always"] = "always"
    """`asked`: only if the request has `stream_options.include_usage`."""


class ErrorBody(Record):
    """An error in the dialect's shape."""

    message: str
    """What a person reads."""
    code: int | str | None = None
    """The dialect's code. Default: null, or the status (500 in a stream) for `openrouter`."""
    type: str | None = None
    """OpenAI's error type, or OpenRouter's `metadata.error_type`. Default: by the status."""
    param: str | None = None
    """OpenAI's name of the request parameter at fault."""
    metadata: JsonObject | None = None
    """OpenRouter's metadata, verbatim."""


class ErrorStep(Patched):
    """An error in the middle of the stream; nothing is added after it."""

    error: ErrorBody
    """The error."""
    shape: Literal["chunk", "bare", "event"] | None = None
    """`chunk`: inside a whole completion chunk; `bare`: alone as data; `event`: named `error`.
    Default: `bare` for `openai`, `chunk` for `openrouter`."""
    continue_: Annotated[bool, Field(alias="continue")] = False
    """Whether the stream goes on after it."""
