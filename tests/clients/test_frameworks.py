"""LangChain and pydantic-ai, as programs use them: text, usage, tool calls, an agent's loop."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mockserver.scenario.load import parse
from mockserver.serving.mock_session import MockSession

from .asking import Asker, Heard, Question

pytestmark = pytest.mark.timeout(240)

SCENARIOS = {
    "text": "reply: [text: It rains., usage: {prompt_tokens: 3, completion_tokens: 5}]",
    "call": """\
reply:
  stream:
    - text: Let me look.
    - tool_calls:
        - {name: get_weather, arguments: {city: Paris}}
        - {name: get_weather, arguments: {city: 東京}}
      fragments: 4
      interleave: true
    - usage: {prompt_tokens: 3, completion_tokens: 5}
""",
    "loop": """\
replies:
  - when: {tool_result: {contains: rain in Paris}}
    stream: [text: Take an umbrella., usage: {prompt_tokens: 30, completion_tokens: 4}]
  - when: {turn: 0, has_tool: get_weather}
    stream:
      - tool_calls: [{name: get_weather, arguments: {city: Paris}}]
      - usage: {prompt_tokens: 10, completion_tokens: 7}
""",
}
STREAMS = ["langchain", "langchain async", "pydantic-ai"]

Ask = Callable[[str, str], Heard]


@pytest.fixture
def server(mockserver: MockSession) -> MockSession:
    return mockserver.swap(parse(said, f"{name}.yaml", name) for name, said in SCENARIOS.items())


@pytest.fixture
def ask(server: MockSession, asker: Callable[[str], Asker]) -> Ask:
    return lambda client, name: asker("python").ask(Question(client, server.base_url, name))


@pytest.mark.parametrize("client", STREAMS)
def test_text_and_usage_are_streamed(client: str, ask: Ask) -> None:
    heard = ask(client, "text")
    assert (heard.error, heard.first.text, heard.first.finish) == (None, "It rains.", "stop")
    assert heard.usage == (3, 5, 8)
    assert heard.chunks > 3


@pytest.mark.parametrize("client", STREAMS)
def test_interleaved_calls_are_told_apart(client: str, ask: Ask) -> None:
    heard = ask(client, "call")
    assert (heard.error, heard.first.text, heard.usage) == (None, "Let me look.", (3, 5, 8))
    assert [*heard.first.calls.values()] == [
        ("get_weather", '{"city":"Paris"}'),
        ("get_weather", '{"city":"東京"}'),
    ]


def test_an_agent_calls_its_tool_and_comes_back(ask: Ask, server: MockSession) -> None:
    heard = ask("pydantic-ai agent", "loop")
    assert (heard.error, heard.first.text) == (None, "Take an umbrella.")
    assert heard.first.calls == {0: ("get_weather", '{"city":"Paris"}')}
    assert heard.usage == (40, 11, 51)
    assert [one.reply_number for one in server.exchanges] == [2, 1]
