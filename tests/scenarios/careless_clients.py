"""Clients that each make one well-known mistake; every one works against a kind server.

Each takes a base URL and a model, and returns what it takes for the answer.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import httpx

PATIENCE = 20.0


@asynccontextmanager
async def asked(
    base_url: str, model: str, *further: object, patience: float | None = PATIENCE
) -> AsyncIterator[httpx.Response]:
    """The response to a request for a stream, with further messages; refused ones raise."""
    messages = [{"role": "user", "content": "Hello"}, *further]
    body = {"model": model, "messages": messages, "stream": True}
    async with (
        httpx.AsyncClient(timeout=patience, verify=False, trust_env=False) as client,
        client.stream("POST", f"{base_url}/chat/completions", json=body) as response,
    ):
        yield response.raise_for_status()


async def chunks(response: httpx.Response) -> AsyncIterator[Any]:
    """The JSON of each event, as most short clients read it."""
    async for line in response.aiter_lines():
        if line.startswith("data: ") and line != "data: [DONE]":
            yield json.loads(line[6:])


async def keeps_only_the_last_delta(base_url: str, model: str) -> str:
    """Assigns each delta's text, where it should be added."""
    text = ""
    async with asked(base_url, model) as response:
        async for chunk in chunks(response):
            for choice in chunk["choices"]:
                text = choice["delta"].get("content") or text
    return text


async def decodes_each_read_alone(base_url: str, model: str) -> str:
    """Decodes UTF-8 read by read, as if no character could lie in two reads."""
    async with asked(base_url, model) as response:
        return "".join([read.decode() async for read in response.aiter_bytes()])


async def parses_each_fragment(base_url: str, model: str) -> list[Any]:
    """Parses the arguments in every delta, as if each were JSON by itself."""
    arguments: list[Any] = []
    async with asked(base_url, model) as response:
        async for chunk in chunks(response):
            calls = chunk["choices"][0]["delta"].get("tool_calls", ())
            fragments = [call["function"]["arguments"] for call in calls]
            arguments += [json.loads(one) for one in fragments if one]
    return arguments


async def ignores_the_index(base_url: str, model: str) -> str:
    """Adds all argument fragments to one text, whichever tool call they belong to."""
    arguments = ""
    async with asked(base_url, model) as response:
        async for chunk in chunks(response):
            for call in chunk["choices"][0]["delta"].get("tool_calls", ()):
                arguments += call["function"]["arguments"]
    return arguments


async def takes_the_first_choice(base_url: str, model: str) -> str:
    """Looks at `choices[0]` of every chunk, as if there always were one."""
    text = ""
    async with asked(base_url, model) as response:
        async for chunk in chunks(response):
            text += chunk["choices"][0]["delta"].get("content") or ""
    return text


async def never_looks_at_error(base_url: str, model: str) -> str:
    """Skips chunks without choices, and with them the error."""
    text = ""
    async with asked(base_url, model) as response:
        async for chunk in chunks(response):
            for choice in chunk.get("choices", ()):
                text += choice["delta"].get("content") or ""
    return text


async def takes_any_finish_for_success(base_url: str, model: str) -> str:
    """Returns at the first finish_reason, whichever it is."""
    text = ""
    async with asked(base_url, model) as response:
        async for chunk in chunks(response):
            text += chunk["choices"][0]["delta"].get("content") or ""
            if chunk["choices"][0]["finish_reason"]:
                break
    return text


async def never_retries(base_url: str, model: str) -> str:
    """Gives up at the first refusal, even where the server says when to come back."""
    async with asked(base_url, model) as response:
        return (await response.aread()).decode()


async def forgets_the_tools_result(base_url: str, model: str) -> str:
    """Goes on after a tool call without saying what the tool has returned."""
    call = {"index": 0, "id": "call_1", "type": "function"}
    async with asked(base_url, model) as response:
        async for chunk in chunks(response):
            for part in chunk["choices"][0]["delta"].get("tool_calls", ()):
                call = {**call, **part}
    said = {"role": "assistant", "content": None, "tool_calls": [call]}
    async with asked(base_url, model, said) as response:
        return (await response.aread()).decode()


async def takes_end_of_input_for_end_of_answer(base_url: str, model: str) -> str:
    """Reads until nothing more comes, and looks for neither finish_reason nor [DONE]."""
    url = httpx.URL(base_url)
    body = json.dumps({"model": model, "messages": [], "stream": True})
    head = f"POST {url.path}/chat/completions HTTP/1.1\r\nHost: {url.host}\r\n"
    reader, writer = await asyncio.open_connection(url.host, url.port)
    writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode())
    received = await reader.read()
    writer.close()
    return "".join(re.findall('"content":"(.*?)"', received.decode()))


async def swallows_a_broken_connection(base_url: str, model: str) -> str:
    """Catches every error of the connection, and returns what it has so far."""
    text = ""
    with suppress(httpx.TransportError):
        async with asked(base_url, model) as response:
            async for chunk in chunks(response):
                for choice in chunk["choices"]:
                    text += choice["delta"].get("content") or ""
    return text


async def has_no_read_timeout(base_url: str, model: str, show: Callable[[str], object]) -> None:
    """Waits for the next chunk as long as it takes; `show` gets each delta, as on a screen."""
    async with asked(base_url, model, patience=None) as response:
        async for chunk in chunks(response):
            show(chunk["choices"][0]["delta"].get("content") or "")


async def takes_a_read_for_an_event(base_url: str, model: str) -> str:
    """Takes what one read returns for one whole event."""
    text = ""
    async with asked(base_url, model) as response:
        async for read in response.aiter_bytes():
            if read != b"data: [DONE]\n\n":
                choice = json.loads(read.removeprefix(b"data: "))["choices"][0]
                text += choice["delta"].get("content") or ""
    return text
