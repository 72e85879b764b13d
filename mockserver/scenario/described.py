"""What stands below a record's fields, read when a JSON Schema is made of it; knows no record.

pydantic can do so by itself (`use_attribute_docstrings`), but does it at each start, for which it
takes a third as long as for all else about the records.
"""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import zip_longest

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema


class Described(GenerateJsonSchema):
    """Makes JSON Schemas in which each property has its field's docstring as description."""

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        """A record, with its fields' descriptions."""
        made = super().model_schema(schema)
        record: type[BaseModel] = schema["cls"]
        properties = made.get("properties", {})
        for name, said in _descriptions(record).items():
            key = record.model_fields[name].alias or name
            properties[key] = {"description": said, **properties[key]}
        return made


def _descriptions(record: type[BaseModel]) -> Mapping[str, str]:
    found: dict[str, str | None] = {}
    for base in reversed(record.__mro__):
        if issubclass(base, BaseModel) and base is not BaseModel:
            found |= _of_module(base.__module__).get(base.__name__, {})
    return {name: said for name, said in found.items() if said and name in record.model_fields}


@cache
def _of_module(name: str) -> Mapping[str, Mapping[str, str | None]]:
    """The docstring (None where there is none) of each field, by class; of one module."""
    tree = ast.parse(inspect.getsource(sys.modules[name]))
    classes = (one for one in tree.body if isinstance(one, ast.ClassDef))
    return {one.name: dict(_fields(one)) for one in classes}


def _fields(record: ast.ClassDef) -> Iterator[tuple[str, str | None]]:
    for field, below in zip_longest(record.body, record.body[1:]):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
            yield field.target.id, _text(below)


def _text(below: ast.stmt | None) -> str | None:
    value = below.value if isinstance(below, ast.Expr) else None
    said = value.value if isinstance(value, ast.Constant) else None
    return inspect.cleandoc(said) if isinstance(said, str) else None
