"""What is expected is held against the stream; where its author alone can know, it is asked for."""

from __future__ import annotations

import pytest

from mockserver.exchange.checking import findings
from mockserver.scenario.load import parse
from mockserver.scenario.model import Reply, Scenario
from mockserver.wire.instructions import Ending


def told(text: str, *, unsaid: bool = True) -> list[str]:
    return [str(one) for one in findings([parse(text, "a.yaml", "a")], unsaid=unsaid)]


ASKED = "write `expect:`, as {error: true}"
WRONG = {
    "another text": (
        "reply: [text: Hi there]\nexpect: {text: Hi}\n",
        'a.yaml:2:16: the stream comes to "Hi there", expected "Hi"',
    ),
    "other calls": (
        "reply: [tool_calls: [{name: f}]]\nexpect: {tool_calls: [{name: f, arguments: {a: 1}}]}\n",
        'a.yaml:2:22: the stream comes to [{"name":"f","arguments":"{}"}], '
        'expected [{"name":"f","arguments":{"a":1}}]',
    ),
    "arguments that are no JSON": (
        'reply: [tool_calls: [{name: f, arguments: "{"}]]\n'
        "expect: {tool_calls: [{name: f, arguments: {}}]}\n",
        'a.yaml:2:22: the stream comes to [{"name":"f","arguments":"{"}], '
        'expected [{"name":"f","arguments":{}}]',
    ),
    "other finish reasons, in the second reply": (
        "replies:\n  - [text: a]\n  - {stream: [text: a], expect: {finish_reasons: [length]}}\n",
        'a.yaml:3:50: the stream comes to ["stop"], expected ["length"]',
    ),
    "more finish reasons than choices": (
        "reply: [text: a]\nexpect: {finish_reasons: [stop, stop]}\n",
        'a.yaml:2:26: the stream comes to ["stop"], expected ["stop","stop"]',
    ),
    "no usage": (
        "automatic: {usage: none}\nreply: [text: a]\nexpect: {usage: {prompt_tokens: 1}}\n",
        'a.yaml:3:17: the stream comes to null, expected {"prompt_tokens":1}',
    ),
    "an error where none is": (
        "reply: [text: a]\nexpect: {error: true}\n",
        "a.yaml:2:17: this stream is lawful: a right client ends with an answer, without an error",
    ),
    "no error where one is": (
        "reply: {status: 429}\nexpect: {text: a}\n",
        "a.yaml:2:9: with status 429 a right client ends with an error; write {error: true}",
    ),
    "none of several": (
        "reply: [text: a]\nexpect: {any_of: [{text: b}, {error: true}]}\n",
        "a.yaml:2:18: none of these is what the stream comes to; of the first, "
        'the stream comes to "a", expected "b"',
    ),
    "a cut stream without a word": (
        "reply: [text: a, end: reset]\n",
        "a.yaml:1:8: warning[missing-expect]: what a right client ends with is not said, "
        f"and it ends `reset`; {ASKED}",
    ),
    "a reply of several that ends before its head": (
        "replies:\n  - [text: a]\n  - {end: reset}\n",
        "a.yaml:3:5: warning[missing-expect]: what a right client ends with is not said, "
        f"and it ends `reset`; {ASKED}",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_differs_is_told_at_its_place(name: str) -> None:
    text, line = WRONG[name]
    assert told(text) == [line]


RIGHT = (
    "reply: [text: Hi]\nexpect: {text: Hi, reasoning: '', tool_calls: [], finish_reasons: [stop]}",
    "reply: [tool_calls: [{name: f, arguments: {a: 1}}]]\n"
    "expect: {tool_calls: [{name: f, arguments: {a: 1.0}}]}",
    "reply: [tool_calls: [{name: f}]]\nexpect: {tool_calls: [{name: f, arguments: '{}'}]}",
    "reply: [usage: {prompt_tokens: 1, completion_tokens: 2}]\nexpect: {usage: {total_tokens: 3}}",
    "reply: {status: 500}\nexpect: {error: true}",
    "reply: {status: 500}\nexpect: {any_of: [{text: a}, {error: true}]}",
    "reply: [text: a, end: reset]\nexpect: {any_of: [{text: a}, {error: true}]}",
    "reply: [text: a]",
    "reply: {status: 500}",
    "reply: {json: {a: 1}}",
)


@pytest.mark.parametrize("text", RIGHT)
def test_what_is_right_is_passed_over(text: str) -> None:
    assert told(text) == []


DEPENDS = (
    "reply: [text: {echo: last_user}]\nexpect: {text: What is said}",
    "reply: [text: a, usage: {}]\nexpect: {usage: {prompt_tokens: 99}}",
    "reply: [random: {words: 5}]\nexpect: {text: Anything}",
)


@pytest.mark.parametrize("text", DEPENDS)
def test_what_depends_on_the_request_is_taken_as_written(text: str) -> None:
    assert told(text) == []


def test_an_author_is_asked_only_where_it_is_asked_for() -> None:
    assert told("reply: [text: a, end: reset]", unsaid=False) == []


def test_a_scenario_of_python_expects_nothing() -> None:
    scenario = Scenario("a", (Reply(end=Ending.RESET),))
    assert [one.rule for one in findings([scenario], unsaid=True)] == ["missing-expect"]
