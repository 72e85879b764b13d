"""Several choices in one stream: whose script each is, and how they are merged by planned time.

Ties go by index. A wait holds its own choice alone. What follows a gate comes after everything that
no gate holds, and a choice that stalls for ever ends the stream after all others. Usage and the
terminator stand after all choices.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from mockserver.dialects.request import ChatRequest
from mockserver.scenario import literals, speech, timing
from mockserver.scenario.chance import RandomStep
from mockserver.scenario.model import Reply
from mockserver.scenario.modifiers import Spoken
from mockserver.scenario.steps import RepeatStep, Step
from mockserver.wire.events import Delta, Done, LiteralDelta, ScriptItem, UsageTail
from mockserver.wire.instructions import End, Ending, Pause

from .automatic import ends

Script = tuple[Step, ...]
Timed = tuple[int, int, ScriptItem]
"""The rank (how many gates stand before it), the planned time in microseconds, the item."""

_FOR_EVER = 1_000_000
"""The rank of what comes after all gates."""

_REPEATED = (
    speech.TextStep,
    speech.ReasoningStep,
    speech.RefusalStep,
    speech.ToolCallsStep,
    speech.FinishStep,
    RandomStep,
    timing.WaitStep,
)
"""Steps of a one-choice script that further choices have, too."""

_ONCE = (speech.UsageStep, literals.DoneStep, literals.CommentStep, literals.EventStep)
"""Steps that stand once in a stream, however many choices it has."""


def scripts(reply: Reply, request: ChatRequest) -> list[Script]:
    """The script of each choice that goes out.

    The request's `n` says how many; without it all that are written. More than are written repeat
    from the first. A script that says its choices itself goes out as it is, whatever `n` says.
    """
    if reply.choices is not None:
        written = [choice.stream for choice in reply.choices]
        count = request.n or len(written)
        return [written[at % len(written)] for at in range(count)]
    script = reply.stream or ()
    if request.n in (None, 1) or not all(map(_may_repeat, script)):
        return [script]
    spoken = tuple(step for step in script if not isinstance(step, _ONCE))
    return [script, *[spoken] * ((request.n or 1) - 1)]


def _may_repeat(step: Step) -> bool:
    if isinstance(step, RepeatStep):
        return all(map(_may_repeat, step.repeat.steps))
    if isinstance(step, Spoken) and step.choice != 0:
        return False
    return isinstance(step, _REPEATED + _ONCE)


def of_choice(items: Iterable[ScriptItem], index: int) -> Iterator[ScriptItem]:
    """The items, speaking for this choice."""
    for item in items:
        yield replace(item, choice=index) if isinstance(item, Delta | LiteralDelta) else item


def merged(choices: Sequence[Iterable[ScriptItem]]) -> tuple[list[ScriptItem], list[ScriptItem]]:
    """All choices' items by planned time, with the pauses between them; and what stands last."""
    timed = [
        (rank, time, index, position, item)
        for index, items in enumerate(choices)
        for position, (rank, time, item) in enumerate(_timed(items))
    ]
    timed.sort(key=lambda one: one[:4])
    result: list[ScriptItem] = []
    last: list[ScriptItem] = []
    now = before = 0
    for rank, time, _, _, item in timed:
        if isinstance(item, UsageTail | Done):
            last.append(item)
            continue
        if rank != before:
            now, before = 0, rank
        if time > now:
            result.append(Pause(time - now))
            now = time
        result.append(item)
        if ends(item):
            return result, []
    return result, last


def _timed(items: Iterable[ScriptItem]) -> Iterator[Timed]:
    rank = time = 0
    for item in items:
        if isinstance(item, Pause) and item.micros is not None:
            time += item.micros
        elif isinstance(item, Pause):
            rank, time = (rank + 1 if item.gate is not None else _FOR_EVER), 0
            yield rank, 0, item
        else:
            yield (_FOR_EVER if item == End(Ending.STALL) else rank), time, item
