"""What a reply may say beside a stream: header values, bodies, and which keys exclude each other.

Knows the keys' names and values, and not the reply that has them.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated, LiteralString

from pydantic import Tag
from pydantic_core import PydanticCustomError

from mockserver.wire import instructions
from mockserver.wire.instructions import Ending

from .literals import Base64
from .values import Duration, HeaderText, Record, by_shape

BODILESS = frozenset({204, 304})
"""Statuses after which no body can follow (RFC 9110, sections 15.3.5 and 15.4.5)."""

ANSWERS = {
    "stream": "stream",
    "choices": "choices",
    "error": "error",
    "json": "json_",
    "body": "body",
    "end": "end",
}
"""The keys of which a reply has one, and their fields."""


class DateIn(Record):
    """A moment as an HTTP-date."""

    date_in: Duration
    """How long after the head is sent; rounded up to a whole second."""


HeaderValue = Annotated[
    Annotated[HeaderText, Tag("<text>")] | Annotated[DateIn, Tag("<mapping>")],
    by_shape("text, or {date_in: 2s}"),
]
"""What stands behind a header's name: text as it is, or a moment."""

BodyKey = Annotated[
    Annotated[str, Tag("<text>")] | Annotated[Base64, Tag("<mapping>")],
    by_shape("text, or {base64: …}"),
]
"""A body: text (sent as UTF-8) or `{base64: …}`."""


def header_value(said: str | DateIn) -> instructions.HeaderValue:
    """A header's value as a plan has it."""
    return instructions.DateIn(said.date_in) if isinstance(said, DateIn) else said


def body_bytes(said: str | Base64) -> bytes:
    """The bytes of a written body."""
    return said.data if isinstance(said, Base64) else said.encode()


def check_answer(
    given: Collection[str], status: int | None, end: Ending | None, *, headers: bool, body: object
) -> None:
    """Refuses keys of a reply that exclude each other. Raises PydanticCustomError.

    `given` are those of ANSWERS that are written, `headers` is whether there are any.
    """
    keys = [key for key in ANSWERS if key in given]
    if len(keys) > 1:
        said = "a reply is one of {answers}; this one has {found}"
        raise _reply(said, found=" and ".join(keys), key=keys[1])
    if not keys and (status is None or (status < 400 and status not in BODILESS)):
        raise _reply("a reply needs one of {answers}, or a status of 400 or more (or 204, 304)")
    if keys and status in BODILESS and not (keys == ["body"] and body == ""):
        raise _reply(
            "status {status} has no body: `{key}` cannot be sent", status=status, key=keys[0]
        )
    if end is Ending.COMPLETE:
        hint = 'write truncate, reset, half_close or stall; for no body, `body: ""`'
        raise _reply("nothing is complete before a head", key="end", hint=hint)
    if end is not None and (status is not None or headers):
        key = "headers" if status is None else "status"
        raise _reply("the connection ends before any head: `{key}` has no meaning", key=key)


def _reply(message: LiteralString, **context: object) -> PydanticCustomError:
    return PydanticCustomError("reply", message, {"answers": ", ".join(ANSWERS), **context})
