"""What a correct client ends with, as a scenario file says it; computes and compares nothing."""

from __future__ import annotations

from typing import Annotated, LiteralString

from pydantic import AfterValidator, Field, Tag, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from .values import JsonObject, Record, by_shape


def _yes(value: bool) -> bool:  # noqa: FBT001 - pydantic calls it
    if not value:
        raise PydanticCustomError("unknown_value", "this is `true`, or it is left out")
    return value


class ExpectedCall(Record):
    """A tool call as a client has it in the end."""

    name: str
    """The function's name."""
    arguments: Annotated[
        Annotated[str, Tag("<text>")] | Annotated[JsonObject, Tag("<mapping>")],
        by_shape("a mapping (the JSON that the text says) or text (the text itself)"),
    ]
    """A mapping is what the argument text says as JSON; a text is that text, character for
    character."""


class Ended(Record):
    """What one right client ends with; what is left out is not said."""

    text: str | None = None
    """The whole content of the first choice; `""` is none."""
    reasoning: str | None = None
    """Its whole reasoning."""
    refusal: str | None = None
    """Its whole refusal."""
    tool_calls: Annotated[tuple[ExpectedCall, ...], Field(strict=False)] | None = None
    """Its tool calls, in the order of their indexes; `[]` is none."""
    finish_reasons: Annotated[tuple[str | None, ...], Field(strict=False)] | None = None
    """The finish_reason of each choice, in the order of the choices; null where one has none."""
    usage: JsonObject | None = None
    """Token counts; only the keys that are written are meant."""
    error: Annotated[bool, AfterValidator(_yes), WithJsonSchema({"const": True})] | None = None
    """`true`: no answer, the client says that something went wrong."""

    @model_validator(mode="after")
    def _answer_or_error(self) -> Ended:
        if not self.model_fields_set:
            valid = tuple(type(self).model_fields)
            raise PydanticCustomError("expect", "nothing is expected here", {"valid": valid})
        self._alone("error", "an error is no answer: beside `error` nothing else stands")
        return self

    def _alone(self, key: str, message: LiteralString) -> None:
        others = [name for name in type(self).model_fields if getattr(self, name) is not None]
        if key in others and len(others) > 1:
            raise PydanticCustomError("expect", message, {"key": key})


class Expect(Ended):
    """What a correct client ends with."""

    any_of: (
        Annotated[tuple[Ended, ...], Field(strict=False, min_length=2, max_length=100)] | None
    ) = None
    """Where several answers are right: each of them, and nothing beside this key."""

    @model_validator(mode="after")
    def _one_or_several(self) -> Expect:
        self._alone("any_of", "what is right stands in `any_of`, or beside no `any_of`")
        return self

    @property
    def right(self) -> tuple[Ended, ...]:
        """Each right answer."""
        return self.any_of or (self,)
