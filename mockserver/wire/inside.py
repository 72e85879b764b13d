"""Where a body can be cut inside something that belongs together; knows bytes, no key and no fault.

Each such place has one gap, counted in body bytes: after content coding, before the chunked coding.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from .gzip_stored import texts
from .http1 import Piece

Inside = Literal["multibyte_character", "crlf", "json_escape", "tool_fragment", "http_chunk"]
"""What can be cut inside.

multibyte_character  a character of two bytes or more, or a byte order mark: after its first byte
crlf                 between CR and LF
json_escape          right after the backslash of an escape such as `\\n` or `\\u00e9`
tool_fragment        in the middle of the argument text that one delta has (rounded up); not in `""`
http_chunk           in the middle of an HTTP chunk of two body bytes or more (rounded up)
"""


@dataclass(frozen=True, slots=True)
class Spot:
    """Something that belongs together: body bytes from `begin` up to `end`, and the gap inside.

    `gap` is how many body bytes are before it: a cut there is a cut after so many bytes.
    """

    begin: int
    end: int
    gap: int

    def holds(self, other: Spot) -> bool:
        """Whether the other one is wholly inside this one (for `of: {tool_fragment: 3}`)."""
        return self.begin <= other.begin and other.end <= self.end


def spots(kind: Inside, pieces: Iterable[Piece], *, gzip: bool = False) -> list[Spot]:
    """All places of a kind, in their order; the k-th one is what `nth: k` means.

    `pieces` are all pieces of the body, split or not; `gzip` says that they are coded so, in which
    case the text in them is searched, not the bytes of the coding.
    """
    pieces = list(pieces)
    if kind == "http_chunk":
        return list(_http_chunks(pieces))
    body = b"".join(one.body for one in pieces)
    stretches = list(texts(body)) if gzip else [(0, len(body))]
    text = b"".join(body[begin:end] for begin, end in stretches)
    to_body = _offsets(stretches)
    return [
        Spot(to_body(begin), to_body(end - 1) + 1, to_body(gap - 1) + 1)
        for begin, end, gap in _found(kind, text)
    ]


def _http_chunks(pieces: Iterable[Piece]) -> Iterator[Spot]:
    """A size line begins one, and a line end after the bytes ends it: a split one is still one."""
    begin = at = 0
    for one in pieces:
        if one.before:
            begin = at
        at += len(one.body)
        if one.body and one.after and at - begin > 1:
            yield Spot(begin, at, begin + _half(at - begin))


def _found(kind: Inside, text: bytes) -> Iterator[tuple[int, int, int]]:
    pattern, gap = _PATTERNS[kind]
    for found in pattern.finditer(text):
        begin, end = found.span(pattern.groups)
        yield begin, end, begin + gap(end - begin)


def _first(_: int) -> int:
    return 1


def _half(size: int) -> int:
    return (size + 1) // 2


_PATTERNS: dict[str, tuple[re.Pattern[bytes], Callable[[int], int]]] = {
    "multibyte_character": (
        re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"),
        _first,
    ),
    "crlf": (re.compile(rb"\r\n"), _first),
    "json_escape": (re.compile(rb'\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})'), _first),
    "tool_fragment": (re.compile(rb'"arguments": ?"((?:[^"\\\r\n]|\\[^\r\n])+)"'), _half),
}
"""What to look for, and how far into it the gap is; a group, where there is one, is the place."""


def _offsets(stretches: Sequence[tuple[int, int]]) -> Callable[[int], int]:
    """From the number of a byte of the text to its number in the body, both from 0."""
    starts, total = [], 0
    for begin, end in stretches:
        starts.append(total)
        total += end - begin

    def to_body(at: int) -> int:
        stretch = bisect_right(starts, at) - 1
        return stretches[stretch][0] + at - starts[stretch]

    return to_body
