"""What an application, a server and a session may be told in Python; knows none of these.

The control plane's records and the command line refuse what they are told before it comes here.
"""

from __future__ import annotations

import reprlib
from collections.abc import Iterable, Mapping
from types import UnionType
from typing import NamedTuple

from mockserver.delivery.base import Limits
from mockserver.exchange.selection import ScenarioSet
from mockserver.scenario.model import Scenario
from mockserver.source.diagnostics import did_you_mean


class Meant(NamedTuple):
    """What one option may be: in words, by its type and, where that says too little, by value."""

    words: str
    kind: type | UnionType
    values: range | tuple[str, ...] | None = None


def check(said: Mapping[str, object], valid: Iterable[str]) -> None:
    """Nothing where each option is one of the `valid` words, with a value that can be meant.

    Raises TypeError for another word and for a value of another type, ValueError for a value that
    is none of those it may be; each says which there are.
    """
    known = tuple(valid)
    for name, value in said.items():
        if name not in known:
            near = _hint(did_you_mean(name, known))
            raise TypeError(f"no such option {name!r}{near} (valid: {', '.join(known)})")
        _check_value(name, value)


def scenario_set(said: object) -> ScenarioSet:
    """These scenarios, or this set. Raises TypeError where they are none, TiedScenariosError."""
    if isinstance(said, ScenarioSet):
        return said
    if isinstance(said, str) or not isinstance(said, Iterable):
        raise _wrong_type("scenarios", said)
    given = list(said)
    for one in given:
        if not isinstance(one, Scenario):
            raise _wrong_type("scenarios", one)
    return ScenarioSet(given)


def _check_value(name: str, value: object) -> None:
    words, kind, values = MEANT[name]
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is int):
        raise _wrong_type(name, value)
    if values is not None and value not in values:
        near = did_you_mean(str(value), values) if isinstance(values, tuple) else None
        raise ValueError(f"{name} is {words}, not {_shown(value)}{_hint(near)}")


def _wrong_type(name: str, value: object) -> TypeError:
    return TypeError(f"{name} is {MEANT[name].words}, not {_shown(value)}")


def _hint(near: str | None) -> str:
    return f"; {near}" if near else ""


def _shown(value: object) -> str:
    """The value where it is short by nature, else its type: a key in bytes is told to nobody."""
    if value is None or isinstance(value, str | int | float):
        return reprlib.repr(value)
    return f"a value of type {type(value).__name__}"


_YES_OR_NO = Meant("True or False", bool)
_TEXT = Meant("text", str)
_TEXT_OR_NONE = Meant("text or None", str | None)

MEANT: Mapping[str, Meant] = {
    "scenarios": Meant("a list of scenarios such as load() gives", object),  # see `scenario_set`
    "scenario": Meant("a scenario, a scenario's name or None", Scenario | str | None),
    "name": _TEXT_OR_NONE,
    "label": _TEXT,
    "seed": Meant("an integer of at most 64 bits", int, range(-(2**63), 2**63)),
    "fallback": Meant("'refuse' or 'random'", str, ("refuse", "random")),
    "clock": Meant("'real' or 'manual'", str, ("real", "manual")),
    "expected": _YES_OR_NO,
    "hold": _YES_OR_NO,
    "port": Meant("an integer from 0 (any free port) to 65535", int, range(65536)),
    "limits": Meant("a Limits", Limits),
    "max_body": Meant("a number of bytes, 1 or more", int, range(1, 2**63)),
    "max_streams": Meant("a number of streams, 0 or more", int, range(2**63)),
    "api_key": _TEXT_OR_NONE,
    "allow_origin": _TEXT_OR_NONE,
    "rate_limit_headers": _YES_OR_NO,
    "control_token": _TEXT_OR_NONE,
}
"""What each option may be, of all that take options."""
