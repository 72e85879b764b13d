"""What is asked of a JSON Schema before anything is made or checked with it, so that both end.

A schema that applies itself to the same value, in whatever way, would never end; one that is nested
very deeply would exhaust the stack.
"""

from __future__ import annotations

from collections.abc import Iterator

from mockserver.wire.json_text import Json, JsonObject

from .budget import MOST_PATTERNS, CannotError
from .schema_merge import JsonSchema, target

DEEPEST = 64
"""How deep a schema may be nested, and how many schemas may look at one value in turn."""

LARGEST = 1_000
"""How many objects a schema may consist of, and all that its references mean."""

WIDEST = 10_000
"""How many schemas may look at one value, each counted as often as it is referred to."""

COMPARED = 100_000
"""Pairs of values of `enum` that draft 4 may ask to be different."""

HIGHEST = 10**400
"""Numbers below this are reckoned with."""

_DATA = {"const", "enum", "default", "examples"}
"""Keywords whose values are no schemas."""

_LISTS = ("allOf", "anyOf", "oneOf")
_SINGLE = ("not", "if", "then", "else")
_NAMED = ("dependentSchemas", "dependencies")
"""Keywords whose schemas look at the same value."""

_UNSUPPORTED = ("$dynamicRef", "$recursiveRef")


def in_turn(schema: JsonSchema) -> int:
    """How many schemas look at one value in turn at most.

    Raises CannotError for a schema that is too deep or too large, refers to itself without end, or
    uses references of other kinds than `#` and `#/…`.
    """
    nodes = list(_nodes(schema))
    _refuse_names(schema, nodes[1:])
    _refuse_values(nodes)
    seen: dict[int, tuple[int, int]] = {}
    return max((_chain(schema, node, seen, 0)[0] for node in nodes), default=1)


def targets(schema: JsonSchema) -> Iterator[Json]:
    """What the references of a schema mean."""
    found: dict[int, Json] = {}
    for node in _nodes(schema):
        if isinstance(node.get("$ref"), str):
            one = target(schema, node["$ref"])
            found[id(one)] = one
    if sum(1 for one in found.values() if one is not schema for _ in _nodes(one)) > LARGEST:
        raise CannotError("$ref", f"what is referred to has more than {LARGEST} objects")
    yield from (one for one in found.values() if one is not schema)


def _nodes(schema: JsonSchema) -> Iterator[JsonObject]:
    """Every object of a schema, but for those that are data."""
    left: list[tuple[Json, int]] = [(schema, 0)]
    count = 0
    while left:
        node, depth = left.pop()
        if depth > DEEPEST:
            raise CannotError("properties", f"it is nested more than {DEEPEST} levels deep")
        if isinstance(node, dict):
            count += 1
            if count > LARGEST:
                raise CannotError("properties", f"the schema has more than {LARGEST} objects")
            yield node
            left += [(value, depth + 1) for key, value in node.items() if key not in _DATA]
        elif isinstance(node, list):
            left += [(value, depth + 1) for value in node]


def _refuse_names(root: JsonSchema, inner: list[JsonObject]) -> None:
    """References below a schema with a name of its own would mean something else there."""
    old = isinstance(root, dict) and "draft-04" in str(root.get("$schema"))
    for key in ("id" if old else "$id", "$schema"):
        if any(isinstance(node.get(key), str) for node in inner):
            raise CannotError(key, "only the whole schema may have one")


def _refuse_values(nodes: list[JsonObject]) -> None:
    """What the check of the schema, or the check of a value, has no limit for."""
    compared = 0
    for node in nodes:
        enum = node.get("enum")
        mixed = isinstance(enum, list) and not all(isinstance(one, str) for one in enum)
        compared += len(enum) ** 2 if mixed and isinstance(enum, list) else 0
        if compared > COMPARED and "draft-04" in str(nodes[0].get("$schema")):
            raise CannotError("enum", "too many values that are no texts, for draft 4")
        for key in _NUMBERS:
            value = node.get(key)
            if isinstance(value, int) and abs(value) >= HIGHEST:
                raise CannotError(key, "the number is too large")
    _refuse_patterns(nodes)
    searched = any(isinstance(node.get("patternProperties"), dict) for node in nodes)
    if searched and any("unevaluatedProperties" in node for node in nodes):
        raise CannotError("unevaluatedProperties", "patternProperties beside it is not supported")


def _refuse_patterns(nodes: list[JsonObject]) -> None:
    """Patterns that it takes long to read."""
    length = 0
    for node in nodes:
        named = node.get("patternProperties")
        for key, patterns in (
            ("pattern", [node.get("pattern")]),
            ("patternProperties", list(named) if isinstance(named, dict) else []),
        ):
            length += sum(len(one) for one in patterns if isinstance(one, str))
            if length > MOST_PATTERNS:
                raise CannotError(key, f"more than {MOST_PATTERNS} characters of patterns")


_NUMBERS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")


def _chain(
    root: JsonSchema, node: Json, seen: dict[int, tuple[int, int]], depth: int
) -> tuple[int, int]:
    """The longest chain of schemas from here, and how many ways there are through them.

    `seen` has 0 for those that are being followed.
    """
    if not isinstance(node, dict):
        return 1, 1
    if seen.get(id(node)) == (0, 0):
        raise CannotError("$ref", "it refers to itself")
    if depth > DEEPEST:
        raise CannotError("$ref", f"more than {DEEPEST} schemas look at one value")
    if id(node) not in seen:
        seen[id(node)] = 0, 0
        chains = [_chain(root, one, seen, depth + 1) for one in _applied(root, node)]
        ways = 1 + sum(one for _, one in chains)
        if ways > WIDEST:
            raise CannotError("$ref", f"more than {WIDEST} schemas look at one value")
        seen[id(node)] = 1 + max((one for one, _ in chains), default=0), ways
    return seen[id(node)]


def _applied(root: JsonSchema, node: JsonObject) -> Iterator[Json]:
    """The schemas that look at the same value as this one."""
    for key in _UNSUPPORTED:
        if isinstance(node.get(key), str):
            raise CannotError(key, "references of this kind are not supported")
    if isinstance(node.get("$ref"), str):
        yield target(root, node["$ref"])
    for key in _LISTS:
        if isinstance(node.get(key), list):
            yield from node[key]
    for key in _SINGLE:
        yield node.get(key)
    for key in _NAMED:
        if isinstance(node.get(key), dict):
            yield from node[key].values()
