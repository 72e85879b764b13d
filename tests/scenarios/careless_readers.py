"""Clients that each make one well-known mistake with bytes, lines, events, codings or time.

Every one works against a kind server.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import httpx

from .careless_clients import asked, chunks


def _text(found: list[Any]) -> str:
    choices = [choice for chunk in found for choice in chunk["choices"]]
    return "".join(one["delta"].get("content") or "" for one in choices)


# -- bytes ----------------------------------------------------------------------------------------


async def decodes_each_read_alone(base_url: str, model: str) -> str:
    """Decodes UTF-8 read by read, as if no character could lie in two reads."""
    async with asked(base_url, model) as response:
        return "".join([read.decode() async for read in response.aiter_bytes()])


async def takes_a_read_for_an_event(base_url: str, model: str) -> str:
    """Takes what one read returns for one whole event."""
    found = []
    async with asked(base_url, model) as response:
        async for read in response.aiter_bytes():
            if read != b"data: [DONE]\n\n":
                found += [json.loads(read.removeprefix(b"data: "))]
    return _text(found)


async def splits_each_read_into_lines(base_url: str, model: str) -> str:
    """Splits what one read returns, so that a CR LF in two reads ends two lines."""
    found, data, rest = [], "", b""
    async with asked(base_url, model) as response:
        async for read in response.aiter_bytes():
            *lines, rest = (rest + read + b"|").splitlines()
            rest = rest[:-1]
            for line in lines:
                if line:
                    data += line.decode().removeprefix("data: ")
                elif data:
                    found += [] if data == "[DONE]" else [json.loads(data)]
                    data = ""
    return _text(found)


async def replaces_what_is_no_utf8(base_url: str, model: str) -> str:
    """Decodes with replacement characters, and takes these for the answer."""
    async with asked(base_url, model) as response:
        whole = (await response.aread()).decode(errors="replace")
    return "".join(re.findall('"content":"(.*?)"', whole))


async def never_unescapes(base_url: str, model: str) -> str:
    """Finds the text with a regular expression, and not as JSON."""
    return await replaces_what_is_no_utf8(base_url, model)


async def decodes_no_content_coding(base_url: str, model: str) -> str:
    """Takes the body as it comes, though it is compressed."""
    async with asked(base_url, model) as response:
        return b"".join([read async for read in response.aiter_raw()]).decode()


async def reads_64_kib(base_url: str, model: str) -> int:
    """Reads into a buffer of 64 KiB, and takes what fits for the whole: so many lines."""
    async with asked(base_url, model) as response:
        whole = (await response.aread())[:65_536].decode()
    return "".join(re.findall('"content":"(.*?)"', whole)).count("\\n")


# -- lines and events -----------------------------------------------------------------------------


async def skips_what_is_no_json(base_url: str, model: str) -> str:
    """Skips data that is no JSON, and with it a part of the answer."""
    found = []
    async with asked(base_url, model) as response:
        async for line in response.aiter_lines():
            if line.startswith("data: "):
                with suppress(json.JSONDecodeError):
                    found.append(json.loads(line[6:]))
    return _text([one for one in found if isinstance(one, dict)])


async def looks_for_one_space(base_url: str, model: str) -> str:
    """Looks for lines that begin with `data: `, and so with that space, and with nothing before."""
    async with asked(base_url, model) as response:
        return _text([chunk async for chunk in chunks(response)])


async def splits_at_every_kind_of_line_end(base_url: str, model: str) -> str:
    """Splits lines as Python does, also at characters that end no line of an event stream."""
    return await looks_for_one_space(base_url, model)


async def takes_done_for_json(base_url: str, model: str) -> str:
    """Compares the terminator character for character, and parses all else."""
    return await looks_for_one_space(base_url, model)


async def reads_on_after_done(base_url: str, model: str) -> str:
    """Skips the terminator, where it should end there."""
    return await looks_for_one_space(base_url, model)


async def waits_for_done(base_url: str, model: str) -> str:
    """Takes an answer for cut off that ends without [DONE]."""
    found: list[Any] = []
    async with asked(base_url, model) as response:
        async for event in _blocks(response):
            if event == "data: [DONE]":
                return _text(found)
            found += [json.loads(event.removeprefix("data: "))]
    raise EOFError("no [DONE]")


async def _blocks(response: httpx.Response) -> Any:
    """What stands between blank lines, where lines end with LF."""
    rest = ""
    async for read in response.aiter_text():
        *whole, rest = (rest + read).split("\n\n")
        for one in whole:
            yield one


async def knows_line_feeds_alone(base_url: str, model: str) -> str:
    """Looks for two LF in a row, and finds no event where lines end otherwise."""
    async with asked(base_url, model) as response:
        return _text([json.loads(one[6:]) async for one in _blocks(response) if "{" in one])


async def reads_the_first_line_of_an_event(base_url: str, model: str) -> str:
    """Takes the first line of an event for its data, and for all of it."""
    found = []
    async with asked(base_url, model) as response:
        async for event in _blocks(response):
            data = event.splitlines()[0].removeprefix("data: ")
            if data == "[DONE]":
                break
            found.append(json.loads(data))
    return _text(found)


async def takes_every_blank_line_for_an_event(base_url: str, model: str) -> str:
    """Parses the data at each blank line, also where none has come."""
    found, data = [], ""
    async with asked(base_url, model) as response:
        async for line in response.aiter_lines():
            if line.startswith("data: "):
                data = line[6:]
            elif not line and data == "[DONE]":
                break
            elif not line:
                found.append(json.loads(data))
                data = ""
    return _text(found)


async def takes_every_line_for_data(base_url: str, model: str) -> str:
    """Parses each line that is not blank, also a comment."""
    found = []
    async with asked(base_url, model) as response:
        async for line in response.aiter_lines():
            if line and line != "data: [DONE]":
                found += [json.loads(line.removeprefix("data: "))]
    return _text(found)


async def takes_a_socket_read_for_an_event(base_url: str, model: str) -> str:
    """Looks for one JSON object in what one read of the socket returns."""
    found: list[Any] = []
    reader, writer = await _ask(base_url, model)
    try:
        await reader.readuntil(b"\r\n\r\n")
        while read := await reader.read(65_536):
            found += [json.loads(read[read.index(b"{") : read.rindex(b"}") + 1])]
    finally:
        writer.close()
        await writer.wait_closed()
    return _text(found)


# -- HTTP -----------------------------------------------------------------------------------------


async def _ask(base_url: str, model: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A connection that ends with the answer, and a request on it."""
    url = httpx.URL(base_url)
    body = json.dumps({"model": model, "messages": [], "stream": True})
    head = f"POST {url.path}/chat/completions HTTP/1.1\r\nHost: {url.host}\r\n"
    reader, writer = await asyncio.open_connection(url.host, url.port)
    leave = "Connection: close\r\n"
    writer.write(f"{head}{leave}Content-Length: {len(body)}\r\n\r\n{body}".encode())
    return reader, writer


async def _answer(base_url: str, model: str) -> str:
    """All that comes until the connection ends."""
    reader, writer = await _ask(base_url, model)
    received = await reader.read()
    writer.close()
    return received.decode()


async def takes_end_of_input_for_end_of_answer(base_url: str, model: str) -> str:
    """Reads until nothing more comes, and looks for neither finish_reason nor [DONE]."""
    return "".join(re.findall('"content":"(.*?)"', await _answer(base_url, model)))


async def expects_http_chunks(base_url: str, model: str) -> list[int]:
    """Takes the body's first line for the size of an HTTP chunk, whatever the head says."""
    _, _, body = (await _answer(base_url, model)).partition("\r\n\r\n")
    return [int(body.split("\r\n")[0], 16)]


async def expects_nothing_behind_the_last_http_chunk(base_url: str, model: str) -> str:
    """Takes the body for cut off where a trailer field is in it."""
    answer = await _answer(base_url, model)
    if not answer.endswith("0\r\n\r\n"):
        raise EOFError("no last HTTP chunk")
    return answer


async def takes_everything_for_json(base_url: str, model: str) -> object:
    """Believes a Content-Type of JSON, or what it hopes for, and is not ready for anything else."""
    async with asked(base_url, model) as response:
        return json.loads(await response.aread())


async def needs_a_content_type(base_url: str, model: str) -> bool:
    """Reads the Content-Type, as if there always were one."""
    async with asked(base_url, model) as response:
        return response.headers["content-type"].startswith("text/event-stream")


async def never_looks_at_the_content_type(base_url: str, model: str) -> str:
    """Looks for events in whatever comes, and takes nothing for an empty answer."""
    return await looks_for_one_space(base_url, model)


async def swallows_a_broken_connection(base_url: str, model: str) -> str:
    """Catches every error of the connection, and returns what it has so far."""
    found = []
    with suppress(httpx.TransportError):
        async with asked(base_url, model) as response:
            async for chunk in chunks(response):
                found += [chunk]
    return _text(found)


async def runs_tools_of_a_cut_answer(base_url: str, model: str) -> str:
    """Catches every error of the connection, and closes the brackets of what it has."""
    parts: list[Any] = []
    with suppress(httpx.TransportError):
        async with asked(base_url, model) as response:
            async for chunk in chunks(response):
                parts += chunk["choices"][0]["delta"].get("tool_calls", ())
    return "".join(one["function"]["arguments"] for one in parts) + '"}'


# -- time -----------------------------------------------------------------------------------------


async def has_no_read_timeout(base_url: str, model: str, show: Callable[[str], object]) -> None:
    """Waits for the next chunk as long as it takes; `show` gets each delta, as on a screen."""
    async with asked(base_url, model, patience=None) as response:
        async for chunk in chunks(response):
            show(chunk["choices"][0]["delta"].get("content") or "")


async def takes_comments_for_progress(
    base_url: str, model: str, show: Callable[[str], object]
) -> None:
    """Has a timeout for the next bytes alone, and comments are bytes."""
    async with asked(base_url, model, patience=0.5) as response:
        async for chunk in chunks(response):
            show(chunk["choices"][0]["delta"].get("content") or "")


async def shows_the_whole_answer(base_url: str, model: str, show: Callable[[str], object]) -> None:
    """Shows nothing until all has come."""
    async with asked(base_url, model) as response:
        show(_text([chunk async for chunk in chunks(response)]))


async def is_impatient(base_url: str, model: str) -> str:
    """Gives a model a fifth of a second for its first token."""
    async with asked(base_url, model, patience=0.2) as response:
        return _text([chunk async for chunk in chunks(response)])
