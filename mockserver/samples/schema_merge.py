"""A JSON Schema without its combinations: one branch of each, and all that must hold, merged.

What merging cannot say (`not`, two patterns) is left to the check of the value that is made.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from mockserver.seeding import Random
from mockserver.wire.json_text import Json, JsonObject, dumps

from .budget import Budget, CannotError

JsonSchema = JsonObject | bool
"""A schema; true takes everything, false nothing."""

_COMBINING = {"$ref", "allOf", "anyOf", "oneOf", "if", "then", "else", "$defs", "definitions"}

_COUNTS = {
    f"{limit}{what}" for limit in ("min", "max") for what in ("Length", "Items", "Properties")
} | {"minContains", "maxContains"}
"""Keywords with a whole number, which may be written as a float."""


class Flattener:
    """Flattens schemas of one root, choosing branches by chance."""

    def __init__(self, root: JsonSchema, random: Random, budget: Budget) -> None:
        self._root = root
        self._budget = budget
        self._random = random

    def flat(self, schema: Json, *, calm: bool = False) -> JsonObject:
        """One schema without combinations; calm takes branches that refer to nothing, if any."""
        self._budget.spend("$ref")
        if schema is True:
            return {}
        if not isinstance(schema, dict):
            raise CannotError("false")
        result = {
            key: int(value) if key in _COUNTS else value
            for key, value in schema.items()
            if key not in _COMBINING
        }
        for part in self._parts(schema, calm=calm):
            other = self.flat(part, calm=calm)
            for key in result.keys() & other.keys():
                self._budget.spend(key, _size(result[key]) + _size(other[key]))
            self._budget.spend("allOf", (len(result) + len(other)) // 32)
            result = merged(result, other)
        return result

    def _parts(self, schema: JsonObject, *, calm: bool) -> list[Json]:
        """All else that must hold: what is referred to, allOf, a branch of anyOf and of oneOf."""
        parts: list[Json] = list(schema.get("allOf", []))
        if "$ref" in schema:
            parts.append(target(self._root, schema["$ref"]))
        chosen = [schema[key] for key in ("anyOf", "oneOf") if key in schema]
        parts += [self._branch(branches, calm=calm) for branches in chosen]
        if "if" in schema:
            if self._random.random() < 0.5:
                parts += [schema["if"], schema.get("then", True)]
            else:
                parts.append(schema.get("else", True))
        return parts

    def _branch(self, branches: list[Json], *, calm: bool) -> Json:
        if calm:
            self._budget.spend("anyOf", _size(branches))
            branches = [one for one in branches if '"$ref"' not in dumps(one)] or branches
        return branches[int(self._random.random() * len(branches))]


def _size(value: Json) -> int:
    """The steps that it costs to compare a value, or to merge it."""
    return len(dumps(value)) // 64 if isinstance(value, list | dict | str) else 0


def target(root: JsonSchema, reference: str) -> Json:
    """What a reference inside a schema means. Raises CannotError."""
    if reference != "#" and not reference.startswith("#/"):
        raise CannotError("$ref", f"{reference} is not inside the schema")
    node: Json = root
    for part in reference.split("/")[1:]:
        key = unquote(part).replace("~1", "/").replace("~0", "~")
        if isinstance(node, dict) and key in node:
            node = node[key]
        elif isinstance(node, list) and key.isdecimal() and int(key) < len(node):
            node = node[int(key)]
        else:
            raise CannotError("$ref", f"{reference} is not there")
    if not isinstance(node, dict | bool):
        raise CannotError("$ref", f"{reference} is no schema")
    return node


def merged(one: JsonObject, other: JsonObject) -> JsonObject:
    """A schema that asks for what both ask for."""
    result = dict(one)
    for key, value in other.items():
        if key in result and result[key] != value:
            result[key] = _MERGE.get(key, _first)(result[key], value)
        else:
            result[key] = value
    return result


def _first(one: Json, other: Json) -> Json:
    """What cannot be merged: annotations, and what the check of the value will tell."""
    del other
    return one


def _types(one: Json, other: Json) -> list[str]:
    mine, yours = _listed(one), _listed(other)
    both = [kind for kind in mine if kind in yours or (kind == "integer" and "number" in yours)]
    both += [kind for kind in yours if kind == "integer" and "number" in mine and kind not in mine]
    if not both:
        raise CannotError("type")
    return both


def _listed(kinds: Json) -> list[str]:
    return kinds if isinstance(kinds, list) else [kinds]


def _enum(one: Json, other: Json) -> Json:
    texts = {dumps(value) for value in other}
    both = [value for value in one if dumps(value) in texts]
    if not both:
        raise CannotError("enum")
    return both


def _const(one: Json, other: Json) -> Json:
    raise CannotError("const", f"{dumps(one)} is not {dumps(other)}")


def _all_of(one: Json, other: Json) -> JsonObject:
    return {"allOf": [one, other]}


def _each(one: JsonObject, other: JsonObject) -> JsonObject:
    """Schemas by name, each name with all that is asked of it."""
    both = {name: _all_of(one[name], other[name]) for name in one if name in other}
    return {**one, **other, **both}


def _union(one: list[str], other: list[str]) -> list[str]:
    return list(dict.fromkeys([*one, *other]))


_MERGE: dict[str, Callable[[Any, Any], Json]] = {
    "type": _types,
    "enum": _enum,
    "const": _const,
    "properties": _each,
    "patternProperties": _each,
    "required": _union,
    "items": _all_of,
    "additionalProperties": _all_of,
    **dict.fromkeys(
        ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties", "minContains"),
        max,
    ),
    **dict.fromkeys(
        ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties", "maxContains"),
        min,
    ),
    "uniqueItems": lambda one, other: one or other,
}
"""How two values of one keyword become one."""
