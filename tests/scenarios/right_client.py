"""A small client that makes none of the known mistakes; knows nothing of the mock server."""

from __future__ import annotations

import asyncio
import codecs
import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx

MOST_TRIES = 3
RETRIED = {408, 409, 429, 500, 502, 503, 504}


class AnswerError(Exception):
    """There is no whole answer."""


class ApiError(AnswerError):
    """The provider says what is wrong: by a status, or in the middle of the stream."""


class TruncatedError(AnswerError):
    """The stream ended before the answer did."""


class BrokenConnectionError(AnswerError):
    """The connection broke in the middle of the answer."""


class TimedOutError(AnswerError):
    """Nothing came for too long."""


@dataclass
class Answer:
    """What a whole stream says."""

    text: str = ""
    tool_calls: dict[int, dict[str, str]] = field(default_factory=dict)
    finish_reasons: dict[int, str] = field(default_factory=dict)
    usage: dict[str, Any] | None = None

    @property
    def calls(self) -> list[tuple[str, Any]]:
        """Each tool call's name and its arguments, which are JSON only once they are whole."""
        calls = (self.tool_calls[index] for index in sorted(self.tool_calls))
        return [(call["name"], json.loads(call["arguments"])) for call in calls]


async def ask(
    base_url: str, model: str, *, content: str = "Hello", read_timeout: float = 20.0
) -> Answer:
    """The whole answer to one message. Raises AnswerError where there is none."""
    messages = [{"role": "user", "content": content}]
    body = {"model": model, "messages": messages, "stream": True}
    timeout = httpx.Timeout(20.0, read=read_timeout)
    async with httpx.AsyncClient(timeout=timeout, verify=False, trust_env=False) as client:
        for tries in range(1, MOST_TRIES + 1):
            url = f"{base_url}/chat/completions"
            try:
                async with client.stream("POST", url, json=body) as response:
                    if response.status_code == 200:
                        return await _read(response)
                    said = (await response.aread()).decode()
            except httpx.TimeoutException as error:
                raise TimedOutError(str(error)) from None
            except httpx.RemoteProtocolError as error:
                raise TruncatedError(str(error)) from None
            except httpx.NetworkError as error:
                raise BrokenConnectionError(str(error)) from None
            if response.status_code not in RETRIED or tries == MOST_TRIES:
                break
            await asyncio.sleep(_delay(response, tries))
    raise ApiError(json.loads(said)["error"]["message"])


def _delay(response: httpx.Response, tries: int) -> float:
    """Seconds that the provider asks for, else a little longer each time."""
    millis = response.headers.get("retry-after-ms")
    return int(millis) / 1000 if millis else 0.1 * 2**tries


async def _read(response: httpx.Response) -> Answer:
    answer, done = Answer(), False
    async for data in events(response.aiter_bytes()):
        if data == "[DONE]":
            done = True
            break
        chunk = json.loads(data)
        if chunk.get("error"):
            raise ApiError(chunk["error"]["message"])
        _add(answer, chunk)
    if not (done and answer.finish_reasons):
        raise TruncatedError("the stream ended without a finish_reason and [DONE]")
    return answer


def _add(answer: Answer, chunk: dict[str, Any]) -> None:
    answer.usage = chunk.get("usage") or answer.usage
    for choice in chunk["choices"]:
        delta = choice["delta"]
        answer.text += delta.get("content") or ""
        for part in delta.get("tool_calls") or ():
            call = answer.tool_calls.setdefault(part["index"], {"name": "", "arguments": ""})
            for key in call:
                call[key] += part["function"].get(key) or ""
        if choice["finish_reason"]:
            answer.finish_reasons[choice["index"]] = choice["finish_reason"]


async def events(reads: AsyncIterator[bytes]) -> AsyncIterator[str]:
    """The data of each server-sent event, however its bytes are divided into reads.

    https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
    """
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    text, data = "", list[str]()
    async for read in reads:
        text += decoder.decode(read)
        # A line end that comes last may be half of one: it waits for what comes next.
        *lines, text = re.split(r"\r\n|\n|\r(?!$)", text)
        for line in lines:
            if line.startswith("data:"):
                data.append(line.removeprefix("data:").removeprefix(" "))
            elif not line and data:
                yield "\n".join(data)
                data = []
