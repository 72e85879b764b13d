"""The header fields of a request, by name in any case; knows nothing of how they arrived."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from sys import intern

NOT_SHOWN = "(not shown)"
"""Stands in messages and journals for what may be a key."""

_SECRET = re.compile(
    r"(^|[-_])(authorization|cookie2?|(api|access|auth|subscription|function|private)[-_]?key"
    r"|[a-z]*token|secret|password|signature|credentials?)($|[-_])",
    re.IGNORECASE,
)
_KEY = re.compile(r"\b(sk|pk|rk|gsk|hf|ghp|xai|xox[bp]|AIza)[-_]?[\w.-]{16,}|\beyJ[\w.-]{16,}")
"""What providers' keys begin with, and a JSON Web Token."""


def without_keys(text: str) -> str:
    """The text without what looks like a provider's key or a JSON Web Token."""
    return _KEY.sub(NOT_SHOWN, text)


def is_secret(name: str) -> bool:
    """Whether a field of this name may hold a key, by what such fields are called."""
    return _SECRET.search(name) is not None


class Headers(Mapping[str, str]):
    """Fields by name; those of one name are one value, with commas (RFC 9110, section 5.2)."""

    __slots__ = ("_given", "_read")

    def __init__(self, fields: Iterable[tuple[str, str]] = ()) -> None:
        self._given = fields  # read when somebody looks: of most requests nobody does
        self._read: dict[str, str] | None = None

    @property
    def _fields(self) -> dict[str, str]:
        given = self._given  # before the look: another thread may read it meanwhile
        if self._read is None:
            known: dict[str, str] = {}
            for name, value in given:
                key = intern(name.lower())  # many requests have the same ones
                known[key] = f"{known[key]}, {value}" if key in known else value
            self._read, self._given = known, ()
        return self._read

    def __getitem__(self, name: str) -> str:
        return self._fields[name.lower()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def __repr__(self) -> str:
        return f"Headers({dict(self.redacted())!r})"

    def redacted(self) -> Headers:
        """The same without what may be a key: of `Bearer …` the scheme is left, no more.

        What a field is called says so, or that its value looks like a provider's key.
        """
        return Headers([(name, _redacted(name, value)) for name, value in self._fields.items()])


def _redacted(name: str, value: str) -> str:
    if not is_secret(name):
        return without_keys(value)
    scheme, space, _ = value.partition(" ")
    return f"{scheme} {NOT_SHOWN}" if space and scheme.isalpha() else NOT_SHOWN


NO_HEADERS = Headers()
"""The headers of a request that nobody has sent."""
