"""The JSON shapes of OpenRouter's chat completions; knows nothing of how they are sent.

https://openrouter.ai/docs/api_reference/streaming
https://openrouter.ai/docs/api_reference/errors-and-debugging
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar

from mockserver.wire.events import Delta, Failure, UsageTail
from mockserver.wire.json_text import JsonObject

from .base import CREATED, Defaults, Dialect, Identity, reasoning_text

_ERROR_TYPES = {
    400: "invalid_request",
    401: "authentication",
    402: "payment_required",
    403: "permission_denied",
    404: "not_found",
    408: "timeout",
    413: "payload_too_large",
    422: "unprocessable",
    429: "rate_limit_exceeded",
    502: "provider_unavailable",
    503: "provider_overloaded",
    504: "timeout",
}


class OpenRouter(Dialect):
    """OpenRouter."""

    name: ClassVar[str] = "openrouter"
    defaults: ClassVar[Defaults] = Defaults(usage="always")
    comments: ClassVar[tuple[str, ...]] = ("OPENROUTER PROCESSING", "OPENROUTER PROCESSING")
    reasoning_field = "reasoning"
    rate_limit_headers: ClassVar[Mapping[str, str]] = {
        "X-RateLimit-Limit": "20",
        "X-RateLimit-Remaining": "19",
        "X-RateLimit-Reset": f"{CREATED + 60}000",
    }
    failure_shape = "chunk"

    def envelope(self, identity: Identity) -> JsonObject:
        """id, provider, model, object, created."""
        return {
            "id": f"gen-{identity.token}",
            "provider": "Mock",
            "model": identity.model,
            "object": "chat.completion.chunk",
            "created": CREATED,
        }

    def headers(self, identity: Identity) -> Mapping[str, str]:
        """The generation's id."""
        return {"X-Generation-Id": f"gen-{identity.token}"}

    def choice(self, delta: Delta) -> JsonObject:
        """One entry of `choices`, with the provider's own finish reason beside the common one."""
        return {**super().choice(delta), "native_finish_reason": delta.finish}

    def reasoning_details(self, text: str | None) -> tuple[JsonObject, ...]:
        """Each text again, as a detail of type reasoning.text."""
        return () if text is None else (reasoning_text(text),)

    def usage(self, tail: UsageTail) -> JsonObject:
        """Token counts and what they cost; the details of the cost come as a pair or not at all."""
        costs = {
            "upstream_inference_cost": None,
            "upstream_inference_prompt_cost": 0,
            "upstream_inference_completions_cost": 0,
        }
        cost = {"cost": 0, "is_byok": False, "cost_details": costs}
        return {**super().usage(tail), **cost, **tail.details}

    def refused(self, failure: Failure, status: int) -> Failure:
        """Every code is a number here, so the word stands in the metadata."""
        metadata = {"error_type": _ERROR_TYPES.get(status, "invalid_request")}
        if failure.code is not None:
            metadata["mockserver"] = str(failure.code)
        return replace(failure, code=status, type=None, metadata=metadata)

    def error(self, failure: Failure, status: int) -> JsonObject:
        """A code (numeric unless written otherwise), the message, and the metadata.

        Metadata as written goes out as written; else it holds `error_type`, the stable key.
        """
        code = status if failure.code is None else failure.code
        number = code if isinstance(code, int) else status
        metadata = dict(failure.metadata or {})
        if failure.type is not None:
            metadata = {"error_type": failure.type, **metadata}
        elif failure.metadata is None:
            metadata = {"error_type": _ERROR_TYPES.get(number, "server")}
        return {"code": code, "message": failure.message, "metadata": metadata}
