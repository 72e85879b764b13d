"""Whatever a request's body is, it is answered by a plan or a refusal: nothing is raised."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.dialects import DIALECTS
from mockserver.dialects.headers import Headers
from mockserver.exchange.journal import Journal
from mockserver.exchange.respond import Response, respond
from mockserver.exchange.selection import FALLBACKS, ScenarioSet, Session
from mockserver.wire.json_text import dumps
from tests.serving.said import SCENARIOS, scenario

from .budget import examples

CONDITIONS = scenario(
    "conditions",
    "match: {last_user: {regex: '^(a+)+$'}, body: {'$..a[?@.b > 1]': {regex: '(x+x+)+y'}}}\n"
    "reply: [{text: {echo: last_user}}]",
)
KEYS = (
    *("model", "messages", "stream", "stream_options", "n", "stop", "seed", "tools", "functions"),
    *("max_tokens", "max_completion_tokens", "logprobs", "top_logprobs", "tool_choice"),
    *("response_format", "parallel_tool_calls", "role", "content", "type", "text", "function"),
    *("name", "parameters", "json_schema", "schema", "strict", "include_usage", "a", "b"),
)
KEYWORDS = (
    *("type", "properties", "required", "items", "prefixItems", "enum", "const", "anyOf", "allOf"),
    *("oneOf", "not", "$ref", "$defs", "pattern", "minLength", "maxLength", "minItems", "maxItems"),
    *("uniqueItems", "minimum", "maximum", "multipleOf", "format", "patternProperties", "if"),
    *("additionalProperties", "propertyNames", "minProperties", "contains", "dependentSchemas"),
)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from([0, -1, 128, 10**6, 10**400, -(10**4299), 1e308, -0.0, 5e-324, 2.0]),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from(["", "\ud800", "\0", "hi", "every", "user", "function", "auto", "(a+)+$", "#"]),
    st.sampled_from(["object", "string", "array", "integer", "#/$defs/a", "json_schema", "[", "x"]),
)


def trees(keys: tuple[str, ...], leaves: int = 12) -> st.SearchStrategy[Any]:
    names = st.sampled_from(keys) | st.text(max_size=3)
    return st.recursive(
        SCALARS,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=5),
        max_leaves=leaves,
    )


ASKED = {"model": "any", "messages": [{"role": "user", "content": "Hi"}], "stream": True}


@pytest.fixture(scope="module")
def session() -> Session:
    return Session(ScenarioSet([*SCENARIOS, CONDITIONS]), 0, fallback=FALLBACKS["random"])


def answered(session: Session, data: bytes, dialect: str = "openai") -> Response:
    """The response, which is no fault of this server and can be told by the journal."""
    said = Headers([("authorization", "Bearer x")])
    response = respond(session, DIALECTS[dialect], data, headers=said)
    status = response.plan.head.status if response.plan.head else None
    assert status is None or status < 500, response.refused
    assert (response.refused is not None) or status != 400
    dumps(Journal().open("/v1/chat/completions", 0, response, len(data)).to_json())
    return response


def said(body: Any) -> bytes:
    return json.dumps(body).encode()


@examples(100)
@given(st.binary(max_size=200))
def test_any_bytes_are_refused(session: Session, data: bytes) -> None:
    assert answered(session, data).refused is not None


@examples(150)
@given(trees(KEYS), st.sampled_from([*DIALECTS]))
def test_any_json_is_answered(session: Session, body: Any, dialect: str) -> None:
    answered(session, said(body), dialect)


@examples(120)
@given(st.dictionaries(st.sampled_from(KEYS[:18]), trees(KEYS), max_size=4), st.booleans())
def test_any_value_of_a_key_that_is_known_is_answered(
    session: Session, more: dict[str, Any], stream: bool
) -> None:
    answered(session, said({**ASKED, "stream": stream, **more}))


@examples(40)
@given(trees(KEYWORDS, 8), st.booleans())
def test_any_schema_is_obeyed_or_refused(session: Session, schema: Any, as_tool: bool) -> None:
    function = {"name": "f", "parameters": schema}
    tools = {"tools": [{"type": "function", "function": function}], "tool_choice": "required"}
    wanted = {"type": "json_schema", "json_schema": {"name": "f", "schema": schema}}
    answered(session, said({**ASKED, **(tools if as_tool else {"response_format": wanted})}))


def nested(depth: int) -> str:
    return "[" * depth + "]" * depth


TEXTS = {
    "the largest n": '"n": 128',
    "a larger n": '"n": 1000000',
    "n as a number too large": '"n": 1e400',
    "n beyond 4,300 digits": '"n": 1' + "0" * 10_000,
    "max_tokens as 1e308": '"max_tokens": 1e308',
    "max_tokens with 4,000 digits": '"max_tokens": 1' + "0" * 4_000,
    "a seed with 4,000 digits": '"seed": 1' + "0" * 4_000,
    "a thousand stops": f'"stop": {json.dumps(["a" * 1_000] * 1_000)}',
    "a stop of half a character": '"stop": ["\\ud83d"]',
    "a key twice": '"stream": true, "stream": false, "messages": []',
    "NaN": '"temperature": NaN',
    "Infinity": '"temperature": -Infinity',
    "100 deep": f'"metadata": {nested(99)}',
    **{f"{depth} deep": f'"metadata": {nested(depth)}' for depth in (101, 500, 990, 5_000, 10**6)},
    "100,000 keys": ", ".join(f'"k{at}": {at}' for at in range(100_000)),
    "10,000 messages": f'"messages": {json.dumps([{"role": "user", "content": "a"}] * 10_000)}',
    "a megabyte that a pattern explodes on": f'"messages": [{{"content": "{"a" * 10**6}!"}}]',
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_hostile_text_is_answered(session: Session, name: str) -> None:
    text = f'{{"model": "any", "messages": [], "stream": true, {TEXTS[name]}}}'
    answered(session, text.encode())


def deep_schema(levels: int) -> dict[str, Any]:
    schema: dict[str, Any] = {}
    for _ in range(levels):
        schema = {"type": "object", "properties": {"a": schema}, "required": ["a"]}
    return schema


TREE = {"type": "object", "properties": {"l": {"$ref": "#"}, "r": {"$ref": "#"}}}
SCHEMAS: dict[str, Any] = {
    "itself": {"$ref": "#"},
    "each other": {"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#"}}},
    "a tree without end": {**TREE, "required": ["l", "r"]},
    "a pattern that explodes": {"type": "string", "pattern": "^(a+)+$b"},
    "a pattern with a million parts": {"type": "string", "pattern": "((a{100}){100}){100}"},
    "names that explode": {"patternProperties": {"(a+)+$": {}}, "required": ["a" * 40 + "b"]},
    "a billion characters": {"type": "string", "minLength": 10**9},
    "a billion items": {"type": "array", "minItems": 10**9, "items": {}},
    "choices of choices": {"anyOf": [{"allOf": [{"anyOf": [{"type": "string"}] * 50}] * 50}] * 50},
    "half a million choices": {"enum": list(range(500_000))},
    "a number with 4,000 digits": {"type": "integer", "minimum": 10**4_000},
    "a file": {"$ref": "file:///etc/passwd"},
    "another server": {"$ref": "http://127.0.0.1:9/"},
    "20 levels": deep_schema(20),
    "45 levels": deep_schema(45),
}


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_hostile_schema_is_obeyed_or_refused(session: Session, name: str) -> None:
    wanted = {"type": "json_schema", "json_schema": {"name": "f", "schema": SCHEMAS[name]}}
    response = answered(session, said({**ASKED, "response_format": wanted}))
    assert response.plan.head is not None
    refused = response.plan.head.status == 400
    assert refused is (name not in {"names that explode", "20 levels"}), response.refused
