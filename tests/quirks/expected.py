"""Whether what the right client ends with is what a scenario file expects; reads no bytes."""

from __future__ import annotations

from mockserver.scenario.expect import Ended, Expect, ExpectedCall
from mockserver.wire.json_text import Json, same
from tests.scenarios.right_answer import Answer, Choice, ToolCall


def met(expect: Expect, got: Answer | None) -> bool:
    """Whether an answer (None is an error) is one of those that are right."""
    return any(_is(one, got) for one in expect.right)


def _is(said: Ended, got: Answer | None) -> bool:
    if said.error or got is None:
        return bool(said.error) and got is None
    choices = [got.choices[index] for index in sorted(got.choices)]
    first = choices[0] if choices else Choice()
    usage = got.usage or {}
    return (
        said.text in (None, first.text)
        and said.reasoning in (None, first.reasoning)
        and said.refusal in (None, first.refusal)
        and (said.tool_calls is None or _are(said.tool_calls, got.calls))
        and said.finish_reasons in (None, tuple(one.finish for one in choices))
        and all(key in usage and same(n, usage[key]) for key, n in (said.usage or {}).items())
    )


def _are(said: tuple[ExpectedCall, ...], got: list[ToolCall]) -> bool:
    return len(said) == len(got) and all(map(_is_call, said, got))


def _is_call(said: ExpectedCall, got: ToolCall) -> bool:
    return said.name == got.name and _says(said.arguments, got)


def _says(arguments: Json, got: ToolCall) -> bool:
    if isinstance(arguments, str):
        return arguments == got.arguments
    try:
        return same(arguments, got.parsed)
    except ValueError:
        return False
