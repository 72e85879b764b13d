"""Finds values in JSON by a path (RFC 9535), bounded; the only file that knows the library.

https://www.rfc-editor.org/rfc/rfc9535.html, https://jg-rp.github.io/python-jsonpath/
"""

from __future__ import annotations

from functools import lru_cache
from itertools import islice

import jsonpath
from jsonpath.exceptions import JSONPathRecursionError

from mockserver.wire.json_text import Json

MOST_FOUND = 10_000
"""Values that a path may find."""

_ENVIRONMENT = jsonpath.JSONPathEnvironment(strict=True)
# Their regular expressions would not be bounded; the pattern behind a path does the same.
del _ENVIRONMENT.function_extensions["match"]
del _ENVIRONMENT.function_extensions["search"]


class TooMuchError(ValueError):
    """A value on which a path would take too long."""


def find(path: str, value: Json) -> tuple[Json, ...]:
    """The values that a path finds, in the order of the document.

    Raises TooMuchError where they are more than MOST_FOUND or too deep inside each other.
    """
    try:
        found = tuple(node.obj for node in islice(compiled(path).finditer(value), MOST_FOUND + 1))
    except JSONPathRecursionError:
        raise TooMuchError(f"{path} cannot look so deep into the request") from None
    if len(found) > MOST_FOUND:
        raise TooMuchError(f"{path} finds more than {MOST_FOUND} values in the request")
    return found


@lru_cache(maxsize=1024)
def compiled(path: str) -> jsonpath.JSONPath:
    """The path, compiled. Raises ValueError, with a sentence for people, where it is none."""
    if not path.startswith("$"):
        raise ValueError(f"it begins with `$`, e.g. $.{path.lstrip('.')}")
    if path.count("..") > 1:
        raise ValueError("`..` may stand in it once")
    try:
        found = _ENVIRONMENT.compile(path)
    except jsonpath.JSONPathError as error:
        raise ValueError(_sentence(error)) from None
    assert isinstance(found, jsonpath.JSONPath)
    return found


def _sentence(error: jsonpath.JSONPathError) -> str:
    """The library's words, and where."""
    said, token = str(error.args[0]), error.token
    for function in ("match", "search"):
        if said == f"function '{function}' is not defined":
            return f"{function}() is not there: write the pattern behind the path"
    if token is None:
        return said
    return said + (f" in column {token.index + 1} of it" if token.index >= 0 else "")
