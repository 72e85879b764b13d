"""Finds values in JSON by a path (RFC 9535), bounded; the only file that knows the library.

https://www.rfc-editor.org/rfc/rfc9535.html, https://jg-rp.github.io/python-jsonpath/
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, islice
from typing import Any

import jsonpath
from jsonpath.exceptions import JSONPathRecursionError

from mockserver.wire.json_text import Json

MOST_FOUND = 10_000
"""Values that a path may find."""

MOST_VISITED = 200_000
"""Values that the paths of one request may look at together; one with `..` or `*` counts all."""

MOST_NESTED = 20
"""Brackets inside each other in a path; the library's own bound is another on each Python."""


class TooMuchError(ValueError):
    """A value on which a path would take too long."""


@dataclass(slots=True)
class Visits:
    """How many values paths may still look at."""

    left: int = MOST_VISITED

    def count(self, more: int) -> None:
        """Counts these. Raises TooMuchError where they are more than are left."""
        self.left -= more
        if self.left < 0:
            raise TooMuchError


_VISITS: ContextVar[Visits] = ContextVar("_VISITS")


class _Environment(jsonpath.JSONPathEnvironment):
    """Counts what filters do, which may go through the same values for each of others."""

    def compare(self, left: object, operator: str, right: object) -> bool:
        _VISITS.get().count(1)
        return super().compare(left, operator, right)

    def getitem(self, obj: Any, key: Any) -> Any:
        _VISITS.get().count(1)
        return super().getitem(obj, key)


_ENVIRONMENT = _Environment(strict=True)
# Their regular expressions would not be bounded; the pattern behind a path does the same.
del _ENVIRONMENT.function_extensions["match"]
del _ENVIRONMENT.function_extensions["search"]


def find(path: str, value: Json, visits: Visits | None = None) -> tuple[Json, ...]:
    """The values that a path finds, in the order of the document.

    Raises TooMuchError where they are more than MOST_FOUND or too deep inside each other, or where
    more are looked at than `visits` (of their own, if None) has left.
    """
    visits = visits or Visits()
    before = _VISITS.set(visits)
    try:
        if any(sign in path for sign in ("..", "*", "?", ":")):
            _count_all(value, visits)
        found = tuple(node.obj for node in islice(compiled(path).finditer(value), MOST_FOUND + 1))
    except JSONPathRecursionError:
        raise TooMuchError(f"{path} cannot look so deep into the request") from None
    except TooMuchError:
        raise TooMuchError(
            f"{path} takes too long on this request, of which all paths together may look at "
            f"{MOST_VISITED} values; a path that names its keys, without `..`, `*` and filters, "
            "looks at few"
        ) from None
    finally:
        _VISITS.reset(before)
    if len(found) > MOST_FOUND:
        raise TooMuchError(f"{path} finds more than {MOST_FOUND} values in the request")
    return found


def _count_all(value: Json, visits: Visits) -> None:
    """Counts every value inside, before the library would go through them."""
    left = [value]
    while left:
        one = left.pop()
        inside = one.values() if isinstance(one, dict) else one
        visits.count(len(inside))
        left += (each for each in inside if isinstance(each, dict | list))


@lru_cache(maxsize=1024)
def compiled(path: str) -> jsonpath.JSONPath:
    """The path, compiled. Raises ValueError, with a sentence for people, where it is none."""
    if not path.startswith("$"):
        raise ValueError(f"it begins with `$`, e.g. $.{path.lstrip('.')}")
    if path.count("..") > 1:
        raise ValueError("`..` may stand in it once")
    if _nesting(path) > MOST_NESTED:
        raise ValueError(f"it is nested more than {MOST_NESTED} deep")
    try:
        found = _ENVIRONMENT.compile(path)
    except JSONPathRecursionError:
        raise ValueError("it is nested too deeply") from None
    except jsonpath.JSONPathError as error:
        raise ValueError(_sentence(error)) from None
    assert isinstance(found, jsonpath.JSONPath)
    return found


def _nesting(path: str) -> int:
    """How deep its brackets are inside each other, those in its texts among them."""
    steps = ((one in "[(") - (one in "])") for one in path)
    return max(accumulate(steps), default=0)


def _sentence(error: jsonpath.JSONPathError) -> str:
    """The library's words, and where."""
    said, token = str(error.args[0]), error.token
    for function in ("match", "search"):
        if said == f"function '{function}' is not defined":
            return f"{function}() is not there: write the pattern behind the path"
    where = token is not None and token.index >= 0 and f" in column {token.index + 1} of it"
    return said + (where or "")
