"""All that a scenario file can say can be said in Python: a new key without an argument fails."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable
from typing import Any

import pytest

from mockserver import build
from mockserver.building import answers, options
from mockserver.scenario.chance import RandomOptions
from mockserver.scenario.faults import Fault, Gap, Item
from mockserver.scenario.literals import EventBody
from mockserver.scenario.model import Entry, ScenarioFile
from mockserver.scenario.speech import Echo, ErrorBody, ToolCall, Usage
from mockserver.scenario.steps import STEPS, Repeat
from mockserver.scenario.timing import StallSpec
from mockserver.scenario.values import Record

OTHER_NAMES = {"random": "random_reply"}
"""Step keys whose functions have another name."""

INSIDE: dict[str, type[Record]] = {
    "usage": Usage,
    "error": ErrorBody,
    "event": EventBody,
    "repeat": Repeat,
    "stall": StallSpec,
    "random": RandomOptions,
}
"""Steps whose value's keys are arguments."""


def keys(record: type[Record]) -> set[str]:
    return {field.alias or name for name, field in record.model_fields.items()}


def arguments(function: Callable[..., Any]) -> set[str]:
    """The names of a function's arguments as a file has them, those of a TypedDict too."""
    names: set[str] = set()
    hints = typing.get_type_hints(inspect.unwrap(function), include_extras=True)
    for name, one in inspect.signature(function).parameters.items():
        if one.kind is one.VAR_KEYWORD:
            (beside,) = typing.get_args(hints[name])
            names |= beside.__optional_keys__
        else:
            names.add(name)
    return {name.removesuffix("_") for name in names}


def function_of(step: str) -> Callable[..., Any]:
    function: Callable[..., Any] = getattr(build, OTHER_NAMES.get(step, step))
    return function


@pytest.mark.parametrize("step", STEPS)
def test_every_key_of_a_step_is_an_argument(step: str) -> None:
    needed = keys(STEPS[step]) - {step} | (keys(INSIDE[step]) if step in INSIDE else set())
    assert needed - arguments(function_of(step)) == set()


@pytest.mark.parametrize(
    ("record", "functions"),
    [
        (ToolCall, [build.call]),
        (ToolCall, [build.tool_call]),
        (Echo, [build.echo]),
        (Entry, [build.reply]),
        (ErrorBody, [build.status]),
        (Gap, [build.after]),
        (Item, [build.at]),
        (Fault, [build.after, build.at, build.inside]),
        (ScenarioFile, [build.scenario]),
    ],
)
def test_every_key_of_what_is_no_step_is_an_argument(
    record: type[Record], functions: list[Callable[..., Any]]
) -> None:
    said_otherwise = {"echo", "after", "at", "inside", "reply", "replies"}
    known = set().union(*map(arguments, functions))
    assert keys(record) - said_otherwise - known == set()


@pytest.mark.parametrize("step", STEPS)
def test_every_argument_of_a_step_is_a_key_of_it(step: str) -> None:
    own = {"said", "more", "reason", "name", "duration", "how", "times", "calls", "data"}
    known = keys(STEPS[step]) | (keys(INSIDE[step]) if step in INSIDE else set())
    assert arguments(function_of(step)) - known - own == set()


def test_options_are_keys_of_the_records() -> None:
    assert {one.removesuffix("_") for one in options.ReplyOptions.__optional_keys__} == keys(Entry)
    scenario = {one.removesuffix("_") for one in options.ScenarioOptions.__optional_keys__}
    assert scenario == keys(ScenarioFile) - {"reply", "replies"}


def test_every_public_function_says_what_it_makes() -> None:
    for name in build.__all__:
        function = getattr(build, name)
        assert "return" in function.__annotations__, name
        assert ">>> " in (function.__doc__ or ""), name
    assert answers.built_reply.__doc__
