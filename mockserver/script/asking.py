"""What a request asks of the answer, where a script lets it ask; knows no script and no chance.

Whole numbers may come as floats, since some clients send them so; null is not given.
https://platform.openai.com/docs/api-reference/chat/create
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from mockserver.dialects.request import ChatRequest, RequestError
from mockserver.samples.schema_merge import JsonSchema
from mockserver.scenario.logprobs import MOST_TOP
from mockserver.wire.json_text import Json, JsonObject


@dataclass(frozen=True, slots=True)
class Tool:
    """A function that may be called, the schema of its arguments, and where the request has it."""

    name: str
    parameters: JsonSchema
    param: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What one request asks for; `schema` is what the text must satisfy as JSON, None for prose."""

    max_tokens: int | None
    stop: tuple[str, ...]
    tools: tuple[Tool, ...]
    calling: Literal["none", "auto", "required"]
    parallel: bool
    schema: JsonSchema | None


def asked(request: ChatRequest) -> Asked:
    """What a request asks for. Raises RequestError for what no provider would take."""
    tools, calling = _tools(request.body)
    parallel = _flag(request.body, "parallel_tool_calls")
    return Asked(
        _max_tokens(request.body),
        _stop(request.body),
        tools,
        calling,
        True if parallel is None else parallel,
        _schema(request.body),
    )


def top_logprobs(request: ChatRequest) -> int | None:
    """The alternatives of each token that are asked for; None where no logprobs are."""
    if not _flag(request.body, "logprobs"):
        return None
    return _whole(request.body, "top_logprobs", 0, MOST_TOP) or 0


def _max_tokens(body: JsonObject) -> int | None:
    """Of the two names the newer one counts."""
    newer = _whole(body, "max_completion_tokens", 1)
    older = _whole(body, "max_tokens", 1)
    return older if newer is None else newer


def _stop(body: JsonObject) -> tuple[str, ...]:
    value = body.get("stop")
    texts = [value] if isinstance(value, str) else [] if value is None else value
    if not isinstance(texts, list) or not all(isinstance(one, str) and one for one in texts):
        raise RequestError("'stop' must be text or a list of texts, none of them empty.", "stop")
    return tuple(texts)


def _schema(body: JsonObject) -> JsonSchema | None:
    form = body.get("response_format")
    if form is None:
        return None
    kind = form.get("type") if isinstance(form, dict) else None
    if kind == "text":
        return None
    if kind == "json_object":
        return _ANY_OBJECT
    if kind == "json_schema" and isinstance(form.get("json_schema"), dict):
        return _as_schema(form["json_schema"].get("schema"), "response_format.json_schema.schema")
    said = "'response_format' must have the type text, json_object, or json_schema with its schema."
    raise RequestError(said, "response_format")


_ANY_OBJECT: JsonSchema = {
    "type": "object",
    "additionalProperties": {"type": ["string", "integer", "boolean"]},
    "minProperties": 2,
    "maxProperties": 5,
}
"""What a JSON object without a schema looks like."""


def _as_schema(value: Json, param: str) -> JsonSchema:
    if value is None:
        return {"type": "object"}
    if isinstance(value, dict | bool):
        return value
    raise RequestError(f"'{param}' must be a JSON Schema.", param)


_Calling = Literal["none", "auto", "required"]
_CALLING: dict[str, _Calling] = {"none": "none", "auto": "auto", "required": "required"}


def _tools(body: JsonObject) -> tuple[tuple[Tool, ...], _Calling]:
    """The functions that may be called, and whether one must be."""
    tools = tuple(_functions(body.get("tools")))
    choice = body.get("tool_choice")
    if choice is None:
        return tools, "auto"
    if isinstance(choice, str) and choice in _CALLING:
        calling, names = _CALLING[choice], None
    else:
        calling, names = _chosen(choice)
    if names is not None:
        tools = tuple(one for one in tools if one.name in names)
    if calling == "required" and not tools:
        raise RequestError("'tool_choice' asks for a function that 'tools' lacks.", "tool_choice")
    return tools, calling


def _functions(tools: Json) -> Iterator[Tool]:
    """The functions of `tools`; tools of other types are not the client's to call."""
    if tools is None:
        return
    if not isinstance(tools, list) or not all(isinstance(one, dict) for one in tools):
        raise RequestError("'tools' must be a list of objects.", "tools")
    for number, one in enumerate(tools):
        if one.get("type", "function") != "function":
            continue
        function = one.get("function")
        param = f"tools[{number}].function"
        if not isinstance(function, dict) or not isinstance(function.get("name"), str):
            raise RequestError(f"'{param}' must be an object with a name.", param)
        where = f"{param}.parameters"
        yield Tool(function["name"], _as_schema(function.get("parameters"), where), where)


def _chosen(choice: Json) -> tuple[_Calling, set[str]]:
    """A function by name, or some of them (`allowed_tools`) with a mode."""
    if isinstance(choice, dict):
        allowed = choice.get("allowed_tools", choice)
        if choice.get("type") == "allowed_tools" and isinstance(allowed, dict):
            names = {one.name for one in _functions(allowed.get("tools"))}
            mode = allowed.get("mode", "auto")
            if isinstance(mode, str) and mode in _CALLING:
                return _CALLING[mode], names
        elif choice.get("type") == "function":
            return "required", {one.name for one in _functions([choice])}
    said = "'tool_choice' must be none, auto, required, a function or allowed_tools."
    raise RequestError(said, "tool_choice")


def _flag(body: JsonObject, key: str) -> bool | None:
    value = body.get(key)
    if not isinstance(value, bool | None):
        raise RequestError(f"'{key}' must be true or false.", key)
    return value


def _whole(body: JsonObject, key: str, least: int, most: int | None = None) -> int | None:
    """A whole number, which may be written as a float."""
    value = body.get(key)
    if value is None:
        return None
    if (
        isinstance(value, bool)
        or not isinstance(value, int | float)
        or value != int(value)
        or value < least
        or (most is not None and value > most)
    ):
        limits = f"of {least} or more" if most is None else f"from {least} to {most}"
        raise RequestError(f"'{key}' must be a whole number {limits}.", key)
    return int(value)
