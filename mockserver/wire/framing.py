"""How a stream's items become the bytes of a body: choices, as plain facts; writes no byte."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .http1 import BodyCoding


@dataclass(frozen=True, slots=True)
class Framing:
    """The framing of one stream; without any choice it is what the providers send.

    newline          the line end that this server writes; literal bytes and texts keep theirs
    bom              a byte order mark before the first item
    space            one space after the colon of each field and comment
    data_lines       JSON data in so many data lines, or in pretty ones
    last_blank_line  whether the last event of the stream has the blank line that ends it
    escape           JSON data in ASCII, with `\\uXXXX`
    gzip             the content coding gzip, in stored blocks, flushed after each item
    body             how the client is told where the body ends
    """

    newline: Literal["\n", "\r\n", "\r"] = "\n"
    bom: bool = False
    space: bool = True
    data_lines: int | Literal["pretty"] = 1
    last_blank_line: bool = True
    escape: bool = False
    gzip: bool = False
    body: BodyCoding = BodyCoding.CHUNKED

    @property
    def of_items(self) -> Framing:
        """What of it concerns the text of single items; DEFAULT itself where it is nothing new."""
        text = Framing(
            self.newline, space=self.space, data_lines=self.data_lines, escape=self.escape
        )
        return DEFAULT if text == DEFAULT else text

    @property
    def rewrites_json(self) -> bool:
        """Whether JSON data is laid out anew."""
        return self.escape or self.data_lines != 1


DEFAULT = Framing()
