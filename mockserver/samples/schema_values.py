"""JSON values that satisfy a JSON Schema, by chance; knows no tool and no reply.

What is made is checked with `jsonschema`; what does not pass is made again, and if that does not
help, the keyword at fault is named: a value that does not satisfy its schema never comes out.
https://json-schema.org/draft/2020-12/json-schema-validation
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from mockserver.errors import MockServerError
from mockserver.seeding import Random
from mockserver.wire.json_text import Json, JsonObject, dumps

from .budget import CURRENT, Budget, CannotError, ExhaustedError
from .schema_bounds import in_turn, targets
from .schema_check import distinct, limited
from .schema_merge import Flattener, JsonSchema
from .schema_scalars import Scalars

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

TRIES = 25
"""Values that are made at most before a schema is given up."""

_CALM = 4
"""Below this depth nothing is made that need not be there, so that recursion ends."""

_MANY = 300
"""After so many values, too."""

_MOST = 10_000
"""Values that are made at most in all tries together."""

_DEEPEST = 24
"""How deep a try goes at most."""

_STACK = 72
"""How many schemas may be at work at once: those of each level, on all levels."""


class SchemaError(MockServerError):
    """A schema that is none, or that no value was found for; the message names the keyword."""


def satisfying(
    schema: JsonSchema,
    word: Callable[[], str],
    random: Random,
    budget: Budget | None = None,
) -> Json:
    """A value that satisfies the schema. Raises SchemaError.

    `word` gives the words of free text. References are followed inside the schema alone.
    The budget is what all tries together may cost.
    """
    budget = budget or Budget()
    token = CURRENT.set(budget)
    try:
        return _satisfying(schema, word, random, budget)
    except RecursionError:
        raise SchemaError("no value was found that satisfies a schema nested so deeply") from None
    finally:
        CURRENT.reset(token)


def _satisfying(
    schema: JsonSchema, word: Callable[[], str], random: Random, budget: Budget
) -> Json:
    validator, deepest = _validator(dumps(schema))
    maker = _Maker(schema, word, random, deepest, budget)
    problem = ""
    for _ in range(TRIES):
        try:
            made = maker.one()
            budget.forget()
            problem = _problem(validator, made)
        except ExhaustedError as error:
            problem = problem or str(error)
            break
        except CannotError as error:
            problem = str(error)
        if not problem:
            return made
    raise SchemaError(f"no value was found that satisfies {problem}")


@lru_cache(maxsize=256)
def _validator(text: str) -> tuple[Validator, int]:
    """The validator of a schema, given as JSON, and how deep its values may be.

    Raises SchemaError where it is no schema, or one that is not supported.
    """
    from jsonschema import exceptions, validators
    from jsonschema_specifications import REGISTRY  # type: ignore[import-untyped]

    schema = json.loads(text)
    try:
        deepest = max(1, min(_DEEPEST, _STACK // in_turn(schema)))
        kind = _draft(schema, validators.Draft202012Validator, validators.validator_for)
        for one in (schema, *targets(schema)):
            _check(kind, one)
    except CannotError as error:
        raise SchemaError(f"no value was found that satisfies {error}") from None
    except exceptions.SchemaError as error:
        where = "".join(f"[{part!r}]" for part in error.path)
        raise SchemaError(f"it is no JSON Schema: {error.message[:200]} {where}".strip()) from None
    if isinstance(schema, dict):
        schema.pop("$schema", None)  # it would bring back the kind without limits
    return limited(kind)(schema, registry=REGISTRY), deepest  # nothing is fetched


def _check(kind: Any, schema: Json) -> None:
    """Raises CannotError where only a pattern can be nested too deeply: objects are bounded."""
    try:
        kind.check_schema(schema)
    except (RecursionError, OverflowError) as error:
        raise CannotError("pattern", f"it cannot be read: {error}") from None


def _draft(schema: JsonSchema, newest: Any, known: Callable[..., Any]) -> Any:
    """The kind of validator that `$schema` names, or the newest."""
    said = schema.get("$schema") if isinstance(schema, dict) else None
    if said is None:
        return newest
    kind = known(schema, default=None) if isinstance(said, str) else None
    if kind is None or "draft-03" in str(said):
        raise CannotError("$schema", f"{said} is not supported")
    return kind


def _problem(validator: Validator, made: Json) -> str:
    """The keyword that a value does not satisfy, and where; empty where it satisfies all."""
    from referencing.exceptions import Unresolvable

    try:
        error = next(validator.iter_errors(made), None)
    except Unresolvable as problem:
        return f"the schema's references and patterns: {str(problem)[:200]}"
    except (OverflowError, ValueError) as problem:
        return f"the keyword 'multipleOf': {problem}"
    if error is None:
        return ""
    keyword = error.validator or ([*error.schema_path] or ["false"])[-1]
    return f"the keyword '{keyword}' at {error.json_path}"


class _Maker:
    """Tries at a value of a schema."""

    def __init__(
        self,
        root: JsonSchema,
        word: Callable[[], str],
        random: Random,
        deepest: int,
        budget: Budget,
    ) -> None:
        self._budget = budget
        self._root = root
        self._deepest = deepest
        self._random = random
        self._flattener = Flattener(root, random, budget)
        self._scalars = Scalars(word, random, budget)
        self._made = 0
        self._many = 0

    def one(self) -> Json:
        """One try."""
        self._many = self._made + _MANY
        return self.value(self._root, 0)

    def value(self, schema: JsonSchema, depth: int, keyword: str = "$ref") -> Json:
        """A value; where what was chosen turns out impossible, other choices are tried."""
        problem = CannotError("depth")
        for attempt in range(8):
            self._made += 1
            if self._made > _MOST:
                raise ExhaustedError(keyword, "it goes on and on")
            if depth > self._deepest:
                raise CannotError("$ref", "it goes on and on")
            calm = depth >= _CALM or self._made > self._many
            try:
                flat = self._flattener.flat(schema, calm=calm and attempt == 0)
                return self._of(flat, depth, calm=calm)
            except ExhaustedError:
                raise
            except CannotError as error:
                problem = error
        raise problem

    def _of(self, flat: JsonObject, depth: int, *, calm: bool) -> Json:
        if "const" in flat:
            return self._written(flat["const"], "const")
        if "enum" in flat:
            return self._written(self._pick(flat["enum"], "enum"), "enum")
        kind = self._kind(flat)
        if kind == "object":
            return self._object(flat, depth, calm=calm)
        if kind == "array":
            return self._array(flat, depth, calm=calm)
        return self._written(self._scalars.make(kind, flat), kind)

    def _written(self, made: Json, keyword: str) -> Json:
        self._budget.write(_SIZED.get(keyword, keyword), len(dumps(made)))
        return made

    def _kind(self, flat: JsonObject) -> str:
        """The type: one of those that are said, or that the keywords speak of; seldom null."""
        said = flat.get("type")
        if said is None:
            spoken = [kind for kind, keys in _SPEAK_OF.items() if not keys.isdisjoint(flat)]
            kinds = spoken or ["string", "integer", "boolean"]
        else:
            kinds = [said] if isinstance(said, str) else said
        if len(kinds) > 1 and "null" in kinds and self._random.random() < 0.8:
            kinds = [kind for kind in kinds if kind != "null"]
        return str(self._pick(kinds, "type"))

    # -- objects ------------------------------------------------------------------------------

    def _object(self, flat: JsonObject, depth: int, *, calm: bool) -> JsonObject:
        properties = flat.get("properties", {})
        names = self._names(flat, properties, calm=calm)
        self._budget.write("properties", sum(len(name) + 4 for name in names))
        made: JsonObject = {}
        for name in names:
            if name in properties:
                made[name] = self.value(properties[name], depth + 1)
            else:
                made[name] = self.value(self._extra(flat, name), depth + 1)
        return made

    def _names(self, flat: JsonObject, properties: JsonObject, *, calm: bool) -> list[str]:
        """The keys: what must be there, some of what may, and more where there must be more."""
        self._budget.spend("properties", (len(properties) + len(flat.get("required", []))) // 8)
        needed = dict.fromkeys(flat.get("required", []))
        most = flat.get("maxProperties", len(properties) + len(needed) + 8)
        least = flat.get("minProperties", 0)
        chosen = dict(needed)
        optional = [name for name in properties if name not in chosen]
        for left, name in zip(range(len(optional), 0, -1), optional, strict=True):
            wanted = self._random.random() < 0.5 and not calm
            forbidden = properties[name] is False or len(chosen) >= most
            if (wanted or len(chosen) + left <= least) and not forbidden:
                chosen[name] = None
        for name in list(chosen):
            chosen |= dict.fromkeys(flat.get("dependentRequired", {}).get(name, []))
        if _takes_more(flat) and not calm:
            least = max(least, min(most, len(chosen) + 1 + int(self._random.random() * 2)))
        for _ in range(100):
            if len(chosen) >= least:
                break
            chosen[self._extra_name(flat)] = None
        ordered = [name for name in properties if name in chosen]
        return [*ordered, *(name for name in chosen if name not in properties)]

    def _extra_name(self, flat: JsonObject) -> str:
        for pattern in flat.get("patternProperties", {}):
            return str(self._scalars.make("string", {"pattern": pattern}))
        rule = flat.get("propertyNames", {})
        if rule is False:
            raise CannotError("propertyNames")
        words = {"type": "string", "maxLength": 20, **(rule if isinstance(rule, dict) else {})}
        return str(self.value(words, 0, "propertyNames"))

    def _extra(self, flat: JsonObject, name: str) -> JsonSchema:
        """The schema of a key that `properties` lacks."""
        for pattern, schema in flat.get("patternProperties", {}).items():
            if self._budget.search("patternProperties", pattern, name):
                return _as_schema(schema)
        return _as_schema(flat.get("additionalProperties", {"type": "string"}))

    # -- arrays -------------------------------------------------------------------------------

    def _array(self, flat: JsonObject, depth: int, *, calm: bool) -> list[Json]:
        items = flat.get("items", True)
        first = items if isinstance(items, list) else flat.get("prefixItems", [])
        rest = flat.get("additionalItems", True) if isinstance(items, list) else items
        least = flat.get("minItems", 0)
        more = 0 if calm else int(self._random.random() * 4)
        if not calm and least == 0 and ("items" in flat or first):
            more = max(1, more)
        most = flat.get("maxItems", max(least, len(first)) + 16)
        if rest is False:
            most = min(most, len(first))
        wanted: list[JsonSchema] = []
        if "contains" in flat:
            wanted = [_all_of(rest, flat["contains"])] * flat.get("minContains", 1)
        number = min(max(least, len(first) if not calm else 0, len(wanted)) + more, most)
        if number > 1_000:
            raise CannotError("minItems")
        schemas = [*first, *wanted]
        made: list[Json] = []
        others: set[str] | None = set() if flat.get("uniqueItems") else None
        self._budget.write("minItems", number)
        for at in range(number):
            schema = schemas[at] if at < len(schemas) else rest
            made.append(self._item(schema, others, depth))
        return made

    def _item(self, schema: JsonSchema, others: set[str] | None, depth: int) -> Json:
        if others is None:
            return self.value(schema, depth + 1, "minItems")
        for _ in range(50):
            made = self.value(schema, depth + 1, "uniqueItems")
            text = distinct(made)
            if text not in others:
                others.add(text)
                return made
        raise CannotError("uniqueItems")

    def _pick(self, choices: list[Any], keyword: str) -> Any:
        if not choices:
            raise CannotError(keyword)
        return choices[int(self._random.random() * len(choices))]


_SPEAK_OF: dict[str, set[str]] = {
    "object": {
        *("properties", "required", "additionalProperties", "patternProperties", "minProperties"),
        *("maxProperties", "propertyNames", "dependentRequired"),
    },
    "array": {"items", "prefixItems", "minItems", "maxItems", "uniqueItems", "contains"},
    "string": {"pattern", "format", "minLength", "maxLength"},
    "number": {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"},
}
"""The keywords that each type has for itself."""


_SIZED = {"string": "minLength", "number": "minimum", "integer": "minimum", "boolean": "type"}
"""The keyword that makes values of a type long."""


def _takes_more(flat: JsonObject) -> bool:
    """Whether an object is a map from any key to values of one schema."""
    return isinstance(flat.get("additionalProperties"), dict) and not flat.get("properties")


def _all_of(one: JsonSchema, other: JsonSchema) -> JsonSchema:
    return {"allOf": [one, other]}


def _as_schema(value: Json) -> JsonSchema:
    assert isinstance(value, dict | bool)
    return value
