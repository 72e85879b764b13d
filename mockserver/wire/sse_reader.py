"""A body as server-sent events, as any client by the specification reads it; knows no JSON.

https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_LINE_END = re.compile("\r\n|\n|\r")


@dataclass(frozen=True, slots=True)
class Event:
    """One event that a client is told of: its data, and its name (`message` where it has none)."""

    data: str
    name: str = "message"


def events(body: bytes) -> list[Event]:
    """The events of a whole body; one that lacks its blank line is none.

    Raises ValueError (UnicodeDecodeError) where the body is no UTF-8.
    """
    *lines, _ = _LINE_END.split(body.decode().removeprefix("\ufeff"))
    found: list[Event] = []
    data: list[str] = []
    name = ""
    for line in lines:
        field, _, value = line.partition(":")
        if field == "data":
            data.append(value.removeprefix(" "))
        elif field == "event":
            name = value.removeprefix(" ")
        elif not line:
            if data:
                found.append(Event("\n".join(data), name or "message"))
            data, name = [], ""
    return found
