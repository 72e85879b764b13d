"""What is built in Python is what a scenario file says, and its mistakes are told with the call."""

from __future__ import annotations

import doctest
import re
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from mockserver import build
from mockserver.build import (
    after,
    at,
    call,
    chunk,
    comment,
    delta,
    echo,
    end,
    error,
    event,
    gate,
    inside,
    random_reply,
    raw,
    reasoning,
    repeat,
    reply,
    scenario,
    stall,
    status,
    text,
    tool_call,
    tool_calls,
    usage,
    wait,
)
from mockserver.building import answers, literals, places, speech
from mockserver.scenario.load import parse
from mockserver.scenario.model import Entry, Scenario
from mockserver.scenario.values import Record
from mockserver.source.diagnostics import ScenarioError
from tests import say

untyped: Any = build
"""For what a type checker would refuse, too."""


@pytest.mark.parametrize("module", [answers, literals, places, speech])
def test_the_examples_are_as_they_say(module: Any) -> None:
    names = {name: getattr(build, name) for name in build.__all__}
    failed, tried = doctest.testmod(module, extraglobs=names)
    assert failed == 0
    assert tried >= 3


@pytest.mark.parametrize(
    ("built", "written"),
    [
        (text("a"), {"text": "a"}),
        (text(["a"]), {"text": ["a"]}),
        (text(echo(after="!")), {"text": {"echo": "last_user", "after": "!"}}),
        (text("a", "b", logprobs={"top": 2}, choice=1), {"text": ["a", "b"], "logprobs": {"top": 2},
         "choice": 1}),
        (text("a", with_={"chunk": {"x": None}}, omit=["chunk.id"], itl="1ms", split=3),
         {"text": "a", "with": {"chunk": {"x": None}}, "omit": ["chunk.id"], "itl": "1ms",
          "split": 3}),
        (reasoning("a", details=[{"type": "t"}]), {"reasoning": "a", "details": [{"type": "t"}]}),
        (tool_call("f"), {"tool_calls": [{"name": "f"}]}),
        (tool_call("f", "", id="1", head="every"), {"tool_calls": [{"name": "f", "arguments": "",
         "id": "1"}], "head": "every"}),
        (tool_calls(call("f", {"a": 1}), {"name": "g"}), {"tool_calls": [{"name": "f", "arguments":
         {"a": 1}}, {"name": "g"}]}),
        (usage(), {"usage": {}}),
        (usage(1, when="asked"), {"usage": {"prompt_tokens": 1}, "when": "asked"}),
        (error("a", continue_=True), {"error": {"message": "a"}, "continue": True}),
        (random_reply(words=3), {"random": {"words": 3}}),
        (random_reply(words={"min": 1, "max": 2}), {"random": {"words": {"min": 1, "max": 2}}}),
        (chunk({"id": None}), {"chunk": {"id": None}}),
        (delta(None), {"delta": None}),
        (event(None), {"event": {"data": None}}),
        (event(name="a"), {"event": {"name": "a"}}),
        (event(lines=["data: a"]), {"event": {"lines": ["data: a"]}}),
        (comment("a", own_event=False), {"comment": "a", "own_event": False}),
        (raw("a"), {"raw": "a"}),
        (stall(comment="a", every="1s"), {"stall": {"comment": "a", "every": "1s"}}),
        (repeat(2, {"text": "a"}, repeat(3, text("b"))), {"repeat": {"times": 2, "steps":
         [{"text": "a"}, {"repeat": {"times": 3, "steps": [{"text": "b"}]}}]}}),
    ],
)  # fmt: skip
def test_a_step_is_what_a_file_says(built: Record, written: dict[str, Any]) -> None:
    assert say.reply([written]).stream == (built,)


@pytest.mark.parametrize(
    ("built", "written"),
    [
        (after(wire_bytes=9, insert=[raw("x"), wait("1s")][1:]), {"after": {"wire_bytes": 9},
         "insert": [{"wait": "1s"}]}),
        (at(event=2, replace={"data": "x"}), {"at": {"event": 2}, "replace": {"data": "x"}}),
        (inside("crlf", of={"event": 2}, stall="forever"), {"inside": "crlf", "of": {"event": 2},
         "stall": "forever"}),
    ],
)  # fmt: skip
def test_a_fault_is_what_a_file_says(built: Record, written: dict[str, Any]) -> None:
    assert say.reply({"reply": {"stream": [], "faults": [written]}}).faults == (built,)


def test_a_reply_is_what_a_file_says() -> None:
    built = reply(
        choices=[[text("a")], {"stream": [text("b")]}], nonstream=status(400), with_={"delta": {}}
    )
    assert built == say.reply(
        {
            "reply": {
                "choices": [{"stream": [{"text": "a"}]}, {"stream": [{"text": "b"}]}],
                "nonstream": {"status": 400},
                "with": {"delta": {}},
            }
        }
    )
    assert reply(body=b"\xff") == say.reply({"reply": {"body": {"base64": "/w=="}}})
    assert reply(json=None) == say.reply({"reply": {"json": None}})


def test_one_of_several_replies_has_its_conditions() -> None:
    built = reply(when={"turn": 0}, times=2, expect={"text": ""})
    assert isinstance(built, Entry)
    assert (built.stream, built.times) == ((), 2)


def test_a_scenario_is_made_of_replies() -> None:
    several = scenario("a", status(429), reply(text("b"), times=2), after_last="cycle", seed=3)
    assert several == parse(
        "seed: 3\nreplies: [{status: 429}, {stream: [text: b], times: 2}]\nafter_last: cycle",
        "",
        "a",
    )
    (entry,) = scenario("a", reply(times=2)).replies
    assert entry == reply(times=2)


def test_a_scenario_may_be_made_of_steps() -> None:
    built = scenario("a", text("x"), {"finish": "length"}, expect={"text": "x"}, about="One.")
    assert built.to_yaml() == (
        "about: One.\nreply:\n  - text: x\n  - finish: length\nexpect: {text: x}\n"
    )
    assert built == parse(built.to_yaml(), "", "a")


def test_a_scenario_with_ignored_warnings_keeps_them() -> None:
    built = scenario("a", text("x"), ignore=["missing-expect"])
    assert built.to_yaml() == "ignore: [missing-expect]\nreply:\n  - text: x\n"


def test_a_scenario_keeps_its_python_defaults_apart_from_its_replies() -> None:
    built = scenario("a", reply(text("x")), pace="fast")
    assert isinstance(built, Scenario)
    assert built.replies[0].pace is not None


def test_status_says_an_error_before_the_stream() -> None:
    built = status(429, "Slow.", retry_after=2, code="x", headers={"X-A": "b"})
    assert built == say.reply(
        {
            "reply": {
                "status": 429,
                "headers": {"Retry-After": "2", "X-A": "b"},
                "error": {"message": "Slow.", "code": "x"},
            }
        }
    )


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda: untyped.text(3), "text(3): expected text, a list of texts"),
        (lambda: untyped.text("a", 3), "text('a', 3): [1]: expected text, got 3 (a whole number)"),
        (
            lambda: untyped.text("a", split="word"),
            "text('a', split='word'): split: unknown value: ",
        ),
        (lambda: untyped.text("a", splitt=3), "splitt: unknown key: splitt; did you mean split?"),
        (lambda: event(name="a\nb"), "name: this field is one line"),
        (lambda: untyped.tool_call("f", 3), "tool_call('f', 3): arguments: expected a mapping"),
        (lambda: untyped.wait(2), "wait(2): a duration needs a unit: 2; write 2s or 2ms"),
        (lambda: stall("2"), "stall('2'): for: not a duration"),
        (lambda: untyped.end("rest"), "end('rest'): unknown value: \"rest\"; did you mean reset?"),
        (lambda: gate(""), "gate(''): it must have 1 characters or more"),
        (
            lambda: untyped.comment("a", own_event="no"),
            'own_event: expected true or false, got "no" (te',
        ),
        (
            lambda: untyped.random_reply(words=(1,)),
            "random_reply(words=[1]): words: expected a whole numb",
        ),
        (lambda: repeat(3), "repeat(3): steps: this list has 0 items, it must have 1 or more"),
        (lambda: after(chunks=0, end="reset"), "after(chunks=0, end='reset'): after.chunks: it mu"),
        (lambda: untyped.after(chunks=1, drop=True), "drop: this action does not fit a gap"),
        (lambda: status(99), "status(99): status: it must be 200 or more: 99"),
        (lambda: status(429, code=3), "status(429, code=3): error: a key is missing: message"),
        (lambda: reply(text("a"), pace={"itll": "3ms"}), "reply({text:a}, pace={'itll': '3ms'}): "),
        (
            lambda: reply(faults=[after(chunks=1, end="reset"), {}]),
            "faults=[{after:{chunks:1},end:reset}, {}]): faults[1]: a fault has exactly one place",
        ),
        (lambda: reply(times=0), "reply(times=0): times: it must be 1 or more: 0"),
        (
            lambda: scenario("x", text("a"), faults=[after(chunks=9, end="reset")]),
            "faults[0]: fault `end reset after 9 chunks` is never reached",
        ),
        (
            lambda: scenario("x", end("reset"), text("a")),
            "reply[1]: this step is never sent: `end`",
        ),
    ],
)
def test_a_mistake_is_told_with_the_call(wrong: Callable[[], Any], message: str) -> None:
    with pytest.raises(ScenarioError, match=re.escape(message)):
        wrong()


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda: event(1, 2), "event takes one data, got 2"),
        (lambda: chunk({"a": b"x"}), "chunk({'a': b'x'}): bytes is nothing that a scenario can"),
        (
            lambda: untyped.status(429, retry_after=0.5),
            "status(429, retry_after=0.5): retry_after is a",
        ),
        (lambda: scenario("x", text("a"), status(404)), "made of replies or of steps, not of both"),
        (lambda: reply(text("a"), stream=[]), "steps are arguments, or `stream=`, not both"),
        (lambda: untyped.reply(choices=3), "choices: expected a list"),
    ],
)
def test_what_no_file_can_say_is_refused(wrong: Callable[[], Any], message: str) -> None:
    with pytest.raises((TypeError, ScenarioError), match=re.escape(message)):
        wrong()


def test_a_type_checker_refuses_it_before() -> None:
    """mypy fails here where it would not refuse one of these."""
    with pytest.raises(ScenarioError):
        text(3)  # type: ignore[arg-type]
    with pytest.raises(ScenarioError):
        text("a", splitt=3)  # type: ignore[call-arg]
    with pytest.raises(ScenarioError):
        after(chunks=1, end="rest")  # type: ignore[arg-type]
    with pytest.raises(ScenarioError):
        reply(text("a"), pase="fast")  # type: ignore[call-arg]


def test_importing_the_functions_imports_no_server() -> None:
    code = "import sys, mockserver.build; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"aiohttp", "faker", "jsonschema", "click"} & set(ran.stdout.split())


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: untyped.usage(prompt=3), "did you mean prompt_tokens? (valid: prompt_"),
        (lambda: untyped.usage(3, total=5), "did you mean total_tokens? (valid: prompt_tokens, "),
        (lambda: untyped.text("a", spilt=3), "did you mean split? (valid: logprobs, with_, "),
        (lambda: untyped.after(chunk=3, end="reset"), "did you mean chunks? (valid: chunks, "),
        (lambda: untyped.text("a", seed=3), "it belongs to the top of the file (valid: logp"),
        (lambda: untyped.text({"ecko": 3}), "did you mean echo? (valid: echo, "),
    ],
)
def test_a_word_that_a_function_does_not_know_is_told_with_those_it_knows(
    make: Callable[[], Record], said: str
) -> None:
    with pytest.raises(ScenarioError, match=re.escape(said)):
        make()
