"""What client generations accept in a completion chunk, as a function from a chunk to complaints.

The rules stand in client_fields.json; its `about` says what they mean and how they were found.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from mockserver.wire.json_text import Json, JsonObject

RULES: dict[str, dict[str, str]] = json.loads(
    (Path(__file__).parent / "client_fields.json").read_text(encoding="utf-8")
)["clients"]
"""For each client, the type of each field that it knows."""

LITERALS = {
    "object": "chat.completion.chunk",
    "choices[].delta.role": "assistant",
    "choices[].delta.tool_calls[].type": "function",
}

REASONS = {"tool_calls", "stop", "length", "content_filter", "error"}


def complaints(client: str, chunk: JsonObject) -> list[str]:
    """Each field of a chunk that a client refuses, and why."""
    return [
        f"{path}: {said}"
        for path, rule in RULES[client].items()
        for holder, key in _holders(chunk, path)
        if (said := _complaint(path, rule, holder, key)) is not None
    ]


def _holders(value: Json, path: str) -> Iterator[tuple[JsonObject, str]]:
    """Every object that a path's last key is looked for in."""
    first, _, rest = path.partition(".")
    key, many = first.removesuffix("[]"), first.endswith("[]")
    if not isinstance(value, dict):
        return
    if not rest:
        if not many:  # `bytes[]` are numbers in a list, which the list's own rule looks at
            yield value, key
        return
    inside = value.get(key)
    for one in inside if many and isinstance(inside, list) else [inside]:
        yield from _holders(one, rest)


def _complaint(path: str, rule: str, holder: JsonObject, key: str) -> str | None:
    kind = rule.rstrip("!?∅")
    if key not in holder:
        return "it is missing" if "!" in rule else None
    value = holder[key]
    if kind in ("any", "~") or (value is None and "∅" in rule):
        return None
    return None if _fits(kind, value, path) else f"{value!r} is not {kind}"


def _fits(kind: str, value: Json, path: str) -> bool:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    match kind:
        case "s" | "open" | "u":
            return isinstance(value, str)
        case "n":
            return number
        case "i":
            return number and value == int(value)
        case "b":
            return isinstance(value, bool)
        case "o":
            return isinstance(value, dict)
        case "a":
            return isinstance(value, list) and all(
                _fits("i", one, "") for one in value if path.endswith("bytes")
            )
        case "lit":
            return bool(value == LITERALS[path])
        case "closed":
            return value in (REASONS if path.endswith("finish_reason") else {"assistant"})
    raise AssertionError(f"no such kind of type: {kind}")
