"""Each step as the items it says: one function a step key; adds nothing that the script lacks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from mockserver.dialects.base import reasoning_text
from mockserver.dialects.request import ChatRequest
from mockserver.scenario import literals, speech, timing
from mockserver.scenario.chance import RandomStep
from mockserver.scenario.logprobs import Logprobs
from mockserver.scenario.modifiers import Patched, Spoken, With
from mockserver.scenario.steps import RepeatStep, Step
from mockserver.seeding import Chance, Random, base62
from mockserver.wire import sse
from mockserver.wire.events import (
    Comment,
    Delta,
    Done,
    Failure,
    LiteralChunk,
    LiteralDelta,
    Paced,
    Patch,
    Raw,
    Reasoning,
    ScriptItem,
    ServerSentEvent,
    UsageTail,
    Wire,
)
from mockserver.wire.instructions import Beat, End, Ending, Pause
from mockserver.wire.json_text import dumps

from . import asking, chunking, logprobs, random_reply, tool_calls


@dataclass
class Writer:
    """What the steps of one stream share while they are written down: ids, indexes, counts."""

    request: ChatRequest
    chance: Chance
    calls: int = 0
    text: list[str] = field(default_factory=list)
    reasoning: list[str] = field(default_factory=list)
    spoken: int = 0
    """Tokens of choices that other writers wrote down."""

    def __post_init__(self) -> None:
        self._ids = self.chance.stream("tool_call")
        self._randoms = 0
        self._cut = False

    def call_id(self) -> str:
        """The next tool call's id."""
        return f"call_{base62(self._ids, 24)}"

    @cached_property
    def _logprobs(self) -> Random:
        return self.chance.stream("logprobs")

    def with_logprobs(
        self, text: str | Sequence[str], said: Logprobs | None
    ) -> Iterator[tuple[str, logprobs.Entries | None]]:
        """Each delta of a text, and the logprobs that are said beside it."""
        if said is None:
            return logprobs.beside(text, None, None, self._logprobs)
        return logprobs.beside(text, said, asking.top_logprobs(self.request), self._logprobs)

    def said(self, text: str | Sequence[str] | speech.Echo) -> str | Sequence[str]:
        """The text; an echo is what the request says."""
        if isinstance(text, speech.Echo):
            return f"{text.before}{self.request.last_user or ''}{text.after}"
        return text

    def cut(self, text: str | Sequence[str], split: speech.Split | None) -> list[str]:
        """The deltas of a text; one that is empty where the text is."""
        return list(text) if not isinstance(text, str) else chunking.cut(text, split) or [""]

    def made(self, step: RandomStep) -> list[Step]:
        """The steps of a random answer; each one of a reply has its own chance.

        There are none once the request's limit of tokens has cut one short.
        """
        if self._cut:
            return []
        self._randoms += 1
        random = self.chance.stream(f"random/{self._randoms}")
        found = random_reply.steps(step, self.request, self.own, random)
        self._cut = any(isinstance(one, speech.FinishStep) for one in found)
        return found

    @property
    def own(self) -> int:
        """Tokens of all that this writer has said: content, refusal, arguments, reasoning."""
        return chunking.count("".join(self.text)) + chunking.count("".join(self.reasoning))

    @property
    def completion(self) -> int:
        """The same, and those of the choices before it."""
        return self.spoken + self.own

    def usage(self, written: speech.Usage) -> UsageTail:
        """The counts as written; what is left out is counted of request and stream so far."""
        prompt, completion = written.prompt_tokens, written.completion_tokens
        if prompt is None:
            prompt = chunking.count(self.request.prompt)
        thought = chunking.count("".join(self.reasoning))
        details = written.model_dump(
            include={"prompt_tokens_details", "completion_tokens_details"}, exclude_none=True
        )
        if completion is None:
            completion = self.completion
            if thought:
                details.setdefault("completion_tokens_details", {"reasoning_tokens": thought})
        total = prompt + completion if written.total_tokens is None else written.total_tokens
        return UsageTail(prompt, completion, total, details)


def write(steps: Iterable[Step], writer: Writer) -> Iterator[ScriptItem]:
    """The items of a script, as far as they can be reached."""
    for step in _unrolled(steps):
        for item in _WRITE[type(step)](step, writer):
            yield _modified(item, step)
            if isinstance(item, End) or (isinstance(item, Failure) and not item.continues):
                return


def _unrolled(steps: Iterable[Step]) -> Iterator[Step]:
    for step in steps:
        if isinstance(step, RepeatStep):
            for _ in range(step.repeat.times):
                yield from _unrolled(step.repeat.steps)
        else:
            yield step


def _modified(item: ScriptItem, step: Step) -> ScriptItem:
    """The item with what stands beside its step: choice, itl, with, omit."""
    if isinstance(step, Spoken) and step.choice and isinstance(item, Delta):
        item = replace(item, choice=step.choice)
    if isinstance(step, Patched) and isinstance(item, Paced):
        changes = patch(step.with_, step.omit)
        if step.itl is not None or changes is not None:  # a copy costs as much as all the rest
            item = replace(item, gap=step.itl, patch=changes)
    return item


def patch(with_: With | None, omit: tuple[str, ...] | None) -> Patch | None:
    """What `with` and `omit` say, or None where neither is written."""
    if with_ is None and omit is None:
        return None
    over = with_ or With()
    return Patch(over.chunk or {}, over.choice or {}, over.delta or {}, omit or ())


def silence(stall: timing.Stall) -> tuple[Pause] | tuple[Pause, End]:
    """A stall as a pause (with a comment now and then); one for ever ends the stream."""
    if stall == "forever":
        return Pause(None), End(Ending.STALL)
    beat = None
    if stall.comment is not None and stall.every is not None:
        beat = Beat(stall.every, sse.serialize(Comment(stall.comment)))
    pause = Pause(stall.for_, beat)
    return (pause, End(Ending.STALL)) if stall.for_ is None else (pause,)


def ending(name: Ending) -> tuple[End] | tuple[Pause, End]:
    """An ending as instructions; a stall is a pause for ever before it."""
    return (Pause(None), End(name)) if name is Ending.STALL else (End(name),)


def failure(error: speech.ErrorBody, shape: Any = None, *, continues: bool = False) -> Failure:
    """An error as written."""
    return Failure(
        error.message, error.code, error.type, error.param, error.metadata, shape, continues
    )


def _text(step: speech.TextStep, writer: Writer) -> Iterator[ScriptItem]:
    said = _cut(writer.said(step.text), step, writer)
    for text, entries in writer.with_logprobs(said, step.logprobs):
        writer.text.append(text)
        yield Delta(text=text, logprobs=entries)


def _cut(
    said: str | Sequence[str], step: speech.TextStep | speech.RefusalStep, writer: Writer
) -> str | Sequence[str]:
    """The deltas; a text that given logprobs cut is left whole."""
    return said if isinstance(step.logprobs, tuple) else writer.cut(said, step.split)


def _tool_calls(step: speech.ToolCallsStep, writer: Writer) -> Iterator[ScriptItem]:
    yield from tool_calls.deltas(step, writer.calls, writer.call_id)
    writer.calls += len(step.tool_calls)
    writer.text.extend(tool_calls.argument_text(call) for call in step.tool_calls)


def _reasoning(step: speech.ReasoningStep, writer: Writer) -> Iterator[ScriptItem]:
    details = None if step.details is None else ()
    for text in writer.cut(step.reasoning, step.split):
        writer.reasoning.append(text)
        own = (reasoning_text(text),) if step.details == "text" else details
        yield Delta(reasoning=Reasoning(text, step.field, own))
    if isinstance(step.details, tuple) and step.details:
        yield Delta(reasoning=Reasoning(None, step.field, step.details))


def _refusal(step: speech.RefusalStep, writer: Writer) -> Iterator[ScriptItem]:
    for text, entries in writer.with_logprobs(_cut(step.refusal, step, writer), step.logprobs):
        writer.text.append(text)
        yield Delta(refusal=text, logprobs=entries)


def _random(step: RandomStep, writer: Writer) -> Iterator[ScriptItem]:
    yield from write(writer.made(step), writer)


def _delta(step: speech.DeltaStep, _: Writer) -> Iterator[ScriptItem]:
    yield LiteralDelta(step.choice, step.delta)


def _finish(step: speech.FinishStep, _: Writer) -> Iterator[ScriptItem]:
    yield Delta(finish=step.finish)


def _usage(step: speech.UsageStep, writer: Writer) -> Iterator[ScriptItem]:
    if step.when == "always" or writer.request.wants_usage:
        yield replace(writer.usage(step.usage), place=step.place)


def _error(step: speech.ErrorStep, _: Writer) -> Iterator[ScriptItem]:
    yield failure(step.error, step.shape, continues=step.continue_)


def _chunk(step: literals.ChunkStep, _: Writer) -> Iterator[ScriptItem]:
    yield LiteralChunk(step.chunk)


def _event(step: literals.EventStep, _: Writer) -> Iterator[ScriptItem]:
    event = step.event
    data = event.data if isinstance(event.data, str) else dumps(event.data)
    yield ServerSentEvent(
        data if "data" in event.model_fields_set else None,
        event.name,
        event.id,
        event.retry,
        event.lines,
    )


def _comment(step: literals.CommentStep, _: Writer) -> Iterator[ScriptItem]:
    yield Comment(step.comment, step.own_event)


def _raw(step: literals.RawStep, _: Writer) -> Iterator[ScriptItem]:
    data = step.raw.encode() if isinstance(step.raw, str) else step.raw.data
    if data:
        yield Raw(data)


def _wire(step: literals.WireStep, _: Writer) -> Iterator[ScriptItem]:
    data = step.wire.encode() if isinstance(step.wire, str) else step.wire.data
    if data:
        yield Wire(data)


def _done(step: literals.DoneStep, _: Writer) -> Iterator[ScriptItem]:
    yield Done() if step.done is None else Done(step.done)


def _wait(step: timing.WaitStep, _: Writer) -> Iterator[ScriptItem]:
    yield Pause(step.wait)


def _stall(step: timing.StallStep, _: Writer) -> Iterator[ScriptItem]:
    yield from silence(step.stall)


def _gate(step: timing.GateStep, _: Writer) -> Iterator[ScriptItem]:
    yield Pause(None, gate=step.gate)


def _end(step: timing.EndStep, _: Writer) -> Iterator[ScriptItem]:
    yield from ending(step.end)


_WRITE: dict[type, Callable[[Any, Writer], Iterator[ScriptItem]]] = {
    speech.TextStep: _text,
    speech.ToolCallsStep: _tool_calls,
    speech.ReasoningStep: _reasoning,
    speech.RefusalStep: _refusal,
    speech.DeltaStep: _delta,
    RandomStep: _random,
    speech.FinishStep: _finish,
    speech.UsageStep: _usage,
    speech.ErrorStep: _error,
    literals.ChunkStep: _chunk,
    literals.EventStep: _event,
    literals.CommentStep: _comment,
    literals.RawStep: _raw,
    literals.WireStep: _wire,
    literals.DoneStep: _done,
    timing.WaitStep: _wait,
    timing.StallStep: _stall,
    timing.GateStep: _gate,
    timing.EndStep: _end,
}
