"""A chat completion request as all dialects understand it; knows nothing of how it arrived.

https://platform.openai.com/docs/api-reference/chat/create
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from mockserver.errors import MockServerError
from mockserver.wire.json_text import Json, JsonObject, loads


class RequestError(MockServerError):
    """A request that no provider would take; `param` is the body's key at fault, or None."""

    def __init__(self, message: str, param: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.param = param


@dataclass(frozen=True)
class ChatRequest:
    """One request; `body` is its whole JSON."""

    model: str
    body: JsonObject

    @property
    def stream(self) -> bool:
        """Whether a stream is asked for; by the body alone, since some clients' Accept lies."""
        return bool(self.body.get("stream"))

    @property
    def include_usage(self) -> bool:
        """Whether the usage tail is asked for."""
        options = self.body.get("stream_options") or {}
        return bool(options.get("include_usage"))

    @property
    def messages(self) -> list[JsonObject]:
        """The messages, oldest first."""
        messages: list[JsonObject] = self.body["messages"]
        return messages

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


def text_of(message: JsonObject) -> str:
    """A message's text: its content, or the texts of its content's parts, joined."""
    content = message.get("content")
    if isinstance(content, str):
        return content
    return "".join(_part_texts(content)) if isinstance(content, list) else ""


def _part_texts(parts: list[Json]) -> Iterator[str]:
    for part in parts:
        text = part.get("text") if isinstance(part, dict) else None
        if isinstance(text, str):
            yield text


def parse(data: bytes) -> ChatRequest:
    """The request in a body.

    Raises RequestError where the body is no JSON object, or model, messages, stream or
    stream_options is not of the type that every provider asks for. All other keys are taken as
    they are: clients send whole numbers as floats, and keys that no document names.
    """
    try:
        body = loads(data)
    except ValueError as error:
        raise RequestError(f"We could not parse the JSON body of your request: {error}") from None
    if not isinstance(body, dict):
        raise RequestError("The body of your request must be a JSON object.")
    model = body.get("model")
    if not isinstance(model, str) or not model:
        raise RequestError("You must provide a model parameter, as text.", "model")
    messages = body.get("messages")
    if not isinstance(messages, list) or not all(isinstance(one, dict) for one in messages):
        raise RequestError("You must provide messages, as a list of objects.", "messages")
    if not isinstance(body.get("stream", False), bool | None):
        raise RequestError("'stream' must be true or false.", "stream")
    if not isinstance(body.get("stream_options"), dict | None):
        raise RequestError("'stream_options' must be an object.", "stream_options")
    return ChatRequest(model, body)
