"""OpenAI's own Python client in the test's process: retries, leaving, what the journal says."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import httpx
import openai
import pytest
from openai.types.chat import ChatCompletion, ChatCompletionChunk, ChatCompletionUserMessageParam

from mockserver import bundled
from mockserver.scenario.load import load_folder
from mockserver.serving.mock_session import MockSession

BUNDLED = load_folder(bundled.folder())

HELLO: list[ChatCompletionUserMessageParam] = [{"role": "user", "content": "Hello"}]

TEXT = "The quick brown fox jumps over the lazy dog."
CALLS = {0: '{"city":"Paris"}', 1: '{"city":"東京"}'}


@dataclass
class Said:
    """What a client made of an answer; `calls` are the arguments of tool calls by index."""

    text: str = ""
    calls: dict[int, str] = field(default_factory=dict)
    finish: str | None = None
    tokens: int | None = None


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


@pytest.fixture
def server(mockserver: MockSession) -> MockSession:
    return mockserver.swap(BUNDLED)


@pytest.mark.parametrize("way", WAYS)
async def test_the_client_reads_a_whole_answer(way: Way, server: MockSession) -> None:
    said = await way(server.base_url, "text", 20.0)
    assert said == Said(TEXT, finish="stop", tokens=19)
    calls = await way(server.base_url, "parallel-tool-calls", 20.0)
    assert calls == Said(calls=CALLS, finish="tool_calls")


@pytest.mark.parametrize("way", WAYS)
async def test_a_timeout_is_one_of_the_client_s_own_errors(way: Way, server: MockSession) -> None:
    with pytest.raises((openai.APITimeoutError, httpx.ReadTimeout)):
        await way(server.base_url, "stalled", 0.3)


@pytest.mark.parametrize("way", WAYS)
async def test_the_client_retries_a_429_once(way: Way, server: MockSession) -> None:
    await way(server.base_url, "rate-limit-then-success", 20.0)
    assert [one.status for one in server.exchanges] == [429, 200]
    assert [one.reply_number for one in server.exchanges] == [1, 2]


@pytest.mark.mockserver(unmatched="ignore")
@pytest.mark.parametrize("way", WAYS)
async def test_the_client_does_not_retry_a_refusal(way: Way, server: MockSession) -> None:
    with pytest.raises(openai.NotFoundError, match="Did you mean the scenario 'text'"):
        await way(server.base_url, "texxt", 20.0)
    assert [one.status for one in server.exchanges] == [404]


@pytest.mark.parametrize("way", WAYS)
async def test_the_server_saw_what_the_client_saw(way: Way, server: MockSession) -> None:
    await way(server.base_url, "text", 20.0)
    (exchange,) = server.exchanges
    assert (exchange.result, exchange.exact) == ("complete", True)
    assert (exchange.chunks_sent, exchange.events_sent) == (13, 14)


def test_a_client_that_hangs_up_is_seen_to_leave(server: MockSession) -> None:
    with openai.OpenAI(base_url=server.base_url, api_key="x") as client:
        stream = client.chat.completions.create(model="stalled", messages=HELLO, stream=True)
        texts = [next(stream).choices[0].delta.content for _ in range(4)]
        stream.close()
        (exchange,) = server.exchanges
    assert texts == ["", "Let", " me", " think"]
    assert (exchange.result, exchange.chunks_sent) == ("client_left", 4)


async def test_an_async_client_that_hangs_up_is_seen_to_leave(server: MockSession) -> None:
    async with openai.AsyncOpenAI(base_url=server.base_url, api_key="x") as client:
        stream = await client.chat.completions.create(model="stalled", messages=HELLO, stream=True)
        await anext(stream)
        await stream.close()
        (exchange,) = server.exchanges
    assert exchange.result == "client_left"


def test_one_json_body_is_read_too(server: MockSession) -> None:
    with openai.OpenAI(base_url=server.base_url, api_key="x") as client:
        text = client.chat.completions.create(model="text", messages=HELLO)
        calls = client.chat.completions.create(model="parallel-tool-calls", messages=HELLO)
    assert whole(text) == Said(TEXT, finish="stop", tokens=19)
    assert whole(calls).calls == CALLS


def test_an_error_inside_a_stream_is_a_status_without_one(server: MockSession) -> None:
    with (
        openai.OpenAI(base_url=server.base_url, api_key="x", max_retries=0) as client,
        pytest.raises(openai.InternalServerError, match="The server had an error") as raised,
    ):
        client.chat.completions.create(model="midstream-error", messages=HELLO)
    assert raised.value.status_code == 500
    assert raised.value.request_id is not None


def test_the_usage_tail_comes_where_it_is_asked_for(server: MockSession) -> None:
    with openai.OpenAI(base_url=server.base_url, api_key="x") as client:
        stream = client.chat.completions.create(
            model="drip", messages=HELLO, stream=True, stream_options={"include_usage": True}
        )
        *_, tail = stream
    assert tail.choices == []
    assert tail.usage is not None
    assert tail.usage.completion_tokens == 2


def test_the_client_lists_the_scenarios_as_models(server: MockSession) -> None:
    with openai.OpenAI(base_url=server.base_url, api_key="x") as client:
        assert [one.id for one in client.models.list()] == [one.name for one in BUNDLED]
