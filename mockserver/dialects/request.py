"""A chat completion request as all dialects understand it; knows nothing of how it arrived.

https://platform.openai.com/docs/api-reference/chat/create
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from hashlib import sha256
from itertools import takewhile

from mockserver.errors import MockServerError
from mockserver.wire.json_text import Json, JsonObject, dump_bytes, is_deeper, loads

from .headers import NO_HEADERS, Headers

LONGEST_MODEL = 1000
"""Characters of a model's name, which stands in every completion chunk of its answer."""

MOST_CHOICES = 128
"""The largest `n` that OpenAI's API takes."""

DEEPEST = 100
"""Lists and objects inside each other in a body: what is made of it looks into it by recursion."""


_MANNER = {"stream", "stream_options"}
"""Keys that say how an answer is sent, and not what is asked."""


class RequestError(MockServerError):
    """A request that no provider would take; `param` is the body's key at fault, or None."""

    def __init__(self, message: str, param: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.param = param


@dataclass(frozen=True)
class ChatRequest:
    """One request; `data` is its whole JSON, `headers` are as they came.

    `stream` is whether a stream is asked for: by the body alone, since some clients' Accept lies.
    """

    model: str
    data: bytes
    stream: bool
    headers: Headers = field(default_factory=Headers)

    @classmethod
    def of(cls, model: str, body: JsonObject, headers: Headers = NO_HEADERS) -> ChatRequest:
        """The request with this JSON, which nobody has sent."""
        return cls(model, dump_bytes(body), bool(body.get("stream")), headers)

    @cached_property
    def body(self) -> JsonObject:
        """The JSON; made when it is asked for, since most requests are of bytes known before."""
        body: JsonObject = loads(self.data)
        return body

    @property
    def include_usage(self) -> bool:
        """Whether the usage tail is asked for."""
        options = self.body.get("stream_options") or {}
        return bool(options.get("include_usage"))

    @property
    def wants_usage(self) -> bool:
        """Whether an answer has usage by itself: a result always has."""
        return self.include_usage or not self.stream

    @property
    def n(self) -> int | None:
        """How many choices are asked for; None where the request does not say."""
        count = self.body.get("n")
        return None if count is None else int(count)

    @property
    def messages(self) -> list[JsonObject]:
        """The messages, oldest first."""
        messages: list[JsonObject] = self.body["messages"]
        return messages

    @cached_property
    def fingerprint(self) -> str:
        """What is asked, as 64 digits: the same for any order of keys, streamed or not."""
        asked = {key: self.body[key] for key in self.body if key not in _MANNER}
        return sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()

    @cached_property
    def last_user(self) -> str | None:
        """The text of the last message with role user; None where there is none."""
        for message in reversed(self.messages):
            if message.get("role") == "user":
                return text_of(message)
        return None

    @cached_property
    def prompt(self) -> str:
        """The texts of all messages, one a line: what prompt tokens are counted of."""
        return "\n".join(text_of(message) for message in self.messages)

    @property
    def turn(self) -> int:
        """How many answers of the assistant the conversation has."""
        return sum(message.get("role") == "assistant" for message in self.messages)

    def texts(self, *roles: str) -> tuple[str, ...]:
        """The texts of all messages with one of these roles; of all, where none is named."""
        return tuple(
            text_of(message)
            for message in self.messages
            if not roles or message.get("role") in roles
        )

    @property
    def tool_results(self) -> tuple[str, ...]:
        """The texts of the tool messages that the conversation ends with, oldest first."""
        last = takewhile(lambda message: message.get("role") == "tool", reversed(self.messages))
        return tuple(text_of(message) for message in last)[::-1]

    @property
    def tool_names(self) -> tuple[str, ...]:
        """The names of the tools that the model may call."""
        tools = self.body.get("tools")
        return tuple(_tool_names(tools)) if isinstance(tools, list) else ()


def text_of(message: JsonObject) -> str:
    """A message's text: its content, or the texts of its content's parts, joined."""
    content = message.get("content")
    if isinstance(content, str):
        return content
    return "".join(_part_texts(content)) if isinstance(content, list) else ""


def _tool_names(tools: list[Json]) -> Iterator[str]:
    for tool in tools:
        kind = tool.get("type", "function") if isinstance(tool, dict) else None
        said = tool.get(kind) if isinstance(kind, str) else None
        name = said.get("name") if isinstance(said, dict) else None
        if isinstance(name, str):
            yield name


def _part_texts(parts: list[Json]) -> Iterator[str]:
    for part in parts:
        text = part.get("text") if isinstance(part, dict) else None
        if isinstance(text, str):
            yield text


def parse(
    data: bytes, headers: Headers = NO_HEADERS, default_model: str | None = None
) -> ChatRequest:
    """The request in a body; `default_model` is the path's, where the body has none.

    Raises RequestError where the body is no JSON object, or model, messages, stream or
    stream_options is not of the type that every provider asks for. All other keys are taken as
    they are: clients send whole numbers as floats, and keys that no document names.
    """
    if len(data) <= _REMEMBERED:
        return ChatRequest(*_known(data, default_model), headers)
    model, body = _read(data, default_model)
    request = ChatRequest(model, data, bool(body.get("stream")), headers)
    request.__dict__["body"] = body  # a large one is not read twice
    return request


_REMEMBERED = 16 * 1024
"""Bytes of a body beyond which it is not remembered that it can be read."""


@lru_cache(256)
def _known(data: bytes, default_model: str | None) -> tuple[str, bytes, bool]:
    """What a request of these bytes is; raises RequestError, each time."""
    model, body = _read(data, default_model)
    return model, data, bool(body.get("stream"))


def _read(data: bytes, default_model: str | None) -> tuple[str, JsonObject]:
    """The model and the JSON of a body. Raises RequestError where that is none of a request."""
    try:
        body = loads(data)
    except ValueError as error:
        raise RequestError(f"We could not parse the JSON body of your request: {error}") from None
    if not isinstance(body, dict):
        raise RequestError("The body of your request must be a JSON object.")
    if data.count(b"[") + data.count(b"{") > DEEPEST and is_deeper(body, DEEPEST):
        said = f"more than {DEEPEST} lists and objects are inside each other"
        raise RequestError(f"The body of your request is nested too deeply: {said}.")
    model = body.get("model", default_model)
    if not isinstance(model, str) or not model:
        raise RequestError("You must provide a model parameter, as text.", "model")
    if len(model) > LONGEST_MODEL:
        raise RequestError(f"'model' is longer than {LONGEST_MODEL} characters.", "model")
    messages = body.get("messages")
    if not isinstance(messages, list) or not all(isinstance(one, dict) for one in messages):
        raise RequestError("You must provide messages, as a list of objects.", "messages")
    if not isinstance(body.get("stream"), _BOOL):
        raise RequestError("'stream' must be true or false.", "stream")
    if not isinstance(body.get("stream_options"), _OBJECT):
        raise RequestError("'stream_options' must be an object.", "stream_options")
    if not _is_count(body.get("n")):
        raise RequestError(f"'n' must be a whole number from 1 to {MOST_CHOICES}.", "n")
    return model, body


_BOOL, _OBJECT = (bool, type(None)), (dict, type(None))  # unions would be made at each request


def _is_count(n: Json) -> bool:
    """Whether `n` is left out or one that providers take; some clients send 2.0."""
    if n is None:
        return True
    whole = isinstance(n, int | float) and not isinstance(n, bool) and n == int(n)
    return whole and 1 <= n <= MOST_CHOICES
