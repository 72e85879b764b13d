"""The public names, and that importing them costs nothing until they are used."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version

import pytest

import mockserver

NAMES = [
    "Diagnostic",
    "End",
    "Ending",
    "Exchange",
    "Head",
    "Limits",
    "MockServer",
    "MockServerError",
    "MockSession",
    "Outcome",
    "Pause",
    "Plan",
    "Reply",
    "Result",
    "Scenario",
    "ScenarioError",
    "Send",
    "SweepError",
    "create_app",
    "cuts",
    "digest",
    "load",
    "parse",
    "transcript",
]

HEAVY = {"aiohttp", "pydantic", "yaml", "faker", "click", "asyncio"}


def imported_by(statement: str) -> set[str]:
    code = f"import sys; before = set(sys.modules); {statement}; print(*set(sys.modules) - before)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return {name.partition(".")[0] for name in ran.stdout.split()}


def test_the_public_names_are_these() -> None:
    assert mockserver.__all__ == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(mockserver, name).__name__ == name


def test_names_are_listed_before_they_are_imported() -> None:
    code = "import mockserver; print(*dir(mockserver))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert {*NAMES, "__version__", "__all__"} <= set(ran.stdout.split())


def test_the_version_is_the_installed_one() -> None:
    assert mockserver.__version__ == version("mockserver")


def test_another_name_is_refused() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = mockserver.nonsense


def test_importing_the_package_imports_nothing_heavy() -> None:
    assert imported_by("import mockserver") & HEAVY == set()


def test_importing_the_plugin_imports_nothing_heavy_beside_pytest() -> None:
    assert (
        imported_by("import pytest; before |= set(sys.modules); import mockserver.pytest_plugin")
        & HEAVY
        == set()
    )


def test_importing_the_command_line_imports_nothing_heavy_but_click() -> None:
    assert imported_by("import mockserver.cli") & (HEAVY - {"click"}) == set()
