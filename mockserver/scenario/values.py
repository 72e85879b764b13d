"""The kinds of value that a scenario file holds: durations, patterns, JSON; knows no key of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Annotated, Any, ClassVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    JsonValue,
    PlainSerializer,
    PlainValidator,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
)
from pydantic_core import PydanticCustomError

from mockserver import durations

from .almost import almost

JsonObject = dict[str, JsonValue]

Texts = Annotated[tuple[str, ...], Field(strict=False)]


class Record(BaseModel):
    """The base of all that a scenario file says: frozen, strict, no unknown key."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        defer_build=True,  # a file needs the validator of the whole alone, not one of each record
        hide_input_in_errors=True,
    )

    nullable: ClassVar[frozenset[str]] = frozenset()
    """Keys that a file may write without a value."""

    @field_validator("*", mode="before")
    @classmethod
    def _written(cls, value: Any, info: ValidationInfo) -> Any:
        """Refuses a key of a file that is written without a value; Python's None is left out."""
        if value is None and info.mode == "json" and info.field_name not in cls.nullable:
            raise PydanticCustomError("no_value", "this key has no value")
        return value

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        """Only what is given, so that a failing test shows a record on one line."""
        for name in type(self).model_fields:
            value = getattr(self, name)
            if name in self.model_fields_set and (value is not None or name in self.nullable):
                yield name, value

    def to_yaml(self) -> str:
        """It as a scenario file says it; of a reply a whole file, of a step or fault a list item.

        What is read again from there is equal to it.
        """
        return written_by(self)


_WRITERS: list[Callable[[Any], str]] = []


def writes(write: Callable[[Any], str]) -> None:
    """Has this function write what is built as YAML: `said.py`, which knows all records, has it."""
    _WRITERS[:] = [write]


def written_by(built: Any) -> str:
    """What that function writes."""
    (write,) = _WRITERS
    return write(built)


def one_of(*keys: str) -> ConfigDict:
    """Says in the JSON Schema that exactly one of these keys is there; a validator checks it."""
    return ConfigDict(json_schema_extra={"oneOf": [{"required": [key]} for key in keys]})


ONE_KEY = ConfigDict(json_schema_extra={"minProperties": 1, "maxProperties": 1})
"""The same for a record of which exactly one key is there."""


def shape_of(value: Any) -> str:
    """The tag of a value's shape, for unions; in angle brackets, so that no key is one."""
    if isinstance(value, str):
        return "<text>"
    if isinstance(value, list | tuple):
        return "<list>"
    if isinstance(value, int) and not isinstance(value, bool):
        return "<number>"
    return "<mapping>" if isinstance(value, dict | BaseModel) else "<other>"


def by_shape(expected: str) -> Discriminator:
    """Chooses a union's member by the value's shape; where none fits, says what was expected."""
    return Discriminator(
        shape_of, custom_error_type="wrong_type", custom_error_message=f"expected {expected}"
    )


def _duration(value: Any) -> int:
    if isinstance(value, int | float) and not isinstance(value, bool):
        raise PydanticCustomError("duration", "a duration needs a unit", _hint(almost(value)))
    if not isinstance(value, str):
        raise PydanticCustomError("wrong_type", "expected a duration such as 300ms or 2s")
    try:
        return durations.parse(value)
    except ValueError as error:
        hint = almost(value) or str(error)
        raise PydanticCustomError("duration", "not a duration", _hint(hint)) from None


def _hint(text: str | None) -> dict[str, Any]:
    return {"hint": text}


Duration = Annotated[
    int,
    PlainValidator(_duration),
    PlainSerializer(durations.text, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": durations.PATTERN, "examples": ["300ms", "2s"]}),
]
"""Text such as `300ms`; held as whole microseconds."""


def _positive(micros: int) -> int:
    if micros == 0:
        raise PydanticCustomError("duration", "this duration must be longer than 0s")
    return micros


PositiveDuration = Annotated[Duration, AfterValidator(_positive)]

Position = Annotated[int, Field(ge=1, le=10_000_000)]
"""A 1-based position, or how many of something."""


_TOKEN = frozenset("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")


def _header_name(value: str) -> str:
    if not value or not _TOKEN.issuperset(value):
        raise PydanticCustomError("header", "this is not a header name")
    return value


def _header_text(value: str) -> str:
    bad = next((c for c in value if ord(c) < 32 or ord(c) > 255 or ord(c) == 127), None)
    if bad is not None:
        code = f"U+{ord(bad):04X}"
        raise PydanticCustomError("header", "no header can carry {code}", {"code": code})
    return value


HeaderName = Annotated[str, AfterValidator(_header_name)]
HeaderText = Annotated[str, AfterValidator(_header_text)]
"""What stands behind a header's name; sent as Latin-1."""
