"""What is asked of a JSON Schema before anything is made or checked with it, so that both end.

A schema that applies itself to the same value, in whatever way, would never end; one that is nested
very deeply would exhaust the stack.
"""

from __future__ import annotations

from collections.abc import Iterator

from mockserver.wire.json_text import Json, JsonObject

from .schema_merge import CannotError, JsonSchema, target

DEEPEST = 64
"""How deep a schema may be nested, and how many schemas may look at one value in turn."""

LARGEST = 10_000
"""How many objects a schema may consist of."""

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
    seen: dict[int, int] = {}
    return max((_chain(schema, node, seen, 0) for node in nodes), default=1)


def targets(schema: JsonSchema) -> Iterator[Json]:
    """What the references of a schema mean."""
    for node in _nodes(schema):
        if isinstance(node.get("$ref"), str):
            yield target(schema, node["$ref"])


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
    key = "id" if old else "$id"
    if any(isinstance(node.get(key), str) for node in inner):
        raise CannotError(key, "only the whole schema may have one")


def _chain(root: JsonSchema, node: Json, seen: dict[int, int], depth: int) -> int:
    """The longest chain of schemas from here; `seen` has 0 for those that are being followed."""
    if not isinstance(node, dict):
        return 1
    if seen.get(id(node)) == 0:
        raise CannotError("$ref", "it refers to itself")
    if depth > DEEPEST:
        raise CannotError("$ref", f"more than {DEEPEST} schemas look at one value")
    if id(node) not in seen:
        seen[id(node)] = 0
        chains = [_chain(root, one, seen, depth + 1) for one in _applied(root, node)]
        seen[id(node)] = 1 + max(chains, default=0)
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
