"""The fixture `mockserver`, as a test uses it."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import openai
import pytest

from mockserver import MockServer, MockSession, ScenarioError

ASKED: dict[str, Any] = {
    "model": "m",
    "stream": True,
    "messages": [{"role": "user", "content": "Hi"}],
}


def ask(mockserver: MockSession) -> httpx.Response:
    return httpx.post(f"{mockserver.base_url}/chat/completions", json=ASKED)


def text(response: httpx.Response) -> str:
    chunks = [
        json.loads(line[6:]) for line in response.text.splitlines() if line.startswith("data: {")
    ]
    return "".join(c["choices"][0]["delta"].get("content", "") for c in chunks if c["choices"])


@pytest.mark.mockserver(unmatched="ignore")
def test_a_queued_reply_answers_once(mockserver: MockSession) -> None:
    mockserver.queue({"text": "Hello"})
    assert text(ask(mockserver)) == "Hello"
    assert ask(mockserver).status_code == 404


def test_queued_replies_answer_in_their_order(mockserver: MockSession) -> None:
    mockserver.queue({"text": "one"}).queue({"text": "two"})
    assert [text(ask(mockserver)), text(ask(mockserver))] == ["one", "two"]


def test_a_queued_reply_may_be_an_error(mockserver: MockSession) -> None:
    mockserver.queue(status=429, headers={"Retry-After": "0"}, error={"message": "slow down"})
    response = ask(mockserver)
    assert (response.status_code, response.headers["Retry-After"]) == (429, "0")
    assert response.json()["error"]["message"] == "slow down"


def test_an_empty_queued_reply_is_an_empty_stream(mockserver: MockSession) -> None:
    mockserver.queue(stream=[])
    assert ask(mockserver).text == ""


def test_exchanges_tell_plan_and_reality(mockserver: MockSession) -> None:
    mockserver.queue({"text": ["a", "b"]})
    ask(mockserver)
    (exchange,) = mockserver.exchanges
    assert (exchange.status, exchange.result, exchange.exact) == (200, "complete", True)
    assert (exchange.chunks_sent, exchange.events_sent) == (4, 5)


def test_exchanges_know_at_once_that_a_client_left(mockserver: MockSession) -> None:
    mockserver.queue({"text": ["a", "b"]}, {"stall": "forever"})
    with httpx.stream("POST", f"{mockserver.base_url}/chat/completions", json=ASKED) as response:
        next(response.iter_bytes())
    assert mockserver.exchanges[0].result == "client_left"


def test_an_open_stream_is_no_reason_to_wait(mockserver: MockSession) -> None:
    mockserver.queue({"stall": "forever"})
    with httpx.stream("POST", f"{mockserver.base_url}/chat/completions", json=ASKED):
        assert mockserver.exchanges[0].result is None


def test_a_mistake_in_a_queued_reply_is_told_to_the_test(mockserver: MockSession) -> None:
    with pytest.raises(ScenarioError, match="did you mean text"):
        mockserver.queue({"txt": "Hello"})


def test_each_test_has_a_server_of_its_own(mockserver: MockSession) -> None:
    assert mockserver.exchanges == []


async def test_an_async_test_uses_the_same_fixture(mockserver: MockSession) -> None:
    mockserver.queue({"text": "Hello"})
    async with httpx.AsyncClient() as client:
        url = f"{mockserver.base_url}/chat/completions"
        answers = await asyncio.gather(client.post(url, json=ASKED))
    assert text(answers[0]) == "Hello"


def test_a_gate_holds_the_stream_until_it_is_opened(mockserver: MockSession) -> None:
    mockserver.queue({"raw": "one"}, {"gate": "go"}, {"raw": "two"})
    with httpx.stream("POST", f"{mockserver.base_url}/chat/completions", json=ASKED) as response:
        parts = response.iter_raw()
        assert next(parts) == b"one"
        assert mockserver.exchanges[0].result is None
        mockserver.open_gate("go")
        assert next(parts) == b"two"


def test_an_open_gate_holds_nothing(mockserver: MockSession) -> None:
    mockserver.open_gate("go").queue({"raw": "one"}, {"gate": "go"}, {"raw": "two"})
    assert ask(mockserver).text == "onetwo"


def test_a_fault_that_is_never_reached_is_no_silent_success(mockserver: MockSession) -> None:
    with pytest.raises(ScenarioError, match="never reached"):
        mockserver.queue({"text": "a"}, faults=[{"after": {"chunks": 99}, "end": "reset"}])


def test_steps_are_said_in_one_way(mockserver: MockSession) -> None:
    with pytest.raises(TypeError, match="not both"):
        mockserver.queue({"text": "a"}, stream=[{"text": "b"}])


def test_bytes_are_refused_with_what_to_write(mockserver: MockSession) -> None:
    with pytest.raises(TypeError, match="base64"):
        mockserver.queue({"raw": b"\xff"})


def test_a_server_takes_the_path_of_a_scenario(tmp_path: Path) -> None:
    (tmp_path / "hello.yaml").write_text("reply: [text: Hello]")
    with MockServer(tmp_path) as server:
        response = httpx.post(
            f"{server.base_url}/chat/completions", json={**ASKED, "model": "hello"}
        )
    assert text(response) == "Hello"


def test_the_text_of_an_exchange_says_what_did_not_happen(mockserver: MockSession) -> None:
    mockserver.queue({"text": "a"}, {"wait": "9s"}, {"text": "b"})
    with httpx.stream("POST", f"{mockserver.base_url}/chat/completions", json=ASKED) as response:
        next(response.iter_bytes())
    done, _, missing = str(mockserver.exchanges[0]).partition("--- what follows did not happen ---")
    assert ('"content":"a"' in done, '"content":"b"' in missing) == (True, True)


def test_openais_clients_are_pointed_at_it(mockserver: MockSession) -> None:
    mockserver.queue({"text": "Hello"})
    with openai.OpenAI(**mockserver.client_kwargs()) as client:
        answer = client.chat.completions.create(model="m", messages=[])
    assert answer.choices[0].message.content == "Hello"


def test_clients_find_it_by_their_variables(
    mockserver: MockSession, mockserver_env: dict[str, str]
) -> None:
    mockserver.queue({"text": "Hello"})
    with openai.OpenAI() as client:
        assert str(client.base_url) == f"{mockserver_env['OPENAI_BASE_URL']}/"
        client.chat.completions.create(model="m", messages=[])


def test_a_subprocess_finds_it_by_its_variables(mockserver: MockSession) -> None:
    mockserver.queue({"text": "Hello"})
    code = "import os, urllib.request as r; url = os.environ['OPENAI_BASE_URL'];"
    code += f"r.urlopen(url + '/chat/completions', {json.dumps(ASKED)!r}.encode())"
    environment = {**os.environ, **mockserver.env()}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)
    assert mockserver.exchanges[0].status == 200


@pytest.mark.mockserver(scenario="text", hold=True)
def test_a_reset_comes_back_to_what_the_marker_said(mockserver: MockSession) -> None:
    mockserver.hold(enabled=False).use("unicode").reset()
    with httpx.stream("POST", f"{mockserver.base_url}/chat/completions", json=ASKED):
        stream = mockserver.next_stream()
        assert (stream.exchange.scenario, stream.events_sent) == ("text", 0)
