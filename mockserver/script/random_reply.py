"""An answer made by chance, as the steps of a script; it obeys the request, and knows no delta.

The same options, request and random stream give the same steps. Tokens are counted as usage counts
them: reasoning, text, refusal and arguments of tool calls.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

from mockserver.dialects.request import ChatRequest, RequestError
from mockserver.samples import words
from mockserver.samples.schema_merge import JsonSchema
from mockserver.samples.schema_values import SchemaError, satisfying
from mockserver.scenario.chance import RandomOptions, RandomStep, Range, random_steps
from mockserver.scenario.speech import (
    ErrorBody,
    ErrorStep,
    FinishStep,
    ReasoningStep,
    RefusalStep,
    TextStep,
    ToolCall,
    ToolCallsStep,
)
from mockserver.scenario.steps import Step
from mockserver.seeding import Random, stream
from mockserver.wire.json_text import dumps

from .asking import Asked, Tool, asked
from .chunking import tokens

ERROR = ErrorBody.model_construct(message="The server had an error while processing your request.")


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch of the answer that is cut as one; `name` is that of the function called."""

    kind: Literal["reasoning", "refusal", "text", "call"]
    text: str
    name: str = ""


def steps(step: RandomStep, request: ChatRequest, used: int, random: Random) -> list[Step]:
    """The steps of one answer; `used` are the tokens that the script has spent before it.

    Raises RequestError where the request asks for what no provider would take, or where no value
    is found for one of its schemas.
    """
    wanted = asked(request)
    parts = _Composer(step.random, wanted, random).parts()
    whole = True
    if wanted.max_tokens is not None:
        parts, whole = shortened(parts, max(0, wanted.max_tokens - used))
    if random.random() < step.random.error:
        number = sum(len(tokens(part.text)) for part in parts)
        parts, _ = shortened(parts, int(random.random() * (number + 1)))
        return [*_written(parts, step), ErrorStep(error=ERROR)]
    return [*_written(parts, step), *([] if whole else [FinishStep(finish="length")])]


def prepare(said: Iterable[object]) -> None:
    """Loads what random steps of these replies need, so that the first answer does not wait."""
    locales = {locale for one in random_steps(tuple(said)) for locale in one.random.locales}
    for locale in locales:
        words.language(locale)
    if locales:
        satisfying({}, str, stream("prepare"))


def shortened(parts: Iterable[_Part], most: int) -> tuple[list[_Part], bool]:
    """The parts as far as so many tokens last, and whether those are all."""
    kept: list[_Part] = []
    for part in parts:
        found = tokens(part.text)
        if len(found) > most:
            cut = replace(part, text="".join(found[:most]))
            return [*kept, *([cut] if most else [])], False
        kept.append(part)
        most -= len(found)
    return kept, True


def before_stop(text: str, stop: Iterable[str]) -> str:
    """The text up to the first of the stop sequences, without it."""
    found = (text.find(one) for one in stop)
    return text[: min((at for at in found if at >= 0), default=len(text))]


class _Composer:
    """What the answer consists of, before it is cut."""

    def __init__(self, options: RandomOptions, wanted: Asked, random: Random) -> None:
        self._options = options
        self._wanted = wanted
        self._random = random
        self._locales = options.locales

    def parts(self) -> list[_Part]:
        """Reasoning, and then calls, a refusal or the text."""
        thought = self._options.reasoning
        first = [] if thought is None else [_Part("reasoning", self._prose(thought))]
        if self._calls():
            return [*first, *self._made_calls()]
        if self._random.random() < self._options.refusal:
            return [*first, _Part("refusal", f"I cannot help with that. {self._sentence()}")]
        if self._wanted.schema is None:
            text = self._prose(self._options.words)
        else:
            text = self._json(self._wanted.schema, "response_format")
        return [*first, _Part("text", before_stop(text, self._wanted.stop))]

    def _calls(self) -> bool:
        """Whether functions are called."""
        chance = self._random.random()
        if self._wanted.calling == "auto":
            return bool(self._wanted.tools) and chance < self._options.tool_calls
        return self._wanted.calling == "required"

    def _made_calls(self) -> Iterator[_Part]:
        number = self._amount(self._options.calls) if self._wanted.parallel else 1
        for _ in range(number):
            tool: Tool = self._wanted.tools[self._below(len(self._wanted.tools))]
            yield _Part("call", self._json(tool.parameters, tool.param), tool.name)

    def _json(self, schema: JsonSchema, param: str) -> str:
        try:
            return dumps(satisfying(schema, self._word, self._random))
        except SchemaError as error:
            raise RequestError(f"The JSON Schema of '{param}': {error}.", param) from None

    def _prose(self, number: Range) -> str:
        return words.prose(self._amount(number), self._locales, self._random)

    def _sentence(self) -> str:
        return words.prose(4 + self._below(6), self._locales, self._random)

    def _word(self) -> str:
        return words.word(self._locales[self._below(len(self._locales))], self._random)

    def _amount(self, number: Range) -> int:
        return number.min + self._below(number.max - number.min + 1)

    def _below(self, limit: int) -> int:
        return int(self._random.random() * limit)


def _written(parts: Iterable[_Part], step: RandomStep) -> Iterator[Step]:
    """The parts as steps; calls that follow each other are one step."""
    for kind, group in groupby(parts, key=lambda part: part.kind):
        if kind == "call":
            calls = tuple(ToolCall(name=one.name, arguments=one.text) for one in group)
            yield ToolCallsStep(tool_calls=calls)
            continue
        for part in group:
            if kind == "reasoning":
                yield ReasoningStep(reasoning=part.text)
            elif kind == "refusal":
                yield RefusalStep(refusal=part.text, logprobs=step.logprobs)
            else:
                yield TextStep(text=part.text, logprobs=step.logprobs)
