"""docs/control-api.md: its tables are those of the routes, and its examples run."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from mockserver.serving.control.errors import CODES
from mockserver.serving.control.route import Route
from mockserver.serving.control.routes import ROUTES

from .made import MARKED
from .tables import table
from .test_readme import ROOT, free_port

PAGE = ROOT / "docs" / "control-api.md"
TEXT = PAGE.read_text("utf-8")


def _routes() -> str:
    rows = [(f"`{one.method} {one.path}`", one.about, _asked(one), _codes(one)) for one in ROUTES]
    return table(("route", "what it does", "says", "may refuse with"), rows)


def _asked(route: Route) -> str:
    fields = route.asks.model_fields
    marks = {name: "" if field.is_required() else "?" for name, field in fields.items()}
    return " ".join(f"`{name}{mark}`" for name, mark in marks.items()) or "–"


def _codes(route: Route) -> str:
    return " ".join(f"`{code}`" for code in route.codes) or "–"


def _refusals() -> str:
    rows = [(str(status), f"`{code}`", said) for code, (status, said) in CODES.items()]
    return table(("status", "code", "what it means"), rows)


TABLES: dict[str, Callable[[], str]] = {"routes": _routes, "codes": _refusals}


def test_tables_are_those_of_the_routes(request: pytest.FixtureRequest) -> None:
    made = MARKED.sub(lambda found: f"{found[1]}{TABLES[found[2]]()}{found[4]}", TEXT)
    if request.config.getoption("--rewrite-goldens"):
        PAGE.write_text(made, "utf-8")
    assert made.splitlines() == PAGE.read_text("utf-8").splitlines()


def block(language: str) -> str:
    (one,) = re.findall(rf"^```{language}\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)
    return str(one)


def ran(*command: str | Path) -> subprocess.CompletedProcess[str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        command,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=150,
        env={**os.environ, "PATH": path},
    )


@pytest.mark.skipif(sys.platform == "win32", reason="the example is for a POSIX shell")
@pytest.mark.timeout(180)
def test_the_curl_example_is_answered_as_it_says() -> None:
    done = ran("bash", "-c", block("sh").replace("8080", str(free_port())))
    lines = [line for line in done.stdout.splitlines() if line]
    assert '{"queued":2}' in lines, done.stderr
    assert any("Slow down." in line for line in lines)
    assert any('"content":"Hello"' in line for line in lines)
    assert '"total":2,"exchanges":[{"number":1,' in done.stdout
    assert lines[-1].startswith('{"ok":true,"requests":2,"by_scenario":{"queue":2}')


@pytest.mark.timeout(180)
def test_the_node_example_passes(tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node is not installed")
    file = tmp_path / "example.test.mjs"
    file.write_text(block("js"), "utf-8")
    done = ran(node, "--test", file)
    assert "pass 3\n" in done.stdout, done.stdout + done.stderr
    assert done.returncode == 0, done.stdout
