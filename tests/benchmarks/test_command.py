"""The benchmarks can be run; what they find is for people, and no test depends on it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.rounds import Effort, medians
from benchmarks.table import Goal, Table, goals

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(sys.platform != "linux", reason="the CPU clock of another process is Linux's")
def test_the_command_measures_and_writes_what_it_found(tmp_path: Path) -> None:
    file = tmp_path / "found.json"
    command = [sys.executable, "-m", "benchmarks", "--quick", "--only", "compilation"]
    said = subprocess.run(
        [*command, "--json", str(file)], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    (table,) = json.loads(file.read_text())["tables"]
    assert f"## {table['title']}" in said
    assert all(figure > 0 for _, figure in table["rows"])


def test_of_some_figures_the_worst_round_is_told() -> None:
    rounds = iter([3.0, 1.0, 2.0])

    def measured(_: str) -> dict[str, float]:
        return dict.fromkeys(("p50", "first", "last"), next(rounds))

    told = medians(["one"], Effort(quick=False), measured, worst={"first": min, "last": max})
    assert told == [{"p50": 2.0, "first": 1.0, "last": 3.0}]


def test_a_goal_says_whether_it_was_met() -> None:
    given = [
        Goal("late", 3, 2.5, " ms"),
        Goal("speed", 2, 1.9, " ×", least=True),
        Goal("node", 1, None),
    ]
    said = goals([Table("t", (), [], given)])
    assert "| late | ≤ 3 ms | 2.5 ms | met |" in said
    assert "| speed | ≥ 2 × | 1.9 × | **missed** |" in said
    assert "| node | ≤ 1 | – | not measured |" in said


def test_nothing_of_the_package_needs_the_benchmarks() -> None:
    for file in (ROOT / "mockserver").rglob("*.py"):
        assert "benchmarks" not in file.read_text(), file
