"""Conditions on a request, as `match` and `when` say them; compares nothing."""

from __future__ import annotations

from typing import Annotated, TypeVar

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from .patterns import JsonPath, Pattern, ValuePattern
from .values import HeaderName, Record

T = TypeVar("T")


class Match(Record):
    """Conditions on the request; all must hold."""

    model: Pattern | None = None
    """The request's model; plain text is a glob."""
    last_user: Pattern | None = None
    """The text of the last message with role user."""
    system: Pattern | None = None
    """The text of a message with role system or developer; one of them must fit."""
    any_message: Pattern | None = None
    """The text of a message, whatever its role; one of them must fit."""
    last_role: Pattern | None = None
    """The role of the last message."""
    tool_result: Pattern | None = None
    """The text of a message with role tool at the conversation's end; one of them must fit."""
    turn: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    """How many messages with role assistant the request has."""
    has_tool: Pattern | None = None
    """The name of a tool in the request's `tools`; one of them must fit."""
    stream: bool | None = None
    """Whether the request asks for a stream."""
    header: dict[HeaderName, Pattern] | None = None
    """Header fields of the request, by their names in any case; all must fit."""
    body: dict[JsonPath, ValuePattern] | None = None
    """Values of the request's JSON by their JSONPaths; of each path's, one must fit."""

    @field_validator("header", "body")
    @classmethod
    def _some_condition(cls, value: dict[str, T] | None) -> dict[str, T] | None:
        if value == {}:
            raise PydanticCustomError("no_condition", "no condition stands here")
        return value

    @field_validator("header")
    @classmethod
    def _no_name_twice(cls, value: dict[str, T] | None) -> dict[str, T] | None:
        names = [name.lower() for name in value or ()]
        for at, name in enumerate(value or ()):
            if name.lower() in names[:at]:
                message = "this header stands here already, in another case"
                raise PydanticCustomError("same_header", message, {"key": name})
        return value
