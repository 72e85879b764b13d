"""What a query or body is refused for, in the words that scenario files are refused in; no route.

The records refuse with pydantic's errors. Each is told by its place in what was said, what is wrong
there, what was probably meant and what may stand there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from mockserver.scenario.keys import keys_at
from mockserver.scenario.wording import LIMITS
from mockserver.source.diagnostics import did_you_mean, shorten
from mockserver.wire.json_text import Json, JsonObject, dumps

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from .asked import Asked

Way = tuple[int | str, ...]


def details(
    found: Iterable[ErrorDetails], said: JsonObject, record: type[Asked]
) -> list[dict[str, str]]:
    """One for each place: `at`, a JSON Pointer, and a `message`."""
    places: dict[Way, list[ErrorDetails]] = {}
    for one in found:
        places.setdefault(_way(one, said), []).append(one)
    return [
        {"at": "".join(f"/{part}" for part in way), "message": _message(way, errors, said, record)}
        for way, errors in places.items()
    ]


def _way(error: ErrorDetails, said: Json) -> Way:
    """The way to the value that is wrong; pydantic's names for what could stand there are no part.

    A key that is missing, or that is wrong itself, is its last part.
    """
    way: Way = ()
    for part in error["loc"]:
        if isinstance(said, dict) and part in said:
            said = said[str(part)]
        elif isinstance(said, list) and isinstance(part, int):
            said = said[part]
        elif error["type"] != "missing":
            break
        way = (*way, part)
    return way


def _message(way: Way, errors: list[ErrorDetails], said: Json, record: type[Asked]) -> str:
    kind = errors[0]["type"]
    if kind == "extra_forbidden":
        return _with_valid("unknown key", str(way[-1]), keys_at(record, way[:-1]))
    if kind == "missing":
        return f"a key is missing: {way[-1]}"
    is_key = errors[0]["loc"][-1:] == ("[key]",)
    value = way[-1] if is_key else _at(way, said)
    shown = shorten(value if isinstance(value, str) else dumps(value))
    words = [word for one in errors for word in _QUOTED.findall(_context(one).get("expected", ""))]
    if kind in ("enum", "literal_error"):
        return _with_valid("unknown value", shown, tuple(dict.fromkeys(words)))
    if kind in _EXPECTED:
        kinds = [_EXPECTED[one["type"]] for one in errors if one["type"] in _EXPECTED]
        return f"expected {' or '.join(dict.fromkeys([*kinds, *words]))}, got {shown}"
    if kind in _LIMITS:
        return f"{_LIMITS[kind].format(**_context(errors[0]))}: {shown}"
    return errors[0]["msg"]


def _with_valid(what: str, word: str, valid: tuple[str, ...]) -> str:
    near = did_you_mean(word, valid)
    hint = f"; {near}" if near else ""
    return f"{what}: {shorten(word)}{hint} (valid: {', '.join(valid) or 'none'})"


def _at(way: Way, said: Any) -> Any:
    for part in way:
        said = said[part]
    return said


def _context(error: ErrorDetails) -> Mapping[str, Any]:
    return error.get("ctx", {})


_QUOTED = re.compile("'([^']*)'")

_EXPECTED = {
    "string_type": "text",
    **dict.fromkeys(
        ("int_type", "int_parsing", "int_parsing_size", "int_from_float"), "a whole number"
    ),
    **dict.fromkeys(("float_type", "float_parsing", "finite_number"), "a number"),
    "bool_type": "true or false",
    "list_type": "a list",
    **dict.fromkeys(("dict_type", "model_type"), "an object"),
}
"""pydantic's wrong types, and what was expected."""

_LIMITS = {
    **LIMITS,
    "less_than": "it must be less than {lt}",
    "string_pattern_mismatch": "it must match {pattern}",
}
"""pydantic's bounds, and the sentences."""
