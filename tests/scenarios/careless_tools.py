"""Clients that each make one well-known mistake with tool calls.

Every one works against a kind server.
"""

from __future__ import annotations

import json
from typing import Any

from .careless_clients import asked, chunks, said, tool_parts


async def parses_each_fragment(base_url: str, model: str) -> list[Any]:
    """Parses the arguments in every delta, as if each were JSON by itself."""
    fragments = [part["function"]["arguments"] for part in await tool_parts(base_url, model)]
    return [json.loads(one) for one in fragments if one]


async def ignores_the_index(base_url: str, model: str, **options: object) -> str:
    """Adds all argument fragments to one text, whichever tool call they belong to."""
    parts = await tool_parts(base_url, model, **options)
    return "".join(one["function"]["arguments"] for one in parts)


async def needs_an_index(base_url: str, model: str) -> dict[int, str]:
    """Puts calls in their places by an index that some servers do not send."""
    parts = await tool_parts(base_url, model)
    return {one["index"]: one["function"]["arguments"] for one in parts}


async def takes_the_last_name(base_url: str, model: str) -> str:
    """Assigns the tool's name from each delta that has one, also where it is empty."""
    name = "?"
    for part in await tool_parts(base_url, model):
        name = part["function"].get("name", name)
    return name


async def adds_up_names(base_url: str, model: str) -> str:
    """Adds the tool's name as it adds the arguments."""
    return "".join([one["function"].get("name", "") for one in await tool_parts(base_url, model)])


async def parses_empty_arguments(base_url: str, model: str) -> object:
    """Parses the arguments once they are whole, also where there are none."""
    return json.loads(await ignores_the_index(base_url, model))


async def calls_tools_without_a_name(base_url: str, model: str) -> dict[str, str]:
    """Takes a tool call whose head is missing for one with an empty name."""
    parts = await tool_parts(base_url, model)
    name = "".join(one["function"].get("name", "") for one in parts)
    return {name: "".join(one["function"]["arguments"] for one in parts)}


async def runs_tools_only_where_finish_says_so(base_url: str, model: str) -> list[str]:
    """Looks for tool calls only if the finish_reason is `tool_calls`."""
    found = await said(base_url, model)
    if not any(one["choices"][0]["finish_reason"] == "tool_calls" for one in found):
        return []
    return [await takes_the_last_name(base_url, model)]


async def forgets_the_tools_result(base_url: str, model: str) -> str:
    """Goes on after a tool call without saying what the tool has returned."""
    call = {"index": 0, "id": "call_1", "type": "function"}
    tools = [{"type": "function", "function": {"name": "get_weather"}}]
    async with asked(base_url, model, tools=tools) as response:
        async for chunk in chunks(response):
            for part in chunk["choices"][0]["delta"].get("tool_calls", ()):
                call = {**call, **part}
    said = {"role": "assistant", "content": None, "tool_calls": [call]}
    async with asked(base_url, model, said, tools=tools) as response:
        return (await response.aread()).decode()
