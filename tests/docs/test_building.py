"""Every example of docs/building.md runs, and passes."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from mockserver import build, strategies
from mockserver.scenario.load import parse

PAGE = (Path(__file__).parents[2] / "docs" / "building.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


INI = """\
[pytest]
addopts = -p no:looptime_plugin
filterwarnings = error
asyncio_default_fixture_loop_scope = function
"""


@pytest.mark.timeout(180)
def test_the_examples_pass(tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").write_text(INI)
    for number, example in enumerate(blocks("python")):
        (tmp_path / f"test_example_{number}.py").write_text(example, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert "5 passed" in ran.stdout, ran.stdout + ran.stderr


@pytest.mark.parametrize("example", blocks("yaml"))
def test_the_file_is_as_it_is_written(example: str) -> None:
    assert parse(example, "example.yaml", "example").to_yaml() == example


def test_every_function_is_named() -> None:
    names = [*build.__all__, *strategies.__all__]
    assert [name for name in names if f"`{name}" not in PAGE and f" {name}" not in PAGE] == []
