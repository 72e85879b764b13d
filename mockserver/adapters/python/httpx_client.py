"""Asks with httpx alone, by the rules of HTTP and of server-sent events: a client of reference.

https://www.python-httpx.org/async/#streaming-responses
"""

from __future__ import annotations

import asyncio
import os

import httpx
from answer import READ_TIMEOUT, REQUEST, Answer, tell
from careful import MOST_TRIES, NoAnswerError, delay, is_retried, read

URL = f"{os.environ['OPENAI_BASE_URL']}/chat/completions"
HEADERS = {"Authorization": f"Bearer {os.environ['OPENAI_API_KEY']}"}


async def ask(answer: Answer) -> None:
    """One answer; tries again where nothing of an answer has come."""
    async with httpx.AsyncClient(timeout=READ_TIMEOUT, headers=HEADERS) as client:
        for tries in range(1, MOST_TRIES + 1):
            try:
                async with client.stream("POST", URL, json=REQUEST) as response:
                    if response.status_code == 200:
                        kind = response.headers.get("content-type", "")
                        await read(answer, kind, response.aiter_bytes())
                        return
                    body = (await response.aread()).decode(errors="replace")
                    if not is_retried(response.status_code) or tries == MOST_TRIES:
                        raise NoAnswerError(f"status {response.status_code}: {body}")
                    wait = delay(response.headers)
            except httpx.TransportError:
                if answer.finish or tries == MOST_TRIES:
                    raise
                wait = 0.2
            await asyncio.sleep(wait)


tell(lambda answer: asyncio.run(ask(answer)), "httpx")
