"""The check of a value by `jsonschema`, within a budget; knows not how the value was made.

Each keyword costs steps. Patterns are searched for by a library that can give up, and whether
items are unique is told in linear time.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from mockserver.wire.json_text import Json

from .budget import CURRENT

_COMPARED = {"enum", "const", "not", "oneOf"}
"""Keywords whose values are looked at as a whole, or shown in an error."""


def limited(kind: Any) -> Any:
    """The kind of validator, its keywords within the current budget."""
    from jsonschema import validators

    extend: Callable[..., Any] = validators.extend

    own = {key: _OWN.get(key, function) for key, function in kind.VALIDATORS.items()}
    return extend(kind, {key: _paid(key, one) for key, one in own.items()})


def distinct(value: Json) -> str:
    """The same text for values that JSON Schema takes for the same."""
    return json.dumps(_plain(value), sort_keys=True)


def _plain(value: Json) -> Json:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _paid(key: str, function: Callable[..., Any]) -> Callable[..., Any]:
    def check(validator: Any, value: Json, instance: Json, schema: Json) -> Any:
        budget = CURRENT.get()
        size = len(value) if isinstance(value, list | dict) else 0
        size += len(instance) if isinstance(instance, list | dict) else 0
        shown = budget.weight(instance) + (budget.weight(value) if key in _COMPARED else 0)
        times = len(value) if key == "enum" and isinstance(instance, list | dict) else 1
        budget.spend(key, 1 + size // 4 + times * shown // 64)
        return function(validator, value, instance, schema)

    return check


def _failure(message: str) -> Any:
    from jsonschema.exceptions import ValidationError

    return ValidationError(message)


def _pattern(_validator: Any, value: str, instance: Json, _: Json) -> Iterator[Any]:
    if isinstance(instance, str) and not CURRENT.get().search("pattern", value, instance):
        yield _failure("it is not found")


def _pattern_properties(validator: Any, value: Any, instance: Json, _: Json) -> Iterator[Any]:
    if not isinstance(instance, dict):
        return
    for pattern, schema in value.items():
        for name, one in instance.items():
            if CURRENT.get().search("patternProperties", pattern, name):
                yield from validator.descend(one, schema, path=name, schema_path=pattern)


def _additional(validator: Any, value: Any, instance: Json, schema: Any) -> Iterator[Any]:
    if not isinstance(instance, dict):
        return
    known, patterns = schema.get("properties", {}), schema.get("patternProperties", {})
    for name, one in instance.items():
        if name not in known and not any(
            CURRENT.get().search("patternProperties", pattern, name) for pattern in patterns
        ):
            if value is False:
                yield _failure("it is one too many")
            else:
                yield from validator.descend(one, value, path=name)


def _unique(_validator: Any, value: Any, instance: Json, _: Json) -> Iterator[Any]:
    items = instance if value and isinstance(instance, list) else []
    if len({distinct(one) for one in items}) < len(items):
        yield _failure("not all are different")


_OWN: dict[str, Callable[..., Any]] = {
    "pattern": _pattern,
    "patternProperties": _pattern_properties,
    "additionalProperties": _additional,
    "uniqueItems": _unique,
}
