"""Clients that each make one well-known mistake with what an answer says.

Every one works against a kind server. Each takes a base URL and a model, and returns what it takes
for the answer. Mistakes with bytes and lines are in `careless_readers.py`,
those with tools in `careless_tools.py`, with errors and requests in `careless_callers.py`.
"""

from __future__ import annotations

import json
import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx

PATIENCE = 20.0


@asynccontextmanager
async def asked(
    base_url: str,
    model: str,
    *further: object,
    patience: float | None = PATIENCE,
    content: str = "Hello",
    **options: Any,
) -> AsyncIterator[httpx.Response]:
    """The response to a request for a stream, with further messages; refused ones raise."""
    messages = [{"role": "user", "content": content}, *further]
    body = {"model": model, "messages": messages, "stream": True, **options}
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


async def said(base_url: str, model: str, **options: Any) -> list[Any]:
    """All completion chunks."""
    async with asked(base_url, model, **options) as response:
        return [chunk async for chunk in chunks(response)]


async def deltas(base_url: str, model: str, **options: object) -> list[Any]:
    """The delta of the first choice of each chunk that has one."""
    found = await said(base_url, model, **options)
    return [choice["delta"] for chunk in found for choice in chunk["choices"][:1]]


async def tool_parts(base_url: str, model: str, **options: object) -> list[Any]:
    """Each part of a tool call."""
    found = await deltas(base_url, model, **options)
    return [part for delta in found for part in delta.get("tool_calls", ())]


# -- text -----------------------------------------------------------------------------------------


async def keeps_only_the_last_delta(base_url: str, model: str) -> str:
    """Assigns each delta's text, where it should be added."""
    text = ""
    for chunk in await said(base_url, model):
        for choice in chunk["choices"]:
            text = choice["delta"].get("content") or text
    return text


async def strips_each_delta(base_url: str, model: str) -> str:
    """Takes the blanks off each delta, as if they were none of the text."""
    return "".join([(one.get("content") or "").strip() for one in await deltas(base_url, model)])


async def drops_repeated_deltas(base_url: str, model: str) -> str:
    """Takes a delta that equals the one before for a mistake of the server."""
    texts = [one.get("content") or "" for one in await deltas(base_url, model)]
    return "".join(one for one, before in zip(texts, ["", *texts], strict=False) if one != before)


async def needs_content_in_every_delta(base_url: str, model: str) -> str:
    """Reads `content` as if every delta had one."""
    return "".join([one["content"] for one in await deltas(base_url, model)])


async def adds_null_content(base_url: str, model: str) -> str:
    """Checks whether a delta has content, and not whether that is a text."""
    texts = [one["content"] for one in await deltas(base_url, model) if one and "content" in one]
    return "".join(texts)


async def adds_up_all_reasoning(base_url: str, model: str) -> str:
    """Adds the reasoning of every key that it knows, as if each had a part of it."""
    text = ""
    for delta in await deltas(base_url, model):
        text += delta.get("reasoning_content") or ""
        text += delta.get("reasoning") or ""
        text += "".join(one["text"] for one in delta.get("reasoning_details", ()))
    return text


async def shows_content_alone(base_url: str, model: str) -> str:
    """Shows content, and so an empty answer where the model refuses."""
    return "".join([one.get("content") or "" for one in await deltas(base_url, model)])


async def asks_in_ascii(base_url: str, model: str) -> str:
    """Sends a question mark for each character that ASCII lacks."""
    content = "Grüße, 世界!".encode("ascii", "replace").decode()
    async with asked(base_url, model, content=content) as response:
        found = [chunk["choices"][0]["delta"].get("content") async for chunk in chunks(response)]
    return "".join(one or "" for one in found)


async def writes_each_delta_alone(base_url: str, model: str) -> bytes:
    """Writes deltas as UTF-8 one by one, as if none could end in half a character."""
    return b"".join([(one.get("content") or "").encode() for one in await deltas(base_url, model)])


# -- logprobs -------------------------------------------------------------------------------------


async def takes_minus_9999_for_a_logarithm(base_url: str, model: str) -> float:
    """Computes with the number that stands for "very unlikely"."""
    perplexity = 0.0
    for chunk in await said(base_url, model):
        for entry in (chunk["choices"][0]["logprobs"] or {}).get("content", ()):
            perplexity += math.exp(-entry["logprob"])
    return perplexity


async def takes_one_token_a_chunk(base_url: str, model: str) -> str:
    """Looks at the first token of each chunk's logprobs."""
    found = [chunk["choices"][0]["logprobs"] for chunk in await said(base_url, model)]
    return "".join(one["content"][0]["token"] for one in found if one)


async def counts_on_logprobs(base_url: str, model: str) -> int:
    """Counts tokens by their logprobs, for which it has not asked."""
    found = await said(base_url, model)
    return sum(len(chunk["choices"][0]["logprobs"]["content"]) for chunk in found)


async def joins_the_texts_of_tokens(base_url: str, model: str) -> str:
    """Joins the texts of tokens, as if no token could be a part of a character."""
    found = [chunk["choices"][0]["logprobs"] for chunk in await said(base_url, model)]
    return "".join(entry["token"] for one in found if one for entry in one["content"])


# -- choices, roles, ends -------------------------------------------------------------------------


async def mixes_the_choices(base_url: str, model: str) -> str:
    """Adds all texts, whichever choice they belong to."""
    found = [choice for chunk in await said(base_url, model) for choice in chunk["choices"]]
    return "".join(choice["delta"].get("content") or "" for choice in found)


async def takes_the_index_for_a_place(base_url: str, model: str) -> list[str]:
    """Takes a choice's index for its place in a list."""
    texts = [""]
    for chunk in await said(base_url, model):
        for choice in chunk["choices"]:
            texts[choice["index"]] += choice["delta"].get("content") or ""
    return texts


async def needs_a_role(base_url: str, model: str) -> str:
    """Reads the role off the first delta."""
    first, *rest = await deltas(base_url, model)
    return f"{first['role']}: {''.join(one.get('content') or '' for one in rest)}"


async def skips_the_first_chunk(base_url: str, model: str) -> str:
    """Skips the first chunk, which has the role and nothing else."""
    _, *rest = await deltas(base_url, model)
    return "".join(one.get("content") or "" for one in rest)


async def begins_a_message_at_each_role(base_url: str, model: str) -> list[str]:
    """Takes a role for the begin of a message."""
    messages: list[str] = []
    for delta in await deltas(base_url, model):
        if "role" in delta:
            messages.append("")
        messages[-1] += delta.get("content") or ""
    return messages


async def leaves_before_it_adds(base_url: str, model: str) -> str:
    """Looks for the finish_reason first, and leaves the text that is beside it."""
    text = ""
    for chunk in await said(base_url, model):
        if chunk["choices"][0]["finish_reason"]:
            break
        text += chunk["choices"][0]["delta"].get("content") or ""
    return text


async def takes_any_finish_for_success(base_url: str, model: str) -> str:
    """Returns at the first finish_reason, whichever it is."""
    text = ""
    for chunk in await said(base_url, model):
        text += chunk["choices"][0]["delta"].get("content") or ""
        if chunk["choices"][0]["finish_reason"]:
            break
    return text


async def stops_where_finish_is_not_null(base_url: str, model: str) -> str:
    """Takes everything but null for a finish_reason, also an empty text."""
    text = ""
    for chunk in await said(base_url, model):
        text += chunk["choices"][0]["delta"].get("content") or ""
        if chunk["choices"][0]["finish_reason"] is not None:
            break
    return text


async def knows_every_finish_reason(base_url: str, model: str) -> str:
    """Looks the finish_reason up, as if there were only those of the documents."""
    meanings = {"stop": "done", "length": "too long", "tool_calls": "tools", None: ""}
    found = await said(base_url, model)
    return "".join(meanings[chunk["choices"][0]["finish_reason"]] for chunk in found)


async def runs_tools_at_every_finish(base_url: str, model: str) -> list[str]:
    """Runs what was called whenever a finish_reason comes."""
    name, ran = "", []
    for chunk in await said(base_url, model):
        for part in chunk["choices"][0]["delta"].get("tool_calls", ()):
            name = part["function"].get("name", name)
        if chunk["choices"][0]["finish_reason"]:
            ran.append(name)
    return ran


# -- keys of chunks -------------------------------------------------------------------------------


async def takes_the_first_choice(base_url: str, model: str) -> str:
    """Looks at `choices[0]` of every chunk, as if there always were one."""
    found = [chunk["choices"][0]["delta"] for chunk in await said(base_url, model)]
    return "".join(one.get("content") or "" for one in found)


async def looks_for_usage_in_a_tail(base_url: str, model: str) -> object:
    """Looks for the usage only where choices are empty."""
    found = [one["usage"] for one in await said(base_url, model) if not one["choices"]]
    return found[0] if found else None


async def counts_on_usage(base_url: str, model: str) -> object:
    """Reads the usage off the last chunk, and has not asked for it."""
    return (await said(base_url, model))[-1]["usage"]


async def adds_up_usage(base_url: str, model: str) -> int:
    """Adds the usage of every chunk that has one."""
    found = await said(base_url, model)
    return sum(one["usage"]["total_tokens"] for one in found if "usage" in one)


@dataclass
class _Chunk:
    id: str
    object: str
    created: int
    model: str
    choices: list[Any]
    system_fingerprint: str = ""
    usage: Any = None


async def knows_every_key(base_url: str, model: str) -> list[object]:
    """Refuses keys that it does not know."""
    return [_Chunk(**chunk) for chunk in await said(base_url, model)]


async def needs_every_key(base_url: str, model: str) -> list[str]:
    """Reads keys that a chunk need not have."""
    return [f"{chunk['id']} {chunk['created']}" for chunk in await said(base_url, model)]


async def needs_a_finish_reason(base_url: str, model: str) -> list[object]:
    """Reads the finish_reason of every choice, as if null were always written."""
    found = await said(base_url, model)
    return [choice["finish_reason"] for chunk in found for choice in chunk["choices"]]


async def takes_a_key_for_a_list(base_url: str, model: str) -> list[object]:
    """Goes through `tool_calls` wherever the key is, be it null."""
    return await tool_parts(base_url, model)


async def unwraps_data_twice(base_url: str, model: str) -> str:
    """Takes the field `data` of an event for a key of the JSON that is in it."""
    found = await said(base_url, model)
    return "".join(one["data"]["choices"][0]["delta"].get("content") or "" for one in found)
