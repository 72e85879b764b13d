"""The examples of docs/sweeps.md run as they stand, and its made part is what they print."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from inspect import signature
from pathlib import Path
from typing import Any

import pytest

from mockserver import MockServer, cuts, load
from mockserver.cli import main
from mockserver.exchange.sweep_report import Report
from mockserver.serving.sweeps import Sweeps
from tests.plugin.test_verdicts import QUIET

PAGE = Path(__file__).parents[2] / "docs" / "sweeps.md"
TEXT = PAGE.read_text("utf-8")
REPORT = re.compile(r"(<!-- report -->\n```text\n)(.*?)(```\n<!-- end -->\n)", re.DOTALL)


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)


LOOP, CLIENT, PARAMETERS = blocks("python")


@pytest.mark.parametrize(("example", "tests"), [(LOOP, 1), (CLIENT, 2), (PARAMETERS, 6)])
def test_an_example_passes(example: str, tests: int, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_example=example)
    pytester.runpytest(*QUIET).assert_outcomes(passed=tests)


@pytest.fixture(scope="module")
def report() -> Report:
    """What the example of a report prints."""
    said: dict[str, Any] = {}
    exec(CLIENT, said)
    with MockServer() as server:
        return server.sweep([{"text": ["Hel", "lo"]}], cut=20, end="complete").run(said["careless"])


def test_the_report_is_what_is_printed(report: Report, request: pytest.FixtureRequest) -> None:
    page = REPORT.sub(lambda found: f"{found[1]}{report}\n{found[3]}", TEXT)
    if request.config.getoption("--rewrite-goldens"):
        PAGE.write_text(page, "utf-8")
    assert page.splitlines() == PAGE.read_text("utf-8").splitlines()


def test_the_note_is_what_a_failure_gets() -> None:
    (cut,) = cuts("usage-tail", cut=[700])
    assert f"mockserver swept {cut.note}\n" in blocks("text")[0]


def test_the_file_is_one_of_a_cut(tmp_path: Path) -> None:
    (tmp_path / "usage-tail.yaml").write_text(blocks("yaml")[0])
    (scenario,) = load(tmp_path)
    assert scenario.replies[0].faults == (cuts("usage-tail", cut=[700])[0].fault,)


@pytest.mark.skipif(sys.platform == "win32", reason="the example is for a POSIX shell")
def test_the_commands_run(tmp_path: Path) -> None:
    client = CLIENT.partition("def test_")[0]
    (tmp_path / "client.py").write_text(
        f"import os\n{client}\nprint(careless(os.environ['OPENAI_BASE_URL']))\n"
    )
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    ran = [
        subprocess.run(
            ["bash", "-c", line],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env={**os.environ, "PATH": path},
            timeout=50,
            check=False,
        )
        for line in blocks("sh")[0].splitlines()
    ]
    assert [(one.returncode, "0 silent" in one.stdout) for one in ran] == [(0, True), (0, False)]


@pytest.mark.parametrize("name", [*signature(Sweeps.sweep).parameters][2:])
def test_every_argument_is_explained(name: str) -> None:
    assert f"| `{name}` |" in TEXT


def test_every_option_is_explained() -> None:
    options = [one.opts[0] for one in main.commands["sweep"].params if one.opts[0][0] == "-"]
    assert [one for one in options if f"`{one}" not in TEXT] == ["--seed"]


@pytest.mark.parametrize("name", ["silent", "raised", "unharmed", "ranges"])
def test_the_report_has_what_is_explained(name: str, report: Report) -> None:
    assert f"| `{name}` |" in TEXT
    assert isinstance(getattr(report, name), list)
