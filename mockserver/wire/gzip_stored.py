"""The content coding gzip, in stored blocks: the same bytes on every machine; knows no event.

Nothing is compressed, so no version of zlib has a say in the bytes, and the text stands readable
in them. A block begins and ends at a byte, so what a client has received up to the end of a block
it can decode at once. https://www.rfc-editor.org/rfc/rfc1952.html and, for the blocks,
https://www.rfc-editor.org/rfc/rfc1951.html#section-3.2.4
"""

from __future__ import annotations

from collections.abc import Iterator
from zlib import crc32

HEADER = bytes.fromhex("1f8b 08 00 00000000 00 ff")
"""Magic, deflate, no flags, no time of modification, no extra flags, an unknown system."""

MOST = 0xFFFF
"""Bytes of text that one block can hold."""

_BLOCK_HEADER = 5
_LAST_BLOCK = bytes.fromhex("01 0000 ffff")


class Gzip:
    """One gzip body on its way: its header before the first block, the checksum at its end.

    With `begun`, only blocks are made, for bytes that are put into such a body.
    """

    def __init__(self, *, begun: bool = False) -> None:
        self._begun = begun
        self._checksum = 0
        self._size = 0

    def code(self, text: bytes, times: int = 1) -> bytes:
        """The bytes for some text, decodable as soon as they are received; none for none.

        With `times`, the checksum counts the text so often: for a beat, which is sent again.
        """
        if not text:
            return b""
        for _ in range(times):
            self._checksum = crc32(text, self._checksum)
        self._size += len(text) * times
        return self.begin() + b"".join(_blocks(text))

    def end(self) -> bytes:
        """The last block, the checksum and the size: what makes the body whole."""
        sums = self._checksum.to_bytes(4, "little") + (self._size % 2**32).to_bytes(4, "little")
        return self.begin() + _LAST_BLOCK + sums

    def begin(self) -> bytes:
        """The header, if it has not been sent yet; for where something must stand behind it."""
        header = b"" if self._begun else HEADER
        self._begun = True
        return header


class Ungzip:
    """Takes this coding off body bytes that come in parts; for people and for tests."""

    def __init__(self) -> None:
        self._header = b""  # of the body, then of each block
        self._wanted = len(HEADER)
        self._left = 0  # bytes of text that the block still has
        self.ended = False
        """Whether the last block has come."""

    def feed(self, data: bytes) -> bytes:
        """The text in the next part. Raises ValueError where the bytes are none of ours."""
        text = []
        while data and not self.ended:
            if self._left:
                part, data = data[: self._left], data[self._left :]
                self._left -= len(part)
                text.append(part)
                continue
            self._header += data[:1]
            data = data[1:]
            if len(self._header) == self._wanted:
                self._headed(self._header)
                self._header = b""
        return b"".join(text)

    def _headed(self, header: bytes) -> None:
        if header == HEADER and self._wanted == len(HEADER):
            self._wanted = _BLOCK_HEADER
        elif header == _LAST_BLOCK:
            self.ended = True
        elif header[0] == 0 and _complement(header[1:3]) == header[3:] != b"\xff\xff":
            self._left = int.from_bytes(header[1:3], "little")
        else:
            raise ValueError(f"no gzip in stored blocks: {header!r}")


def texts(body: bytes) -> Iterator[tuple[int, int]]:
    """Where text stands in a body of ours: begin and end of each stretch, as far as it goes."""
    at = len(HEADER)
    while body[at : at + 1] == b"\0" and at + _BLOCK_HEADER < len(body):
        begin = at + _BLOCK_HEADER
        at = begin + int.from_bytes(body[at + 1 : at + 3], "little")
        yield begin, min(at, len(body))


def _blocks(text: bytes) -> Iterator[bytes]:
    for begin in range(0, len(text), MOST):
        part = text[begin : begin + MOST]
        size = len(part).to_bytes(2, "little")
        yield b"\0" + size + _complement(size) + part


def _complement(size: bytes) -> bytes:
    return bytes(one ^ 0xFF for one in size)
