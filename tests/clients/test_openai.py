"""OpenAI's own Python client, sync and async, on each bundled scenario."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator

import httpx
import openai
import pytest
from openai.types.chat import ChatCompletion, ChatCompletionChunk, ChatCompletionUserMessageParam

from mockserver.serving.server import MockServer

from .expected import BUNDLED, FAILURES, WHOLE, Said

HELLO: list[ChatCompletionUserMessageParam] = [{"role": "user", "content": "Hello"}]

LOST = (openai.APIConnectionError, httpx.TransportError)
"""A connection that broke in a stream; clients before version 3 pass on what httpx raises."""


def add(said: Said, chunk: ChatCompletionChunk) -> None:
    said.tokens = chunk.usage.total_tokens if chunk.usage else said.tokens
    for choice in chunk.choices:
        said.text += choice.delta.content or ""
        said.finish = choice.finish_reason or said.finish
        for call in choice.delta.tool_calls or ():
            assert call.function is not None
            before = said.calls.get(call.index, "")
            said.calls[call.index] = before + (call.function.arguments or "")


def whole(completion: ChatCompletion) -> Said:
    choice = completion.choices[0]
    calls = {
        index: call.function.arguments
        for index, call in enumerate(choice.message.tool_calls or ())
        if call.type == "function"
    }
    tokens = completion.usage.total_tokens if completion.usage else None
    return Said(choice.message.content or "", calls, choice.finish_reason, tokens)


async def sync_create(base_url: str, model: str, timeout: float) -> Said:  # noqa: ASYNC109
    said = Said()
    with openai.OpenAI(base_url=base_url, api_key="x", timeout=timeout) as client:
        for chunk in client.chat.completions.create(model=model, messages=HELLO, stream=True):
            add(said, chunk)
    return said


async def sync_stream(base_url: str, model: str, timeout: float) -> Said:  # noqa: ASYNC109
    with (
        openai.OpenAI(base_url=base_url, api_key="x", timeout=timeout) as client,
        client.chat.completions.stream(model=model, messages=HELLO) as stream,
    ):
        stream.until_done()
        return whole(stream.get_final_completion())


async def async_create(base_url: str, model: str, timeout: float) -> Said:  # noqa: ASYNC109
    said = Said()
    async with openai.AsyncOpenAI(base_url=base_url, api_key="x", timeout=timeout) as client:
        completions = client.chat.completions
        async for chunk in await completions.create(model=model, messages=HELLO, stream=True):
            add(said, chunk)
    return said


async def async_stream(base_url: str, model: str, timeout: float) -> Said:  # noqa: ASYNC109
    async with (
        openai.AsyncOpenAI(base_url=base_url, api_key="x", timeout=timeout) as client,
        client.chat.completions.stream(model=model, messages=HELLO) as stream,
    ):
        await stream.until_done()
        return whole(await stream.get_final_completion())


Way = Callable[[str, str, float], Awaitable[Said]]
WAYS: list[Way] = [sync_create, sync_stream, async_create, async_stream]

Errors = type[Exception] | tuple[type[Exception], ...]
ERRORS: dict[str, tuple[Errors, str | None]] = {
    **{name: (openai.APIError, message) for name, message in FAILURES.items()},
    "truncated": (LOST, None),
    "reset": (LOST, None),
    "stalled": ((openai.APITimeoutError, httpx.ReadTimeout), None),
}


@pytest.fixture(scope="module")
def shared() -> Iterator[MockServer]:
    """The server of tests that do not count exchanges."""
    with MockServer(BUNDLED) as running:
        yield running


@pytest.fixture
def server() -> Iterator[MockServer]:
    with MockServer(BUNDLED) as running:
        yield running


def test_every_bundled_scenario_is_asked_for() -> None:
    assert sorted([*WHOLE, *ERRORS]) == [one.name for one in BUNDLED]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", WHOLE)
async def test_the_client_reads_a_whole_answer(name: str, way: Way, shared: MockServer) -> None:
    assert await way(shared.base_url, name, 20.0) == WHOLE[name]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", ERRORS)
async def test_the_client_raises_what_it_should(name: str, way: Way, shared: MockServer) -> None:
    error, message = ERRORS[name]
    with pytest.raises(error, match=message):
        await way(shared.base_url, name, 0.3 if name == "stalled" else 20.0)


@pytest.mark.parametrize("way", WAYS)
async def test_the_client_retries_a_429_once(way: Way, server: MockServer) -> None:
    await way(server.base_url, "rate-limit-then-success", 20.0)
    assert [one.status for one in server.exchanges] == [429, 200]
    assert [one.reply_number for one in server.exchanges] == [1, 2]


@pytest.mark.parametrize("way", WAYS)
async def test_the_client_does_not_retry_a_refusal(way: Way, server: MockServer) -> None:
    with pytest.raises(openai.NotFoundError, match="Did you mean the scenario 'text'"):
        await way(server.base_url, "texxt", 20.0)
    assert [one.status for one in server.exchanges] == [404]


@pytest.mark.parametrize("way", WAYS)
async def test_the_server_saw_what_the_client_saw(way: Way, server: MockServer) -> None:
    await way(server.base_url, "text", 20.0)
    (exchange,) = server.exchanges
    assert (exchange.result, exchange.exact) == ("complete", True)
    assert (exchange.chunks_sent, exchange.events_sent) == (13, 14)


def test_a_client_that_hangs_up_is_seen_to_leave(server: MockServer) -> None:
    with openai.OpenAI(base_url=server.base_url, api_key="x") as client:
        stream = client.chat.completions.create(model="stalled", messages=HELLO, stream=True)
        texts = [next(stream).choices[0].delta.content for _ in range(4)]
        stream.close()
        (exchange,) = server.exchanges
    assert texts == ["", "Let", " me", " think"]
    assert (exchange.result, exchange.chunks_sent) == ("client_left", 4)


async def test_an_async_client_that_hangs_up_is_seen_to_leave(server: MockServer) -> None:
    async with openai.AsyncOpenAI(base_url=server.base_url, api_key="x") as client:
        stream = await client.chat.completions.create(model="stalled", messages=HELLO, stream=True)
        await anext(stream)
        await stream.close()
        (exchange,) = server.exchanges
    assert exchange.result == "client_left"


def test_one_json_body_is_read_too(server: MockServer) -> None:
    with openai.OpenAI(base_url=server.base_url, api_key="x") as client:
        text = client.chat.completions.create(model="text", messages=HELLO)
        calls = client.chat.completions.create(model="parallel-tool-calls", messages=HELLO)
    assert whole(text) == WHOLE["text"]
    assert whole(calls).calls == WHOLE["parallel-tool-calls"].calls


def test_an_error_inside_a_stream_is_a_status_without_one(server: MockServer) -> None:
    with (
        openai.OpenAI(base_url=server.base_url, api_key="x", max_retries=0) as client,
        pytest.raises(openai.InternalServerError, match="The server had an error") as raised,
    ):
        client.chat.completions.create(model="midstream-error", messages=HELLO)
    assert raised.value.status_code == 500
    assert raised.value.request_id is not None


def test_the_usage_tail_comes_where_it_is_asked_for(server: MockServer) -> None:
    with openai.OpenAI(base_url=server.base_url, api_key="x") as client:
        stream = client.chat.completions.create(
            model="drip", messages=HELLO, stream=True, stream_options={"include_usage": True}
        )
        *_, tail = stream
    assert tail.choices == []
    assert tail.usage is not None
    assert tail.usage.completion_tokens == 2


def test_the_client_lists_the_scenarios_as_models(server: MockServer) -> None:
    with openai.OpenAI(base_url=server.base_url, api_key="x") as client:
        assert [one.id for one in client.models.list()] == [one.name for one in BUNDLED]
