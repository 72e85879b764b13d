"""Changes to a completion chunk's JSON, key by key; knows no key of it by name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mockserver.wire.events import Patch
from mockserver.wire.json_text import Json, JsonObject


def patched(chunk: JsonObject, *patches: Patch | None) -> JsonObject:
    """The chunk with each patch laid over it in turn; the given one is not changed."""
    for patch in patches:
        if patch is not None:
            chunk = _patched(chunk, patch)
    return chunk


def _patched(chunk: JsonObject, patch: Patch) -> JsonObject:
    chunk = merged(chunk, patch.chunk)
    choices = chunk.get("choices")
    if isinstance(choices, list) and (patch.choice or patch.delta):
        chunk["choices"] = [_choice(choice, patch) for choice in choices]
    for path in patch.omit:
        root, *keys = path.split(".")
        chunk = _without(chunk, [*_AT[root], *keys])
    return chunk


_AT = {"chunk": [], "choice": ["choices"], "delta": ["choices", "delta"]}
"""Where each root of a path is in a chunk."""


def _choice(choice: Json, patch: Patch) -> Json:
    if not isinstance(choice, dict):
        return choice
    changed: JsonObject = merged(choice, patch.choice)
    if patch.delta:
        changed["delta"] = merged(dict(changed.get("delta") or ()), patch.delta)
    return changed


def merged(under: JsonObject, over: JsonObject) -> JsonObject:
    """Mappings merge key by key, everything else (lists and null, too) replaces."""
    result = dict(under)
    for key, value in over.items():
        below = result.get(key)
        if isinstance(below, dict) and isinstance(value, dict):
            value = merged(below, value)
        result[key] = value
    return result


def _without(value: Any, keys: list[str]) -> Any:
    """The value without what is at these keys; lists on the way are gone through."""
    if isinstance(value, list):
        return [_without(item, keys) for item in value]
    if not isinstance(value, dict) or keys[0] not in value:
        return value
    return dict(_kept(value, keys))


def _kept(value: JsonObject, keys: list[str]) -> Iterator[tuple[str, Json]]:
    for key, inside in value.items():
        if key != keys[0]:
            yield key, inside
        elif len(keys) > 1:
            yield key, _without(inside, keys[1:])
