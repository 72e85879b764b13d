"""The plugin as a project uses it: real clients, sync and async, by asyncio and by trio."""

import asyncio
import subprocess
import sys

import aiohttp
import httpx
import openai
import pytest
import requests
from agent import answer

from mockserver.build import error, gate, raw, status, text, usage

ASKED = {"model": "m", "stream": True, "messages": [{"role": "user", "content": "Hi"}]}


@pytest.fixture
def client(mockserver):
    with openai.OpenAI(**mockserver.client_kwargs(), max_retries=2) as one:
        yield one


@pytest.mark.parametrize("number", range(20))
def test_each_test_has_its_own_answer(mockserver, client, number):
    mockserver.queue(text(f"number {number}"))
    assert answer(client, "Which?") == f"number {number}"
    assert len(mockserver.exchanges) == 1


def test_it_retries(mockserver, client):
    mockserver.queue(status(429, headers={"Retry-After-Ms": "1"}))
    mockserver.queue(text("Hel", "lo"), usage(3, 2))
    assert answer(client, "Hi") == "Hello"
    assert [one.status for one in mockserver.exchanges] == [429, 200]
    assert mockserver.exchanges.gaps()[0] < 10


def test_it_reports_an_error_in_the_stream(mockserver, client):
    mockserver.queue(text("Hel"), error("overloaded", code=502))
    with pytest.raises(openai.APIError, match="overloaded"):
        answer(client, "Hi")


@pytest.mark.mockserver(scenario="truncated")
def test_it_does_not_take_a_cut_stream_for_a_whole_one(mockserver, client):
    with pytest.raises((EOFError, openai.APIError, httpx.HTTPError)):
        answer(client, "Hi")
    mockserver.wait_for_exchange(outcome="truncate")


def test_it_calls_tools(mockserver, client):
    messages = [{"role": "user", "content": "How is the weather?"}]
    called = client.chat.completions.create(model="m", messages=messages)
    assert called.choices[0].message.tool_calls[0].function.arguments == '{"city":"Paris"}'
    assert mockserver.exchanges.only(scenario="weather").body["messages"] == messages


def test_it_shows_text_while_it_comes(mockserver, client):
    mockserver.hold().queue(text("Hel", "lo"))
    with client.chat.completions.create(model="m", messages=[], stream=True) as stream:
        held = mockserver.next_stream().release(2)
        assert next(stream).choices[0].delta.role == "assistant"
        assert next(stream).choices[0].delta.content == "Hel"
        held.wait_until_read().release_all()
        assert [chunk.choices[0].delta.content for chunk in stream][:1] == ["lo"]


@pytest.mark.mockserver(clock="manual")
def test_it_waits_for_ten_minutes(mockserver, client):
    mockserver.queue(text("a"), {"wait": "10m"}, text("b"))
    with client.chat.completions.create(model="m", messages=[], stream=True) as stream:
        mockserver.next_stream()
        mockserver.advance(600)
        assert "".join(chunk.choices[0].delta.content or "" for chunk in stream) == "ab"


def test_requests(mockserver):
    mockserver.queue(raw("one"), gate("go"), raw("two"))
    mockserver.open_gate("go")
    url = f"{mockserver.base_url}/chat/completions"
    assert requests.post(url, json=ASKED, timeout=20).text == "onetwo"


def test_a_subprocess(mockserver, mockserver_env):
    mockserver.queue(text("Hello"))
    code = "import openai; print(openai.OpenAI().chat.completions.create(model='m', messages=[])"
    code += ".choices[0].message.content)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "Hello"


async def test_asyncio(mockserver):
    mockserver.queue(text("Hello")).queue(text("Hello"))
    async with openai.AsyncOpenAI(**mockserver.client_kwargs()) as client:
        asked = (client.chat.completions.create(model="m", messages=[]) for _ in range(2))
        said = [one.choices[0].message.content for one in await asyncio.gather(*asked)]
    assert said == ["Hello", "Hello"]


async def test_cancelling_reaches_the_server(mockserver):
    mockserver.queue(text("a"), gate("later"), text("b"))
    async with openai.AsyncOpenAI(**mockserver.client_kwargs()) as client:
        stream = await client.chat.completions.create(model="m", messages=[], stream=True)
        async for chunk in stream:
            if chunk.choices[0].delta.content == "a":
                break
        await stream.close()
    left = await mockserver.aio.wait_for_exchange(outcome="client_left")
    assert left.chunks_sent == 2


async def test_aiohttp(mockserver):
    mockserver.queue(text("Hello"))
    url = f"{mockserver.base_url}/chat/completions"
    async with aiohttp.ClientSession() as http, http.post(url, json=ASKED) as response:
        assert b"[DONE]" in await response.read()


class TestWithAnyio:
    pytestmark = pytest.mark.anyio

    @pytest.fixture(params=["asyncio", "trio"])
    def anyio_backend(self, request):
        return request.param

    async def test_httpx(self, mockserver):
        mockserver.queue(text("Hello"))
        async with httpx.AsyncClient() as http:
            answered = await http.post(f"{mockserver.base_url}/chat/completions", json=ASKED)
        assert "[DONE]" in answered.text
        assert (await mockserver.aio.wait_for_exchange()).exact
