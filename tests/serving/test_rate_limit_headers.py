"""Rate-limit headers are each provider's own, where they are asked for, and nowhere else."""

from __future__ import annotations

import httpx
import pytest

from mockserver.dialects import DIALECTS
from mockserver.serving.server import MockServer

from .said import SCENARIOS, body


@pytest.mark.parametrize(("path", "dialect"), [("/v1", "openai"), ("/api/v1", "openrouter")])
def test_every_answer_has_the_provider_s_rate_limit_headers(path: str, dialect: str) -> None:
    with MockServer(SCENARIOS, rate_limit_headers=True) as server:
        url = f"{server.url}{path}/chat/completions"
        answers = [httpx.post(url, json=body(model)) for model in ("hi", "no such scenario")]
    expected = {name.lower(): value for name, value in DIALECTS[dialect].rate_limit_headers.items()}
    for answer in answers:
        assert {k: v for k, v in answer.headers.items() if "ratelimit" in k} == expected


def test_without_the_option_there_are_none() -> None:
    with MockServer(SCENARIOS) as server:
        answer = httpx.post(f"{server.base_url}/chat/completions", json=body("hi"))
    assert [name for name in answer.headers if "ratelimit" in name] == []


def test_a_scenario_s_own_header_comes_before_the_provider_s() -> None:
    with MockServer(rate_limit_headers=True) as server:
        server.queue({"text": "a"}, headers={"X-RateLimit-Remaining-Requests": "0"})
        answer = httpx.post(f"{server.base_url}/chat/completions", json=body("hi"))
    assert answer.headers.get_list("x-ratelimit-remaining-requests") == ["0"]
