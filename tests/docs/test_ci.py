"""Every example of docs/ci.md runs, and what the page says comes of it does."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import click
import pytest
import yaml

from mockserver.exchange.problem import Problem
from mockserver.serving.environment import environment
from mockserver.source.diagnostics import Diagnostic

PAGE = (Path(__file__).parents[2] / "docs" / "ci.md").read_text("utf-8")
NPM = """#!/bin/sh
curl --silent -d '{"model": "hello", "messages": []}' "$OPENAI_BASE_URL/chat/completions"
"""
"""What stands for npm where a CI system's steps are run."""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the examples need a POSIX shell")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


EXEC, VARIABLES, REPORTS, RENDER, SERVE, CHECK = blocks("sh")
HELLO, BUSY, GITHUB, GITLAB = blocks("yaml")
(SAID,) = blocks("text")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A project with the page's scenarios, and a npm."""
    for name, text in (("hello", HELLO), ("busy", BUSY)):
        (tmp_path / "mock").mkdir(exist_ok=True)
        (tmp_path / "mock" / f"{name}.yaml").write_text(text)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "npm").write_text(NPM)
    (tmp_path / "bin" / "npm").chmod(0o755)
    return tmp_path


def bash(script: str, place: Path) -> subprocess.CompletedProcess[str]:
    path = f"{place / 'bin'}:{Path(sys.executable).parent}:{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        capture_output=True,
        text=True,
        cwd=place,
        env={**os.environ, "PATH": path},
        timeout=45,
        check=False,
    )


def test_the_verdict_is_as_the_page_shows_it(place: Path) -> None:
    ran = bash(EXEC, place)
    assert (ran.returncode, ran.stderr) == (3, SAID)
    assert "data: [DONE]" in ran.stdout


def test_more_variables_are_told(place: Path) -> None:
    ran = bash(VARIABLES, place)
    assert (ran.returncode, ran.stderr) == (0, "mockserver: ok; 1 request (hello 1)\n")


def test_reports_are_written(place: Path) -> None:
    ran = bash(REPORTS + RENDER, place)
    assert ran.returncode == 0, ran.stderr
    assert "hello, reply 1 of 1\n" in ran.stdout
    told = json.loads((place / "out/mockserver.json").read_text("utf-8"))
    for key in ("ok", "requests", "by_scenario", "findings", "exchanges"):
        assert f"`{key}`" in PAGE
        assert key in told
    assert ET.parse(place / "out/mockserver.xml").getroot().attrib["skipped"] == "1"


def test_the_server_is_waited_for_and_ends(place: Path) -> None:
    ran = bash(SERVE, place)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert '"status":"ok"' in ran.stdout
    assert len(json.loads((place / "journal.json").read_text("utf-8"))["exchanges"]) == 1


def test_waiting_ends_where_the_server_does(place: Path) -> None:
    (place / "mock" / "bad.yaml").write_text("reply: 3\n")
    assert bash(SERVE, place).returncode != 0


def test_files_are_checked_in_every_form(place: Path) -> None:
    from mockserver.cli.check import check

    ran = bash(CHECK, place)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout == "2 scenarios without errors; 0 errors, 0 warnings\n" * 4
    told = json.loads((place / "out/check.json").read_text("utf-8"))
    assert [key for key in told if f"`{key}`" not in PAGE] == []
    assert [key for key in Diagnostic.__dataclass_fields__ if f"`{key}`" not in PAGE] == []
    (form,) = (one for one in check.params if one.name == "form")
    assert isinstance(form.type, click.Choice)
    assert [one for one in form.type.choices if f"| `{one}` |" not in PAGE] == []


def steps(said: Any) -> list[str]:
    """What a CI system runs, but for what needs a network."""
    return [one for one in said if "pip install" not in one and one != "npm ci"]


def test_the_steps_of_github_run(place: Path) -> None:
    workflow = yaml.safe_load(GITHUB)
    (job,) = workflow["jobs"].values()
    assert all(("run" in one) != ("uses" in one) for one in job["steps"])
    for step in steps(one["run"] for one in job["steps"] if "run" in one):
        assert bash(step, place).returncode == 0, step
    (uploaded,) = (one for one in job["steps"] if "upload" in one.get("uses", ""))
    assert (place / uploaded["with"]["path"] / "mockserver.xml").exists()


def test_the_script_of_gitlab_is_the_same() -> None:
    (github,) = yaml.safe_load(GITHUB)["jobs"].values()
    (gitlab,) = yaml.safe_load(GITLAB).values()
    script = steps(gitlab["script"])
    there = steps(one["run"] for one in github["steps"] if "run" in one)
    assert [one.partition(" --format ")[0] for one in there] == [
        one.partition(" --format ")[0] for one in script
    ]
    check, run = gitlab["artifacts"]["reports"]["junit"]
    assert script[0].endswith(f" --format junit --output {check}")
    assert f" --junit {run} " in script[-1]


def test_every_variable_and_every_problem_is_on_the_page() -> None:
    assert [name for name in environment("") if f"`{name}`" not in PAGE] == []
    assert [one for one in Problem if f"| `{one}` |" not in PAGE] == []
