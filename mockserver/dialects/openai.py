"""The JSON shapes of OpenAI's chat completions; knows nothing of how they are sent.

https://platform.openai.com/docs/api-reference/chat-streaming
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from mockserver.wire.events import Failure
from mockserver.wire.json_text import JsonObject

from .base import CREATED, FINGERPRINT, Dialect, Identity

_TYPES = {401: "authentication_error", 403: "permission_error", 429: "rate_limit_error"}


class OpenAI(Dialect):
    """OpenAI, and every server that follows it."""

    name: ClassVar[str] = "openai"
    reasoning_field = "reasoning_content"
    rate_limit_headers: ClassVar[Mapping[str, str]] = {
        "x-ratelimit-limit-requests": "10000",
        "x-ratelimit-limit-tokens": "2000000",
        "x-ratelimit-remaining-requests": "9999",
        "x-ratelimit-remaining-tokens": "1999000",
        "x-ratelimit-reset-requests": "6ms",
        "x-ratelimit-reset-tokens": "30ms",
    }
    failure_shape = "bare"

    def envelope(self, identity: Identity) -> JsonObject:
        """id, object, created, model, system_fingerprint."""
        return {
            "id": f"chatcmpl-{identity.token}",
            "object": "chat.completion.chunk",
            "created": CREATED,
            "model": identity.model,
            "system_fingerprint": FINGERPRINT,
        }

    def headers(self, identity: Identity) -> Mapping[str, str]:
        """The request's id and a fixed processing time."""
        return {"x-request-id": f"req_{identity.token}", "openai-processing-ms": "1"}

    def error(self, failure: Failure, status: int) -> JsonObject:
        """message, type, param, code; the last two may be null."""
        return {
            "message": failure.message,
            "type": failure.type or _TYPES.get(status) or _common_type(status),
            "param": failure.param,
            "code": failure.code,
        }


def _common_type(status: int) -> str:
    return "invalid_request_error" if status < 500 else "server_error"
