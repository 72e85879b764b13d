"""Who may ask: the API key, and the origin of web pages; knows headers and no connection."""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass

from mockserver.wire.events import Failure

_ORIGIN = re.compile(r"\*|[a-z][a-z0-9+.-]*://[^/\s,]+")


@dataclass(frozen=True, slots=True)
class Access:
    """`api_key` is asked for where it is given; `allow_origin` is `*`, or an origin of web pages.

    Raises ValueError where `allow_origin` is no origin, or the key is empty.
    """

    api_key: str | None = None
    allow_origin: str | None = None

    def __post_init__(self) -> None:
        if self.api_key == "":
            raise ValueError("an API key is not empty")
        if self.allow_origin is not None and not _ORIGIN.fullmatch(self.allow_origin):
            said = "is not an origin: write * or e.g. http://localhost:3000, without a path"
            raise ValueError(f"{self.allow_origin!r} {said}")

    def refusal(self, headers: Mapping[str, str]) -> Failure | None:
        """What is wrong with the key of a request; None where nothing is.

        It stands in `Authorization: Bearer …`, or in Azure's `api-key`. It is never repeated in
        the answer.
        """
        if self.api_key is None:
            return None
        given = _given(headers)
        if given is None:
            said = "You didn't provide an API key: send `Authorization: Bearer …`, or `api-key`."
            return Failure(said, None, "invalid_request_error")
        if _same(given, self.api_key):
            return None
        return Failure("Incorrect API key provided.", "invalid_api_key", "invalid_request_error")

    def fields(self, headers: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
        """The header fields that let the page read the answer; none where nobody asks for them.

        https://fetch.spec.whatwg.org/#http-cors-protocol
        """
        if self.allow_origin is None or "Origin" not in headers:
            return ()
        if self.allow_origin not in ("*", headers["Origin"]):
            return ()
        origin = ("Access-Control-Allow-Origin", self.allow_origin)
        vary = () if self.allow_origin == "*" else (("Vary", "Origin"),)
        return (origin, ("Access-Control-Expose-Headers", "*"), *vary)

    def preflight(self, headers: Mapping[str, str], method: str) -> dict[str, str] | None:
        """The header fields that answer a page's question whether it may send `method`."""
        allowed = self.fields(headers)
        if not allowed or "Access-Control-Request-Method" not in headers:
            return None
        asked = headers.get("Access-Control-Request-Headers")
        more = {} if asked is None else {"Access-Control-Allow-Headers": asked}
        return {
            **dict(allowed),
            "Access-Control-Allow-Methods": method,
            **more,
            "Access-Control-Max-Age": "600",
        }


def _same(one: str, other: str) -> bool:
    """Takes as long wherever they differ."""
    first, second = (text.encode(errors="surrogateescape") for text in (one, other))
    return hmac.compare_digest(first, second)


def _given(headers: Mapping[str, str]) -> str | None:
    scheme, _, token = headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token.strip():
        return token.strip()
    return headers.get("api-key") or None
