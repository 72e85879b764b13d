"""How a stream is framed and cut into segments, as a scenario file says it; writes no byte."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, Tag
from pydantic_core import PydanticCustomError

from mockserver.wire.inside import Inside

from .values import Duration, HeaderText, Position, PositiveDuration, Record, by_shape


def _pretty(value: Any) -> Any:
    if isinstance(value, str) and value != "pretty":
        hint = "leave the quotes out" if value.strip().isdigit() else None
        context = {"valid": ("pretty", "a whole number"), "hint": hint}
        raise PydanticCustomError("unknown_value", "unknown value", context)
    return value


class Framing(Record):
    """How the items of a stream become bytes; what is left out is what the providers send."""

    newline: Literal["lf", "crlf", "cr"] | None = None
    """The line end that the server writes (lf); `raw` and texts in JSON keep their own."""
    bom: bool | None = None
    """Whether the body begins with a byte order mark (false)."""
    space_after_colon: bool | None = None
    """Whether a space follows the colon of fields and comments (true); a value that begins with a
    space has one in any case, so that clients read the same."""
    data_lines: (
        Annotated[
            Annotated[Literal["pretty"], BeforeValidator(_pretty), Tag("<text>")]
            | Annotated[Annotated[int, Field(ge=1, le=1000)], Tag("<number>")],
            by_shape("a whole number, or `pretty`"),
        ]
        | None
    ) = None
    """JSON data in so many data lines, or as many as it has places for a line end (1); `pretty` is
    each entry in a line of its own, indented by two."""
    last_blank_line: bool | None = None
    """Whether the blank line stands behind the last event of the stream (true)."""
    escape: Literal["unicode", "none"] | None = None
    """`unicode`: JSON data with `\\uXXXX` for each character beyond ASCII (none: as they are)."""
    content_type: HeaderText | None = None
    """The Content-Type, verbatim; `none` sends no such header."""
    coding: Literal["gzip", "none"] | None = None
    """The content coding (none); `gzip` is sent whatever the client accepts, in stored blocks, each
    item of the stream in blocks of its own."""
    body: Literal["chunked", "close", "length"] | None = None
    """How the body's end is told: the chunked coding (HTTP/1.1), closing the connection
    (HTTP/1.0), or a Content-Length."""


class Cut(Record):
    """Where segments end inside something."""

    inside: Inside
    """In each character of several bytes, CR LF, escape in JSON, fragment of a tool call's argument
    text, or HTTP chunk: a segment ends there."""
    pause: PositiveDuration | None = None
    """The time until the rest leaves (1ms)."""


class Delivery(Record):
    """How the body's bytes are cut into segments."""

    bytes: Position | None = None
    """Body bytes in each segment."""
    events: Literal["one", "all"] | None = None
    """`one`: each item of the stream leaves in a segment of its own; `all`: what no pause parts
    leaves in one (all)."""
    pause: Duration | None = None
    """The time between two segments (1ms where `bytes` is given, or `events: one`)."""
    cut: Cut | None = None
    """Segments end inside each such place, with a pause of their own."""
