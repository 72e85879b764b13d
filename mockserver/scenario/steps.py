"""The table of steps: each step key with its record; a step is a mapping with one of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from mockserver.source.diagnostics import closest, shorten

from .chance import RandomStep
from .literals import ChunkStep, CommentStep, DoneStep, EventStep, RawStep, WireStep
from .speech import (
    DeltaStep,
    ErrorStep,
    FinishStep,
    ReasoningStep,
    RefusalStep,
    TextStep,
    ToolCallsStep,
    UsageStep,
)
from .timing import EndStep, GateStep, StallStep, WaitStep
from .values import Record

MOST_STEPS = 100_000
"""Steps of one reply, those of a `repeat` counted as often as they are sent."""


class Repeat(Record):
    """Steps, and how often they are sent."""

    times: Annotated[int, Field(ge=1, le=MOST_STEPS)]
    """How often."""
    steps: Annotated[tuple[Step, ...], Field(strict=False, min_length=1)]
    """What is sent each time."""


class RepeatStep(Record):
    """Steps that are sent again and again, a bounded number of times."""

    repeat: Repeat
    """`{times: 100, steps: [...]}`."""

    @model_validator(mode="after")
    def _bounded(self) -> RepeatStep:
        if (count := size((self,))) > MOST_STEPS:
            raise PydanticCustomError(
                "out_of_range",
                "more than {most} steps in all: {count}",
                {"most": MOST_STEPS, "count": count, "key": "repeat"},
            )
        return self


def size(steps: Iterable[Step]) -> int:
    """How many steps are sent, those of each `repeat` counted as often as they are."""
    return sum(
        step.repeat.times * size(step.repeat.steps) if isinstance(step, RepeatStep) else 1
        for step in steps
    )


STEPS: dict[str, type[Record]] = {
    "text": TextStep,
    "reasoning": ReasoningStep,
    "refusal": RefusalStep,
    "tool_calls": ToolCallsStep,
    "finish": FinishStep,
    "usage": UsageStep,
    "error": ErrorStep,
    "chunk": ChunkStep,
    "delta": DeltaStep,
    "random": RandomStep,
    "event": EventStep,
    "comment": CommentStep,
    "raw": RawStep,
    "wire": WireStep,
    "done": DoneStep,
    "wait": WaitStep,
    "stall": StallStep,
    "gate": GateStep,
    "repeat": RepeatStep,
    "end": EndStep,
}
"""Each step key with its step; the one table of steps."""


def _step_tag(value: Any) -> str | None:
    if isinstance(value, BaseModel):
        return next((f"<{key}>" for key, kind in STEPS.items() if type(value) is kind), None)
    keys = [key for key in STEPS if key in value]
    return f"<{keys[0]}>" if len(keys) == 1 else None


def _step_hint(value: Any) -> str | None:
    """What to write instead of a step that is no mapping."""
    word, _, rest = value.partition(":") if isinstance(value, str) else ("", "", "")
    if word in STEPS and rest:
        return f"write a space after the colon: {word}: {shorten(rest)}"
    if word.split(" ")[0] in STEPS and " " in word:
        key, _, rest = word.partition(" ")
        return f"write a colon: {key}: {shorten(rest)}"
    return f"write `- {word}:`" if word in STEPS else None


def _no_step_key(value: dict[str, Any]) -> PydanticCustomError:
    """Points at the key that was probably meant to be the step key."""
    keys = list(value)
    if not keys:
        return PydanticCustomError(
            "unknown_step", "a step has one step key", {"valid": tuple(STEPS)}
        )
    modifiers = {key for step in STEPS.values() for key in step.model_fields} - set(STEPS)
    candidates = [key for key in keys if key not in modifiers] or keys
    likely = next((key for key in candidates if closest(key, tuple(STEPS))), candidates[0])
    context = {"key": likely, "valid": tuple(STEPS)}
    return PydanticCustomError("unknown_step", "unknown step", context)


def _one_step_key(value: Any) -> Any:
    """Refuses what is no mapping with exactly one step key, with words that help."""
    if isinstance(value, BaseModel):
        return value
    if not isinstance(value, dict):
        raise PydanticCustomError(
            "step", "expected a step, such as `text: Hello`", {"hint": _step_hint(value)}
        )
    keys = [key for key in STEPS if key in value]
    if len(keys) > 1:
        raise PydanticCustomError(
            "two_step_keys",
            "a step has one step key, this one has {found}",
            {
                "found": " and ".join(keys),
                "key": keys[1],
                "hint": "begin each step with `- `",
            },
        )
    if not keys:
        raise _no_step_key(value)
    return value


Step = Annotated[
    Annotated[TextStep, Tag("<text>")]
    | Annotated[ReasoningStep, Tag("<reasoning>")]
    | Annotated[RefusalStep, Tag("<refusal>")]
    | Annotated[ToolCallsStep, Tag("<tool_calls>")]
    | Annotated[FinishStep, Tag("<finish>")]
    | Annotated[UsageStep, Tag("<usage>")]
    | Annotated[ErrorStep, Tag("<error>")]
    | Annotated[ChunkStep, Tag("<chunk>")]
    | Annotated[DeltaStep, Tag("<delta>")]
    | Annotated[RandomStep, Tag("<random>")]
    | Annotated[EventStep, Tag("<event>")]
    | Annotated[CommentStep, Tag("<comment>")]
    | Annotated[RawStep, Tag("<raw>")]
    | Annotated[WireStep, Tag("<wire>")]
    | Annotated[DoneStep, Tag("<done>")]
    | Annotated[WaitStep, Tag("<wait>")]
    | Annotated[StallStep, Tag("<stall>")]
    | Annotated[GateStep, Tag("<gate>")]
    | Annotated[RepeatStep, Tag("<repeat>")]
    | Annotated[EndStep, Tag("<end>")],
    Discriminator(_step_tag, custom_error_type="step", custom_error_message="not a step"),
    BeforeValidator(_one_step_key),
]
