"""How a careful client reads a stream of completion chunks, whatever brings the bytes.

Events as https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
says, an error in each shape that providers send, and no answer that stops before its end.
"""

from __future__ import annotations

import asyncio
import codecs
import json
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from answer import READ_TIMEOUT, Answer

MOST_TRIES = 3
_LINE_END = re.compile(r"\r\n|\n|\r(?=.|\n)")
"""A CR that is the last character so far may be half of one."""


class NoAnswerError(Exception):
    """There is no whole answer."""


def is_retried(status: int) -> bool:
    """Whether another try may help."""
    return status in (408, 409, 429) or status >= 500


def delay(headers: Mapping[str, str]) -> float:
    """Seconds until another try: as the server asks for, in numbers or by a date."""
    with suppress(KeyError, ValueError):
        return int(headers["retry-after-ms"]) / 1000
    after = headers.get("retry-after", "")
    with suppress(ValueError):
        return float(after)
    with suppress(ValueError):
        return max(0.0, (parsedate_to_datetime(after) - datetime.now(UTC)).total_seconds())
    return 0.2


async def _events(parts: AsyncIterator[bytes]) -> AsyncIterator[tuple[str, str]]:
    """The name and the data of each event."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    text, searched, data, name = "", 0, list[str](), ""
    async for part in parts:
        text += decoder.decode(part)
        begin = 0
        while found := _LINE_END.search(text, searched):
            line, begin = text[begin : found.start()], found.end()
            searched = begin
            key, _, value = line.partition(":")
            if key == "data":
                data.append(value.removeprefix(" "))
            elif key == "event":
                name = value.removeprefix(" ")
            elif not line:
                if data:
                    yield name, "\n".join(data)
                data, name = [], ""
        text = text[begin:]
        searched = max(0, len(text) - 1)
    if decoder.decode(b"", final=True) == "" and text == "\r" and data:
        yield name, "\n".join(data)


async def read(answer: Answer, kind: str, parts: AsyncIterator[bytes]) -> None:
    """Adds a whole answer: a stream, or one JSON body. Raises where it is not whole."""
    done = False
    if "text/event-stream" not in (kind or "text/event-stream"):
        _add(answer, json.loads(b"".join([part async for part in parts])))
    else:
        done = await _read_stream(answer, parts)
    if not answer.finish or (None in answer.finish.values() and not done):
        raise NoAnswerError("the stream ended before the answer did")
    if not all(call["name"] for call in answer.calls.values()):
        raise NoAnswerError("a tool is called that has no name")


async def _read_stream(answer: Answer, parts: AsyncIterator[bytes]) -> bool:
    """Adds what each event says; comments are no sign of life. Whether the terminator came."""
    events = _events(parts)
    while True:
        async with asyncio.timeout(READ_TIMEOUT):
            event = await anext(events, None)
        if event is None:
            return False
        name, data = event
        if data.strip() == "[DONE]":
            return True
        if name == "error":
            raise NoAnswerError(data)
        _add(answer, json.loads(data))


def _add(answer: Answer, chunk: Any) -> None:
    if not isinstance(chunk, dict) or chunk.get("object") == "error":
        raise NoAnswerError(json.dumps(chunk))
    answer.add(chunk)
    if "error" in answer.finish.values():
        raise NoAnswerError("the provider stopped with an error")
