"""Values said in Python through the scenario file's own checks, and their words for Python users.

There is one set of rules: a value is written as a file and read. What is found is told with the
call in place of the line and column. Knows no step.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import takewhile

from mockserver.scenario import load
from mockserver.scenario.model import Scenario
from mockserver.scenario.said import said
from mockserver.scenario.values import Record
from mockserver.source import tree
from mockserver.source.diagnostics import Diagnostic, ScenarioError, errors, shorten
from mockserver.source.read import read
from mockserver.wire.json_text import Json, JsonObject, dumps

Keys = tuple[str | int, ...]
"""The way to a value in a file: keys of mappings, positions in lists."""

_Place = tuple[int, int]

_LONGEST = 80
_BOUNDS = replace(tree.DEFAULT_BOUNDS, characters=64_000_000, nodes=10_000_000)
"""A value that is built is in memory already: only what cannot be sent is refused."""
_LINE = re.compile(r" in line \d+")


@dataclass(frozen=True, slots=True)
class Call:
    """A call that builds something, for messages: `text('Hi', split='words')`."""

    name: str
    positional: tuple[object, ...] = ()
    named: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        shown = [_repr(one) for one in self.positional]
        shown += [f"{key}={_repr(one)}" for key, one in self.named.items()]
        return f"{self.name}({shorten(', '.join(shown), _LONGEST) if shown else ''})"


def plain(value: object, call: Call) -> Json:
    """The value as JSON holds it; records are what a file says of them.

    Raises TypeError where a value in it is none of JSON's.
    """
    if isinstance(value, Record):
        return said(value)
    if isinstance(value, Mapping):
        return {_key(key, call): plain(one, call) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one, call) for one in value]
    if value is None or isinstance(value, str | int | float):
        return value
    hint = "; bytes are said as {'base64': …}" if isinstance(value, bytes | bytearray) else ""
    raise TypeError(f"{call}: {type(value).__name__} is nothing that a scenario can say{hint}")


def checked(document: JsonObject, call: Call, *around: str | int, name: str) -> Scenario:
    """The scenario that a file's keys and values say.

    `around` is the way to what the call says itself, which messages leave out. Raises
    ScenarioError with all that is wrong, each with the call; TypeError where a number is none.
    """
    try:
        text = dumps(document)
    except ValueError as error:
        raise TypeError(f"{call}: {error}") from None
    scenario, found = load.check(text, str(call), name, _BOUNDS)
    if scenario is None:
        refuse(found, read(text, "", _BOUNDS)[0], call, *around)
    assert scenario is not None
    return scenario


def refuse(
    found: Iterable[Diagnostic], root: tree.Node | None, call: Call, *around: str | int
) -> None:
    """Raises ScenarioError where errors were found, with the call in place of line and column.

    `root` is what they point into.
    """
    ways = {} if root is None else dict(tree.ways(root))
    said_here = [_in_python(one, ways, call, around) for one in errors(found)]
    if said_here:
        raise ScenarioError(said_here)


def _in_python(
    one: Diagnostic, ways: Mapping[_Place, Keys], call: Call, around: Keys
) -> Diagnostic:
    way = ways.get((one.line, one.column), ())
    where = _where(way[_shared(way, around) :])
    message = f"{where}{_LINE.sub('', one.message)}"
    hint = None if one.hint is None else _HINTS.get(one.hint, one.hint)
    return replace(one, path=str(call), line=0, column=0, message=message, hint=hint)


def _shared(way: Keys, around: Keys) -> int:
    """How far two ways go together."""
    pairs = zip(way, around, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _where(way: Keys) -> str:
    """`faults[0].after: ` as Python would say it."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in way)
    return f"{text.removeprefix('.')}: " if text else ""


_HINTS = {
    "begin each item with `- `": "write a list: […]",
    "write true": "write True",
    "write false": "write False",
}
"""Hints about YAML, and what to write in Python."""


def _key(key: object, call: Call) -> str:
    if not isinstance(key, str):
        raise TypeError(f"{call}: a key must be text, got {key!r}")
    return key


def _repr(value: object) -> str:
    if isinstance(value, Record):
        return shorten(dumps(said(value)).replace('"', ""), 30)
    if isinstance(value, list | tuple):
        return shorten(f"[{', '.join(map(_repr, value))}]", 40)
    return shorten(repr(value), 40)
