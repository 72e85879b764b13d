"""Has Python clients ask what lines of JSON on stdin say, all at once, and says what each heard.

It runs by itself, where the clients are installed: it knows nothing of this project. A question is
{id, client, base_url, model, params, patience, retries}; see asking.py for the answers.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib import import_module
from typing import Any

MESSAGES = [{"role": "user", "content": "Hello"}]
COUNTS = ("prompt_tokens", "completion_tokens", "total_tokens")

Question = dict[str, Any]
Heard = dict[str, Any]


# -- OpenAI's client ------------------------------------------------------------------------------


def _openai(question: Question, kind: str) -> Any:
    return _openai_at(kind, question["base_url"], question["patience"], question["retries"])


@cache
def _openai_at(kind: str, base_url: str, patience: float, retries: int) -> Any:
    """One client for many questions, as programs have it: to make one takes its time."""
    options = {"timeout": patience, "max_retries": retries}
    return getattr(import_module("openai"), kind)(base_url=base_url, api_key="x", **options)


def openai_create(question: Question, heard: Heard) -> None:
    asked = _asked(question)
    answer = _openai(question, "OpenAI").chat.completions.create(**asked)
    for chunk in answer if asked["stream"] else [answer]:
        _hear(heard, chunk.model_dump(warnings=False))


def openai_stream(question: Question, heard: Heard) -> None:
    asked = {"model": question["model"], "messages": MESSAGES, **question["params"]}
    with _openai(question, "OpenAI").chat.completions.stream(**asked) as stream:
        for _ in stream:
            heard["chunks"] += 1
        _hear(heard, stream.get_final_completion().model_dump(warnings=False))


async def openai_create_async(question: Question, heard: Heard) -> None:
    asked = _asked(question)
    answer = await _openai(question, "AsyncOpenAI").chat.completions.create(**asked)
    if asked["stream"]:
        async for chunk in answer:
            _hear(heard, chunk.model_dump(warnings=False))
    else:
        _hear(heard, answer.model_dump(warnings=False))


async def openai_stream_async(question: Question, heard: Heard) -> None:
    asked = {"model": question["model"], "messages": MESSAGES, **question["params"]}
    async with _openai(question, "AsyncOpenAI").chat.completions.stream(**asked) as stream:
        async for _ in stream:
            heard["chunks"] += 1
        _hear(heard, (await stream.get_final_completion()).model_dump(warnings=False))


# -- OpenRouter's client --------------------------------------------------------------------------


def _openrouter(question: Question) -> Any:
    return _openrouter_at(question["base_url"], question["patience"])


@cache
def _openrouter_at(base_url: str, patience: float | None) -> Any:
    """A client without retries; its read timeout of 5 s stands where no patience is said."""
    own = {} if patience is None else {"timeout_ms": int(patience * 1000)}
    sdk = import_module("openrouter")
    return sdk.OpenRouter(server_url=base_url, api_key="x", retry_config=None, **own)


def openrouter(question: Question, heard: Heard) -> None:
    asked = _asked(question)
    answer = _openrouter(question).chat.send(**asked)
    for chunk in answer if asked["stream"] else [answer]:
        _hear(heard, chunk.model_dump(warnings=False))


async def openrouter_async(question: Question, heard: Heard) -> None:
    asked = _asked(question)
    answer = await _openrouter(question).chat.send_async(**asked)
    if asked["stream"]:
        async for chunk in answer:
            _hear(heard, chunk.model_dump(warnings=False))
    else:
        _hear(heard, answer.model_dump(warnings=False))


# -- frameworks -----------------------------------------------------------------------------------


@cache
def _langchain_at(base_url: str, patience: float, retries: int) -> Any:
    """A model, which asks for usage by itself; its name comes with each question."""
    options = {"timeout": patience, "max_retries": retries, "stream_usage": True}
    chat = import_module("langchain_openai").ChatOpenAI
    return chat(model="none", base_url=base_url, api_key="x", **options)


def _langchain(question: Question) -> Any:
    model = _langchain_at(question["base_url"], question["patience"], question["retries"])
    params = {"model": question["model"], **question["params"]}
    params.pop("stream_options", None)
    return model.bind(**params)


def langchain(question: Question, heard: Heard) -> None:
    _hear_langchain(heard, _langchain(question).stream("Hello"))


async def langchain_async(question: Question, heard: Heard) -> None:
    parts: list[Any] = []
    try:
        async for part in _langchain(question).astream("Hello"):
            parts.append(part)  # noqa: PERF401 - what came before an error counts
    finally:
        _hear_langchain(heard, parts)


def _hear_langchain(heard: Heard, parts: Iterable[Any]) -> None:
    said = _choice(heard, 0)
    for part in parts:
        heard["chunks"] += 1
        said["text"] += part.content
        said["reasoning"] += part.additional_kwargs.get("reasoning_content") or ""
        said["refusal"] += part.additional_kwargs.get("refusal") or ""
        said["finish"] = part.response_metadata.get("finish_reason") or said["finish"]
        for one in (part.response_metadata.get("logprobs") or {}).get("content") or ():
            said["tokens"].append([one["token"], one["logprob"]])
        for call in part.tool_call_chunks:
            _hear_call(said, call["index"], call["name"], call["args"])
        if part.usage_metadata:
            used = part.usage_metadata
            heard["usage"] = [used[k] for k in ("input_tokens", "output_tokens", "total_tokens")]


def _pydantic_ai(question: Question) -> Any:
    provider = import_module("pydantic_ai.providers.openai").OpenAIProvider
    client = provider(openai_client=_openai(question, "AsyncOpenAI"))
    chat = import_module("pydantic_ai.models.openai").OpenAIChatModel
    return chat(question["model"], provider=client)


async def pydantic_ai(question: Question, heard: Heard) -> None:
    """One request of its model class, streamed: an agent would go on and call the tools."""
    ai, messages = import_module("pydantic_ai.models"), import_module("pydantic_ai.messages")
    hello = messages.ModelRequest(parts=[messages.UserPromptPart("Hello")])
    options = ai.ModelRequestParameters()
    async with _pydantic_ai(question).request_stream([hello], None, options) as stream:
        try:
            async for _ in stream:
                heard["chunks"] += 1
        finally:
            _hear_pydantic_ai(heard, stream.get())


async def pydantic_ai_agent(question: Question, heard: Heard) -> None:
    """An agent's run to its end, with a tool whose result is rain."""

    def get_weather(city: str) -> str:
        return f"rain in {city}"

    agent = import_module("pydantic_ai").Agent(_pydantic_ai(question), tools=[get_weather])
    async with agent.run_stream("Hello") as result:
        said = _choice(heard, 0)
        async for part in result.stream_text(delta=True):
            heard["chunks"] += 1
            said["text"] += part
        used = result.usage
        heard["usage"] = [used.input_tokens, used.output_tokens, used.total_tokens]
        for message in result.all_messages():
            for call in (one for one in message.parts if one.part_kind == "tool-call"):
                _hear_call(said, len(said["calls"]), call.tool_name, call.args)


def _hear_pydantic_ai(heard: Heard, answer: Any) -> None:
    said = _choice(heard, 0)
    for position, part in enumerate(answer.parts):
        match part.part_kind:
            case "text":
                said["text"] += part.content
            case "thinking":
                said["reasoning"] += part.content
            case "tool-call":
                _hear_call(said, position, part.tool_name, part.args)
    said["finish"] = (answer.provider_details or {}).get("finish_reason")
    said["refusal"] = (answer.provider_details or {}).get("refusal") or ""
    for one in (answer.provider_details or {}).get("logprobs") or ():
        said["tokens"].append([one["token"], one["logprob"]])
    used = answer.usage
    if used.total_tokens:  # it has counts of 0 where none came
        heard["usage"] = [used.input_tokens, used.output_tokens, used.total_tokens]


# -- what is heard --------------------------------------------------------------------------------


def _asked(question: Question) -> dict[str, Any]:
    own = {"model": question["model"], "messages": MESSAGES, "stream": True}
    return {**own, **question["params"]}


def _choice(heard: Heard, index: int) -> dict[str, Any]:
    said: dict[str, Any] = {"text": "", "reasoning": "", "refusal": "", "finish": None}
    kept: dict[str, Any] = heard["choices"].setdefault(index, {**said, "calls": {}, "tokens": []})
    return kept


def _hear(heard: Heard, chunk: dict[str, Any]) -> None:
    """A completion chunk, or a whole completion, as a mapping with the names of the wire."""
    heard["chunks"] += 1
    if chunk.get("error"):
        heard["failure"] = {key: chunk["error"][key] for key in ("code", "message")}
    if usage := chunk.get("usage"):
        heard["usage"] = [usage[name] for name in COUNTS]
        heard["cost"] = usage.get("cost")
    for choice in chunk["choices"]:
        said = _choice(heard, int(choice["index"]))
        delta = choice["delta"] if "delta" in choice else choice["message"]
        said["text"] += delta.get("content") or ""
        said["reasoning"] += delta.get("reasoning") or delta.get("reasoning_content") or ""
        said["refusal"] += delta.get("refusal") or ""
        said["finish"] = choice.get("finish_reason") or said["finish"]
        for one in (choice.get("logprobs") or {}).get("content") or ():
            said["tokens"].append([one["token"], one["logprob"]])
        for position, call in enumerate(delta.get("tool_calls") or ()):
            function = call.get("function") or {}
            index = int(call.get("index", position))
            _hear_call(said, index, function.get("name"), function.get("arguments"))


def _hear_call(said: dict[str, Any], index: int, name: str | None, arguments: str | None) -> None:
    call = said["calls"].setdefault(index, ["", ""])
    call[0] = call[0] or name or ""
    call[1] += arguments or ""


# -- questions and answers ------------------------------------------------------------------------

SYNC: dict[str, Callable[[Question, Heard], None]] = {
    "openai create": openai_create,
    "openai stream": openai_stream,
    "openrouter/py": openrouter,
    "langchain": langchain,
}
ASYNC: dict[str, Callable[[Question, Heard], Any]] = {
    "openai create async": openai_create_async,
    "openai stream async": openai_stream_async,
    "openrouter/py async": openrouter_async,
    "langchain async": langchain_async,
    "pydantic-ai": pydantic_ai,
    "pydantic-ai agent": pydantic_ai_agent,
}


LOOP = asyncio.new_event_loop()
"""One for all: langchain keeps its connections, which belong to the loop that made them."""


def answer(question: Question) -> Heard:
    """What the client heard; an error's class, message and status included."""
    heard: Heard = {"id": question["id"], "choices": {}, "usage": None, "cost": None, "chunks": 0}
    heard |= {"failure": None, "error": None, "status": None}
    try:
        if ask := SYNC.get(question["client"]):
            ask(question, heard)
        else:
            asked = ASYNC[question["client"]](question, heard)
            asyncio.run_coroutine_threadsafe(asked, LOOP).result()
    except Exception as error:  # noqa: BLE001 - which one it is, is the answer
        heard["error"] = f"{type(error).__name__}: {error}"
        heard["status"] = getattr(error, "status_code", None)
    return heard


def main() -> None:
    """Answers until stdin ends."""

    def work(line: str) -> None:
        said = json.dumps(answer(json.loads(line)))
        with contextlib.suppress(BrokenPipeError):
            sys.stdout.write(f"{said}\n")
            sys.stdout.flush()

    threading.Thread(target=LOOP.run_forever, daemon=True).start()
    with ThreadPoolExecutor(128) as pool:
        for line in sys.stdin:
            pool.submit(work, line)
    os._exit(0)  # connections that are kept need no farewell


if __name__ == "__main__":
    main()
