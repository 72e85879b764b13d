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
    """The line end that the server writes; `raw` and texts in JSON keep their own. Default:
    `lf`."""
    bom: bool | None = None
    """Whether the body begins with a byte order mark. Default: `false`."""
    space_after_colon: bool | None = None
    """Whether a space follows the colon of fields and comments; a value that begins with a space
    has one in any case, so that clients read the same. Default: `true`."""
    data_lines: (
        Annotated[
            Annotated[Literal["pretty"], BeforeValidator(_pretty), Tag("<text>")]
            | Annotated[Annotated[int, Field(ge=1, le=1000)], Tag("<number>")],
            by_shape("a whole number, or `pretty`"),
        ]
        | None
    ) = None
    """JSON data in so many data lines, or as many as it has places for a line end; `pretty` is each
    entry in a line of its own, indented by two. Default: 1."""
    last_blank_line: bool | None = None
    """Whether the blank line stands behind the last event of the stream. Default: `true`."""
    escape: Literal["unicode", "none"] | None = None
    """`unicode`: JSON data with `\\uXXXX` for each character beyond ASCII. Default: `none`."""
    content_type: HeaderText | None = None
    """The Content-Type, verbatim; `none` sends no such header. Default:
    `text/event-stream; charset=utf-8`."""
    coding: Literal["gzip", "none"] | None = None
    """The content coding; `gzip` is sent whatever the client accepts, in stored blocks, each item
    of the stream in blocks of its own. Default: `none`."""
    body: Literal["chunked", "close", "length"] | None = None
    """How the body's end is told: the chunked coding, closing the connection, or a Content-Length.
    Default: `chunked` (HTTP/1.1), `close` (HTTP/1.0)."""


class Cut(Record):
    """Where segments end inside something."""

    inside: Inside
    """In each character of several bytes, CR LF, escape in JSON, fragment of a tool call's argument
    text, or HTTP chunk: a segment ends there."""
    pause: PositiveDuration | None = None
    """The time until the rest leaves. Default: 1ms."""


class Delivery(Record):
    """How the body's bytes are cut into segments."""

    bytes: Position | None = None
    """Body bytes in each segment. Default: all up to a pause, but at most 64 KiB."""
    events: Literal["one", "all"] | None = None
    """`one`: each item of the stream leaves in a segment of its own; `all`: what no pause parts
    leaves in one. Default: `all`."""
    pause: Duration | None = None
    """The time between two segments, where `bytes` is given, or `events: one`. Default: 1ms."""
    cut: Cut | None = None
    """Segments end inside each such place, with a pause of their own."""
