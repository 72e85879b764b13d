"""How a right client reads server-sent events; knows nothing of what they hold."""

from __future__ import annotations

import codecs
import re
from collections.abc import AsyncIterator
from typing import NamedTuple


class Event(NamedTuple):
    """A server-sent event."""

    name: str
    data: str


async def events(reads: AsyncIterator[bytes]) -> AsyncIterator[Event]:
    """Each server-sent event that has data, however its bytes are divided into reads.

    https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
    """
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    begun, name, data, after_cr = list[str](), "", list[str](), False
    async for read in reads:
        new = decoder.decode(read)
        line_ended, after_cr = after_cr, new.endswith("\r") or (after_cr and not new)
        if line_ended:  # the LF of a CR LF that two reads divide begins no line
            new = new.removeprefix("\n")
        first, *more = re.split(r"\r\n|\n|\r", new)
        begun.append(first)
        if not more:  # a long line is joined once, when it ends
            continue
        lines, begun = ["".join(begun), *more[:-1]], more[-1:]
        for line in lines:
            key, _, value = line.partition(":")
            if key == "data":
                data.append(value.removeprefix(" "))
            elif key == "event":
                name = value.removeprefix(" ")
            elif not line:
                if data:
                    yield Event(name, "\n".join(data))
                name, data = "", []
    decoder.decode(b"", final=True)
