"""HTTP/1.1 as bytes: the head and the chunked coding; knows neither events nor sockets.

https://www.rfc-editor.org/rfc/rfc9112.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus

from .instructions import Head, MarkKind

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
    `mark` says what ends with the last byte; it goes with the last part.
    """

    body: bytes
    before: bytes = b""
    after: bytes = b""
    mark: MarkKind | None = None

    def split(self, at: int) -> tuple[Piece, Piece]:
        """The two parts around the gap after `at` body bytes, `0 < at < len(body)`."""
        return (
            Piece(self.body[:at], before=self.before),
            Piece(self.body[at:], after=self.after, mark=self.mark),
        )

    def parted(self, cuts: Iterable[int]) -> Iterator[Piece]:
        """The parts between these rising gaps; the same as `split` again and again, but linear."""
        begin, before = 0, self.before
        for cut in cuts:
            yield Piece(self.body[begin:cut], before)
            begin, before = cut, b""
        yield Piece(self.body[begin:], before, self.after, self.mark)

    @property
    def data(self) -> bytes:
        """The socket bytes."""
        return self.before + self.body + self.after


def piece(body: bytes, coding: BodyCoding, mark: MarkKind | None = None) -> Piece:
    """The piece for some bytes of a body: under the chunked coding one HTTP chunk.

    No bytes are no HTTP chunk: an empty one would say that the body is whole.
    """
    if coding is BodyCoding.CHUNKED and body:
        return Piece(body, f"{len(body):x}\r\n".encode(), b"\r\n", mark)
    return Piece(body, mark=mark)


def last_piece(coding: BodyCoding) -> Piece:
    """What tells the client, after the last byte, that the body is whole; may have no bytes."""
    return Piece(b"", TERMINATOR if coding is BodyCoding.CHUNKED else b"")


class Unchunker:
    """Takes the chunked coding off socket bytes that come in parts; for people and for tests."""

    def __init__(self) -> None:
        self._size_line = b""
        self._left = 0  # body bytes that the HTTP chunk still has, with the line end after them
        self.ended = False
        """Whether the last HTTP chunk has come."""

    def feed(self, data: bytes) -> bytes:
        """The body bytes in the next part. Raises ValueError where a size line is none."""
        body, at = [], 0
        while at < len(data) and not self.ended:
            if self._left:
                stop = min(len(data), at + self._left)
                body.append(data[at : min(stop, at + max(0, self._left - 2))])
                self._left -= stop - at
            else:
                stop = data.find(b"\n", at) + 1 or len(data)
                self._size_line += data[at:stop]
                size = int(self._size_line, 16) if self._size_line.strip() else 0
                if self._size_line.endswith(b"\r\n"):
                    self._size_line, self._left = b"", size + 2 if size else 0
                    self.ended = size == 0
            at = stop
        return b"".join(body)
