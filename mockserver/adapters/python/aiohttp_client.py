"""Asks with aiohttp alone, by the rules of HTTP and of server-sent events: a client of reference.

https://docs.aiohttp.org/en/stable/client_quickstart.html#streaming-response-content
"""

from __future__ import annotations

import asyncio
import os

import aiohttp
from answer import READ_TIMEOUT, REQUEST, Answer, tell
from careful import MOST_TRIES, NoAnswerError, delay, is_retried, read

URL = f"{os.environ['OPENAI_BASE_URL']}/chat/completions"
HEADERS = {"Authorization": f"Bearer {os.environ['OPENAI_API_KEY']}"}


async def ask(answer: Answer) -> None:
    """One answer; tries again where nothing of an answer has come."""
    timeout = aiohttp.ClientTimeout(total=None, sock_connect=READ_TIMEOUT, sock_read=READ_TIMEOUT)
    async with aiohttp.ClientSession(timeout=timeout, headers=HEADERS) as session:
        for tries in range(1, MOST_TRIES + 1):
            try:
                async with session.post(URL, json=REQUEST) as response:
                    if response.status == 200:
                        kind = response.headers.get("content-type", "")
                        await read(answer, kind, response.content.iter_any())
                        return
                    body = await response.text(errors="replace")
                    if not is_retried(response.status) or tries == MOST_TRIES:
                        raise NoAnswerError(f"status {response.status}: {body}")
                    wait = delay(response.headers)
            except (aiohttp.ClientConnectionError, aiohttp.ClientPayloadError, TimeoutError):
                if answer.finish or tries == MOST_TRIES:
                    raise
                wait = 0.2
            await asyncio.sleep(wait)


tell(lambda answer: asyncio.run(ask(answer)), "aiohttp")
