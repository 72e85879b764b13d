"""Whatever a scenario file says, it is a scenario or findings with places: nothing is raised."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from mockserver import bundled
from mockserver.exchange.checking import findings
from mockserver.scenario.load import check, parse
from mockserver.source.diagnostics import ScenarioError, errors

from .budget import examples
from .test_requests import SCALARS

WORDS = sorted(
    {
        *("about", "match", "when", "reply", "replies", "choices", "stream", "text", "reasoning"),
        *(
            "refusal",
            "tool_calls",
            "name",
            "arguments",
            "fragments",
            "interleave",
            "finish",
            "usage",
        ),
        *("error", "chunk", "delta", "event", "data", "comment", "raw", "base64", "wire", "done"),
        *("random", "wait", "stall", "gate", "repeat", "times", "steps", "end", "faults", "after"),
        *("chunks", "bytes", "at", "inside", "nth", "insert", "replace", "corrupt", "framing"),
        *(
            "delivery",
            "pace",
            "ttft",
            "itl",
            "automatic",
            "with",
            "omit",
            "logprobs",
            "top",
            "split",
        ),
        *("model", "body", "regex", "contains", "header", "status", "headers", "json", "expect"),
    }
)
VALUES = st.one_of(
    SCALARS,
    st.sampled_from(["truncate", "reset", "complete", "forever", "1h", "30d", "0ms", "none", "x*"]),
    st.sampled_from(["gpt-4o", "multibyte_character", "tool_fragment", "every_chunk", "asked"]),
)
TREES = st.recursive(
    VALUES,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(WORDS) | st.text(max_size=3), inner, max_size=4)
    ),
    max_leaves=15,
)
FILES = [one.read_text("utf-8") for one in sorted(bundled.folder().rglob("*.yaml"))]
SPLICES = st.sampled_from(
    [
        *("&a ", "*a", "<<: *a", "!!python/object:os.system ", "!x ", "? ", "- - - ", "[", "}"),
        *("|", ">", "\t", "\0", "\ufeff", "\u2028", "\x85", "%YAML 1.1\n", "---\n", "...\n", "#"),
        *(": ", "'", '"', "~", "0x", ".nan", "-.inf", "1e999", "9" * 5000, "2024-01-01", "010"),
        *("no", "=", "@", "`"),
    ]
)


def checked(text: str | bytes, path: str = "a.yaml") -> bool:
    """Whether it is a scenario; if not, the findings say where."""
    scenario, found = check(text, path, "a")
    assert (scenario is None) == bool(errors(found))
    assert all(one.path == path and str(one).isprintable() for one in found)
    if scenario is not None:
        findings([scenario])
        return True
    with pytest.raises(ScenarioError):
        parse(text, path, "a")
    return False


@examples(150)
@given(st.text(max_size=80) | st.binary(max_size=80), st.sampled_from(["a.yaml", "a.json"]))
def test_any_text_is_a_scenario_or_findings(text: str | bytes, path: str) -> None:
    checked(text, path)


@examples(200)
@given(TREES, st.sampled_from(["a.yaml", "a.json"]))
def test_any_tree_is_a_scenario_or_findings(tree: Any, path: str) -> None:
    checked(json.dumps(tree), path)


@examples(100)
@given(st.dictionaries(st.sampled_from(WORDS), TREES, max_size=3), TREES)
def test_any_reply_is_a_scenario_or_findings(reply: Any, more: Any) -> None:
    checked(json.dumps({"reply": {"stream": [reply], **reply}, "match": more}))
    checked(json.dumps({"reply": [reply, *([more] if isinstance(more, dict) else [])]}))


@examples(60)
@given(st.sampled_from(FILES), st.lists(st.tuples(st.floats(0, 1), SPLICES), max_size=4), st.data())
def test_a_bundled_file_with_damage_is_a_scenario_or_findings(
    text: str, splices: list[tuple[float, str]], data: st.DataObject
) -> None:
    for place, splice in splices:
        at = round(place * len(text))
        text = text[:at] + splice + text[at + data.draw(st.integers(0, 3)) :]
    checked(text)


def bomb(levels: int) -> str:
    """Each anchor is nine times the one before."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    nine = [", ".join([f"*a{at}"] * 9) for at in range(levels)]
    lines += [f"a{at}: &a{at} [{said}]" for at, said in enumerate(nine, start=1)]
    return "\n".join(lines)


def regex(pattern: str) -> str:
    return f"match: {{last_user: {{regex: {json.dumps(pattern)}}}}}\nreply: [{{text: x}}]"


REFUSED = {
    "a billion laughs": bomb(10),
    "an alias of itself": "reply: &a [*a]",
    "1,000 lists inside each other": "reply: " + "[" * 1000 + "]" * 1000,
    "100,000 lists inside each other": "reply: " + "[" * 100_000,
    "1,000 mappings inside each other": "{a: " * 1000,
    "10,000 dashes": "- " * 10_000,
    "10,000 questions": "? " * 10_000,
    "too long a text": f"reply: [{{text: '{'x' * 1_000_001}'}}]",
    "100,000 keys": "\n".join(f"k{at}: 1" for at in range(100_000)),
    "a key of a megabyte": f"{'k' * 900_000}: 1",
    "a whole number with 900,000 digits": "reply: [{repeat: {times: " + "9" * 900_000 + "}}]",
    "a fraction beyond all": "reply: [{text: x, itl: 1e400}]",
    "a tag that makes objects": "reply: !!python/object/apply:os.system [id]",
    "a merge key": "a: &a {b: 1}\nreply: {<<: *a}",
    "half a character": 'reply: [{text: "\\ud800"}]\nx: 1',
    "not a number": "reply: [{chunk: {a: .nan}}]",
    "two documents": "reply: []\n---\nreply: []",
    "a NUL": "reply: [{text: a\0b}]",
    "a repeat of repeats": "reply: ["
    + "{repeat: {times: 1000, steps: [" * 5
    + "{text: x}"
    + "]}}" * 5
    + "]",
    "too many times": "reply: [{repeat: {times: 100000000, steps: [{text: x}]}}]",
    "a pattern that is none": regex("(((("),
    "a pattern with a million parts": regex("((((a{100}){100}){100}){100})"),
}
"""Refused with a place, in bounded time and memory."""


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_file_is_refused(name: str) -> None:
    text = REFUSED[name]
    scenario, found = check(text, "a.yaml", "a")
    told = [*found, *(findings([scenario]) if scenario else ())]
    assert errors(told), "it is taken for a scenario"
    assert all(len(str(one)) < 1_500 for one in told)


@pytest.mark.parametrize("pattern", ["^(a+)+$", "(x+x+)+y", "(.*)*=", r"^(\w+\s?)*$"])
def test_a_pattern_that_explodes_is_a_scenario(pattern: str) -> None:
    """It is bounded when it is searched for: `test_requests.py`."""
    assert checked(regex(pattern))


@examples(30)
@given(TREES)
def test_what_a_yaml_tool_writes_is_a_scenario_or_findings(tree: Any) -> None:
    try:
        text = yaml.safe_dump(tree, allow_unicode=True)
    except (UnicodeEncodeError, ValueError):
        return
    checked(text)
