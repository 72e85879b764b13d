"""The keys that may stand beside a step's own key and change the completion chunks it makes."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from .values import Duration, JsonObject, Record

_ROOTS = ("chunk", "choice", "delta")


def _path(value: str) -> str:
    root, _, rest = value.partition(".")
    if root not in _ROOTS or not all(rest.split(".")):
        raise PydanticCustomError(
            "omit",
            "expected a path such as chunk.id or delta.role",
            {"valid": ("chunk.…", "choice.…", "delta.…")},
        )
    return value


class With(Record):
    """JSON that is merged over what a step makes; mappings merge, everything else replaces."""

    chunk: JsonObject | None = None
    """Over the whole completion chunk."""
    choice: JsonObject | None = None
    """Over each entry of its choices."""
    delta: JsonObject | None = None
    """Over each entry's delta."""


OmitPath = Annotated[
    str,
    AfterValidator(_path),
    WithJsonSchema({"type": "string", "pattern": r"^(chunk|choice|delta)(\.[^.]+)+$"}),
]

Omit = Annotated[tuple[OmitPath, ...], Field(strict=False, min_length=1)]
"""Paths of keys to leave out: `chunk.id`, `choice.logprobs`, `delta.role`."""


class Patched(Record):
    """A step whose completion chunks can be changed key by key."""

    with_: Annotated[With | None, Field(alias="with")] = None
    """JSON merged over every completion chunk of this step."""
    omit: Omit | None = None
    """Keys left out of every completion chunk of this step: `[chunk.id, delta.role]`."""
    itl: Duration | None = None
    """The time before each of this step's completion chunks but the stream's first. Default: the
    pace's."""


class Spoken(Patched):
    """A step that speaks for one choice."""

    choice: Annotated[int, Field(ge=0, le=127)] = 0
    """The index of the choice."""
