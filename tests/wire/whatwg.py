"""A reader of server-sent events, written from the specification alone: it shares no code with us.

https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Event:
    """What a client is told: the `MessageEvent` of the specification."""

    data: str
    type: str = "message"
    last_event_id: str = ""


def read(body: bytes) -> list[Event]:
    """The events that are dispatched for a whole body; what lacks its blank line is not."""
    text = body.decode("utf-8", "replace").removeprefix("\ufeff")
    lines = re.split("\r\n|\n|\r", text)[:-1]  # what has no line end is no line yet
    events: list[Event] = []
    data = kind = last_id = ""
    for line in lines:
        if line == "":
            if data:
                events.append(Event(data.removesuffix("\n"), kind or "message", last_id))
            data = kind = ""
            continue
        field, colon, value = line.partition(":")
        value = value.removeprefix(" ") if colon else ""
        if field == "event":
            kind = value
        elif field == "data":
            data += f"{value}\n"
        elif field == "id" and "\0" not in value:
            last_id = value
    return events
