"""The step `random`, as a scenario file says it: what an answer made by chance may hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from .logprobs import Made
from .modifiers import Spoken
from .values import Record, by_shape

Locale = Literal[
    "ar_AA", "de_DE", "emoji", "en_US", "fr_FR", "he_IL", "ja_JP", "ru_RU", "th_TH", "zh_CN"
]
"""Whose words: a locale of Faker's, or English with emoji."""

Probability = Annotated[float, Field(ge=0, le=1)]


class Range(Record):
    """Any whole number from one to another, both included."""

    min: Annotated[int, Field(ge=1, le=100_000)]
    """The least."""
    max: Annotated[int, Field(ge=1, le=100_000)]
    """The most."""

    @model_validator(mode="after")
    def _ordered(self) -> Range:
        if self.min > self.max:
            raise PydanticCustomError("range", "min is more than max", {"key": "min"})
        return self


def _range(value: Any) -> Any:
    """A number is the range from it to itself."""
    if isinstance(value, int) and not isinstance(value, bool):
        return {"min": value, "max": value}
    if not isinstance(value, dict | Range):
        message = "expected a whole number, or a mapping with min and max"
        raise PydanticCustomError("wrong_type", message)
    return value


Amount = Annotated[
    Range,
    BeforeValidator(_range, json_schema_input_type=Annotated[int, Field(ge=1, le=100_000)] | Range),
]
"""How many: a number, or `{min: 20, max: 60}` for any from one to the other."""

Locales = Annotated[
    Annotated[Locale, Tag("<text>")]
    | Annotated[tuple[Locale, ...], Field(strict=False, min_length=1), Tag("<list>")],
    by_shape("a locale, or a list of locales"),
]


# Without a validator, which is made when a file needs it, and not at each start.
_A_FEW_SENTENCES = Range.model_construct(min=20, max=60)
_A_FEW = Range.model_construct(min=1, max=3)


class RandomOptions(Record):
    """What a random answer may hold; `{}` is prose, or tool calls where the request has tools."""

    words: Amount = _A_FEW_SENTENCES
    """Words of the text (20 to 60); what a JSON Schema asks for has a length of its own."""
    locale: Locales = "en_US"
    """Whose words; of several, each sentence takes one."""
    reasoning: Amount | None = None
    """Words of reasoning before the text; none where left out."""
    refusal: Probability = 0.0
    """How likely a refusal is in place of the text."""
    tool_calls: Probability = 0.5
    """How likely tool calls are in place of the text, where the request has tools and leaves the
    choice open; `tool_choice` wins."""
    calls: Amount = _A_FEW
    """How many calls, where the request allows parallel ones; else one."""
    error: Probability = 0.0
    """How likely an error is, at a random place of the stream; nothing follows it."""

    @property
    def locales(self) -> tuple[Locale, ...]:
        """The locales, also of one."""
        return self.locale if isinstance(self.locale, tuple) else (self.locale,)


class RandomStep(Spoken):
    """An answer made by chance; the same for the same seed, request and occurrence.

    It obeys the request: max_tokens, max_completion_tokens, stop, tools, tool_choice,
    parallel_tool_calls, response_format.
    """

    random: RandomOptions
    """What it may hold; `{}` for the defaults."""
    logprobs: Made = "asked"
    """Logprobs of text and refusal: where the request asks for them (`asked`), or `{top: 3}`."""


def random_steps(said: object) -> Iterator[RandomStep]:
    """Every random step in a record or list of records, also inside other steps and in faults."""
    if isinstance(said, RandomStep):
        yield said
    elif isinstance(said, BaseModel):
        for value in said.__dict__.values():
            yield from random_steps(value)
    elif isinstance(said, tuple):
        for one in said:
            if isinstance(one, BaseModel | tuple):
                yield from random_steps(one)
