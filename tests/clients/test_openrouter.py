"""OpenRouter's own clients: every field that their chunk types know, costs, errors, silence."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from mockserver.scenario.load import parse
from mockserver.serving.mock_session import MockSession
from mockserver.serving.server import MockServer

from .asking import Asker, Choice, Heard, Question
from .table import CLIENTS, Client

pytestmark = pytest.mark.timeout(240)

OPENROUTER = [one for one in CLIENTS if one.dialect == "openrouter"]
PYTHON = [one for one in OPENROUTER if one.where == "python"]
SCENARIOS = {
    "everything": """\
reply:
  - reasoning: Let me think.
  - text: It rains.
    logprobs:
      - [{token: It, logprob: -0.25, top_logprobs: [{token: Snow, logprob: -2}]}]
      - [{token: " rains", logprob: -1}]
      - [{token: ., logprob: -0.5, bytes: null}]
  - tool_calls: [{name: get_weather, arguments: {city: Paris}}]
    fragments: 5
  - usage: {prompt_tokens: 3, completion_tokens: 5}
    with: {chunk: {usage: {cost: 0.00125}}}
""",
    "filled": """\
reply:
  - tool_calls: [{name: f, arguments: {a: 1}}, {name: g, arguments: {}}]
    head: filled
    fragments: 2
    interleave: true
""",
    "refused": "reply: [refusal: I cannot help with that.]",
    "comments": "reply: [comment: ping, text: a, {comment: pong, own_event: false}, text: b]",
    "unknown": "reply: {with: {chunk: {x: {y: null}}, delta: {x: 1}}, stream: [text: a]}",
    "error": "reply: [text: a, {error: {message: no, code: 429, type: rate_limit_exceeded}}]",
    "silent": "reply: [text: a, stall: {for: 5500ms}, text: b]",
    "kept alive": "reply: [text: a, stall: {for: 5500ms, comment: ping, every: 1s}, text: b]",
    "word": "reply: {status: 429, error: {message: no, code: rate_limit_exceeded}}",
}

Ask = Callable[..., Heard]


@pytest.fixture(scope="module")
def server(mockserver_server: MockServer) -> Iterator[MockSession]:
    scenarios = [parse(said, f"{name}.yaml", name) for name, said in SCENARIOS.items()]
    with mockserver_server.session(scenarios=scenarios) as one:
        yield one


@pytest.fixture
def ask(server: MockSession, asker: Callable[[str], Asker]) -> Ask:
    def heard(client: Client, name: str, **params: object) -> Heard:
        question = Question(client.name, client.base_url(server), name, params)
        return asker(client.where).ask(question)

    return heard


@pytest.mark.parametrize("client", OPENROUTER, ids=str)
@pytest.mark.parametrize("stream", [True, False])
def test_every_field_is_heard(client: Client, stream: bool, ask: Ask) -> None:
    heard = ask(client, "everything", stream=stream)
    said = Choice(
        text="It rains.",
        reasoning="Let me think.",
        calls={0: ("get_weather", '{"city":"Paris"}')},
        finish="tool_calls",
        tokens=[("It", -0.25), (" rains", -1), (".", -0.5)],
    )
    assert (heard.error, heard.choices, heard.usage) == (None, {0: said}, (3, 5, 8))


@pytest.mark.parametrize("client", OPENROUTER, ids=str)
def test_a_cost_is_heard_by_all_but_the_old_client(client: Client, ask: Ask) -> None:
    cost = None if client.name == "openrouter/js 0.9" else 0.00125
    assert ask(client, "everything").cost == cost


@pytest.mark.parametrize("client", OPENROUTER, ids=str)
def test_filled_heads_are_two_calls(client: Client, ask: Ask) -> None:
    heard = ask(client, "filled")
    assert heard.first.calls == {0: ("f", '{"a":1}'), 1: ("g", "{}")}


@pytest.mark.parametrize("client", OPENROUTER, ids=str)
@pytest.mark.parametrize("stream", [True, False])
def test_a_refusal_is_heard(client: Client, stream: bool, ask: Ask) -> None:
    heard = ask(client, "refused", stream=stream)
    assert (heard.error, heard.first.refusal) == (None, "I cannot help with that.")


@pytest.mark.parametrize("client", OPENROUTER, ids=str)
@pytest.mark.parametrize(("name", "text"), [("comments", "ab"), ("unknown", "a")])
def test_what_a_client_does_not_know_is_no_matter(
    client: Client, name: str, text: str, ask: Ask
) -> None:
    heard = ask(client, name)
    assert (heard.error, heard.first.text) == (None, text)


@pytest.mark.parametrize("client", OPENROUTER, ids=str)
def test_an_error_in_the_stream_has_its_code(client: Client, ask: Ask) -> None:
    heard = ask(client, "error")
    assert (heard.error, heard.failure) == (None, {"code": 429, "message": "no"})
    assert (heard.first.text, heard.first.finish) == ("a", "error")


@pytest.mark.parametrize("client", OPENROUTER, ids=str)
def test_the_same_error_is_a_status_where_nothing_streams(client: Client, ask: Ask) -> None:
    heard = ask(client, "error", stream=False)
    assert (heard.raised, heard.status) == ("TooManyRequestsResponseError", 429)


@pytest.mark.parametrize("client", OPENROUTER, ids=str)
def test_no_client_reads_a_code_that_is_a_word(client: Client, ask: Ask) -> None:
    heard = ask(client, "word")
    assert (heard.raised, heard.status) == ("ResponseValidationError", 429)


def test_only_python_s_own_timeout_ends_a_silence_of_five_seconds(
    server: MockSession, asker: Callable[[str], Asker]
) -> None:
    names = ("silent", "kept alive")
    heard = asker("python").ask_all(
        Question(one.name, one.base_url(server), name, patience=None)
        for one in PYTHON
        for name in names
    )
    assert [(one.raised, one.first.text) for one in heard] == [
        ("ReadTimeout", "a"),
        (None, "ab"),
    ] * len(PYTHON)
