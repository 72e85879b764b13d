"""What a dialect is: how script items become completion chunks, and what a provider adds by itself.

Knows JSON shapes and nothing of bytes, pauses, scenario files or requests' transport. The shapes
here are the ones that all providers share; a dialect overrides what differs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

from mockserver.wire.events import (
    CompletionChunk,
    Delta,
    Failure,
    LiteralChunk,
    LiteralDelta,
    Paced,
    Patch,
    Reasoning,
    ScriptItem,
    ServerSentEvent,
    ToolCallPart,
    UsageTail,
    WireItem,
)
from mockserver.wire.json_text import Json, JsonObject, dumps

from .patch import patched

CREATED = 1_700_000_000
"""The fixed `created` of every chunk: a clock would make the bytes differ from run to run."""

FINGERPRINT = "fp_6d6f636b73"
"""The fixed `system_fingerprint`, always text, since some clients refuse null in results."""


ENVELOPE = ("id", "object", "created", "model")
"""The keys that a literal chunk gets where it lacks them; else it goes out as it is written."""


def reasoning_text(text: str) -> JsonObject:
    """One entry of `reasoning_details` that holds text, as OpenRouter writes it."""
    return {"type": "reasoning.text", "text": text, "format": "unknown", "index": 0}


@dataclass(frozen=True, slots=True)
class Identity:
    """What all chunks of one answer share: 29 characters for its id, and the model's name."""

    token: str
    model: str


@dataclass(frozen=True, slots=True)
class Defaults:
    """What the server adds by itself where neither the reply nor the file says."""

    role: Literal["own_chunk", "first_delta", "every_chunk", "none"] = "own_chunk"
    finish: Literal["own_chunk", "last_delta", "none"] = "own_chunk"
    usage: Literal["asked", "always", "none"] = "asked"
    done: bool = True
    comments: bool = True


class Dialect:
    """The shapes of one provider family; stateless."""

    name: ClassVar[str]
    defaults: ClassVar[Defaults] = Defaults()
    comments: ClassVar[tuple[str, ...]] = ()
    """Comments that the provider sends before the first completion chunk."""
    rate_limit_headers: ClassVar[Mapping[str, str]]
    """What the provider says of rate limits in every answer, with fixed numbers."""
    reasoning_field: ClassVar[Literal["reasoning", "reasoning_content"]]
    """The delta's key for reasoning where the script does not say."""
    failure_shape: ClassVar[Literal["chunk", "bare", "event"]]

    def encode(
        self, items: Iterable[ScriptItem], identity: Identity, patch: Patch | None = None
    ) -> Iterator[WireItem]:
        """The items with every script item as JSON; all others pass untouched.

        `patch` is laid over every completion chunk, and an item's own over that.
        """
        envelope = self.envelope(identity)
        for item in items:
            one = self._encoded(item, envelope)
            if isinstance(one, CompletionChunk):
                own = item.patch if isinstance(item, Paced) else None
                one = CompletionChunk(patched(one.json, patch, own))
            yield one

    def _encoded(self, item: ScriptItem, envelope: JsonObject) -> WireItem:
        match item:
            case Delta(usage=usage):
                tail = {} if usage is None else {"usage": self.usage(usage)}
                return CompletionChunk({**envelope, "choices": [self.choice(item)], **tail})
            case LiteralDelta(choice, json):
                written = {**self.choice(Delta(choice)), "delta": json}
                return CompletionChunk({**envelope, "choices": [written]})
            case UsageTail():
                return CompletionChunk({**envelope, "choices": [], "usage": self.usage(item)})
            case LiteralChunk(json):
                missing = {key: envelope[key] for key in ENVELOPE if key not in json}
                return CompletionChunk({**missing, **json})
            case Failure():
                return self.failure(item, envelope)
            case _:
                return item

    def envelope(self, identity: Identity) -> JsonObject:
        """The keys that every completion chunk has, but for `choices`."""
        raise NotImplementedError

    def headers(self, identity: Identity) -> Mapping[str, str]:
        """The header fields that the provider adds to every answer."""
        raise NotImplementedError

    def choice(self, delta: Delta) -> JsonObject:
        """One entry of `choices`."""
        return {
            "index": delta.choice,
            "delta": self.delta(delta),
            "logprobs": self.logprobs(delta),
            "finish_reason": delta.finish,
        }

    def logprobs(self, delta: Delta) -> JsonObject | None:
        """The `logprobs` of a choice: both keys always, of which one holds the entries."""
        if delta.logprobs is None:
            return None
        entries = list(delta.logprobs)
        if delta.refusal is not None:
            return {"content": None, "refusal": entries}
        return {"content": entries, "refusal": None}

    def delta(self, delta: Delta) -> JsonObject:
        """The `delta` of a choice; what the script does not say is left out, never null."""
        json: JsonObject = {}
        if delta.role:
            json["role"] = "assistant"
        if delta.text is not None:
            json["content"] = delta.text
        if delta.reasoning is not None:
            json |= self.reasoning(delta.reasoning)
        if delta.refusal is not None:
            json["refusal"] = delta.refusal
        if delta.tool_call is not None:
            json["tool_calls"] = [self.tool_call(delta.tool_call)]
        return json

    def reasoning(self, part: Reasoning) -> JsonObject:
        """The keys of a delta that hold a part of the reasoning."""
        json: JsonObject = {}
        field = part.field or self.reasoning_field
        if part.text is not None:
            keys = ("reasoning", "reasoning_content") if field == "both" else (field,)
            json = dict.fromkeys(keys, part.text)
        details = self.reasoning_details(part.text) if part.details is None else part.details
        return {**json, "reasoning_details": list(details)} if details else json

    def reasoning_details(self, text: str | None) -> tuple[JsonObject, ...]:  # noqa: ARG002
        """The `reasoning_details` that the provider sends beside a text by itself."""
        return ()

    def tool_call(self, part: ToolCallPart) -> JsonObject:
        """One entry of `delta.tool_calls`; id, type and name stand in the head alone."""
        function: JsonObject = {}
        if part.name is not None:
            function["name"] = part.name
        if part.arguments is not None:
            function["arguments"] = part.arguments
        head: JsonObject = {} if part.id is None else {"id": part.id, "type": "function"}
        return {"index": part.index, **head, "function": function}

    def usage(self, tail: UsageTail) -> JsonObject:
        """The `usage` object."""
        return {
            "prompt_tokens": tail.prompt_tokens,
            "completion_tokens": tail.completion_tokens,
            "total_tokens": tail.total_tokens,
            **tail.details,
        }

    def failure(self, failure: Failure, envelope: JsonObject) -> CompletionChunk | ServerSentEvent:
        """An error in the middle of a stream, in the shape asked for or the provider's own."""
        shape = failure.shape or self.failure_shape
        error = self.error(failure, 500)
        if shape == "chunk":
            choice = self.choice(Delta(text="", finish="error"))
            return CompletionChunk({**envelope, "error": error, "choices": [choice]})
        return ServerSentEvent(dumps({"error": error}), name="error" if shape == "event" else None)

    def error(self, failure: Failure, status: int) -> JsonObject:
        """The `error` object; `status` stands in where a code is needed and none is given."""
        raise NotImplementedError

    def refused(self, failure: Failure, status: int) -> Failure:  # noqa: ARG002 - for a dialect
        """A refusal of this server in the provider's words; its code is a word for scripts."""
        return failure

    def error_body(self, failure: Failure, status: int) -> JsonObject:
        """The JSON body of an answer that is an error."""
        return {"error": self.error(failure, status)}

    def models(self, names: Iterable[str]) -> Json:
        """The answer to `GET …/models`."""
        data = [self.model(name) for name in names]
        return {"object": "list", "data": data}

    def model(self, name: str) -> JsonObject:
        """One entry of the models' list."""
        return {"id": name, "object": "model", "created": CREATED, "owned_by": "mockserver"}
