"""The built-in random reply over sockets: where it is asked for, the same among other streams."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import get_args

import openai
import pytest

import mockserver
from mockserver.exchange.selection import Fallback
from mockserver.serving.server import MockServer
from mockserver.wire.digest import digest
from tests.exchange import arrivals

from .said import SCENARIOS, body, client

ASKED = [body("any", f"Question {number}") for number in range(20)]


def expected() -> dict[str, str]:
    """The digest of the answer to each question, by its id."""
    one = arrivals.session(0)
    plans = [arrivals.answered(one, asked) for asked in ASKED]
    return {str(asked["messages"]): digest(plan) for asked, plan in zip(ASKED, plans, strict=True)}


def got(server: MockServer) -> dict[str, str]:
    """The digests that the server has recorded."""
    return {
        str(one.request.body["messages"]): one.digest
        for one in server.exchanges
        if one.request is not None and one.request.model == "any"
    }


def ask(server: MockServer, asked: dict[str, object]) -> None:
    with client(server) as one:
        one.ask(asked)


def test_answers_are_the_same_in_any_order_among_other_streams() -> None:
    others = [body("text"), body("tool-call"), body("usage-tail")] * 5
    mixed = [*reversed(ASKED[10:]), *others, *ASKED[:10]]
    with MockServer(SCENARIOS, fallback="random") as server:
        with ThreadPoolExecutor(8) as threads:
            list(threads.map(lambda asked: ask(server, asked), mixed))
        assert got(server) == expected()


@pytest.mark.parametrize("fallback", get_args(Fallback))
def test_an_application_answers_by_itself_only_where_it_is_asked_to(fallback: Fallback) -> None:
    with MockServer(fallback=fallback) as server, client(server) as one:
        status, _ = one.ask(body("any"))
    assert status == (200 if fallback == "random" else 404)


def test_a_queued_reply_comes_before_the_fallback() -> None:
    with MockServer(fallback="random") as server, client(server) as one:
        server.queue({"text": "Queued"})
        assert "Queued" in str(one.ask(body("any"))[1])


def test_a_queued_random_reply_obeys_the_request() -> None:
    with MockServer() as server:
        server.queue({"random": {"words": 50}})
        to = openai.OpenAI(base_url=server.base_url, api_key="any", max_retries=0)
        answer = to.chat.completions.create(
            model="any",
            messages=[{"role": "user", "content": "Hi"}],
            max_completion_tokens=4,
            logprobs=True,
            top_logprobs=2,
        )
    (choice,) = answer.choices
    assert answer.usage is not None
    assert (choice.finish_reason, answer.usage.completion_tokens) == ("length", 4)
    assert choice.logprobs is not None
    assert choice.logprobs.content is not None
    assert "".join(one.token for one in choice.logprobs.content) == choice.message.content


def test_create_app_takes_the_fallback() -> None:
    assert mockserver.create_app(fallback="random") is not None
