"""The JSON Schema that editors use says what check says, as far as a schema can."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from mockserver.scenario.load import is_scenario_name, parse
from mockserver.scenario.schema import (
    DIALECT,
    EXAMPLE,
    FILE_NAME,
    json_schema,
    modeline,
    schema_text,
)
from mockserver.scenario.steps import STEPS
from mockserver.source.read import read
from mockserver.source.tree import plain

from . import broken_faults, broken_keys, broken_values

SCHEMA = json_schema()
VALIDATOR = Draft202012Validator(SCHEMA)
GOOD = (
    "match: {body: {$.a: {contains: x}, $.b: 1, $.c: [], $.d: 0, $.e: {equals: {}}}}\nreply: []",
    "match: {turn: 0, stream: true, has_tool: f, header: {X-A: {glob: b*}}}\nreply: {json: null}",
    "replies: [{when: {turn: 0}, times: 2, stream: []}, {body: {base64: YQ==}}]\nafter_last: cycle",
    "source: [a, b]\ntags: [c]\nreply: []\nexpect: {any_of: [{error: true}, {text: a}]}",
    "reply: {status: 503, headers: {Retry-After: {date_in: 2s}, a: b}}",
    "reply: [{text: Hello}, {done: }, {event: {data: null}}, {chunk: {a: null}}]",
    "reply: {status: 429, headers: {Retry-After: '1'}, error: {message: a, code: 1}}",
    "automatic: none\nreplies: [[{stall: forever}], {end: reset}]",
    "automatic: {role: none, done: false}\nreply: [{stall: {for: 60s, comment: a, every: 1s}}]",
    "faults: [{after: {chunks: 1}, end: reset}]\nmatch: {last_user: {glob: b}}\nreply: []",
    "faults: [{at: {event: 1}, replace: {data: a}}, {inside: crlf, nth: 2, wait: 1s}]\nreply: []",
    "faults: [{at: {chunk: 1}, drop: true}, {after: {bytes: 1}, insert: [{text: a}]}]\nreply: []",
    "reply: [{raw: {base64: YQ==}}, {tool_calls: [{name: f, arguments: {a: [1]}}]}, {wait: 2s}]",
)
ONLY_CHECK_SEES = frozenset(
    {
        "a duration that is impossible",
        "a header that cannot be sent",
        "a line break where only one line fits",
        "a number with a fraction",
        "a regular expression that is none",
        "a regular expression that repeats too often",
        "a reply without an answer",
        "a stall with half a comment",
        "a stall with nothing",
        "more steps than a reply may have",
        "an echo with given logprobs",
        "an object of arguments in fragments",
        "an answer without a stream that is a stream",
        "an answer without a stream inside another",
        "an action of gaps at items",
        "comments of a stall in one of several choices",
        "an action of items at gaps",
        "an event with nothing",
        "base64 that is none",
        "steps behind a stall for ever",
        "steps behind a stall without a duration",
        "steps behind an end",
        "steps behind an error",
        "two answers in one reply",
        "inserted steps behind an end",
        "numbers that are none in JSON",
        "something said between two socket bytes",
        "what stands beside inside, elsewhere",
    }
)


def value(text: str | bytes) -> Any:
    root, _ = read(text, "a.yaml")
    assert root is not None
    return plain(root)


def test_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == DIALECT


@pytest.mark.parametrize("text", GOOD)
def test_good_files_hold(text: str) -> None:
    parse(text, "a.yaml", "a")
    assert [error.message for error in VALIDATOR.iter_errors(value(text))] == []


def test_example_holds_and_is_a_scenario() -> None:
    assert VALIDATOR.is_valid(EXAMPLE)
    assert parse(json.dumps(EXAMPLE), "a.json", "a").about == EXAMPLE["about"]


def test_broken_files_do_not_hold() -> None:
    broken = {**broken_keys.BROKEN, **broken_values.BROKEN, **broken_faults.BROKEN}
    held = {what for what, text in broken.items() if VALIDATOR.is_valid(value(text))}
    assert held <= ONLY_CHECK_SEES


def properties(schema: Any) -> Iterator[tuple[str, Any]]:
    for record in (schema, *schema["$defs"].values()):
        yield from record.get("properties", {}).items()


def test_every_key_is_described() -> None:
    assert [key for key, its in properties(SCHEMA) if "description" not in its] == []


def test_every_step_is_there_with_its_key() -> None:
    for key, step in STEPS.items():
        assert SCHEMA["$defs"][step.__name__]["required"] == [key]


def test_null_stands_only_where_nothing_may_be_written() -> None:
    with_null = {key for key, its in properties(SCHEMA) if '"type": "null"' in json.dumps(its)}
    assert with_null == {"done", "delta", "bytes", "finish_reasons"}


def test_for_is_called_for() -> None:
    assert {"for", "comment", "every"} <= set(SCHEMA["$defs"]["StallSpec"]["properties"])


def test_each_schema_is_a_new_one() -> None:
    assert json_schema() == json.loads(schema_text()) == SCHEMA
    assert json_schema() is not SCHEMA


# -- the schema beside the bundled scenarios ------------------------------------------------------

FOLDER = Path(__file__).parents[2] / "scenarios"
FILES = sorted(one for one in FOLDER.rglob("*") if is_scenario_name(one.name))


def test_the_schema_of_the_bundled_scenarios_is_not_stale(request: pytest.FixtureRequest) -> None:
    file = FOLDER / FILE_NAME
    if request.config.getoption("--rewrite-goldens"):
        file.write_text(schema_text(), "utf-8", newline="\n")
    told = "write it anew: mockserver schema --output scenarios/scenario.schema.json"
    assert json.loads(file.read_text("utf-8")) == SCHEMA, told


def test_every_bundled_scenario_leads_an_editor_to_the_schema() -> None:
    for file in FILES:
        up = "../" * (len(file.relative_to(FOLDER).parts) - 1)
        assert file.read_text("utf-8").startswith(modeline(f"{up}{FILE_NAME}")), file


def test_every_bundled_scenario_holds() -> None:
    assert [str(one) for one in FILES if not VALIDATOR.is_valid(value(one.read_bytes()))] == []
