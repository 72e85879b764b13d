"""Clients that each make one well-known mistake with an error, or with what they ask.

Every one works against a kind server.
"""

from __future__ import annotations

from contextlib import suppress

import httpx

from .careless_clients import asked, said, shows_content_alone


async def never_looks_at_error(base_url: str, model: str) -> str:
    """Skips chunks without choices, and with them the error."""
    found = [one for chunk in await said(base_url, model) for one in chunk.get("choices", ())]
    return "".join(choice["delta"].get("content") or "" for choice in found)


async def takes_every_code_for_a_number(base_url: str, model: str) -> list[bool]:
    """Compares an error's code with numbers, whatever it is."""
    found = await said(base_url, model)
    return [chunk["error"]["code"] >= 500 for chunk in found if "error" in chunk]


async def never_retries(base_url: str, model: str) -> str:
    """Gives up at the first refusal, even where the server says when to come back."""
    async with asked(base_url, model) as response:
        return (await response.aread()).decode()


async def retries_any_status(base_url: str, model: str) -> str:
    """Asks again and again, also where the answer cannot become another."""
    for _ in range(5):
        with suppress(httpx.HTTPStatusError):
            return await never_retries(base_url, model)
    return "asked 5 times"


async def takes_every_code_for_a_word(base_url: str, model: str) -> bool:
    """Looks at what an error's code begins with, as if it were always a word."""
    try:
        await never_retries(base_url, model)
    except httpx.HTTPStatusError as error:
        async with httpx.AsyncClient(trust_env=False) as client:
            body = {"model": model, "messages": [], "stream": True}
            again = await client.post(error.request.url, json=body)
        return bool(again.json()["error"]["code"].startswith("insufficient"))
    return False


async def takes_retry_after_for_seconds(base_url: str, model: str) -> float:
    """Reads Retry-After as a number, though HTTP allows a date."""
    try:
        await never_retries(base_url, model)
    except httpx.HTTPStatusError as error:
        return float(error.response.headers["retry-after"])
    return 0.0


async def parses_every_refusal(base_url: str, model: str) -> object:
    """Takes the body of every refusal for JSON."""
    async with httpx.AsyncClient(trust_env=False) as client:
        body = {"model": model, "messages": [], "stream": True}
        response = await client.post(f"{base_url}/chat/completions", json=body)
        return response.json()["error"]


async def forgets_what_the_match_asks_for(base_url: str, model: str) -> str:
    """Leaves out the team, the system message and JSON mode."""
    return await never_retries(base_url, model)


async def asks_for_no_stream(base_url: str, model: str) -> object:
    """Asks for one JSON object, where only streams are served."""
    async with httpx.AsyncClient(trust_env=False) as client:
        body = {"model": model, "messages": [], "stream": False}
        response = await client.post(f"{base_url}/chat/completions", json=body)
        return response.raise_for_status().json()


async def asks_twice(base_url: str, model: str) -> list[str]:
    """Asks again as soon as it has the answer, as a double click does."""
    return [await shows_content_alone(base_url, model) for _ in range(2)]


async def caches_answers(base_url: str, model: str) -> list[str]:
    """Takes the same request for the same answer, and asks only once."""
    answer = await shows_content_alone(base_url, model)
    return [answer, answer]
