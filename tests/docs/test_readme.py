"""The README's examples are run word for word (but for the port)."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from mockserver.exchange.checking import findings
from mockserver.exchange.rendering import default_request, plan_of
from mockserver.scenario.load import parse

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def test_the_fixture_example_passes(tmp_path: Path) -> None:
    (example,) = blocks("python")
    file = tmp_path / "test_example.py"
    file.write_text(example, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(file)]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert "2 passed" in ran.stdout, ran.stdout + ran.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="the example is for a POSIX shell")
def test_the_process_example_shows_a_stream_and_the_journal() -> None:
    example = blocks("sh")[2].replace("8080", str(free_port()))
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    ran = subprocess.run(
        ["bash", "-c", example],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=environment,
        check=False,
        timeout=45,
    )
    assert '"status":"ok"' in ran.stdout, ran.stderr
    assert '"finish_reason":"tool_calls"' in ran.stdout
    journal = json.loads(ran.stdout[ran.stdout.index('{"total"') :])
    assert journal["exchanges"][0]["happened"]["exact"] is True


@pytest.mark.parametrize("example", blocks("yaml"))
def test_the_scenario_examples_are_sent_as_they_say(example: str) -> None:
    scenario = parse(example, "example.yaml", "example")
    assert list(findings([scenario])) == []


def test_the_scenario_example_cuts_inside_a_fragment() -> None:
    scenario = parse(blocks("yaml")[0], "weather.yaml", "weather")
    plan = plan_of(scenario, 1, default_request(scenario))
    assert plan.ending == "reset"
    assert plan.body.count(b'"arguments"') == 4


def test_every_step_and_command_is_named() -> None:
    from mockserver.cli import main
    from mockserver.scenario.steps import STEPS

    assert [name for name in STEPS if f"`{name}`" not in README] == []
    assert [name for name in main.commands if f"`mockserver {name}" not in README] == []
