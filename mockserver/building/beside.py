"""The kinds of arguments, and what may stand beside a step's own, as type checkers see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypedDict

from mockserver.scenario.values import Record

JsonMapping = Mapping[str, Any]
Split = Literal["tokens", "words", "characters", "whole"] | int
Logprobs = Literal["asked"] | Mapping[str, int] | Sequence[Sequence[JsonMapping]]
Ending = Literal["complete", "truncate", "reset", "half_close", "stall"]

Step = Record | JsonMapping
"""A built step, or a mapping as a scenario file has it."""


class Patches(TypedDict, total=False):
    """Changes of the completion chunks that a step makes."""

    with_: JsonMapping | None
    """JSON merged over each of them: `{"chunk": {...}, "choice": {...}, "delta": {...}}`."""
    omit: Sequence[str] | None
    """Keys left out of each: `["chunk.id", "delta.role"]`."""
    itl: str | None
    """The time before each but the stream's first: `"20ms"`."""


class Spoken(Patches, total=False):
    """Beside a step that speaks for one choice."""

    choice: int | None
    """The index of the choice."""


class Said(Spoken, total=False):
    """Beside a step whose text arrives in deltas."""

    split: Split | None
    """How one text is cut: `"tokens"`, `"words"`, `"characters"`, `"whole"`, a number."""


class Calls(Spoken, total=False):
    """Beside tool calls."""

    fragments: int | None
    """Characters of argument text in each delta."""
    interleave: bool | None
    """Whether the calls' fragments take turns."""
    head: Literal["first", "every", "filled"] | None
    """Which deltas have id, type and name."""
    arguments_as: Literal["text", "object"] | None
    """`"object"` sends the arguments as JSON, in one delta."""
