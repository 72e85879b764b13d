"""The control plane as an OpenAPI 3.1 document, made of the table of routes and their records.

https://spec.openapis.org/oas/v3.1.1.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.metadata import version
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from mockserver.scenario.described import Described
from mockserver.scenario.schema import json_schema
from mockserver.serving import paths
from mockserver.wire.json_text import Json, JsonObject

from . import of_workers
from .answers import SCHEMA, ErrorAnswer, ExchangeJson, Text
from .asked import NAME
from .errors import CODES
from .route import Route

_SCHEMAS = "#/components/schemas/"
_TEMPLATE = f"{_SCHEMAS}{{model}}"
_GUARD = ("no_token", "foreign_host", "foreign_origin", "no_session")
_ANY = ("bad_request", *_GUARD)
_CHANGING = ("bad_json", "too_large", "not_json")

_ABOUT = (
    "What a test in any language does to a mock server and asks of it. Every path stands also "
    "behind `/s/{session}`, where it is that session's; without it, it is the default one's."
)

EXCHANGE: JsonObject = {
    "type": "object",
    "description": "One exchange: its request, the plan, and what really happened. Times and "
    "durations are in microseconds.",
    "required": ["number", "path", "status", "digest", "planned", "happened"],
    "properties": {
        "number": {"type": "integer"},
        "path": {"type": "string"},
        "scenario": {"type": ["string", "null"]},
        "status": {"type": ["integer", "null"]},
        "digest": {"type": "string"},
        "planned": {
            "type": "object",
            "properties": {
                "ending": {"type": "string"},
                "bytes": {
                    "type": "integer",
                    "description": "Bytes on the wire after the head: the body with its codings, "
                    "those of HTTP chunks included.",
                },
                "duration": {"type": "integer"},
                "notes": {"type": "array", "items": {"type": "string"}},
            },
        },
        "happened": {
            "type": ["object", "null"],
            "description": "What happened; null while the stream is open.",
            "properties": {
                "result": {"type": "string"},
                "exact": {"type": "boolean"},
                "sent": {
                    "type": "integer",
                    "description": "Bytes on the wire that were sent, those of the head and of "
                    "keep-alives included: more than `planned.bytes` by these.",
                },
                "unaccepted": {
                    "type": "integer",
                    "description": "Those of them that the client's kernel did not take.",
                },
            },
        },
    },
}


_NAMES: dict[str, JsonObject] = {
    "number": {"type": "integer", "minimum": 1},
    "scenario": {"type": "string", "pattern": NAME},
}
"""What names in paths are like, where not any text will do."""


def document(routes: Sequence[Route]) -> JsonObject:
    """The document of these routes."""
    found: dict[str, JsonObject] = {}
    for route in routes:
        path = found.setdefault(f"{paths.CONTROL}{route.path}", {})
        path[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "The control plane of mockserver",
            "version": version("mockserver"),
            "description": _ABOUT,
        },
        "security": [{}, {"token": []}],
        "paths": found,
        "components": {
            "schemas": _schemas(routes),
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "The control token, where the server asks for one.",
                }
            },
        },
    }


def _operation(route: Route) -> JsonObject:
    summary = route.about.partition(";")[0].partition(". ")[0].rstrip(".")
    made: JsonObject = {
        "operationId": f"{route.act.__name__}_by_{route.method.lower()}",
        "summary": summary,
        "description": route.about,
        "parameters": [*_in_path(route.path), *_in_query(route)],
        "responses": _responses(route),
    }
    if route.method != "GET":
        made["requestBody"] = {
            "required": True,  # `{}` where nothing is said: without a Content-Type it is refused
            "content": {"application/json": {"schema": _reference(route.asks)}},
        }
    return made


def _in_path(path: str) -> Iterator[JsonObject]:
    for name in re.findall(r"{(\w+)}", path):
        kind = "scenario" if path.startswith("/scenarios/") else name
        schema = _NAMES.get(kind, {"type": "string"})
        yield {"name": name, "in": "path", "required": True, "schema": schema}


def _in_query(route: Route) -> Iterator[JsonObject]:
    if route.method != "GET":
        return
    made = route.asks.model_json_schema(ref_template=_TEMPLATE, schema_generator=Described)
    for name, schema in _replaced(_replaced(made, _named), _left_out).get("properties", {}).items():
        about = {"description": schema.pop("description")} if "description" in schema else {}
        yield {"name": name, "in": "query", "required": False, **about, "schema": schema}


def _responses(route: Route) -> JsonObject:
    answer = {
        "description": _about(route.answers),
        "content": {_kind(route.answers): {"schema": _reference(route.answers)}},
    }
    made: JsonObject = {str(route.status): answer}
    if "new" in getattr(route.answers, "model_fields", {}):
        made["200"] = {**answer, "description": "As status 201; it was there before."}
    for status, codes in _by_status(codes_of(route)).items():
        said = " ".join(f"`{code}`: {CODES[code][1]}" for code in codes)
        schema = {"$ref": f"{_SCHEMAS}{ErrorAnswer.__name__}"}
        made[str(status)] = {
            "description": said,
            "content": {"application/json": {"schema": schema}},
        }
    return made


def codes_of(route: Route) -> list[str]:
    """Every code with which a route may refuse, those of any route included."""
    any_ = _ANY if route.method == "GET" else (*_ANY, *_CHANGING)
    workers = () if route.alone else of_workers.codes(route.act)
    return list(dict.fromkeys((*any_, *route.codes, *workers)))


def _by_status(codes: Iterable[str]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for code in sorted(codes, key=lambda one: CODES[one][0]):
        found.setdefault(CODES[code][0], []).append(code)
    return found


# -- schemas --------------------------------------------------------------------------------------


def _schemas(routes: Sequence[Route]) -> JsonObject:
    """Every record, the scenario file's among them."""
    asked = {one.asks for one in routes if one.method != "GET"}
    answers = {one.answers for one in routes if _is_record(one.answers)} | {ErrorAnswer}
    made = {
        "Exchange": EXCHANGE,
        **_replaced(_replaced(_made(asked, "validation"), _named), _left_out),
        **_replaced(_made(answers, "serialization"), _named),
        **_of_scenarios(),
    }
    return dict(sorted(made.items()))


def _made(records: Iterable[type[BaseModel]], mode: JsonSchemaMode) -> JsonObject:
    models = [(one, mode) for one in sorted(records, key=_name)]
    found: JsonObject = models_json_schema(
        models, ref_template=_TEMPLATE, schema_generator=Described
    )[1]["$defs"]
    return found


def _of_scenarios() -> JsonObject:
    """The scenario file, a reply, and all records in them."""
    file = json_schema()
    file.pop("$schema")
    defs = file.pop("$defs")
    every = {"ScenarioFile": file, **{f"scenario.{name}": one for name, one in defs.items()}}
    made: JsonObject = _replaced(every, _prefixed)
    reply = made["ScenarioFile"]["properties"]["reply"]
    made["Reply"] = {**reply, "description": "A reply; a list is the steps of its stream."}
    return made


def _prefixed(one: JsonObject) -> JsonObject:
    if isinstance(one.get("$ref"), str):
        return {**one, "$ref": one["$ref"].replace("#/$defs/", f"{_SCHEMAS}scenario.")}
    if "mapping" in one.get("discriminator", {}):
        return {key: value for key, value in one.items() if key != "discriminator"}
    return one


def _named(one: JsonObject) -> JsonObject:
    """References to schemas that are not made of records, and no titles that repeat a key."""
    if SCHEMA in one:
        more = {key: value for key, value in one.items() if key not in (SCHEMA, "title")}
        return {**more, "$ref": f"{_SCHEMAS}{one[SCHEMA]}"}
    if "patternProperties" in one:
        one = {"additionalProperties": False, **one}
    is_schema = "properties" in one or not isinstance(one.get("title"), str)
    return one if is_schema else {key: value for key, value in one.items() if key != "title"}


def _left_out(one: JsonObject) -> JsonObject:
    """What may be left out is left out, and not null."""
    if "default" in one and one["default"] is None:
        one = {key: value for key, value in one.items() if key != "default"}
    members = [each for each in one.get("anyOf", ()) if each != {"type": "null"}]
    if len(members) == len(one.get("anyOf", ())):
        return one
    rest = {key: value for key, value in one.items() if key != "anyOf"}
    return {**members[0], **rest} if len(members) == 1 else {"anyOf": members, **rest}


def _replaced(json: Json, replace: Callable[[JsonObject], JsonObject]) -> Json:
    if isinstance(json, dict):
        return {key: _replaced(one, replace) for key, one in replace(json).items()}
    return [_replaced(one, replace) for one in json] if isinstance(json, list) else json


def _reference(answers: Any) -> JsonObject:
    if _is_record(answers):
        return {"$ref": f"{_SCHEMAS}{_name(answers)}"}
    if answers is Text:
        return {"type": "string"}
    return {"$ref": f"{_SCHEMAS}Exchange"} if answers is ExchangeJson else {"type": "object"}


def _kind(answers: Any) -> str:
    return "text/plain" if answers is Text else "application/json"


def _about(answers: Any) -> str:
    if _is_record(answers) or answers is Text:
        return " ".join((answers.__doc__ or "").split())
    return str(EXCHANGE["description"]) if answers is ExchangeJson else "This document."


def _is_record(answers: Any) -> bool:
    return isinstance(answers, type) and issubclass(answers, BaseModel)


def _name(record: type[BaseModel]) -> str:
    return record.__name__
