"""`logprobs` beside a step, as a scenario file says it, and what given ones spell."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Sequence
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field, Tag
from pydantic_core import PydanticCustomError

from .values import JsonObject, Record, by_shape

MOST_TOP = 20
"""How many alternatives of a token OpenAI lets a request ask for."""


class Alternative(Record):
    """One token that could stand in a place, and how likely it was."""

    nullable: ClassVar = frozenset({"bytes", "bytes_"})

    token: str
    """The token's text; for a part of a character any text, such as `\\xe6`."""
    logprob: Annotated[float, Field(le=0)]
    """The natural logarithm of its probability; -9999.0 stands for very unlikely."""
    bytes_: Annotated[
        Annotated[tuple[Annotated[int, Field(ge=0, le=255)], ...], Field(strict=False)] | None,
        Field(alias="bytes"),
    ] = None
    """The token's bytes; null is sent as null. Default: its text in UTF-8."""

    @property
    def data(self) -> bytes:
        """The bytes that it stands for in the text."""
        if self.bytes_ is None:
            return self.token.encode(errors="surrogatepass")
        return bytes(self.bytes_)

    def as_json(self) -> JsonObject:
        """It in the wire's shape, with all keys."""
        null = "bytes_" in self.model_fields_set and self.bytes_ is None
        data: Any = None if null else list(self.data)
        return {"token": self.token, "logprob": self.logprob, "bytes": data}


class Entry(Alternative):
    """One token of the text, how likely it was, and what could have stood in its place."""

    top_logprobs: Annotated[tuple[Alternative, ...], Field(strict=False, max_length=MOST_TOP)] = ()
    """The most likely tokens of its place."""

    def as_json(self) -> JsonObject:
        """It in the wire's shape, with all keys."""
        top: Any = [one.as_json() for one in self.top_logprobs]
        return {**super().as_json(), "top_logprobs": top}


class Generated(Record):
    """Logprobs that are made from the seed."""

    top: Annotated[int, Field(ge=0, le=MOST_TOP)]
    """Alternatives of each token, the token itself among them."""


def _asked(value: Any) -> Any:
    if isinstance(value, str) and value != "asked":
        raise PydanticCustomError(
            "unknown_value", "unknown value", {"valid": ("asked", "{top: 3}")}
        )
    return value


Asked = Annotated[Literal["asked"], BeforeValidator(_asked)]
Given = Annotated[
    tuple[Annotated[tuple[Entry, ...], Field(strict=False)], ...], Field(strict=False)
]
"""The entries of each delta."""

Logprobs = Annotated[
    Annotated[Asked, Tag("<text>")]
    | Annotated[Generated, Tag("<mapping>")]
    | Annotated[Given, Tag("<list>")],
    by_shape("`asked`, {top: 3}, or a list with one list of entries for each delta"),
]
"""Given, or generated: always, or where the request asks for them."""

Made = Annotated[
    Annotated[Asked, Tag("<text>")] | Annotated[Generated, Tag("<mapping>")],
    by_shape("`asked`, or {top: 3}"),
]
"""Generated ones alone."""


def spelled(given: Iterable[Sequence[Entry]]) -> list[str]:
    """The text of each delta; a character stands where its last byte does.

    Raises ValueError where the bytes of all are no UTF-8.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    texts = [decoder.decode(b"".join(entry.data for entry in entries)) for entries in given]
    decoder.decode(b"", final=True)
    return texts


def check_spelling(text: str | Sequence[str], logprobs: Any, *, split: bool) -> None:
    """Refuses given logprobs that do not spell the text, or not in its deltas."""
    if not isinstance(logprobs, tuple):
        return
    if split:
        message = "given logprobs are one list a delta, so they and `split` exclude each other"
        raise PydanticCustomError("logprobs", message, {"key": "split"})
    try:
        texts = spelled(logprobs)
    except ValueError:
        message = "the bytes of these logprobs are not UTF-8"
        raise PydanticCustomError("logprobs", message, {"key": "logprobs"}) from None
    if not isinstance(text, str) and len(texts) != len(text):
        context = {"lists": len(texts), "deltas": len(text), "key": "logprobs"}
        message = "there are {lists} lists of logprobs for {deltas} deltas"
        raise PydanticCustomError("logprobs", message, context)
    whole = text if isinstance(text, str) else "".join(text)
    if "".join(texts) != whole:
        found = {"found": repr("".join(texts)), "text": repr(whole), "key": "logprobs"}
        raise PydanticCustomError("logprobs", "these logprobs spell {found}, not {text}", found)
