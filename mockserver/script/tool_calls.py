"""Tool calls as deltas: a head each, then fragments of argument text, in turn or one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain, zip_longest

from mockserver.scenario.speech import ToolCall, ToolCallsStep
from mockserver.wire.events import Delta, ToolCallPart
from mockserver.wire.json_text import dumps

from .chunking import pieces, tokens


def deltas(step: ToolCallsStep, first_index: int, new_id: Callable[[], str]) -> Iterator[Delta]:
    """The deltas of one step, whose calls have the indexes from `first_index` on.

    `new_id` makes an id for a call that is written without one.
    """
    calls = [
        list(_one_call(call, first_index + number, step, new_id))
        for number, call in enumerate(step.tool_calls)
    ]
    if step.interleave:
        turns = chain.from_iterable(zip_longest(*calls))
        yield from (delta for delta in turns if delta is not None)
    else:
        yield from chain.from_iterable(calls)


def _one_call(
    call: ToolCall, index: int, step: ToolCallsStep, new_id: Callable[[], str]
) -> Iterator[Delta]:
    name = new_id() if call.id is None else call.id
    if step.arguments_as == "object":
        yield Delta(tool_call=ToolCallPart(index, name, call.name, call.arguments))
        return
    yield Delta(tool_call=ToolCallPart(index, name, call.name, ""))
    later = _LATER[step.head](name, call.name)
    text = argument_text(call)
    for fragment in tokens(text) if step.fragments is None else pieces(text, step.fragments):
        yield Delta(tool_call=ToolCallPart(index, *later, fragment))


_LATER: dict[str, Callable[[str, str], tuple[str | None, str | None]]] = {
    "first": lambda _id, _name: (None, None),
    "every": lambda id_, name: (id_, name),
    "filled": lambda _id, _name: ("", ""),
}
"""The id and name that the deltas after a call's first have, for each way to write heads."""


def argument_text(call: ToolCall) -> str:
    """The argument text: a mapping as compact JSON, a text as it is written."""
    return call.arguments if isinstance(call.arguments, str) else dumps(call.arguments)
