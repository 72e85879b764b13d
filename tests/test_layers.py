"""The house stands floor on floor: each module imports only from floors below its own.

So no socket, no clock and no ambient chance can come into what is planned.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import mockserver

ROOT = Path(mockserver.__file__).parent

FLOORS = (
    {"errors", "seeding", "durations", "bundled"},
    {"wire"},
    {"source", "samples"},
    {"dialects", "scenario"},
    {"script"},
    {"faults"},
    {"exchange"},
    {"building"},
    {"build"},
    {"strategies"},
    {"pages"},
    {"conformance"},
    {"delivery"},
    {"serving"},
    {"adapters", "demo", "doctor", "driving", "listing", "starters"},
    {"catalogue"},
    {"cli", "pytest_plugin"},
)
"""The rooms of each floor, from the bottom; what stands on none of them is the roof."""

PURE = set().union(*FLOORS[:12])
IMPURE = {
    *("aiohttp", "asyncio", "concurrent", "multiprocessing", "queue", "sched", "secrets", "select"),
    *("selectors", "signal", "socket", "socketserver", "ssl", "subprocess", "threading", "time"),
    *("uuid", "uvloop"),
}
"""What no pure room may import: all that waits, talks, counts time or rolls dice."""

ALONE = {
    "random": "seeding",
    "time": "delivery.clock",
    "socket": "delivery.transport",
}
"""A module of Python's, and the only module here that may import it."""

CLOCKS = ("datetime.now", "datetime.utcnow", "datetime.today", "date.today")


DATA_LINE = re.compile("^data: ", re.MULTILINE)


def violations(name: str, source: str) -> list[str]:
    """What a module (its name without `mockserver.`) does that its floor forbids."""
    tree = _parsed(source)
    room = name.partition(".")[0]
    found = []
    for imported in _imports(tree, name):
        inside, _, rest = imported.partition(".")
        if inside == "mockserver":
            other = rest.partition(".")[0]
            if other != room and _floor(other) >= _floor(room):
                found.append(f"{name} imports {imported}")
        elif ALONE.get(inside, name) != name or (inside in IMPURE and room in PURE):
            found.append(f"{name} imports {inside}")
    if room in PURE:
        found += [f"{name} reads the clock by {call}()" for call in _clocks(tree)]
    if name != "wire.sse":
        found += [f"{name} writes a data line" for text in _texts(tree) if DATA_LINE.search(text)]
    return found


def _parsed(source: str) -> ast.Module:
    """Python 3.11 may count wrongly after a recursion that was too deep: it is asked again.

    https://github.com/python/cpython/issues/106905
    """
    try:
        return ast.parse(source)
    except SystemError:
        return ast.parse(source)


def _floor(room: str) -> int:
    return next((at for at, rooms in enumerate(FLOORS) if room in rooms), len(FLOORS))


def _imports(tree: ast.AST, name: str) -> Iterator[str]:
    """Every module that is imported anywhere, late imports too, by its full name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = ["mockserver", *name.split(".")][: -node.level] if node.level else []
            base = ".".join([*above, *filter(None, [node.module])])
            whole = base == "mockserver" or not node.module
            yield from (f"{base}.{alias.name}" for alias in node.names) if whole else [base]


def _clocks(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            call = ast.unparse(node)
            if call.endswith(CLOCKS):
                yield call


def _texts(tree: ast.AST) -> Iterator[str]:
    """Every literal text or bytes, but for those that only stand there, as docstrings do."""
    said = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and node not in said:
            if isinstance(node.value, str):
                yield node.value
            elif isinstance(node.value, bytes):
                yield node.value.decode("latin-1")


def _modules() -> dict[str, Path]:
    """Every module by its name without `mockserver.`; a package's name ends with `__init__`."""
    paths = (path.relative_to(ROOT) for path in sorted(ROOT.rglob("*.py")))
    return {".".join(path.with_suffix("").parts): ROOT / path for path in paths}


MODULES = _modules()


@pytest.mark.parametrize("name", MODULES)
def test_module_keeps_to_its_floor(name: str) -> None:
    assert violations(name, MODULES[name].read_text("utf-8")) == []


@pytest.mark.parametrize("room", sorted(PURE))
def test_every_pure_room_is_looked_at(room: str) -> None:
    assert any(name.partition(".")[0] == room for name in MODULES)


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("wire.sse", "from mockserver.dialects.base import Dialect"),
        ("wire.sse", "import mockserver.script"),
        ("wire.sse", "from mockserver import script"),
        ("wire.sse", "from .. import script"),
        ("wire.sse", "from ..script import steps"),
        ("wire.__init__", "from ..script import steps"),
        ("wire.sse", "def late():\n    from mockserver.exchange.plan import plan"),
        ("errors", "from mockserver.wire import sse"),
        ("errors", "from .seeding import stream"),
        ("dialects.base", "from mockserver.scenario.model import Reply"),
        ("scenario.load", "from ..dialects import DIALECTS"),
        ("script.compile", "from mockserver.faults import edits"),
        ("exchange.plan", "from mockserver.delivery import deliver"),
        ("delivery.deliver", "from mockserver.serving import app"),
        ("serving.app", "from mockserver.cli import main"),
        ("serving.app", "from mockserver import queue"),
        ("exchange.plan", "import asyncio"),
        ("exchange.plan", "import asyncio.events as e"),
        ("faults.edits", "from aiohttp import web"),
        ("scenario.load", "def late():\n    import threading"),
        ("wire.http1", "if True:\n    from ssl import SSLContext"),
        ("wire.http1", "import select"),
        ("wire.http1", "import socket"),
        ("serving.app", "from socket import AF_INET"),
        ("exchange.plan", "import time"),
        ("serving.app", "import time"),
        ("delivery.deliver", "from time import monotonic"),
        ("script.chunking", "import random"),
        ("serving.app", "from random import random"),
        ("exchange.plan", "from datetime import datetime\ndatetime.now()"),
        ("exchange.plan", "import datetime\nat = datetime.datetime.utcnow"),
        ("exchange.plan", "from datetime import date\ndate.today()"),
        ("serving.app", 'x = "data: [DONE]"'),
        ("serving.app", 'x = b"data: "'),
        ("exchange.plan", 'x = f"data: {y}"'),
        ("exchange.plan", 'x = "event: e\\ndata: x"'),
    ],
)
def test_planted_violation_is_found(name: str, source: str) -> None:
    assert len(violations(name, source)) == 1


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("wire.sse", "from .events import Done"),
        ("wire.sse", 'x = "data: "'),
        ("wire.http1", '"""Docs with data: in them."""\ndef f():\n    """More data: here."""'),
        ("dialects.__init__", "from .base import Dialect"),
        ("scenario.steps", "from ..wire.instructions import Ending"),
        ("scenario.values", "from .. import durations"),
        ("exchange.plan", "from mockserver.wire import sse"),
        ("seeding", "from random import Random"),
        ("delivery.clock", "import time"),
        ("delivery.transport", "import asyncio, socket"),
        ("serving.app", "import asyncio, threading"),
        ("cli", "from mockserver.serving.app import create_app"),
        ("__init__", "from mockserver.serving import app"),
        ("demo", "from mockserver import bundled"),
        ("scenario.syntax", 'hint = "paste only the JSON behind `data: `"'),
        ("__main__", "from mockserver.cli import main"),
        ("exchange.plan", "plan.now()"),
    ],
)
def test_what_is_lawful_passes(name: str, source: str) -> None:
    assert violations(name, source) == []
