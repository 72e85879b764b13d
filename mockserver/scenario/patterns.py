"""What texts and JSON values are compared with, as a scenario file says it; compares nothing."""

from __future__ import annotations

import re
import warnings
from typing import Annotated, Any, ClassVar, Final, Literal

from pydantic import (
    AfterValidator,
    Discriminator,
    Field,
    JsonValue,
    Tag,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from mockserver.source.diagnostics import closest

from .values import ONE_KEY, Record, by_shape

PatternKind = Literal["equals", "contains", "glob", "regex"]

MOST_REPEATS = 10_000
"""What the counts of repeated groups may come to, multiplied; each costs memory to compile."""

_GROUP_COUNT = re.compile(r"\)\s*\{\s*(\d*)\s*(?:,\s*(\d*)\s*)?\}")
_COUNT = re.compile(r"\{\s*(\d*)\s*(?:,\s*(\d*)\s*)?\}")


def _regex(value: str) -> str:
    try:
        with warnings.catch_warnings(action="ignore"):
            re.compile(value)
    except (re.error, OverflowError, RecursionError) as error:
        raise PydanticCustomError(
            "regex", "not a regular expression", {"hint": str(error)}
        ) from None
    if _repeats(value) > MOST_REPEATS:
        message = "this regular expression repeats more than {most} times"
        raise PydanticCustomError("regex", message, {"most": MOST_REPEATS})
    return value


def _repeats(pattern: str) -> int:
    """The counts of repeated groups, multiplied as if each stood inside the other."""
    product = max((_largest(found) for found in _COUNT.finditer(pattern)), default=1)
    for found in _GROUP_COUNT.finditer(pattern):
        product *= _largest(found)
    return product


def _largest(count: re.Match[str]) -> int:
    return max(1, *(int(number[:9]) for number in count.groups() if number))


Regex = Annotated[str, Field(max_length=1000), AfterValidator(_regex)]


class PatternSpec(Record):
    """A pattern by its kind; exactly one of the four."""

    model_config = ONE_KEY

    equals: str | None = None
    """The whole text, character for character."""
    contains: str | None = None
    """A part of the text."""
    glob: str | None = None
    """The whole text, with `*` for any characters and `?` for one."""
    regex: Regex | None = None
    """A regular expression (Python's), found anywhere in the text."""

    @model_validator(mode="after")
    def _exactly_one(self) -> PatternSpec:
        if len(self.model_fields_set) != 1 or (None in dict(self).values() and not self.kind):
            raise _not_one_pattern()
        return self

    @property
    def kind(self) -> PatternKind | None:
        """Which of the four it is."""
        for name in _KINDS:
            if getattr(self, name) is not None:
                return name
        return None


class ValueSpec(Record):
    """A pattern of a JSON value by its kind; exactly one of the four."""

    model_config = ONE_KEY
    nullable: ClassVar[frozenset[str]] = frozenset({"equals"})

    equals: JsonValue = None
    """The whole value; `1` and `1.0` are the same number."""
    contains: str | None = None
    """A part of the text, where the value is one."""
    glob: str | None = None
    """The whole text, with `*` for any characters and `?` for one."""
    regex: Regex | None = None
    """A regular expression (Python's), found anywhere in the text."""

    @model_validator(mode="before")
    @classmethod
    def _no_value(cls, value: Any) -> Any:
        """Says how a mapping is written that is meant as a value."""
        if isinstance(value, dict) and not any(closest(key, _KINDS) for key in value):
            hint = "a mapping as a value is written {equals: {…}}"
            raise PydanticCustomError("pattern", _ONE_KIND, {"hint": hint})
        return value

    @model_validator(mode="after")
    def _exactly_one(self) -> ValueSpec:
        if len(self.model_fields_set) != 1:
            raise _not_one_pattern()
        return self

    @property
    def kind(self) -> PatternKind:
        """Which of the four it is."""
        return next(name for name in _KINDS if name in self.model_fields_set)


_KINDS: tuple[PatternKind, ...] = ("equals", "contains", "glob", "regex")


_ONE_KIND: Final = "a pattern has exactly one of equals, contains, glob, regex"


def _not_one_pattern() -> PydanticCustomError:
    return PydanticCustomError("pattern", _ONE_KIND)


Pattern = Annotated[
    Annotated[str, Tag("<text>")] | Annotated[PatternSpec, Tag("<mapping>")],
    by_shape("text, or a mapping with one of equals, contains, glob, regex"),
]
"""Text (exact; for `model` a glob), or one of equals, contains, glob, regex."""


def _is_mapping(value: Any) -> str:
    return "<mapping>" if isinstance(value, dict | ValueSpec) else "<value>"


ValuePattern = Annotated[
    Annotated[JsonValue, WithJsonSchema({"not": {"type": "object"}}), Tag("<value>")]
    | Annotated[ValueSpec, Tag("<mapping>")],
    Discriminator(_is_mapping),
]
"""A JSON value but a mapping (exact), or one of equals, contains, glob, regex."""


def _json_path(value: str) -> str:
    from . import json_path  # imported late: most files have no such key

    try:
        json_path.compiled(value)
    except ValueError as error:
        raise PydanticCustomError("json_path", "not a JSONPath", {"hint": str(error)}) from None
    return value


JsonPath = Annotated[str, Field(max_length=500), AfterValidator(_json_path)]
"""Where in a JSON value, e.g. `$.messages[0].role` (RFC 9535)."""
