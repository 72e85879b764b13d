"""What `queue(…)` takes, and what it says to a Python user where it cannot take it."""

from __future__ import annotations

import re
from typing import Any

import pytest

from mockserver.building.answers import built_reply
from mockserver.scenario.load import parse
from mockserver.scenario.model import Entry, Reply, Scenario
from mockserver.scenario.speech import TextStep
from mockserver.source.diagnostics import ScenarioError
from tests import say


def test_mappings_and_built_steps_are_the_same() -> None:
    written = say.reply({"reply": {"pace": {"itl": "20ms"}, "stream": [{"text": "a"}]}})
    assert built_reply({"text": "a"}, pace={"itl": "20ms"}) == written
    assert built_reply(TextStep(text="a"), pace={"itl": "20ms"}) == written


def test_an_empty_stream_is_said() -> None:
    assert built_reply(stream=[]) == Reply(stream=())


def test_options_alone_are_a_reply_without_a_stream() -> None:
    assert built_reply(status=429, error={"message": "no"}, pace=None).status == 429
    assert built_reply(json=None).has_json
    assert built_reply(stream=[{"text": "a"}]).stream == (TextStep(text="a"),)


def test_an_underscore_behind_a_key_is_for_python_alone() -> None:
    said = {"chunk": {"x": 1}}
    assert built_reply({"text": "a"}, with_=said) == built_reply({"text": "a"}, **{"with": said})


def test_a_built_reply_is_taken_as_it_is() -> None:
    reply = Reply(status=429)
    assert built_reply(reply) is reply


@pytest.mark.parametrize(
    ("steps", "options", "message"),
    [
        (
            (Reply(status=500), {"text": "a"}),
            {},
            "status(500) is a whole reply: queue each reply by itself",
        ),
        (({"text": "a"}, Reply(status=429)), {}, "status(429) is a whole reply: queue each"),
        (({"text": "a"}, Reply(stream=())), {}, "reply(…) is a whole reply: queue each"),
        ((Reply(status=429),), {"pace": "fast"}, "status(429) is a whole reply: say pace where it"),
        ((), {}, "a stream without any is queue(stream=[])"),
        ((), {"pace": None}, "queue() has nothing to answer with"),
        ((Scenario("a", (Reply(status=429),)),), {}, "queue takes one reply: a scenario, which"),
        ((Entry(status=429, times=2),), {}, "leave `when`, `times` out"),
        (({"text": "a"},), {"stream": []}, "not both"),
        (({"raw": b"\xff"},), {}, "queue({'raw': b'\\xff'}): bytes is nothing that a scenario"),
        (({"text": {1, 2}},), {}, "set is nothing that a scenario can say"),
        (({1: "a"},), {}, "a key must be text, got 1"),
        (({"chunk": {"x": float("nan")}},), {}, "queue({'chunk': {'x': nan}}): Out of range"),
    ],
)
def test_what_no_file_can_say_is_a_type_error(
    steps: tuple[Any, ...], options: dict[str, Any], message: str
) -> None:
    with pytest.raises(TypeError, match=re.escape(message)):
        built_reply(*steps, **options)


@pytest.mark.parametrize(
    ("steps", "options", "message"),
    [
        (
            [{"text": "a"}, {"text": 3}],
            {},
            "queue({'text': 'a'}, {'text': 3}): stream[1].text: expected text,",
        ),
        ([{"txt": "a"}], {}, "queue({'txt': 'a'}): stream[0].txt: unknown step: txt; did you mean"),
        ([], {"status": 99}, "queue(status=99): status: it must be 200 or more: 99"),
        ([], {"pase": 1}, "queue(pase=1): pase: unknown key: pase; did you mean pace?"),
        ([{"end": "reset"}, {"text": "a"}], {}, "stream[1]: this step is never sent: `end` ends"),
        ([{"repeat": {"times": 1, "steps": {}}}], {}, "expected a list, got an empty mapping; wri"),
        ([TextStep(text="\ud800")], {}, "queue({text:\\ud800}): stream[0].text: half of a charac"),
        ([{"raw": "x" * 99}], {"pase": "y" * 99}, "queue({'raw': 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…"),
        (
            [{"text": "a"}],
            {"faults": [{"after": {"chunks": 99}, "end": "reset"}]},
            "faults[0]: fault `end reset after 99 chunks` is never reached",
        ),
    ],
)
def test_what_a_file_may_not_say_is_told_with_the_call(
    steps: list[Any], options: dict[str, Any], message: str
) -> None:
    with pytest.raises(ScenarioError, match=re.escape(message)):
        built_reply(*steps, **options)


def test_a_fault_of_a_built_reply_is_looked_for_too() -> None:
    (reply,) = parse(
        "reply: {stream: [text: a], faults: [{at: {chunk: 9}, drop: true}]}", "x", "x"
    ).replies
    with pytest.raises(ScenarioError, match="is never reached"):
        built_reply(reply)


def test_a_text_longer_than_any_file_is_no_reason_to_refuse() -> None:
    (step,) = built_reply({"text": "x" * 1_100_000, "split": "whole"}).stream or ()
    assert isinstance(step, TextStep)
