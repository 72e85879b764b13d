"""HTTP/1.1 as bytes: the head and the chunked coding; knows neither events nor sockets.

https://www.rfc-editor.org/rfc/rfc9112.html
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus

from .instructions import Head

TERMINATOR = b"0\r\n\r\n"
"""The last HTTP chunk, which tells a client that the body is whole (RFC 9112, section 7.1)."""


class BodyCoding(StrEnum):
    """How the end of a body is told to the client."""

    CHUNKED = "chunked"
    LENGTH = "length"
    CLOSE = "close"


def serialize_head(head: Head) -> bytes:
    """The status line, the header fields and the blank line."""
    fields = "".join(f"{name}: {value}\r\n" for name, value in head.headers)
    return f"HTTP/1.1 {head.status} {reason(head.status)}\r\n{fields}\r\n".encode("latin-1")


def reason(status: int) -> str:
    """The standard reason phrase; empty for a status without one."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some bytes of the body, with the coding bytes that ride along with their first and last one.

    One HTTP chunk is one piece: its size line before, its line end after. Split inside, the size
    line stays with the first part: so a cut inside an HTTP chunk keeps the chunk's size line.
    """

    body: bytes
    before: bytes = b""
    after: bytes = b""

    def split(self, at: int) -> tuple[Piece, Piece]:
        """The two parts around the gap after `at` body bytes, `0 < at < len(body)`."""
        return (
            Piece(self.body[:at], before=self.before),
            Piece(self.body[at:], after=self.after),
        )

    @property
    def data(self) -> bytes:
        """The socket bytes."""
        return self.before + self.body + self.after


def piece(body: bytes, coding: BodyCoding) -> Piece:
    """The piece for some bytes of a body: under the chunked coding one HTTP chunk."""
    if coding is BodyCoding.CHUNKED:
        return Piece(body, f"{len(body):x}\r\n".encode(), b"\r\n")
    return Piece(body)


def unchunk(data: bytes) -> bytes:
    """The body bytes in the (possibly cut) socket bytes of a chunked body; for people and tests."""
    body, at = [], 0
    while (line_end := data.find(b"\r\n", at)) >= 0:
        size = int(data[at:line_end], 16)
        if size == 0:
            break
        start = line_end + 2
        body.append(data[start : start + size])
        at = start + size + 2
    return b"".join(body)
