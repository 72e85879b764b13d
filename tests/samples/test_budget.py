"""No schema makes the server wait: what costs too much is refused, and the keyword is named."""

from __future__ import annotations

import json
import re

import pytest
import regex

from mockserver.samples import budget as budgets
from mockserver.samples.budget import Budget, ExhaustedError
from mockserver.samples.regex_text import found_by
from mockserver.samples.schema_values import SchemaError, satisfying
from mockserver.seeding import stream
from mockserver.wire.json_text import Json, JsonObject


def made(schema: Json, budget: Budget | None = None) -> Json:
    return satisfying(schema, lambda: "word", stream("1"), budget)


def doubled(levels: int, key: str, last: Json) -> JsonObject:
    """Each definition refers to the next twice."""
    pairs = {f"a{at}": {key: [{"$ref": f"#/$defs/a{at + 1}"}] * 2} for at in range(levels)}
    return {**pairs, f"a{levels}": last}


def array(least: int, items: Json, **more: Json) -> JsonObject:
    return {"type": "array", "minItems": least, "items": items, **more}


DEEP = "(" * 1000 + ")" * 1000
FIRST = {"$ref": "#/$defs/a0"}
TWO = ["^(a|a)*b?$", "^(a|aa)+c$"]
LISTS: Json = [[at] * 900 for at in range(300)]
REFUSED: dict[str, tuple[Json, str]] = {
    "nested repeats": ({"type": "string", "pattern": "(a{1000}){1000}"}, "'pattern'"),
    "repeats of repeats": ({"type": "string", "pattern": "(?:(?:a{50}){50}){50}"}, "'pattern'"),
    "repeats of nothing": ({"type": "string", "pattern": "(?:(?:(?:){999}){999}){999}"}, "'patt"),
    "long texts by pattern": (array(99, {"type": "string", "pattern": "a{9000}"}), "'pattern'"),
    "a slow pattern": (
        {"allOf": [{"type": "string", "pattern": TWO[0], "minLength": 40}, {"pattern": TWO[1]}]},
        "'pattern': a search for it takes too long",
    ),
    "slow names": (
        {"required": ["a" * 40 + "!"], "patternProperties": {"^(a|aa)+$(?<=!)|^(a|a)*$b": True}},
        "'patternProperties': a search",
    ),
    "doubled references": ({**FIRST, "$defs": doubled(28, "allOf", {})}, "'\\$ref': more than"),
    "doubled below not": (
        {"not": FIRST, "$defs": doubled(28, "anyOf", {"type": "null"})},
        "'\\$ref': more than",
    ),
    "many ways for many values": (
        array(100, FIRST, **{"$defs": doubled(8, "allOf", {"type": "integer"})}),
        "too many steps",
    ),
    "hardly enough different items": (
        array(1000, {"type": "integer", "minimum": 0, "maximum": 1005}, uniqueItems=True),
        "'uniqueItems': it goes on",
    ),
    "long texts": (array(1000, {"type": "string", "minLength": 9000}), "'minLength'.*too long"),
    "long constants": (array(1000, {"const": "x" * 100_000}), "'const'.*too long"),
    "many values": (array(1000, array(1000, {"type": "null"})), "'minItems': it goes on"),
    "a sum beyond all numbers": (
        {"type": "number", "minimum": 1.5e308, "multipleOf": 1e308},
        "'minimum'.*largest",
    ),
    "a number beyond all": ({"type": "number", "minimum": 10**400}, "'minimum'.*too large"),
    "multiples of a large number": (
        {"type": "number", "multipleOf": int("9" * 400)},
        "'multipleOf'.*largest",
    ),
    "a large number as multiple": ({"const": 10**350, "multipleOf": 0.5}, "'multipleOf'"),
    "a deep pattern": ({"type": "string", "pattern": DEEP}, "'pattern': it cannot be read"),
    "a deep pattern of names": ({"patternProperties": {DEEP: {}}}, "'pattern': it cannot be read"),
    "long patterns": ({"type": "string", "pattern": "a" * 10_001}, "'pattern': more than"),
    "no name allowed": ({"propertyNames": False, "minProperties": 2}, "'propertyNames'"),
    "nothing allowed": ({"const": 1, "allOf": [{"not": True}]}, "'not'"),
    "constants nested deeply": (
        {"const": json.loads("[" * 700 + "]" * 700)},
        "nested so deeply|'const'",
    ),
    "a dialect of a part": (
        {"items": {"$schema": "http://json-schema.org/draft-07/schema#"}},
        "'\\$schema': only",
    ),
    "names that none can follow": (
        {"unevaluatedProperties": False, "patternProperties": {"a": {}}},
        "'unevaluatedProperties'",
    ),
    "large parts referred to again and again": (
        {"$defs": {f"{at}": {"$ref": f"#/$defs/{at}/x", "x": {}} for at in range(1)},
         "allOf": [{"$ref": "#/properties"}, {"$ref": "#/properties/p"}],
         "properties": {"p": {"properties": {f"k{at}": {} for at in range(700)}}}},
        "'\\$ref': what is referred to",
    ),
    "values of draft 4": (
        {"$schema": "http://json-schema.org/draft-04/schema#",
         "enum": [{"a": at} for at in range(400)]},
        "'enum': too many",
    ),
    "a pattern that is written out": (
        {"const": "a", "pattern": "(?:x{60000}){60000}|a"},
        "'pattern': it repeats too often",
    ),
    "a list compared with lists": (
        array(900, {"type": "integer"}, **{"not": {"not": {"enum": LISTS}}}),
        "'(enum|not)': it takes too many steps",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_costs_too_much_is_refused_with_the_keyword(name: str) -> None:
    schema, said = REFUSED[name]
    with pytest.raises(SchemaError) as error:
        made(schema)
    assert re.search(said, str(error.value))


def test_a_set_costs_as_much_as_a_list_of_as_many() -> None:
    spent = []
    for unique in (True, False):
        budget = Budget()
        assert len(made(array(1000, {"type": "integer", "maximum": 10**9}), budget)) >= 1000
        made(array(1000, {"type": "integer", "maximum": 10**9}, uniqueItems=unique), budget)
        spent.append(budgets.STEPS - budget.steps)
    assert spent[0] < spent[1] * 1.1


def test_1_and_1_0_are_one_item_and_true_is_another() -> None:
    assert made({"const": [1, True, {"a": [2.5]}], "uniqueItems": True})
    with pytest.raises(SchemaError, match="'uniqueItems' at"):
        made({"const": [{"a": 1}, {"a": 1.0}], "uniqueItems": True})


def test_names_beyond_those_known_are_told() -> None:
    schema = {"const": {"a": 1, "x": 2}, "patternProperties": {"^x": {}}}
    assert made({**schema, "additionalProperties": {"type": "integer"}}) == {"a": 1, "x": 2}
    with pytest.raises(SchemaError, match="'additionalProperties' at"):
        made({**schema, "additionalProperties": False})


def test_keywords_of_objects_take_all_else() -> None:
    schema = {"const": 5, "patternProperties": {"a": False}, "additionalProperties": False}
    assert made({**schema, "uniqueItems": True, "pattern": "x"}) == 5


def test_a_step_too_many_names_what_it_was_for() -> None:
    with pytest.raises(ExhaustedError, match="'anyOf'"):
        Budget(steps=1).spend("anyOf", 2)


def test_a_group_repeated_counts_its_characters() -> None:
    with pytest.raises(ExhaustedError, match="'pattern'"):
        found_by("(a{10})\\1", 0, stream(0), Budget(characters=19))


def test_braces_that_are_text_stay_text() -> None:
    assert not Budget().search("pattern", "^(?:abc){e}$", "abd")
    assert Budget().search("pattern", "^(?:abc){e}\\{$", "abc{e}{")


def test_a_pattern_that_the_library_does_not_know_is_refused() -> None:
    with pytest.raises(ExhaustedError, match="not supported"):
        Budget().search("pattern", "(", "a")


def test_slowness_of_the_machine_only_ever_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[float] = []

    def slow(pattern: str, text: str, timeout: float) -> None:
        asked.append(timeout)
        raise TimeoutError

    monkeypatch.setattr(regex, "search", slow)
    with pytest.raises(SchemaError, match="'pattern': a search"):
        made({"const": "a", "pattern": "a"})
    assert len(asked) == 6
    assert sum(asked) < 0.2
