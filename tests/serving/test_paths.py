"""Each path that is served, in its dialect; and what is said of all others."""

from __future__ import annotations

import http.client
from typing import Any

import pytest

from mockserver.serving import paths
from mockserver.serving.server import MockServer
from mockserver.wire.json_text import dump_bytes

from .said import BY_NAME, Client, body, client, text_of

AZURE = "/openai/deployments/hi/chat/completions"


@pytest.fixture
def ask(server: MockServer) -> Any:
    with client(server) as one:
        yield one


@pytest.mark.parametrize("path", paths.COMPLETIONS)
def test_every_base_has_chat_completions(path: str, ask: Client) -> None:
    assert text_of(ask.ask(body("hi"), path)[1]) == "Hi"


@pytest.mark.parametrize("path", paths.MODELS)
def test_every_base_lists_the_scenarios_as_models(path: str, ask: Client) -> None:
    status, answer = ask.ask(None, path, "GET")
    assert (status, {one["id"] for one in answer["data"]}) == (200, set(BY_NAME))


@pytest.mark.parametrize("path", [*paths.COMPLETIONS, AZURE])
def test_a_doubled_base_and_azure_speak_openais_dialect(path: str, ask: Client) -> None:
    stream = ask.ask(body("hi"), path)[1]
    own = "gen-" if path.startswith("/api/") else "chatcmpl-"
    assert f'"id":"{own}' in stream


def test_azures_deployment_is_the_model_where_the_body_has_none(ask: Client) -> None:
    bare = body()
    del bare["model"]
    stream = ask.ask(bare, f"{AZURE}?api-version=2024-10-21")[1]
    assert text_of(stream) == "Hi"
    assert '"model":"hi"' in stream


def test_the_bodys_model_comes_before_azures_deployment(ask: Client) -> None:
    assert text_of(ask.ask(body("tools/hi"), AZURE)[1]) == "Hi from tools"


def test_without_a_deployment_a_model_is_asked_for(ask: Client) -> None:
    bare = body()
    del bare["model"]
    assert ask.ask(bare)[0] == 400


def test_azures_own_client_is_answered(server: MockServer) -> None:
    openai = pytest.importorskip("openai")
    asked = openai.AzureOpenAI(
        azure_endpoint=server.url, api_key="any", api_version="2024-10-21", max_retries=0
    )
    messages: Any = [{"role": "user", "content": "Hi"}]
    answer = asked.chat.completions.create(model="hi", messages=messages)
    asked.close()
    assert answer.choices[0].message.content == "Hi"


@pytest.mark.parametrize(
    ("path", "api"),
    [
        ("/v1/responses", "the Responses API"),
        ("/v1/responses/resp_1", "the Responses API"),
        ("/api/v1/responses", "the Responses API"),
        ("/v1/v1/embeddings", "embeddings"),
        ("/v1/messages", "the Messages API"),
        ("/v1/completions", "the legacy Completions API"),
        ("/v1/embeddings", "embeddings"),
        ("/v1/images/generations", "images"),
        ("/openai/responses", "the Responses API"),
        ("/responses", "the Responses API"),
    ],
)
def test_another_apis_path_is_refused_by_name(path: str, api: str, ask: Client) -> None:
    status, answer = ask.ask(b"{}", path)
    said = f"{path} is not served here: this is {api}, and only chat completions are served."
    assert (status, answer["error"]["message"].startswith(said)) == (404, True)
    assert f"POST {paths.DEPLOYMENT}, " in answer["error"]["message"]


def test_another_method_is_refused_on_azures_path_too(ask: Client) -> None:
    status, answer = ask.ask(None, AZURE, "GET")
    assert (status, answer["error"]["message"]) == (405, f"{AZURE} takes POST, not GET.")


def test_every_path_is_its_own_route() -> None:
    assert [paths.route_of(path) for path in paths.METHODS] == list(paths.METHODS)
    assert paths.route_of("/openai/deployments/a/b/completions") is None


def test_a_request_without_a_body_is_refused_on_every_path(server: MockServer) -> None:
    connection = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=20)
    connection.request("POST", AZURE, dump_bytes([]))
    assert connection.getresponse().status == 400
    connection.close()
