"""JSON as it is written on the wire: compact, in UTF-8, the same everywhere; knows no schema."""

from __future__ import annotations

import json
from codecs import BOM_UTF8
from collections.abc import Iterable
from math import isfinite
from typing import Any

Json = Any
"""A JSON value: None, bool, int, float, str, list or dict of such."""

JsonObject = dict[str, Json]


def dumps(value: Json) -> str:
    """Compact JSON text with characters as they are.

    A lone surrogate, which UTF-8 cannot carry, is written as its escape. Raises ValueError for NaN
    and infinities, which JSON cannot say.
    """
    text = _ENCODER.encode(value)
    return text if text.isascii() else _bytes_of(text).decode()


def dump_bytes(value: Json) -> bytes:
    """The same as UTF-8 bytes."""
    return _bytes_of(_ENCODER.encode(value))


def _bytes_of(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        return text.encode(errors="backslashreplace")


def loads(data: bytes) -> Json:
    """The value of a JSON text in UTF-8.

    Raises ValueError where it is none: bad UTF-8, bad syntax, numbers that are not finite, nesting
    beyond Python's recursion limit, whole numbers beyond 4,300 digits.
    """
    try:
        return _DECODER.decode(data.removeprefix(BOM_UTF8).decode())
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def is_deeper(value: Json, most: int) -> bool:
    """Whether lists and objects are inside each other more than so many times."""
    level: list[Json] = [[value]]
    for _ in range(most + 1):
        level = [one for outer in level for one in _inside(outer) if isinstance(one, dict | list)]
        if not level:
            return False
    return True


def _inside(value: Json) -> Iterable[Json]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def same(one: Json, other: Json) -> bool:
    """Whether two values are the same JSON: `1` is `1.0` and not `true`, keys have no order."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def _finite(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise ValueError(f"{text[:20]} is beyond the largest number")
    return number


def _no_constant(name: str) -> Json:
    raise ValueError(f"{name} is not JSON")


# Made once: `json.dumps` and `json.loads` would make them anew at each call that says anything.
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)
_DECODER = json.JSONDecoder(parse_constant=_no_constant, parse_float=_finite)
