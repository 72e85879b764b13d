"""What replies without a stream, with dates, and by conditions are over a socket."""

from __future__ import annotations

import http.client
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import pytest

from mockserver.serving.server import MockServer
from mockserver.wire.json_text import dump_bytes

from .said import COMPLETIONS, Client, body, client, scenario, text_of

SCENARIOS = [
    scenario("json", "reply: {json: [1, {a: null}]}"),
    scenario("body", "reply: {body: {base64: //4=}, headers: {Content-Type: image/png}}"),
    scenario("none", "replies: [{status: 204}, [text: after]]"),
    scenario("date", "reply: {status: 503, headers: {Retry-After: {date_in: 90s}}}"),
    scenario(
        "agent",
        """\
match: {has_tool: get_weather, header: {X-Team: {glob: a*}}}
replies:
  - {when: {tool_result: {contains: rain}}, stream: [text: Take an umbrella.]}
  - {when: {body: {$.tool_choice: none}}, stream: [text: No tools.]}
  - {when: {turn: 0}, times: 2, stream: [tool_calls: [{name: get_weather}]]}
after_last: refuse
""",
    ),
]
TOOLS: Any = [{"type": "function", "function": {"name": "get_weather"}}]


@pytest.fixture
def server() -> Any:
    with MockServer(SCENARIOS) as running:
        yield running


@pytest.fixture
def ask(server: MockServer) -> Any:
    with client(server) as one:
        yield one


def answer(server: MockServer, model: str) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=20)
    connection.request("POST", COMPLETIONS, dump_bytes(body(model)))
    got = connection.getresponse()
    data = got.read()
    connection.close()
    return got, data


def test_json_arrives_as_it_is(ask: Client) -> None:
    assert ask.ask(body("json")) == (200, [1, {"a": None}])


def test_bytes_arrive_as_they_are(server: MockServer) -> None:
    got, data = answer(server, "body")
    assert (got.headers["Content-Type"], data) == ("image/png", b"\xff\xfe")


def test_a_connection_goes_on_after_a_status_without_a_body(server: MockServer) -> None:
    connection = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=20)
    connection.request("POST", COMPLETIONS, dump_bytes(body("none")))
    assert (connection.getresponse().read(), connection.sock is not None) == (b"", True)
    port = connection.sock.getsockname()
    connection.request("POST", COMPLETIONS, dump_bytes(body("none")))
    assert text_of(connection.getresponse().read().decode()) == "after"
    assert connection.sock.getsockname() == port
    connection.close()


def test_a_date_is_so_much_after_now(server: MockServer) -> None:
    before = datetime.now(UTC).timestamp()
    got, _ = answer(server, "date")
    after = datetime.now(UTC).timestamp()
    date = parsedate_to_datetime(got.headers["Retry-After"]).timestamp()
    assert before + 90 <= date < after + 91


def test_the_journal_has_the_digest_that_does_not_depend_on_the_time(server: MockServer) -> None:
    answer(server, "date")
    answer(server, "date")
    first, second = server.exchanges
    assert first.digest == second.digest
    assert (first.exact, second.exact) == (True, True)


def test_an_agents_loop_is_answered_turn_by_turn(ask: Client) -> None:
    question = body("gpt-4o", tools=TOOLS)
    called = {"role": "assistant", "content": None}
    result = {"role": "tool", "tool_call_id": "a", "content": "It will rain."}
    done = {**question, "messages": [*question["messages"], called, result]}
    assert "get_weather" in ask.ask(question, X_Team="agents")[1]
    assert text_of(ask.ask(done, X_Team="agents")[1]) == "Take an umbrella."
    assert text_of(ask.ask({**question, "tool_choice": "none"}, X_Team="a")[1]) == "No tools."
    assert "get_weather" in ask.ask(question, X_Team="agents")[1]
    status, refused = ask.ask(question, X_Team="agents")
    assert (status, refused["error"]["code"]) == (404, "replies_used_up")


def test_a_request_that_no_reply_fits_is_told_the_nearest(ask: Client) -> None:
    said = body("agent", messages=[{"role": "assistant", "content": "x"}])
    status, refused = ask.ask(said)
    assert (status, refused["error"]["code"]) == (404, "no_reply")
    assert "Nearest: reply 1, but tool_result is missing" in refused["error"]["message"]


def test_a_header_that_is_otherwise_is_told(ask: Client) -> None:
    message = ask.ask(body("gpt-4o", tools=TOOLS), X_Team="b")[1]["error"]["message"]
    assert "Nearest: agent, but header x-team is 'b', expected glob 'a*'." in message
