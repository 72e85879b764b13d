"""The steps that say literally what is on the wire, as a scenario file has them."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field, JsonValue, Tag, field_validator, model_validator
from pydantic_core import PydanticCustomError

from .modifiers import Patched
from .values import JsonObject, Record, by_shape


class ChunkStep(Patched):
    """A literal completion chunk."""

    chunk: JsonObject
    """Merged over the envelope (id, object, created, model); lists replace, null stays null."""


def _broken(text: str) -> bool:
    return "\n" in text or "\r" in text


def _event_line(value: str) -> str:
    if _broken(value):
        hint = "make each line an item of its own"
        raise PydanticCustomError("one_line", "an item of `lines` is one line", {"hint": hint})
    return value


EventLine = Annotated[str, AfterValidator(_event_line)]
"""One line of an event, without its end."""


class EventBody(Record):
    """A literal server-sent event."""

    nullable: ClassVar = frozenset({"data"})

    data: JsonValue = None
    """Text is sent verbatim (each line as a data line), anything else as compact JSON."""
    name: str | None = None
    """The `event` field."""
    id: str | None = None
    """The `id` field."""
    retry: Annotated[int, Field(ge=0)] | None = None
    """The `retry` field, in milliseconds."""
    lines: Annotated[tuple[EventLine, ...], Field(strict=False, min_length=1)] | None = None
    """The event's lines verbatim, instead of all fields; the blank line follows by itself."""

    @model_validator(mode="after")
    def _something(self) -> EventBody:
        given = self.model_fields_set
        if not given or ("lines" in given and len(given) > 1):
            raise PydanticCustomError(
                "event", "an event has data, name, id or retry, or lines instead of all of them"
            )
        return self

    @field_validator("name", "id")
    @classmethod
    def _one_line(cls, value: str | None) -> str | None:
        if value is not None and _broken(value):
            raise PydanticCustomError(
                "one_line", "this field is one line; line breaks need `lines`"
            )
        return value


class EventStep(Record):
    """A literal server-sent event."""

    event: EventBody
    """Its fields."""


class CommentStep(Record):
    """A comment, which clients ignore."""

    comment: str
    """The text after `: `; each line of it is one comment line."""
    own_event: bool = True
    """Whether a blank line follows."""


class Base64(Record):
    """Bytes as base64 text."""

    base64: str
    """Standard base64."""

    @field_validator("base64")
    @classmethod
    def _decodable(cls, value: str) -> str:
        try:
            base64.b64decode(value, validate=True)
        except (binascii.Error, ValueError):
            raise PydanticCustomError("base64", "not base64") from None
        return value

    @property
    def data(self) -> bytes:
        """The bytes."""
        return base64.b64decode(self.base64)


class RawStep(Record):
    """Bytes of the body, verbatim."""

    raw: Annotated[
        Annotated[str, Tag("<text>")] | Annotated[Base64, Tag("<mapping>")],
        by_shape("text, or {base64: …}"),
    ]
    """Text (sent as UTF-8) or `{base64: …}`."""


class WireStep(Record):
    """Socket bytes, verbatim: below the chunked coding, and no part of the body."""

    wire: Annotated[
        Annotated[str, Tag("<text>")] | Annotated[Base64, Tag("<mapping>")],
        by_shape("text, or {base64: …}"),
    ]
    """Text (sent as UTF-8) or `{base64: …}`, between two HTTP chunks. Nothing follows on this
    connection."""


class DoneStep(Record):
    """The terminator; may be repeated and may stand anywhere."""

    nullable: ClassVar = frozenset({"done"})

    done: str | None = None
    """The data; `[DONE]` where nothing is written."""
