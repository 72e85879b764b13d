"""The bundled scenarios by name, each read when it is first asked for; knows no other folder."""

from __future__ import annotations

import re
from functools import lru_cache

from mockserver import bundled
from mockserver.source.diagnostics import did_you_mean

from .load import is_scenario_name, parse
from .model import Scenario

_MATCH = re.compile(rb"^match *:", re.MULTILINE)
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*(/[a-z0-9][a-z0-9_-]*)*")


def names() -> list[str]:
    """The names of all bundled scenarios, in order."""
    folder = bundled.folder()
    files = (one for one in folder.rglob("*") if is_scenario_name(one.name))
    return sorted(one.relative_to(folder).with_suffix("").as_posix() for one in files)


def matching() -> list[str]:
    """The names of those that have a `match`, by a look at their text; they are not read."""
    folder = bundled.folder()
    return [name for name in names() if _MATCH.search((folder / f"{name}.yaml").read_bytes())]


@lru_cache(maxsize=256)
def bundled_scenario(name: str) -> Scenario | None:
    """The bundled scenario of this name; None where there is none."""
    if _NAME.fullmatch(name) is None:
        return None
    file = bundled.folder() / f"{name}.yaml"
    return parse(file.read_bytes(), str(file), name) if file.is_file() else None


def unknown(name: str, others: list[str]) -> str:
    """What to say of a name that is none of the bundled scenarios' and none of these."""
    hint = did_you_mean(name, [*others, *names()])
    return f"there is no scenario {name!r}" + (f"; {hint}" if hint else "")
