"""How long until `mockserver serve` is ready, against importing what it stands on."""

from __future__ import annotations

import sys
from collections.abc import Mapping

from .process import COMMAND, FOLDER, until_ready
from .rounds import Effort, medians
from .table import Goal, Table

_IMPORTS = [sys.executable, "-c", "import aiohttp.web, pydantic; print('imported', flush=True)"]

_BASE = "import aiohttp.web and pydantic"
_ONE, _BUNDLED = "serve, one file", "serve, the bundled scenarios"


def run(effort: Effort) -> Table:
    file = FOLDER / "one.yaml"
    file.write_text("reply: [text: Hello]\n")
    serve = [*COMMAND, "serve", "--port", "0"]
    commands = {
        _BASE: _IMPORTS,
        _ONE: [*serve, str(file)],
        _BUNDLED: serve,
    }
    for command in commands.values():
        until_ready(command)  # so that its bytecode is there

    def measured(name: str) -> dict[str, float]:
        real, cpu = until_ready(commands[name])
        return {"real": real * 1000, "cpu": cpu * 1000}

    found = dict(zip(commands, medians(list(commands), effort, measured), strict=True))
    base = found[_BASE]["cpu"]
    rows = [(name, one["real"], one["cpu"], one["cpu"] / base) for name, one in found.items()]
    columns = ("what", "ready after ms", "CPU ms until then", "×")
    return Table("Cold start (bytecode is there)", columns, rows, goals(found))


def goals(found: Mapping[str, Mapping[str, float]]) -> list[Goal]:
    return [
        Goal(
            f"{name}: ready, against imports",
            1.3,
            found[name]["cpu"] / found[_BASE]["cpu"] if found else None,
            " ×",
        )
        for name in (_ONE, _BUNDLED)
    ]
