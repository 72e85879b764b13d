"""docs/conformance.md: its example runs and says what stands there, its tables are the code's."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mockserver.adapters import ADAPTERS
from mockserver.conformance.judge import MEANINGS
from mockserver.conformance.said import ANSWER_KEYS
from mockserver.driving.drive import variables_for
from tests.driving.commands import scenario

from .tables import table

PATH = Path(__file__).parents[2] / "docs" / "conformance.md"
PAGE = PATH.read_text("utf-8")


def block(language: str, at: int = 0) -> str:
    blocks: list[str] = re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    return blocks[at]


@pytest.mark.skipif(sys.platform == "win32", reason="the example is for a POSIX shell")
def test_the_example_comes_to_what_stands_there(tmp_path: Path) -> None:
    (tmp_path / "ask.py").write_text(block("python"), encoding="utf-8")
    ran = subprocess.run(
        ["bash", "-c", block("sh", 1)],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
        check=False,
    )
    assert (ran.stdout, ran.returncode) == (block("text"), 1), ran.stderr


def _verdicts() -> str:
    return table(
        ("verdict", "what it means"), [(f"`{one}`", said) for one, said in MEANINGS.items()]
    )


def _adapters() -> str:
    return table(("adapter", "packages that it needs"), list(_packages()))


def _packages() -> Iterator[tuple[str, str]]:
    for name, one in ADAPTERS.items():
        where = "npm" if one.file.endswith(".mjs") else "pip"
        yield f"`{name}`", f"{where}: {', '.join(f'`{package}`' for package in one.packages)}"


@pytest.mark.parametrize(("marker", "made"), [("verdicts", _verdicts), ("adapters", _adapters)])
def test_a_table_is_the_codes(
    marker: str, made: Callable[[], str], request: pytest.FixtureRequest
) -> None:
    text = PATH.read_text("utf-8")
    part = rf"(<!-- {marker} -->\n).*?(<!-- end -->\n)"
    right = re.sub(part, lambda one: f"{one[1]}{made()}{one[2]}", text, flags=re.DOTALL)
    if request.config.getoption("--rewrite-goldens"):
        PATH.write_text(right, encoding="utf-8")
    assert PATH.read_text("utf-8") == right


def test_every_variable_and_key_is_named() -> None:
    names = {*variables_for(scenario(), "http://x", 30.0), *ANSWER_KEYS, "error", "client"}
    plain = {"NO_PROXY", "no_proxy", "PYTHONUTF8", "MOCKSERVER_URL"}
    assert [one for one in sorted(names - plain) if f"`{one}`" not in PAGE] == []
