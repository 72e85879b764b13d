"""Faults that damage the bytes of one event, when it has just become bytes; knows no place.

A damage that is added needs its name in `scenario/faults.py`, a function here and its row in
`_DAMAGES`. The line ends that close the event are kept, so the stream goes on behind it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from mockserver.wire.events import Damaged, DamageKind
from mockserver.wire.json_text import loads
from mockserver.wire.sse import BOM

_LINE_END = re.compile(rb"\r\n|\r|\n")
_CLOSING = re.compile(rb"[\r\n]*\Z")
_MULTIBYTE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_JSON_TEXT = re.compile(rb'"(?:[^"\\]|\\.)*"(\s*:)?', re.DOTALL)
_INVALID = b"\xff"
"""A byte that stands nowhere in UTF-8 (RFC 3629, section 1)."""


def damaged(item: Damaged, block: bytes) -> bytes:
    """The event's bytes with the damage that the item has."""
    return _DAMAGES[item.kind](block)


def no_json(block: bytes) -> bytes:
    """The event without its last characters: as few as make its data no JSON, but at least one."""
    closing = _CLOSING.search(block)
    assert closing is not None
    text, end = block[: closing.start()].decode(), closing[0]
    while text:
        text = text[:-1]
        if not _is_json(_data(text.encode() + end)):
            break
    return text.encode() + end


def no_utf8(block: bytes) -> bytes:
    """The event with one byte that is no UTF-8, in the place of another.

    That is the last byte of its first multibyte character; where all is ASCII, the first character
    of the last JSON text that is a value (the delta, most often); where there is none, the last
    byte before the line ends.
    """
    at = _byte_to_damage(block)
    return block if at < 0 else block[:at] + _INVALID + block[at + 1 :]


def _byte_to_damage(block: bytes) -> int:
    if (found := _MULTIBYTE.search(block)) is not None:
        return found.end() - 1
    values = [
        one.start() + 1
        for one in _JSON_TEXT.finditer(block)
        if one[1] is None and block[one.start() + 1 : one.start() + 2] not in (b'"', b"\\")
    ]
    return values[-1] if values else len(block.rstrip(b"\r\n")) - 1


def _data(block: bytes) -> bytes:
    """The data that a client takes from the bytes of one event; empty where it has none."""
    fields = (line.partition(b":") for line in _LINE_END.split(block.removeprefix(BOM)))
    return b"\n".join(value.removeprefix(b" ") for name, _, value in fields if name == b"data")


def _is_json(data: bytes) -> bool:
    try:
        loads(data)
    except ValueError:
        return False
    return True


_DAMAGES: dict[DamageKind, Callable[[bytes], bytes]] = {"json": no_json, "utf8": no_utf8}
