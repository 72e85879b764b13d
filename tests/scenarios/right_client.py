"""A small client that makes none of the known mistakes; knows nothing of the mock server."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from .right_events import events

MOST_TRIES = 3
MOST_TURNS = 5
RETRIED = {408, 409, 429, 500, 502, 503, 504}

Nap = Callable[[float], Awaitable[object]]
"""Waits so many seconds."""


class AnswerError(Exception):
    """There is no whole answer."""


class ApiError(AnswerError):
    """The provider says what is wrong: by a status, or in the middle of the stream."""


class TruncatedError(AnswerError):
    """The stream ended before the answer did."""


class BrokenConnectionError(AnswerError):
    """The connection broke."""


class TimedOutError(AnswerError):
    """Nothing came for too long; comments are nothing."""


class UnreadableError(AnswerError):
    """What came is no stream of completion chunks."""


@dataclass
class ToolCall:
    """A tool call; its arguments are JSON only once they are whole."""

    name: str = ""
    arguments: str = ""
    id: str = field(default="", compare=False)

    @property
    def parsed(self) -> Any:
        """What the arguments say; a tool without parameters may get none. Raises ValueError."""
        return json.loads(self.arguments or "{}")


@dataclass
class Choice:
    """What one choice says; `spelled` is what the bytes of its logprobs are."""

    text: str = ""
    reasoning: str = ""
    details: list[dict[str, Any]] = field(default_factory=list)
    refusal: str = ""
    spelled: str = ""
    tool_calls: dict[int, ToolCall] = field(default_factory=dict)
    finish: str | None = None
    token_bytes: bytearray = field(default_factory=bytearray, compare=False)


@dataclass
class Answer:
    """What a whole stream says."""

    choices: dict[float, Choice] = field(default_factory=dict)
    usage: dict[str, Any] | None = None

    @property
    def calls(self) -> list[ToolCall]:
        """The first choice's tool calls."""
        calls = self.choices[0].tool_calls if 0 in self.choices else {}
        return [calls[index] for index in sorted(calls)]


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
    **options: Any,
) -> Answer:
    """The whole answer to one message, or to several. Raises AnswerError where there is none.

    `read_timeout` is how many seconds may pass without an event.
    """
    said = messages or [{"role": "user", "content": content}]
    body = {"model": model, "messages": said, "stream": True, **options}
    timeout = httpx.Timeout(20.0, read=read_timeout)
    async with httpx.AsyncClient(timeout=timeout, verify=False, trust_env=False) as client:
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
        return str(json.loads(response.text)["error"]["message"])
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
        _add(answer, json.loads(await response.aread()))
    else:
        done = await _read_events(answer, response, patience)
    finished = answer.choices and all(one.finish for one in answer.choices.values())
    if not (done or finished):
        raise TruncatedError("the stream ended without a finish_reason and [DONE]")
    for choice in answer.choices.values():
        choice.text = _joined(choice.text)
        choice.spelled = choice.token_bytes.decode()
        if not all(call.name for call in choice.tool_calls.values()):
            raise UnreadableError("a tool is called that has no name")
    return answer


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
        _add(answer, json.loads(event.data))


def _add(answer: Answer, chunk: dict[str, Any]) -> None:
    if error := chunk.get("error"):
        raise ApiError(error["message"])
    if chunk.get("object") == "error":
        raise ApiError(chunk["message"])
    answer.usage = chunk.get("usage") or answer.usage
    for one in chunk.get("choices") or ():
        choice = answer.choices.setdefault(one["index"], Choice())
        _add_delta(choice, one.get("delta") or one.get("message") or {})
        for entry in (one.get("logprobs") or {}).get("content") or ():
            data = entry["bytes"]
            choice.token_bytes += entry["token"].encode() if data is None else bytes(data)
        choice.finish = one.get("finish_reason") or choice.finish
        if choice.finish == "error":
            raise ApiError("the provider stopped with an error")


def _add_delta(choice: Choice, delta: dict[str, Any]) -> None:
    choice.text += delta.get("content") or ""
    choice.reasoning += delta.get("reasoning") or delta.get("reasoning_content") or ""
    choice.details += delta.get("reasoning_details") or ()
    choice.refusal += delta.get("refusal") or ""
    for part in delta.get("tool_calls") or ():
        call = choice.tool_calls.setdefault(_index(choice, part), ToolCall())
        function = part.get("function") or {}
        call.id = call.id or part.get("id") or ""
        call.name = call.name or function.get("name") or ""
        fragment = function.get("arguments") or ""
        call.arguments += fragment if isinstance(fragment, str) else json.dumps(fragment)


def _joined(text: str) -> str:
    """The text, with one character for the halves of one that came as two escapes."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16")


def _index(choice: Choice, part: dict[str, Any]) -> int:
    """Which call a part belongs to; without an index, an id begins a new one."""
    new = len(choice.tool_calls)
    index: int = part.get("index", new if part.get("id") else new - 1)
    return index
