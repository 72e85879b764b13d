"""What a client says that it got: one JSON object on its standard output; judges nothing.

A key that is absent was not looked at. `null` says that there was none of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from mockserver.errors import MockServerError
from mockserver.source.diagnostics import shorten
from mockserver.wire.json_text import Json, JsonObject, dumps, loads

ANSWER_KEYS = ("text", "reasoning", "refusal", "tool_calls", "finish_reasons", "usage")
"""What an answer has, in the order in which people read it."""


class UnreadableError(MockServerError):
    """The output is no JSON object of these keys; the message says where it differs."""


MOST_DEPTH = 64
"""How deeply lists and objects may be nested in the output."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a client says: the parts of the answer that it looked at, and whether it failed.

    `looks_for_errors` is whether it says anything of errors; `error` is what it says, None where
    there was none. `client` is the client's name and version, "" where it does not say them.
    """

    answer: Mapping[str, Json] = field(default_factory=dict)
    error: str | None = None
    looks_for_errors: bool = False
    client: str = ""

    def to_json(self) -> JsonObject:
        """What it says, as JSON."""
        error = {"error": self.error} if self.looks_for_errors else {}
        return {**self.answer, **error}


def said(output: bytes) -> Said:
    """What the output says: the whole of it, or else its last line that is a JSON object.

    So a library that prints lines of its own does no harm. Raises UnreadableError.
    """
    found = _object(output)
    if not _flat(found, MOST_DEPTH):
        raise UnreadableError(f"the output is nested more than {MOST_DEPTH} levels deep")
    answer = {key: _READ[key](key, found[key]) for key in ANSWER_KEYS if key in found}
    error, client = found.get("error"), found.get("client")
    return Said(
        answer,
        _text("error", error) if isinstance(error, str) else _shown(error),
        looks_for_errors="error" in found,
        client=_text("client", client),
    )


def _object(output: bytes) -> JsonObject:
    for one in (output, *reversed(output.splitlines())):
        if one.lstrip()[:1] == b"{":
            try:
                value = loads(one)
            except ValueError:
                continue
            return value  # type: ignore[no-any-return] # text that begins so is an object
    if not output.strip():
        raise UnreadableError("nothing was printed; print one JSON object on standard output")
    start = shorten(output.decode(errors="replace").strip(), 100)
    raise UnreadableError(f"no line of the output is a JSON object; it begins: {start}")


def _flat(value: Json, most: int) -> bool:
    """Whether it is not nested too deeply."""
    if not isinstance(value, dict | list):
        return True
    inside = value.values() if isinstance(value, dict) else value
    return most > 0 and all(_flat(one, most - 1) for one in inside)


def _shown(error: Json) -> str | None:
    return None if error in (None, False) else dumps(error)


def _text(key: str, value: Json) -> str:
    """A text; null is an empty one, and halves of a character are one character."""
    if not isinstance(value, str | None):
        raise _wrong(key, "a text or null", value)
    return (value or "").encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


def _calls(key: str, value: Json) -> list[JsonObject]:
    if not isinstance(value, list | None) or not all(isinstance(one, dict) for one in value or ()):
        raise _wrong(key, "a list of {name, arguments}, or null", value)
    return [_call(f"{key}[{at}]", one) for at, one in enumerate(value or ())]


def _call(key: str, call: JsonObject) -> JsonObject:
    """A call; its arguments are the text, or the JSON that a client made of it."""
    arguments = call.get("arguments")
    if isinstance(arguments, str | None):
        arguments = _text(f"{key}.arguments", arguments)
    return {"name": _text(f"{key}.name", call.get("name")), "arguments": arguments}


def _reasons(key: str, value: Json) -> list[str | None]:
    whole = isinstance(value, list | None)
    if not whole or not all(isinstance(one, str | None) for one in value or ()):
        raise _wrong(key, "a list of texts or nulls, one for each choice", value)
    return list(value or ())


def _usage(key: str, value: Json) -> JsonObject | None:
    if not isinstance(value, dict | None):
        raise _wrong(key, "an object of counts, or null", value)
    return value


def _wrong(key: str, wanted: str, value: Json) -> UnreadableError:
    return UnreadableError(f"`{key}` must be {wanted}: {shorten(dumps(value))}")


_READ: dict[str, Callable[[str, Json], Json]] = {
    "text": _text,
    "reasoning": _text,
    "refusal": _text,
    "tool_calls": _calls,
    "finish_reasons": _reasons,
    "usage": _usage,
}
