"""What clients send: what they ask for, how they ask for it, and what they send again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from mockserver.dialects.request import ChatRequest
from mockserver.scenario.load import parse
from mockserver.serving.mock_session import MockSession

from .asking import Asker, Heard, Question
from .table import CLIENTS, Client

pytestmark = pytest.mark.timeout(240)

TOOL = {
    "type": "function",
    "function": {"name": "get_weather", "parameters": {"type": "object", "properties": {}}},
}
PARAMS = {
    "max_tokens": 5,
    "logprobs": True,
    "top_logprobs": 2,
    "temperature": 0.5,
    "tools": [TOOL],
    "stream_options": {"include_usage": True},
}
SCENARIOS = {
    "text": "reply: [text: Hello]",
    "twice": "replies: [{status: 429, headers: {Retry-After-Ms: '1'}, error: {message: no}},"
    " {stream: [text: Hello]}]",
    "down": "reply: {status: 503, error: {message: no}}",
}

Ask = Callable[..., Heard]


@pytest.fixture
def server(mockserver: MockSession) -> MockSession:
    return mockserver.swap(parse(said, f"{name}.yaml", name) for name, said in SCENARIOS.items())


@pytest.fixture
def ask(server: MockSession, asker: Callable[[str], Asker]) -> Ask:
    def heard(client: Client, name: str, params: Any = (), **more: Any) -> Heard:
        base_url = client.base_url(server)
        return asker(client.where).ask(Question(client.name, base_url, name, dict(params), **more))

    return heard


def sent(server: MockSession) -> ChatRequest:
    request = server.exchanges[-1].request
    assert request is not None
    return request


# pydantic-ai has settings of its own for what is asked.
ASKING = [one for one in CLIENTS if one.name != "pydantic-ai"]


@pytest.mark.parametrize("client", ASKING, ids=str)
def test_what_is_asked_arrives(client: Client, ask: Ask, server: MockSession) -> None:
    assert ask(client, "text", PARAMS).first.text == "Hello"
    body = {**sent(server).body}
    if client.name.startswith("langchain"):
        body["max_tokens"] = body.pop("max_completion_tokens")
    if client.name == "openrouter/js 0.9":
        assert body.pop("top_p") == 1, "it adds a default"
    hello = {"role": "user", "content": "Hello"}
    assert body == {"model": "text", "messages": [hello], "stream": True, **PARAMS}


@pytest.mark.parametrize("client", CLIENTS, ids=str)
def test_a_client_brings_its_key_to_its_path(client: Client, ask: Ask, server: MockSession) -> None:
    ask(client, "text")
    path = "/api/v1" if client.dialect == "openrouter" else "/v1"
    assert server.exchanges[-1].path == f"{path}/chat/completions"
    assert sent(server).headers["Authorization"] == "Bearer x"


@pytest.mark.parametrize("client", CLIENTS, ids=str)
def test_accept_says_nothing_of_streams(client: Client, ask: Ask, server: MockSession) -> None:
    assert ask(client, "text").error is None
    own = "text/event-stream" if client.dialect == "openrouter" else "application/json"
    assert (sent(server).headers["Accept"], sent(server).stream) == (own, True)


@pytest.mark.parametrize("client", CLIENTS, ids=str)
def test_openrouter_for_javascript_sends_an_empty_cookie(
    client: Client, ask: Ask, server: MockSession
) -> None:
    ask(client, "text")
    cookie = "" if client.name.startswith("openrouter/js") else None
    assert sent(server).headers.get("Cookie") == cookie


OLD_ACCEPT = "application/json;q=1, text/event-stream;q=0"
"""What @openrouter/sdk 0.0.1-beta.10 and older ones accept by their word, and ask a stream."""

OLD_BODY = {"max_tokens": 5.0, "top_logprobs": 2.0, "logprobs": True, "n": 1.0, "seed": 7.0}
"""PyPI's openrouter up to 0.7.11 says whole numbers as floats."""


def test_what_older_clients_send_is_a_request_for_a_stream(server: MockSession) -> None:
    body = {"model": "text", "stream": True, "messages": [{"role": "user", "content": "Hello"}]}
    with httpx.Client(trust_env=False) as client:
        answer = client.post(
            f"{server.openrouter_url}/chat/completions",
            json={**body, **OLD_BODY},
            headers={"Accept": OLD_ACCEPT, "Cookie": ""},
        )
    assert (answer.status_code, answer.text[-8:]) == (200, "[DONE]\n\n")
    assert answer.headers["Content-Type"].startswith("text/event-stream")
    assert '"max_tokens":5.0' in httpx.Response(200, json=sent(server).body).text


def test_a_whole_number_as_a_float_is_obeyed(server: MockSession) -> None:
    server.queue({"random": {}})
    body = {"model": "x", "messages": [{"role": "user", "content": "Hello"}], "max_tokens": 3.0}
    with httpx.Client(trust_env=False) as client:
        answer = client.post(f"{server.openrouter_url}/chat/completions", json=body).json()
    assert answer["choices"][0]["finish_reason"] == "length"
    assert answer["usage"]["completion_tokens"] == 3


RETRYING = [one for one in CLIENTS if one.dialect == "openai"]


@pytest.mark.parametrize("client", RETRYING, ids=str)
def test_a_client_asks_again_after_a_429(client: Client, ask: Ask, server: MockSession) -> None:
    assert ask(client, "twice", retries=1).first.text == "Hello"
    assert [one.status for one in server.exchanges] == [429, 200]


@pytest.mark.mockserver(unmatched="ignore")
@pytest.mark.parametrize("client", CLIENTS, ids=str)
def test_no_client_asks_again_where_no_scenario_answers(
    client: Client, ask: Ask, server: MockSession
) -> None:
    heard = ask(client, "texxt", retries=2)
    assert heard.status == 404
    assert "Did you mean the scenario 'text'?" in (heard.error or "")
    assert [one.status for one in server.exchanges] == [404]


@pytest.mark.parametrize("client", [one for one in CLIENTS if one.dialect == "openrouter"], ids=str)
def test_openrouter_asks_once_where_retries_are_off(
    client: Client, ask: Ask, server: MockSession
) -> None:
    assert ask(client, "down").status == 503
    assert [one.status for one in server.exchanges] == [503]
