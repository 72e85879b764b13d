"""Values satisfy their schema, always; where none is found, the keyword is named."""

from __future__ import annotations

import json
import re
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.samples.schema_merge import merged
from mockserver.samples.schema_values import SchemaError, satisfying
from mockserver.seeding import stream
from mockserver.wire.json_text import Json, JsonObject

NODE = {
    "type": "object",
    "properties": {
        "value": {"type": "integer"},
        "children": {"type": "array", "items": {"$ref": "#/$defs/node"}},
    },
    "required": ["value", "children"],
}
WEATHER = {
    "type": "object",
    "properties": {
        "city": {"type": "string", "description": "Where"},
        "unit": {"enum": ["C", "F"]},
        "days": {"type": ["integer", "null"], "minimum": 1, "maximum": 7},
    },
    "required": ["city", "days"],
    "additionalProperties": False,
}
SCHEMAS: dict[str, Json] = {
    "a tool's parameters": WEATHER,
    "anything": {},
    "true": True,
    "an object without properties": {"type": "object"},
    "several types": {"type": ["string", "number", "null"]},
    "null alone": {"type": "null"},
    "const": {"const": {"a": [1, None]}},
    "enum of all kinds": {"enum": [1, "1", None, [], {"a": 1}]},
    "a tree": {"$defs": {"node": NODE}, "$ref": "#/$defs/node"},
    "a list of lists": {
        "type": "object",
        "properties": {
            "left": {"anyOf": [{"$ref": "#"}, {"type": "null"}]},
            "right": {"anyOf": [{"$ref": "#"}, {"type": "null"}]},
        },
        "required": ["left", "right"],
    },
    "definitions of draft 7": {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "definitions": {"a/b": {"type": "integer"}},
        "type": "array",
        "items": [{"$ref": "#/definitions/a~1b"}, {"type": "string"}],
        "additionalItems": False,
        "minItems": 2,
    },
    "additional items": {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "items": [{"type": "integer"}],
        "additionalItems": {"type": "boolean"},
        "minItems": 4,
    },
    "a reference into a list": {
        "allOf": [{"type": "integer"}],
        "properties": {},
        "$ref": "#/allOf/0",
    },
    "oneOf that may both hold": {
        "oneOf": [{"type": "integer", "multipleOf": 3}, {"type": "integer", "multipleOf": 5}]
    },
    "allOf of parts": {
        "allOf": [
            {"type": "object", "properties": {"a": {"type": "number"}}, "required": ["a"]},
            {"properties": {"a": {"minimum": 5}, "b": {"type": "string"}}, "required": ["b"]},
        ]
    },
    "types that meet": {"allOf": [{"type": ["number", "string"]}, {"type": ["integer", "null"]}]},
    "types that meet the other way": {"allOf": [{"type": "integer"}, {"type": "number"}]},
    "enums that meet": {"allOf": [{"enum": [1, 2, 3]}, {"enum": [3, 4]}]},
    "limits that meet": {
        "allOf": [{"minLength": 3, "maxLength": 9}, {"minLength": 5}, {"maxLength": 5}],
        "type": "string",
    },
    "items that meet": {
        "type": "array",
        "minItems": 1,
        "allOf": [{"items": {"type": "integer"}}, {"items": {"minimum": 7}}],
    },
    "unique in one of two": {
        "allOf": [{"uniqueItems": False}, {"uniqueItems": True}],
        "type": "array",
        "items": {"type": "boolean"},
        "minItems": 2,
    },
    "anyOf beside properties": {
        "type": "object",
        "properties": {"a": {"type": "integer"}, "b": {"type": "string"}},
        "anyOf": [{"required": ["a"]}, {"required": ["b"]}],
    },
    "not": {"not": {"type": "string"}},
    "if, then, else": {
        "type": "object",
        "properties": {"kind": {"enum": ["a", "b"]}, "x": {"type": "integer"}, "y": {}},
        "required": ["kind"],
        "if": {"properties": {"kind": {"const": "a"}}},
        "then": {"required": ["x"]},
        "else": {"required": ["y"]},
    },
    "if without else": {"type": "integer", "if": {"minimum": 500}, "then": {"multipleOf": 2}},
    "what an enum's type forbids": {"type": "integer", "enum": ["a", 5]},
    "a map": {"type": "object", "additionalProperties": {"type": "integer"}},
    "a map of so many": {
        "additionalProperties": {"type": "null"},
        "minProperties": 2,
        "maxProperties": 3,
    },
    "names by rule": {
        "type": "object",
        "propertyNames": {"pattern": "^[a-z]{3}$"},
        "additionalProperties": True,
        "minProperties": 2,
    },
    "any names": {"type": "object", "propertyNames": True, "minProperties": 1},
    "names by pattern": {
        "type": "object",
        "patternProperties": {"^x-[a-z]+$": {"type": "boolean"}},
        "additionalProperties": False,
        "minProperties": 2,
    },
    "names by two patterns": {
        "type": "object",
        "patternProperties": {"^a": {"type": "integer"}, "^b": {"type": "boolean"}},
        "required": ["b"],
    },
    "at least some of the optional": {
        "type": "object",
        "properties": {name: {"type": "integer"} for name in "abcd"},
        "additionalProperties": False,
        "minProperties": 3,
    },
    "at most one": {
        "type": "object",
        "properties": {name: {"type": "integer"} for name in "abcd"},
        "maxProperties": 1,
    },
    "a forbidden key": {"type": "object", "properties": {"a": False, "b": {"type": "null"}}},
    "a required key without a schema": {"type": "object", "required": ["zip"]},
    "keys that need each other": {
        "type": "object",
        "properties": {"a": {}, "b": {}, "c": {}},
        "required": ["a"],
        "dependentRequired": {"a": ["b"]},
    },
    "what is not evaluated": {
        "allOf": [{"properties": {"b": {"type": "integer"}}, "required": ["b"]}],
        "type": "object",
        "properties": {"a": {"type": "string"}},
        "unevaluatedProperties": False,
    },
    "a tuple": {
        "type": "array",
        "prefixItems": [{"const": 1}, {"type": "string"}],
        "items": False,
        "minItems": 2,
    },
    "an array of so many": {
        "type": "array",
        "items": {"type": "integer"},
        "minItems": 3,
        "maxItems": 4,
    },
    "a set": {"items": {"enum": [1, 2, 3]}, "uniqueItems": True, "minItems": 3},
    "contains": {
        "type": "array",
        "items": {"type": "string"},
        "contains": {"const": "x"},
        "minContains": 2,
    },
    "contains one": {"type": "array", "contains": {"type": "null"}},
    "a whole number": {"type": "integer", "minimum": -5, "maximum": -5},
    "a negative number": {"type": "number", "maximum": -1000},
    "exclusive limits": {"type": "integer", "exclusiveMinimum": 3, "exclusiveMaximum": 5},
    "a very small number": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 0.001},
    "a very large number": {"type": "integer", "minimum": 10**18, "maximum": 10**30},
    "multiples": {"type": "integer", "multipleOf": 7, "minimum": 100},
    "multiples with a fraction": {"type": "number", "multipleOf": 0.25},
    "whole multiples of a fraction": {"type": "integer", "multipleOf": 1.5},
    "a long text": {"type": "string", "minLength": 200, "maxLength": 210},
    "a short text": {"type": "string", "maxLength": 1},
    "no text": {"type": "string", "maxLength": 0},
    "a pattern": {"type": "string", "pattern": "^[A-Z]{3}-\\d{2,4}(?:a|bc)?$"},
    "a pattern of all sorts": {
        "type": "string",
        "pattern": "^(\\w+?)\\s[^a-c\\d].[^x]\\1\\S\\W\\D(?>q)r*+$",
    },
    "a pattern in the middle": {"type": "string", "pattern": "b+", "minLength": 12},
    "a pattern that looks ahead": {"type": "string", "pattern": "^(?=[a-z])\\w{1,3}$"},
    "an empty pattern": {"type": "string", "pattern": ""},
    "annotations of others": {"type": "string", "x-order": 1, "nullable": True, "strict": True},
}
FORMATS = (
    *("date", "time", "date-time", "duration", "email", "idn-email", "hostname", "idn-hostname"),
    *("ipv4", "ipv6", "uri", "url", "iri", "uri-reference", "iri-reference", "uri-template"),
    *("json-pointer", "relative-json-pointer", "regex", "uuid", "byte", "unknown"),
)
SCHEMAS |= {f"the format {name}": {"type": "string", "format": name} for name in FORMATS}


def made(schema: Json, seed: object) -> Json:
    return satisfying(schema, lambda: "word", stream(str(seed)))


def valid(schema: Json, value: Json) -> bool:
    kind: Any = jsonschema.validators.validator_for(schema, default=jsonschema.Draft202012Validator)
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    return bool(kind(schema, format_checker=checker).is_valid(json.loads(json.dumps(value))))


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_value_satisfies_its_schema(name: str) -> None:
    values = [made(SCHEMAS[name], seed) for seed in range(30)]
    assert [value for value in values if not valid(SCHEMAS[name], value)] == []


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_same_chance_makes_the_same_value(name: str) -> None:
    assert json.dumps(made(SCHEMAS[name], 1)) == json.dumps(made(SCHEMAS[name], 1))


def test_values_differ() -> None:
    assert len({json.dumps(made(WEATHER, seed)) for seed in range(50)}) > 10


def nested(levels: int, inner: Json) -> JsonObject:
    """A list in a list in a list …"""
    for _ in range(levels):
        inner = {"type": "array", "items": inner, "minItems": 1}
    return {"type": "array", "items": inner}


def in_turn(number: int) -> JsonObject:
    """A schema that refers to the next, which refers to the next …"""
    chain = {str(at): {"$ref": f"#/$defs/{at + 1}"} for at in range(number)}
    return {"$ref": "#/$defs/0", "$defs": {**chain, str(number): {"type": "null"}}}


IMPOSSIBLE: dict[str, tuple[Json, str]] = {
    "a denial of itself": ({"not": {"$ref": "#"}}, "'\\$ref': it refers to itself"),
    "itself by a condition": ({"dependentSchemas": {"a": {"$ref": "#"}}}, "it refers to itself"),
    "a reference to what is no schema": ({"$ref": "#/required", "required": []}, "is no schema"),
    "a reference to a schema that is none": ({"$ref": "#/x", "x": {"type": 5}}, "no JSON Schema"),
    "a chain that is too long": (in_turn(70), "more than 64 schemas look at one value"),
    "too deep a schema": (nested(70, {}), "nested more than 64 levels deep"),
    "too deep a value": (nested(26, {}), "goes on and on"),
    "too large a schema": ({"allOf": [{}] * 10_001}, "more than 1000 objects"),
    "a name below the top": (
        {"not": {"$id": "https://example.com/", "$ref": "#"}},
        "'\\$id': only",
    ),
    "a name below the top in draft 4": (
        {"$schema": "http://json-schema.org/draft-04/schema#", "items": {"id": "x"}},
        "'id': only",
    ),
    "a path that only we can follow": (
        {"$id": "https://example.com/", "not": {"$ref": "#/x%2Fy"}, "x/y": {}},
        "references and patterns",
    ),
    "draft 3": (
        {"$schema": "http://json-schema.org/draft-03/schema#"},
        "'\\$schema'.*not supported",
    ),
    "a draft of one's own": ({"$schema": "https://example.com/x"}, "'\\$schema'.*not supported"),
    "no draft": ({"$schema": 5}, "'\\$schema'.*not supported"),
    "nothing": (False, "'false'"),
    "no such type": ({"type": "strin"}, "no JSON Schema: 'strin' .*\\['type'\\]"),
    "a reference to elsewhere": ({"$ref": "https://example.com/x"}, "'\\$ref'.*not inside"),
    "a reference to nothing": ({"$ref": "#/$defs/x"}, "'\\$ref'.*not there"),
    "a reference past a list": ({"allOf": [{}], "$ref": "#/allOf/1"}, "'\\$ref'.*not there"),
    "a reference to itself": ({"$ref": "#"}, "'\\$ref': it refers to itself"),
    "an anchor": ({"$ref": "#x", "$defs": {"a": {"$anchor": "x"}}}, "'\\$ref'"),
    "a dynamic reference": (
        {"type": "array", "minItems": 1, "items": {"$dynamicRef": "#x"}},
        "references",
    ),
    "what never ends": (
        {"type": "object", "properties": {"n": {"$ref": "#"}}, "required": ["n"]},
        "'\\$ref': it goes on and on",
    ),
    "types that exclude each other": ({"allOf": [{"type": "string"}, {"type": "null"}]}, "'type'"),
    "enums that exclude each other": ({"allOf": [{"enum": [1]}, {"enum": [2]}]}, "'enum'"),
    "constants that exclude each other": (
        {"allOf": [{"const": 1}, {"const": 2}]},
        "'const': 1 is not 2",
    ),
    "an empty enum": ({"enum": []}, "'enum'"),
    "no type": ({"type": []}, "no JSON Schema|'type'"),
    "not anything": ({"not": {}}, "'not' at \\$"),
    "a value not allowed deeper": (
        {"type": "object", "properties": {"a": {"not": {}}}, "required": ["a"]},
        "'not' at \\$\\.a",
    ),
    "more different items than there are": (
        {"type": "array", "items": {"type": "null"}, "uniqueItems": True, "minItems": 2},
        "'uniqueItems'",
    ),
    "too many items": ({"type": "array", "minItems": 10**9}, "'minItems'"),
    "too many keys": ({"type": "object", "minProperties": 10**9}, "'minProperties'"),
    "too long": ({"type": "string", "minLength": 10**9}, "'minLength'"),
    "lengths that cross": ({"type": "string", "minLength": 5, "maxLength": 4}, "'minLength'"),
    "limits that cross": ({"type": "integer", "minimum": 5, "maximum": 4}, "'minimum'"),
    "no room for a number": (
        {"type": "number", "exclusiveMinimum": 5, "exclusiveMaximum": 5},
        "'minimum'",
    ),
    "a pattern of another language": ({"type": "string", "pattern": "\\p{L}"}, "pattern"),
    "a pattern of nothing": ({"type": "string", "pattern": "[^\\s\\S]"}, "'pattern'"),
    "a pattern with a condition": (
        {"type": "string", "pattern": "(a)?(?(1)b|c)"},
        "'pattern'.*GROUPREF",
    ),
    "a pattern too long": ({"type": "string", "pattern": "^a{20000}$"}, "'pattern'"),
}


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_what_cannot_be_satisfied_is_said_with_the_keyword(name: str) -> None:
    schema, said = IMPOSSIBLE[name]
    with pytest.raises(SchemaError) as error:
        made(schema, 1)
    assert re.search(said, str(error.value))


def test_a_bad_pattern_in_a_key_is_said() -> None:
    with pytest.raises(SchemaError, match="pattern"):
        made({"type": "object", "patternProperties": {"(": {}}, "minProperties": 1}, 1)


def test_merging_keeps_what_it_cannot_merge() -> None:
    assert merged({"title": "a", "pattern": "x"}, {"title": "b", "pattern": "y"}) == {
        "title": "a",
        "pattern": "x",
    }


JSON_TYPES = st.sampled_from(["string", "integer", "number", "boolean", "null", "object", "array"])
LEAVES: st.SearchStrategy[Json] = st.one_of(
    st.builds(lambda kind: {"type": kind}, JSON_TYPES),
    st.builds(lambda low, more: {"type": "integer", "minimum": low, "maximum": low + more},
              st.integers(-1000, 1000), st.integers(0, 50)),
    st.builds(lambda low, more: {"type": "string", "minLength": low, "maxLength": low + more},
              st.integers(0, 30), st.integers(0, 30)),
    st.builds(lambda values: {"enum": values}, st.lists(st.integers() | st.text(), min_size=1)),
)  # fmt: skip


def _grown(inner: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    properties = st.dictionaries(st.sampled_from("abcdef"), inner, max_size=4)
    objects: st.SearchStrategy[Json] = st.builds(_object, properties, st.booleans(), st.booleans())
    arrays = st.builds(
        lambda items, least: {"type": "array", "items": items, "minItems": least},
        inner,
        st.integers(0, 3),
    )
    return objects | arrays | st.builds(lambda some: {"anyOf": some}, st.lists(inner, min_size=1))


def _object(properties: JsonObject, closed: bool, strict: bool) -> JsonObject:
    more = {"additionalProperties": False} if closed else {}
    required = list(properties) if strict else list(properties)[::2]
    return {"type": "object", "properties": properties, "required": required, **more}


@settings(max_examples=300, deadline=None)
@given(st.recursive(LEAVES, _grown, max_leaves=12), st.integers())
def test_any_common_schema_has_a_value(schema: Json, seed: int) -> None:
    assert valid(schema, made(schema, seed))


KEYWORDS = (
    *("type", "enum", "const", "properties", "required", "items", "prefixItems", "minItems"),
    *("minimum", "maximum", "multipleOf", "minLength", "maxLength", "pattern", "format", "anyOf"),
    *("oneOf", "allOf", "not", "if", "then", "else", "$ref", "$defs", "additionalProperties"),
    *("patternProperties", "propertyNames", "minProperties", "dependentRequired", "contains"),
    *("dependentSchemas", "unevaluatedProperties", "$schema", "$id", "$dynamicRef", "nullable"),
)
TEXTS = st.sampled_from(
    ["string", "integer", "object", "array", "a", "#", "#/$defs/a", "^a+$", "("]
)
SCALARS = st.none() | st.booleans() | st.integers(-3, 5) | st.sampled_from([0.5, 2.0]) | TEXTS
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*KEYWORDS, "a", "b"]), inner, max_size=4)
    ),
    max_leaves=15,
)
OFTEN_RIGHT = st.recursive(
    st.sampled_from([{}, True, False, {"type": "string"}, {"type": "integer"}, {"$ref": "#"}]),
    lambda inner: st.fixed_dictionaries(
        {},
        optional={
            "type": st.sampled_from(["string", "integer", "number", "object", "array"]),
            "enum": st.lists(SCALARS, min_size=1, max_size=3),
            "properties": st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
            "required": st.lists(st.sampled_from("abcd"), unique=True, max_size=2),
            "minProperties": st.sampled_from([0, 1, 2.0]),
            "items": inner,
            "prefixItems": st.lists(inner, min_size=1, max_size=2),
            "minItems": st.sampled_from([0, 1.0, 2]),
            "contains": inner,
            "minContains": st.sampled_from([0, 1.0]),
            "uniqueItems": st.booleans(),
            "minimum": st.integers(-5, 5),
            "multipleOf": st.sampled_from([1, 2, 0.5, 0.1]),
            "maxLength": st.integers(0, 5),
            **dict.fromkeys(("anyOf", "oneOf", "allOf"), st.lists(inner, min_size=1, max_size=2)),
            **dict.fromkeys(("not", "if", "then", "else", "additionalProperties"), inner),
            "$ref": st.sampled_from(["#/properties/a", "#/items"]),
        },
    ),
    max_leaves=6,
)


@settings(max_examples=300)
@given(
    st.dictionaries(st.sampled_from(KEYWORDS), ANYTHING, max_size=5) | OFTEN_RIGHT, st.integers()
)
def test_any_json_as_a_schema_gives_a_right_value_or_a_reason(schema: Json, seed: int) -> None:
    try:
        value = made(schema, seed)
    except SchemaError:
        return
    kind: Any = jsonschema.validators.validator_for(schema, default=jsonschema.Draft202012Validator)
    assert kind(schema).is_valid(value)
