"""The body of a plan without its codings, part by part, for people; knows no event and no line."""

from __future__ import annotations

from copy import copy

from .gzip_stored import Ungzip
from .http1 import Unchunker
from .instructions import Head


class Uncoded:
    """Takes off the codings that a head names, as long as the bytes are what it says.

    From the first bytes on that are something else, all stand as they are.
    """

    def __init__(self, head: Head | None) -> None:
        fields = {name.lower(): value for name, value in head.headers} if head else {}
        self._chunked = Unchunker() if "transfer-encoding" in fields else None
        self._gzip = Ungzip() if fields.get("content-encoding") == "gzip" else None

    @property
    def last_chunk(self) -> bool:
        """Whether the last HTTP chunk has come."""
        return self._chunked is not None and self._chunked.ended

    def feed(self, data: bytes) -> bytes:
        """The body bytes of the next socket bytes."""
        body = data
        try:
            for coding in (self._chunked, self._gzip):
                body = coding.feed(body) if coding else body
        except ValueError:
            self._chunked = self._gzip = None
            return data
        return body

    def beat(self, data: bytes) -> bytes:
        """Those of a beat, which is whole in itself; what comes next is as if it had not been."""
        before = self._chunked, self._gzip
        self._chunked, self._gzip = Unchunker() if self._chunked else None, copy(self._gzip)
        body = self.feed(data)
        self._chunked, self._gzip = before
        return body
