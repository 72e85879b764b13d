"""A small client that makes none of the known mistakes; knows nothing of the mock server."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from .right_answer import Answer as Answer
from .right_answer import AnswerError as AnswerError
from .right_answer import ApiError as ApiError
from .right_answer import Choice as Choice
from .right_answer import ToolCall as ToolCall
from .right_answer import TruncatedError as TruncatedError
from .right_answer import UnreadableError as UnreadableError
from .right_answer import add, close
from .right_events import events

MOST_TRIES = 3
MOST_TURNS = 5
RETRIED = {408, 409, 429, *range(500, 600)}

Nap = Callable[[float], Awaitable[object]]
"""Waits so many seconds."""


class BrokenConnectionError(AnswerError):
    """The connection broke."""


class TimedOutError(AnswerError):
    """Nothing came for too long; comments are nothing."""


class _TryAgainError(Exception):
    """Nothing of an answer has come; it may come next time."""

    def __init__(self, final: AnswerError, delay: float | None = None) -> None:
        super().__init__(str(final))
        self.final = final
        self.delay = delay


async def ask(
    base_url: str,
    model: str,
    *,
    content: str = "Hello",
    messages: list[dict[str, Any]] | None = None,
    headers: Mapping[str, str] | None = None,
    read_timeout: float = 20.0,
    nap: Nap = asyncio.sleep,
    transport: httpx.AsyncBaseTransport | None = None,
    **options: Any,
) -> Answer:
    """The whole answer to one message, or to several. Raises AnswerError where there is none.

    `read_timeout` is how many seconds may pass without an event; `transport` is what asks in place
    of a connection.
    """
    said = messages or [{"role": "user", "content": content}]
    body = {"model": model, "messages": said, "stream": True, **options}
    timeout = httpx.Timeout(20.0, read=read_timeout)
    async with httpx.AsyncClient(
        timeout=timeout, verify=False, trust_env=False, transport=transport
    ) as client:
        url = f"{base_url}/chat/completions"
        for tries in range(1, MOST_TRIES + 1):
            request = client.build_request("POST", url, json=body, headers=dict(headers or {}))
            try:
                return await _once(client, request, read_timeout)
            except _TryAgainError as error:
                if tries == MOST_TRIES:
                    raise error.final from None
                await nap(0.1 * 2**tries if error.delay is None else error.delay)
    raise AssertionError


async def run_agent(
    base_url: str, model: str, tools: Mapping[str, Callable[..., str]], **more: Any
) -> Answer:
    """The first answer that calls no tools; what tools return is sent back each time."""
    messages: list[dict[str, Any]] = [{"role": "user", "content": "How is the weather here?"}]
    offered = [{"type": "function", "function": {"name": name}} for name in tools]
    for _ in range(MOST_TURNS):
        answer = await ask(base_url, model, messages=messages, tools=offered, **more)
        if not answer.calls:
            return answer
        calls = [
            {
                "id": one.id,
                "type": "function",
                "function": {"name": one.name, "arguments": one.arguments},
            }
            for one in answer.calls
        ]
        text = answer.choices[0].text or None
        messages.append({"role": "assistant", "content": text, "tool_calls": calls})
        for one in answer.calls:
            result = tools[one.name](**one.parsed)
            messages.append({"role": "tool", "tool_call_id": one.id, "content": result})
    raise AnswerError("the agent comes to no end")


async def _once(client: httpx.AsyncClient, request: httpx.Request, patience: float) -> Answer:
    try:
        response = await client.send(request, stream=True)
    except httpx.TimeoutException as error:
        raise TimedOutError(str(error)) from None
    except httpx.TransportError as error:
        raise _TryAgainError(BrokenConnectionError(str(error))) from None
    try:
        if response.status_code != 200:
            await response.aread()
            failure = ApiError(_message(response))
            if response.status_code in RETRIED:
                raise _TryAgainError(failure, _delay(response))
            raise failure
        return await _read(response, patience)
    except (httpx.TimeoutException, TimeoutError) as error:
        raise TimedOutError(str(error)) from None
    except httpx.RemoteProtocolError as error:
        raise TruncatedError(str(error)) from None
    except httpx.NetworkError as error:
        raise BrokenConnectionError(str(error)) from None
    except (ValueError, httpx.DecodingError) as error:
        raise UnreadableError(str(error)) from None
    finally:
        await response.aclose()


def _message(response: httpx.Response) -> str:
    """What the provider says is wrong; a proxy's page says nothing but its status."""
    with suppress(ValueError, KeyError, TypeError):
        body = json.loads(response.text)
        one = body[0] if isinstance(body, list) else body
        return str(one["error"]["message"])
    return f"status {response.status_code}"


def _delay(response: httpx.Response) -> float | None:
    """Seconds that the provider asks for: a number, or the time until a date."""
    if millis := response.headers.get("retry-after-ms"):
        return int(millis) / 1000
    after = response.headers.get("retry-after", "")
    if after.isdecimal():
        return float(after)
    with suppress(ValueError):
        wait = parsedate_to_datetime(after) - datetime.now(UTC)
        return max(0.0, wait.total_seconds())
    return None


async def _read(response: httpx.Response, patience: float) -> Answer:
    kind = response.headers.get("content-type", "text/event-stream")
    answer, done = Answer(), False
    if "text/event-stream" not in kind:
        add(answer, json.loads(await response.aread()))
    else:
        done = await _read_events(answer, response, patience)
    asked = json.loads(response.request.content).get("n") or 1
    return close(answer, done=done, asked=asked)


async def _read_events(answer: Answer, response: httpx.Response, patience: float) -> bool:
    """Adds all that is said to the answer. Whether the terminator came."""
    stream = events(response.aiter_bytes())
    while True:
        async with asyncio.timeout(patience):
            event = await anext(stream, None)
        if event is None or event.data.strip() == "[DONE]":
            return event is not None
        if event.name == "error":
            raise ApiError(event.data)
        add(answer, json.loads(event.data))
