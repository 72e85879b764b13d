"""Which scenario answers, as a client sees it: queue, header, model, match, refusal."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.scenario.model import Reply
from mockserver.serving.server import MockServer
from mockserver.source.diagnostics import ScenarioError
from mockserver.wire.json_text import dump_bytes

from .said import Client, body, client, scenario, text_of


@pytest.fixture
def ask(server: MockServer) -> Any:
    with client(server) as one:
        yield one


def text(answer: tuple[int, str]) -> str:
    assert answer[0] == 200
    return text_of(answer[1])


def test_the_model_selects_the_scenario_of_its_name(ask: Client) -> None:
    assert text(ask.ask(body("hi"))) == "Hi"


def test_a_vendor_before_the_name_is_passed_over(ask: Client) -> None:
    assert text(ask.ask(body("acme/hi"))) == "Hi"
    assert text(ask.ask(body("acme/tools/hi"))) == "Hi from tools"


def test_a_name_with_a_slash_is_a_name_first(ask: Client) -> None:
    assert text(ask.ask(body("tools/hi"))) == "Hi from tools"


def test_the_match_selects_where_the_model_is_no_name(ask: Client) -> None:
    assert text(ask.ask(body("gpt-4o", "good bye"))) == "Bye"


def test_the_name_comes_before_the_match(ask: Client) -> None:
    assert text(ask.ask(body("hi", "good bye"))) == "Hi"


def test_the_header_comes_before_the_name(ask: Client) -> None:
    assert text(ask.ask(body("hi"), X_Mockserver_Scenario="tools/hi")) == "Hi from tools"


def test_the_queue_comes_before_the_header(ask: Client, server: MockServer) -> None:
    server.queue({"text": "queued"})
    assert text(ask.ask(body("hi"), X_Mockserver_Scenario="tools/hi")) == "queued"
    assert text(ask.ask(body("hi"))) == "Hi"


def test_queued_replies_stand_in_line(ask: Client, server: MockServer) -> None:
    server.queue({"text": "1"}).queue(status=429, error={"message": "slow down"})
    server.queue({"text": "3"}, pace={"itl": "1ms"})
    assert text(ask.ask(body())) == "1"
    assert ask.ask(body())[0] == 429
    assert text(ask.ask(body())) == "3"


def test_a_built_reply_can_be_queued(ask: Client, server: MockServer) -> None:
    server.queue_reply(Reply(status=503))
    status, answer = ask.ask(body())
    assert (status, answer["error"]["message"]) == (503, "Service Unavailable")


def test_a_reply_that_no_file_could_say_is_not_queued(server: MockServer) -> None:
    with pytest.raises(ScenarioError, match=r"did you mean text\?"):
        server.queue({"texd": "Hi"})


def test_replies_answer_in_their_order_and_the_last_one_repeats(ask: Client) -> None:
    assert [text(ask.ask(body("twice"))) for _ in range(3)] == ["one", "two", "two"]


def test_a_refusal_names_the_nearest_miss(server: MockServer) -> None:
    only = scenario("bye", "match: {last_user: bye, model: gpt-*}\nreply: [{text: Bye}]")
    with MockServer([only]) as other, client(other) as ask:
        status, answer = ask.ask(body("gpt-4o"))
    assert (status, answer["error"]["code"]) == (404, "no_scenario")
    assert "Nearest: bye, but last_user is 'Hello', expected 'bye'." in answer["error"]["message"]


def test_a_refusal_names_the_scenario_that_was_meant(ask: Client) -> None:
    status, answer = ask.ask(body("midstream-eror"))
    assert status == 404
    assert answer["error"]["message"].endswith("Did you mean the scenario 'midstream-error'?")


def test_no_sdk_retries_a_refusal(ask: Client) -> None:
    ask.http.request("POST", "/v1/chat/completions", b"{}")
    response = ask.http.getresponse()
    assert response.headers["x-should-retry"] == "false"
    response.read()


def test_a_header_that_names_nothing_is_refused(ask: Client) -> None:
    status, answer = ask.ask(body("hi"), X_Mockserver_Scenario="tool")
    assert status == 404
    assert "X-Mockserver-Scenario names no scenario: 'tool'" in answer["error"]["message"]


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (("hi", "tools/hi"), "names more than one scenario: 'hi, tools/hi'"),
        (("tool", "tool"), "names no scenario: 'tool'"),
        (("",), "names no scenario: ''"),
    ],
)
def test_a_header_that_is_sent_twice_names_one_scenario(
    ask: Client, names: tuple[str, ...], said: str
) -> None:
    sent = dump_bytes(body("hi"))
    ask.http.putrequest("POST", "/v1/chat/completions")
    ask.http.putheader("Content-Type", "application/json")
    ask.http.putheader("Content-Length", str(len(sent)))
    for name in names:
        ask.http.putheader("X-Mockserver-Scenario", name)
    ask.http.endheaders(sent)
    response = ask.http.getresponse()
    assert (response.status, said in response.read().decode()) == (404, True)


def test_two_matches_of_one_rank_are_refused() -> None:
    pair = {"a": "{contains: x}", "b": "{contains: y}"}
    tied = [
        scenario(name, f"match: {{last_user: {pattern}}}\nreply: [{{text: {name}}}]")
        for name, pattern in pair.items()
    ]
    with MockServer(tied) as server, client(server) as ask:
        status, answer = ask.ask(body("m", "x and y"))
    assert (status, answer["error"]["code"]) == (404, "ambiguous_match")
    assert answer["error"]["message"].startswith("a and b match this request equally well")


def test_a_server_without_scenarios_says_so() -> None:
    with MockServer() as server, client(server) as ask:
        status, answer = ask.ask(body("hi"))
    assert status == 404
    assert "none is loaded and no reply is queued" in answer["error"]["message"]
