"""The steps that say what an answer means, as a scenario file has them; knows no wire."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, Tag, model_validator

from .logprobs import Logprobs, check_spelling
from .values import JsonObject, Record, Texts, by_shape


class TextStep(Record):
    """Content of the answer."""

    text: Annotated[
        Annotated[str, Tag("<text>")] | Annotated[Texts, Tag("<list>")],
        by_shape("text, or a list of texts (one delta each)"),
    ]
    """The content: a text is cut into tokens, one delta each; a list gives the exact deltas."""
    logprobs: Logprobs | None = None
    """Logprobs of the deltas: given (they must spell the text), `{top: 3}` or `asked`."""

    @model_validator(mode="after")
    def _spelled(self) -> TextStep:
        check_spelling(self.text, self.logprobs)
        return self


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
