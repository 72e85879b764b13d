"""Rows of scenarios that are about what an answer says: text, choices, keys, tools, requests."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

import httpx

from . import careless_callers as callers
from . import careless_clients as careless
from . import careless_readers as readers
from . import careless_tools as tools
from . import right_client
from .right_client import Answer
from .rows import FREE, Row, ask, calls, choice, run_agent, unstreamed, usage, weather, whole

WANTED = Answer(
    {0: choice("To be or not to be."), 1: choice("To sleep. Perchance to dream.", "length")}
)
DETAILS = [
    {
        "type": "reasoning.summary",
        "summary": "A short look back.",
        "format": "openai-responses-v1",
        "index": 0,
    },
    {
        "type": "reasoning.encrypted",
        "data": "bm90IGZvciB5b3U=",
        "id": "rs_1",
        "format": "openai-responses-v1",
        "index": 1,
    },
]


def thought(text: str) -> dict[str, Any]:
    return {"type": "reasoning.text", "text": text, "format": "unknown", "index": 0}


async def asks_as_the_match_wants(base_url: str, _name: str) -> Answer:
    return await ask(
        base_url,
        "gpt-4o",
        headers={"X-Team": "search"},
        messages=[
            {"role": "system", "content": "Answer in JSON."},
            {"role": "user", "content": "?"},
        ],
        temperature=0,
        response_format={"type": "json_object"},
    )


async def asks_twice(base_url: str, name: str) -> list[str]:
    return [(await ask(base_url, name)).choices[0].text for _ in range(2)]


async def forgets_the_match(base_url: str, _name: str) -> str:
    """Leaves out the team, the system message and JSON mode."""
    return await callers.forgets_what_the_match_asks_for(base_url, "gpt-4o")


TOOLS = {
    "get_city": lambda: "Oslo",
    "get_weather": lambda city: f"7 °C in {city}",
}

CITY = {"type": "string", "enum": ["Paris", "東京"]}
PARAMETERS = {"type": "object", "properties": {"city": CITY}, "required": ["city"]}
OFFERED = [{"type": "function", "function": {"name": "get_weather", "parameters": PARAMETERS}}]

SPEECH = {
    "text": Row(
        careless.keeps_only_the_last_delta,
        ".",
        whole("The quick brown fox jumps over the lazy dog.", usage=usage(9, 10)),
    ),
    "speech/refusal": Row(
        careless.shows_content_alone, "", whole(refusal="I cannot help with that.")
    ),
    "speech/echo": Row(
        careless.asks_in_ascii,
        "You said: Gr??e, ??!.",
        whole("You said: Grüße, 世界!."),
        partial(ask, content="Grüße, 世界!"),
    ),
    "speech/split": Row(
        careless.strips_each_delta,
        "Wordshaveblanks.Everyletteralone.Ten characters at atime.And one piece.",
        whole("Words have blanks. Every letter alone. Ten characters at a time. And one piece."),
    ),
    "speech/exact-deltas": Row(
        careless.drops_repeated_deltas, "Haha\nthe end.", whole("Hahaha\n\nthe end.")
    ),
    "reasoning/reasoning-content": Row(
        careless.needs_content_in_every_delta,
        KeyError,
        whole("Four.", reasoning="Two and two are added."),
    ),
    "reasoning/both-fields": Row(
        careless.adds_up_all_reasoning,
        "Let meLet me think. think.",
        whole("Done.", reasoning="Let me think."),
    ),
    "openrouter/reasoning": Row(
        careless.adds_up_all_reasoning,
        "ParisParis lies lies on on the the Seine Seine..",
        whole(
            "The Seine.",
            reasoning="Paris lies on the Seine.",
            details=[thought(one) for one in ("Paris", " lies", " on", " the", " Seine", ".")],
            usage=usage(1, 9, completion_tokens_details={"reasoning_tokens": 6}) | FREE,
        ),
    ),
    "openrouter/reasoning-encrypted": Row(
        careless.adds_up_all_reasoning,
        KeyError,
        whole(
            "42",
            reasoning="I know this one.",
            details=DETAILS,
            usage=usage(1, 6, completion_tokens_details={"reasoning_tokens": 5}) | FREE,
        ),
    ),
    "logprobs/given": Row(
        careless.takes_minus_9999_for_a_logarithm,
        OverflowError,
        whole("Yes indeed", spelled="Yes indeed"),
    ),
    "logprobs/generated": Row(
        careless.takes_one_token_a_chunk,
        "Four",
        whole("Four tokens, one delta.", spelled="Four tokens, one delta."),
    ),
    "logprobs/only-where-asked": Row(
        careless.counts_on_logprobs,
        TypeError,
        whole("It depends.", spelled="It depends."),
        partial(ask, logprobs=True, top_logprobs=2),
    ),
    "logprobs/part-of-a-character": Row(
        careless.joins_the_texts_of_tokens,
        "\\xe6\\x9d\\xb1京",
        whole("東京", spelled="東京"),
    ),
    "choices/two": Row(
        careless.mixes_the_choices,
        "ToTo be sleep or. not Perchance to to be dream..",
        WANTED,
        partial(ask, n=2),
    ),
    "choices/in-one-script": Row(
        careless.takes_the_index_for_a_place,
        IndexError,
        Answer({1: choice("Second choice."), 0: choice("First choice.")}),
        partial(ask, n=2),
    ),
    "random/text": Row(
        readers.decodes_each_read_alone, UnicodeDecodeError, whole(unstreamed("random/text"))
    ),
}

CHUNKS = {
    "chunks/half-characters": Row(
        careless.writes_each_delta_alone, UnicodeEncodeError, whole("Smile 😀")
    ),
    "automatic/no-role": Row(careless.needs_a_role, KeyError, whole("Who am I?")),
    "automatic/role-in-first-delta": Row(
        careless.skips_the_first_chunk, " things first.", whole("First things first.")
    ),
    "automatic/role-in-every-delta": Row(
        careless.begins_a_message_at_each_role,
        ["Still", " the", " same", " message", "."],
        whole("Still the same message."),
    ),
    "automatic/finish-in-last-delta": Row(
        careless.leaves_before_it_adds, "To the very end", whole("To the very end!")
    ),
    "usage-tail": Row(
        careless.takes_the_first_choice,
        IndexError,
        whole("Short.", usage=usage(12, 2, prompt_tokens_details={"cached_tokens": 8})),
    ),
    "usage/on-finish-chunk": Row(
        careless.looks_for_usage_in_a_tail, None, whole("Short.", usage=usage(5, 2))
    ),
    "usage/only-where-asked": Row(
        careless.counts_on_usage,
        KeyError,
        whole("Short.", usage=usage(5, 2)),
        partial(ask, stream_options={"include_usage": True}),
    ),
    "usage/every-chunk": Row(careless.adds_up_usage, 28, whole("Short.", usage=usage(5, 2))),
    "usage/null-before-tail": Row(
        careless.adds_up_usage, TypeError, whole("Short.", usage=usage(5, 2))
    ),
    "chunks/captured": Row(careless.stops_where_finish_is_not_null, "Blue", whole("Blue sky")),
    "chunks/unknown-fields": Row(careless.knows_every_key, TypeError, whole("Never mind.")),
    "chunks/nulls": Row(careless.takes_a_key_for_a_list, TypeError, whole("Nothing is null.")),
    "chunks/missing-keys": Row(careless.needs_every_key, KeyError, whole("Less is more.")),
    "chunks/null-delta": Row(careless.adds_null_content, TypeError, whole("Here I am.")),
    "azure/content-filter-first": Row(
        careless.takes_the_first_choice, IndexError, whole("All clear.")
    ),
    "faults/replaced-chunk": Row(
        careless.knows_every_finish_reason, KeyError, whole("An engine stops", "abort")
    ),
    "faults/swapped-chunks": Row(
        careless.takes_any_finish_for_success, "First this, ", whole("First this, then that.")
    ),
    "faults/duplicate-chunk": Row(
        careless.runs_tools_at_every_finish, ["get_weather"] * 2, calls(weather(city="Paris"))
    ),
    "faults/dropped-chunk": Row(
        tools.calls_tools_without_a_name,
        {"": '{"city":"Paris"}'},
        right_client.UnreadableError,
    ),
}

TOOL_CALLS = {
    "tool-call": Row(
        tools.parses_each_fragment,
        json.JSONDecodeError,
        calls(weather(city="Paris", unit="celsius"), text="Let me look that up."),
    ),
    "parallel-tool-calls": Row(
        tools.ignores_the_index,
        '{"ci{"city":ty":"Par"東京"is"}}',
        calls(weather(city="Paris"), weather(city="東京")),
    ),
    "agents/filled-heads": Row(tools.takes_the_last_name, "", calls(weather(city="Paris"))),
    "agents/repeated-heads": Row(
        tools.adds_up_names, "get_weather" * 4, calls(weather(city="Paris"))
    ),
    "agents/arguments-as-object": Row(
        tools.ignores_the_index,
        TypeError,
        calls(right_client.ToolCall("get_weather", '{"city": "Paris"}')),
    ),
    "agents/no-arguments": Row(
        tools.parses_empty_arguments,
        json.JSONDecodeError,
        calls(right_client.ToolCall("get_time", "")),
    ),
    "agents/no-index": Row(
        tools.needs_an_index, KeyError, calls(weather(city="Paris"), weather(city="東京"))
    ),
    "agents/broken-arguments": Row(
        tools.parses_empty_arguments,
        json.JSONDecodeError,
        calls(right_client.ToolCall("get_weather", '{"city": "Paris')),
    ),
    "agents/finish-says-stop": Row(
        tools.runs_tools_only_where_finish_says_so,
        [],
        calls(weather(city="Paris"), finish="stop"),
    ),
    "agent-loop": Row(
        tools.forgets_the_tools_result,
        httpx.HTTPStatusError,
        whole("Take an umbrella."),
        partial(run_agent, tools={"get_weather": lambda city: f"rain in {city}"}),
    ),
    "agents/three-turns": Row(
        tools.forgets_the_tools_result,
        httpx.HTTPStatusError,
        whole("It is 7 °C in Oslo."),
        partial(run_agent, tools=TOOLS),
    ),
}

REQUESTS = {
    "requests/matched": Row(
        forgets_the_match, httpx.HTTPStatusError, whole('{"found": 3}'), asks_as_the_match_wants
    ),
    "requests/streams-only": Row(
        callers.asks_for_no_stream, httpx.HTTPStatusError, whole("Streamed.")
    ),
    "requests/once": Row(callers.asks_twice, httpx.HTTPStatusError, whole("Only once.")),
    "requests/in-turn": Row(
        callers.caches_answers, ["Tick.", "Tick."], ["Tick.", "Tock."], asks_twice
    ),
    "random/tool-calls": Row(
        partial(tools.ignores_the_index, tools=OFFERED),
        '{"city":"Paris"}{"city":"東京"}',
        calls(weather(city="Paris"), weather(city="東京")),
        partial(ask, tools=OFFERED),
    ),
}

TABLE = SPEECH | CHUNKS | TOOL_CALLS | REQUESTS
