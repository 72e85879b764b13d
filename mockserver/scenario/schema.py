"""The scenario file as JSON Schema, for editors that complete keys; made from the records alone."""

from __future__ import annotations

import json
from typing import Any

from pydantic.json_schema import JsonSchemaValue
from pydantic_core import core_schema

from .described import Described
from .model import ScenarioFile
from .steps import STEPS
from .values import Record

FILE_NAME = "scenario.schema.json"
"""What the schema's file is named, beside scenarios or in a folder above them."""
DIALECT = "https://json-schema.org/draft/2020-12/schema"

EXAMPLE: dict[str, Any] = {
    "about": "A tool call, after a pause.",
    "match": {"model": "gpt-4o*", "last_user": {"contains": "weather"}},
    "reply": {
        "pace": {"ttft": "300ms", "itl": "20ms"},
        "stream": [
            {"text": "Let me look that up."},
            {"wait": "2s"},
            {"tool_calls": [{"name": "get_weather", "arguments": {"city": "Paris"}}]},
        ],
    },
}
_STEP_KEYS = {step: key for key, step in STEPS.items()}


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a scenario file, a new one each time.

    It says less than `check`: rules about several keys or steps together are only partly in it.
    """
    made = ScenarioFile.model_json_schema(schema_generator=_Generator)
    return {
        "$schema": DIALECT,
        **made,
        "title": "A scenario file of mockserver",
        "examples": [EXAMPLE],
    }


def schema_text() -> str:
    """The text of the schema's file."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


def modeline(schema: str = FILE_NAME) -> str:
    """A file's first line, by which editors find its schema: a path as from the file's folder.

    https://github.com/redhat-developer/yaml-language-server#using-inlined-schema
    """
    return f"# yaml-language-server: $schema={schema}\n"


class _Generator(Described):
    def field_title_should_be_set(self, schema: Any) -> bool:
        """No titles that only repeat the key."""
        del schema
        return False

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        """A record: what may be left out is left out, not null; a step has its step key."""
        made = super().model_schema(schema)
        record = schema["cls"]
        assert issubclass(record, Record)
        properties = made.get("properties", {})
        for key, value in properties.items():
            if key not in record.nullable:
                properties[key] = _without_null(value)
        if record in _STEP_KEYS:
            made["required"] = [_STEP_KEYS[record]]
        return made

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """What null would mean stands in the description."""
        if schema.get("default") is None:
            return self.generate_inner(schema["schema"])
        return super().default_schema(schema)


def _without_null(schema: JsonSchemaValue) -> JsonSchemaValue:
    members = [one for one in schema.get("anyOf", []) if one != {"type": "null"}]
    if len(members) == len(schema.get("anyOf", [])):
        return schema
    rest = {key: value for key, value in schema.items() if key != "anyOf"}
    return {**members[0], **rest} if len(members) == 1 else {"anyOf": members, **rest}
