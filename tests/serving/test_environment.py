"""The environment variables by which real clients find the server."""

from __future__ import annotations

from types import ModuleType

import openai
import pytest

from mockserver.serving.environment import ANY_KEY, environment

URL = "http://127.0.0.1:8080"


@pytest.fixture
def set_(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in environment(URL).items():
        monkeypatch.setenv(name, value)


def test_every_provider_has_its_base_url() -> None:
    said = environment(URL)
    assert said["OPENAI_BASE_URL"] == said["OPENAI_API_BASE"] == f"{URL}/v1"
    assert said["OPENROUTER_BASE_URL"] == said["OPENROUTER_API_BASE"] == f"{URL}/api/v1"
    assert said["MOCKSERVER_URL"] == URL


def test_there_is_a_key_where_none_is_asked_for() -> None:
    assert environment(URL)["OPENAI_API_KEY"] == ANY_KEY
    said = environment(URL, "secret")
    assert said["OPENAI_API_KEY"] == said["OPENROUTER_API_KEY"] == "secret"


@pytest.mark.parametrize(
    ("inherited", "direct"),
    [
        ({}, "127.0.0.1,localhost,::1"),
        ({"NO_PROXY": ".corp, localhost"}, ".corp,localhost,127.0.0.1,::1"),
        ({"no_proxy": "a", "NO_PROXY": "b,a"}, "a,b,127.0.0.1,localhost,::1"),
    ],
)
def test_no_proxy_stands_between(inherited: dict[str, str], direct: str) -> None:
    said = environment(URL, inherited=inherited)
    assert said["no_proxy"] == said["NO_PROXY"] == direct


@pytest.mark.usefixtures("set_")
def test_the_sdk_of_openai_finds_it() -> None:
    with openai.OpenAI() as client:
        assert str(client.base_url) == f"{URL}/v1/"
        assert client.api_key == ANY_KEY


@pytest.mark.usefixtures("set_")
def test_the_module_of_openai_is_not_led_to_azure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AZURE_OPENAI_ENDPOINT", raising=False)
    module: ModuleType = openai
    monkeypatch.setattr(module, "_client", None)
    assert str(openai.chat.completions._client.base_url) == f"{URL}/v1/"
