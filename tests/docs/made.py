"""The parts of docs/scenario-format.md that are made: tables of keys, and what examples send.

A made part stands between a marker such as `<!-- keys of TextStep -->` and `<!-- end -->`; what an
example sends is the text block behind its YAML block.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from mockserver import durations
from mockserver.scenario import model, schema
from mockserver.scenario.modifiers import Patched
from mockserver.scenario.steps import STEPS
from mockserver.scenario.values import Record

from .tables import TABLES, table

MARKED = re.compile(r"(<!-- (?!end)(.*?) -->\n)(.*?)(<!-- end -->\n)", re.DOTALL)
STEP_RECORDS = {record.__name__ for record in STEPS.values()}


def _records(base: type[Record]) -> Iterator[type[Record]]:
    for one in base.__subclasses__():
        if one.__module__.startswith(model.__package__ or ""):
            yield one
            yield from _records(one)


def _by_name() -> dict[str, type[Record]]:
    found = list(dict.fromkeys(_records(Record)))
    names = Counter(one.__name__ for one in found)
    return {(one.__name__ if names[one.__name__] == 1 else _full_name(one)): one for one in found}


def _full_name(record: type[Record]) -> str:
    return f"{record.__module__.rpartition('.')[2]}.{record.__name__}"


RECORDS = _by_name()
"""Every record of the scenario file; two of one name have that of their module before it."""


def own_fields(record: type[Record]) -> list[str]:
    """The fields that a record has itself, and not from the record that it extends."""
    return [name for name in record.model_fields if name in record.__annotations__]


def rewritten(page: str) -> str:
    """The page with every marked part made anew."""

    def part(found: re.Match[str]) -> str:
        what, _, names = found[2].partition(" of ")
        made = _keys(names, page) if what == "keys" else TABLES[found[2]]()
        return f"{found[1]}{made}{found[4]}"

    return MARKED.sub(part, page)


def shown_records(page: str) -> list[str]:
    """The names of all records whose keys the page has."""
    return [name for found in MARKED.finditer(page) for name, _ in _named(found[2])]


def _named(marker: str) -> Iterator[tuple[str, str]]:
    """Each record that a marker names, and what stands before its keys."""
    what, _, names = marker.partition(" of ")
    for one in names.split(", ") if what == "keys" else ():
        name, _, prefix = one.partition(" as ")
        yield name, prefix and f"{prefix}."


# -- keys -----------------------------------------------------------------------------------------


def _keys(names: str, page: str) -> str:
    rows = [
        row
        for name, prefix in _named(f"keys of {names}")
        for row in _rows(RECORDS[name], prefix, page)
    ]
    return table(("key", "type", "default", "what it says"), rows) + _beside(names)


def _beside(names: str) -> str:
    """What else may stand beside a step: the keys that its record has from others."""
    lines = ""
    for step, record in STEPS.items():
        if record.__name__ in names.split(", ") and issubclass(record, Patched):
            fields = {key: field.alias or key for key, field in record.model_fields.items()}
            more = [f"`{fields[key]}`" for key in fields if key not in own_fields(record)]
            lines += f"\nBeside `{step}`, too: {', '.join(more)} ([more](#beside-a-step)).\n"
    return lines


def _rows(record: type[Record], prefix: str, page: str) -> Iterator[tuple[str, ...]]:
    made = record.model_json_schema(schema_generator=schema._Generator)
    here = made if "properties" in made else made["$defs"][record.__name__]  # it holds itself
    for name in own_fields(record):
        key = record.model_fields[name].alias or name
        said = here["properties"][key]
        text = " ".join(said["description"].split())
        text, _, default = text.partition(" Default: ")
        if key in here.get("required", ()):
            default = "required"
        elif said.get("default") not in (None, ""):
            default = f"`{_flow(said['default'])}`"
        kind = _kind({**made.get("$defs", {}), "": page}, said)
        yield f"`{prefix}{key}`", kind, default.removesuffix(".") or "–", text


def _flow(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False).replace('"', "")


def _kind(defs: dict[str, Any], said: dict[str, Any]) -> str:
    """A JSON Schema in words."""
    if "$ref" in said:
        return _reference(defs, said["$ref"].rpartition("/")[2])
    for key in ("oneOf", "anyOf"):
        if key in said:
            return _members(defs, said[key])
    if "const" in said or "enum" in said:
        return ", ".join(f"`{_flow(one)}`" for one in said.get("enum", [said.get("const")]))
    if said.get("pattern") == durations.PATTERN:
        return "duration"
    return _KINDS.get(said.get("type", ""), _any)(defs, said)


def _reference(defs: dict[str, Any], name: str) -> str:
    if name == "JsonValue":
        return "any JSON"
    if "properties" not in defs[name]:
        return _kind(defs, defs[name])
    word = "pattern" if name in ("PatternSpec", "ValueSpec") else "mapping"
    return f"[{word}](#{_section(defs[''], _record(name, defs[name]))})"


def _record(name: str, said: dict[str, Any]) -> str:
    """The name of the record of a schema; of several it is told by its keys."""
    keys = set(said["properties"])
    return next(
        one
        for one, record in RECORDS.items()
        if one.rpartition(".")[2] == name.rpartition("__")[2]
        and keys == {field.alias or key for key, field in record.model_fields.items()}
    )


def _members(defs: dict[str, Any], members: list[dict[str, Any]]) -> str:
    names = {one.get("$ref", "").rpartition("/")[2] for one in members}
    if names == STEP_RECORDS:
        return "[steps](#steps)"
    kinds = [_kind(defs, one) for one in sorted(members, key=lambda one: "items" in one)]
    if "PatternSpec" in names:
        kinds.remove("text")  # a text is a pattern, too
    if kinds[0].startswith("`"):
        return " or ".join(kinds).replace(f" of {kinds[0]}", " of these")
    return " or ".join(kinds)


def _section(page: str, record: str) -> str:
    """The anchor of the heading under which a record's keys are."""
    for found in MARKED.finditer(page):
        if record in [name for name, _ in _named(found[2])]:
            title = re.findall(r"^#+ (.*)$", page[: found.start()], re.MULTILINE)[-1]
            return anchor(title)
    raise AssertionError(f"the page has no keys of {record}")


def anchor(title: str) -> str:
    """What a link to a heading ends with."""
    return re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")


def _bounds(said: dict[str, Any], least: str, most: str) -> str:
    low, high = said.get(least), said.get(most)
    if low is not None and low < -1_000_000:
        return ""  # as much as a machine's word can hold
    if low is not None and high is not None:
        return f"{low:,} to {high:,}"
    if low is not None:
        return f"{low:,} or more"
    return "" if high is None else f"at most {high:,}"


def _list(defs: dict[str, Any], said: dict[str, Any]) -> str:
    bounds = _bounds(said, "minItems", "maxItems")
    many = f" ({bounds})" if bounds else ""
    kind = _kind(defs, said["items"])
    return f"list{many} of {' or '.join(map(_plural, kind.split(' or ')))}"


def _plural(kind: str) -> str:
    """What a list is of: several."""
    for one, many in _SEVERAL.items():
        if kind.startswith(one):
            return many + kind.removeprefix(one)
    return kind


_SEVERAL = {
    "text": "texts",
    "whole number": "whole numbers",
    "list": "lists",
    "JSON object": "JSON objects",
    "[mapping]": "[mappings]",
}


def _number(name: str) -> Callable[[dict[str, Any], dict[str, Any]], str]:
    def kind(_: dict[str, Any], said: dict[str, Any]) -> str:
        return ", ".join(filter(None, (name, _bounds(said, "minimum", "maximum"))))

    return kind


def _text(_: dict[str, Any], said: dict[str, Any]) -> str:
    bounds = _bounds(said, "minLength", "maxLength")
    return f"text ({bounds} characters)" if bounds else "text"


def _object(defs: dict[str, Any], said: dict[str, Any]) -> str:
    values = said.get("additionalProperties")
    if not isinstance(values, dict):
        return "mapping"
    kind = _kind(defs, values)
    return "JSON object" if kind == "any JSON" else f"mapping of name to {kind}"


def _any(_: dict[str, Any], said: dict[str, Any]) -> str:
    return "any JSON but a mapping" if "not" in said else "any JSON"


_KINDS: dict[str, Callable[[dict[str, Any], dict[str, Any]], str]] = {
    "array": _list,
    "integer": _number("whole number"),
    "number": _number("number"),
    "string": _text,
    "object": _object,
    "boolean": lambda _, __: "`true`, `false`",
    "null": lambda _, __: "null",
}
