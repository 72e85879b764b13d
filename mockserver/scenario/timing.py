"""The steps of time and ending, as a scenario file has them; knows no clock."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from mockserver.wire.instructions import Ending

from .values import PositiveDuration, Record, by_shape

EndingName = Annotated[Ending, Field(strict=False)]


class WaitStep(Record):
    """Silence that adds to the pace."""

    wait: PositiveDuration
    """How long."""


class StallSpec(Record):
    """Silence, with a comment now and then."""

    for_: Annotated[PositiveDuration | None, Field(alias="for")] = None
    """How long. Default: for ever."""
    comment: str | None = None
    """A comment that is sent again and again meanwhile."""
    every: PositiveDuration | None = None
    """The time until the first of those comments, and between two of them."""

    @model_validator(mode="after")
    def _both_or_none(self) -> StallSpec:
        if not self.model_fields_set:
            raise PydanticCustomError("stall", "write `stall: forever`, or {for: 60s}")
        if (self.comment is None) != (self.every is None):
            raise PydanticCustomError("stall", "`comment` and `every` need each other")
        return self


def _forever(value: Any) -> Any:
    if isinstance(value, str) and value != "forever":
        context: dict[str, Any] = {"valid": ("forever", "{for: 60s}")}
        if value[:1].isdigit():
            context["hint"] = f"write {{for: {value}}}"
        raise PydanticCustomError("unknown_value", "unknown value", context)
    return value


Stall = Annotated[
    Annotated[Literal["forever"], BeforeValidator(_forever), Tag("<text>")]
    | Annotated[StallSpec, Tag("<mapping>")],
    by_shape("`forever`, or a mapping with for, comment, every"),
]


class StallStep(Record):
    """Silence, for ever or for a time, with a comment now and then."""

    stall: Stall
    """`forever`, or `{for: 60s, comment: keepalive, every: 15s}`."""


class GateStep(Record):
    """Silence until a gate is opened by its name; the times that follow count from then."""

    gate: Annotated[str, Field(min_length=1, max_length=100)]
    """The gate's name."""


class EndStep(Record):
    """What happens to the connection here; nothing follows."""

    end: EndingName
    """How it ends."""
