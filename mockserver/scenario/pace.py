"""`pace:` as a scenario file says it: when completion chunks leave; knows no clock."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from .values import Duration, PositiveDuration, Record

PresetName = Literal[
    "instant", "fast", "typical", "slow", "erratic", "bursts", "local", "reasoning"
]


class KeepAlive(Record):
    """A comment that is sent again and again while the stream pauses."""

    comment: str
    """The comment's text."""
    every: PositiveDuration
    """The time from the begin of a pause to the first one, and between two of them."""


class Pace(Record):
    """When completion chunks leave, counted from the arrival of the request."""

    preset: PresetName | None = None
    """Times like those of real providers, drawn from the seed; other keys replace its own."""
    head: Duration | None = None
    """When the head leaves. Default: 0s."""
    ttft: Duration | None = None
    """When the first completion chunk leaves; not before the head. Default: 0s, or the preset's."""
    itl: Duration | None = None
    """The time from one completion chunk to the next. Default: 0s, or the preset's."""
    jitter: Duration | None = None
    """How much earlier or later, at most, each time of the first and later completion chunks is,
    drawn from the seed. Default: 0s."""
    keep_alive: KeepAlive | None = None
    """A comment that is sent again and again in every longer pause."""


def _name_is_preset(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    names = PresetName.__args__  # type: ignore[attr-defined]
    if value not in names:
        raise PydanticCustomError("unknown_value", "unknown value", {"valid": names})
    return {"preset": value}


PaceKey = Annotated[
    Pace, BeforeValidator(_name_is_preset, json_schema_input_type=PresetName | Pace)
]
"""A mapping, or the name of a preset."""
