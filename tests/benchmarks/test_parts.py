"""A part of the benchmarks that fails, or lacks something, says so and takes no other with it."""

from __future__ import annotations

import json
import os
import shutil
import sys
from importlib import import_module
from pathlib import Path

import pytest

if sys.platform != "linux":
    pytest.skip("the CPU clock of another process is Linux's", allow_module_level=True)

from benchmarks import fixture, paced, process
from benchmarks.__main__ import NAMES, main, part
from benchmarks.process import FailedError, Server, errors, left_out, load, running
from benchmarks.rounds import Effort
from benchmarks.table import Table


def test_a_part_that_needs_what_is_not_there_is_left_out_in_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "found.json"
    monkeypatch.setattr(fixture, "find_spec", lambda _: None)
    monkeypatch.setattr(sys, "argv", ["benchmarks", "--only", "fixture", "--json", str(file)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert not ended.value.code
    said = capsys.readouterr().out
    assert "\nfixture: needs pytest: pip install '.[test]'\n" in said
    assert "| the fixture, a test | ≤ 1.5 ms | – | not measured |" in said
    assert [one["name"] for one in json.loads(file.read_text())["not_measured"]] == ["fixture"]


@pytest.mark.parametrize("name", NAMES)
def test_what_a_part_that_fails_aimed_at_is_not_measured(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_: Effort) -> Table:
        raise FailedError("the server did not start\n  its last line")

    monkeypatch.setattr(import_module(f"benchmarks.{name}"), "run", fails)
    said = part(name, Effort(quick=True))
    assert said.markdown() == f"{name}: failed: the server did not start\n  its last line\n"
    assert [one.met for one in said.goals] == [None] * len(said.goals) != []


def test_goals_and_figures_are_written_where_a_part_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(_: Effort) -> Table:
        raise ValueError("a mistake")

    file = tmp_path / "found.json"
    monkeypatch.setattr(import_module("benchmarks.idle"), "run", fails)
    monkeypatch.setattr(sys, "argv", ["benchmarks", "--only", "idle", "--json", str(file)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    said = capsys.readouterr()
    assert "idle: failed: ValueError('a mistake')\n" in said.out
    assert "| memory of a stream that waits | ≤ 16 KiB | – | not measured |" in said.out
    assert "Traceback" in said.err
    assert json.loads(file.read_text())["not_measured"][0]["failed"] is True


def test_a_server_that_does_not_start_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    code = "import sys; sys.exit('no\\nsuch\\nport')"
    dies = {"x": lambda: [sys.executable, "-c", code]}
    monkeypatch.setattr(process, "SERVERS_BY_NAME", dies)
    said = r"^the server x did not start\n  no\n  such\n  port$"
    with pytest.raises(FailedError, match=said), running("x"):
        pass


def test_a_load_generator_that_fails_says_why() -> None:
    with errors() as wrong:
        nobody = Server("x", os.getpid(), 1, wrong)
        with pytest.raises(FailedError, match=r"(?s)failed with x: idle .*ConnectionRefusedError"):
            load("idle", nobody, streams=1)


def test_who_may_not_go_first_is_told_so_in_a_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "sched_setscheduler", refused)
    monkeypatch.setattr(sys, "argv", ["benchmarks", "--first"])
    with pytest.raises(SystemExit, match="2"):
        main()
    said = capsys.readouterr().err.splitlines()[-1]
    assert said.endswith("error: --first needs root: this user may not go before others")


def test_servers_that_are_not_there_are_named_with_what_they_need(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    servers = ("C", "bare protocol", "node, a write per chunk")
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert left_out(servers) == (
        "Left out: C (needs gcc or cc), node, a write per chunk (needs node).\n\n"
    )
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    assert left_out(servers) == ""


# -- goals of what was not tried ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("late", "measured", "met"),
    [
        ({500: 1}, None, None),  # a look: no more was tried
        ({500: 9}, 0, False),
        ({500: 1, 1000: 9}, 500, False),
        ({500: 1, 1000: 1}, 1000, True),
        ({}, None, None),
    ],
)
def test_streams_that_were_not_tried_are_not_missed(
    late: dict[int, float], measured: int | None, met: bool | None
) -> None:
    figures = dict.fromkeys(("p99", "worst_p99", "first", "cpu"), 1.0)
    found = {
        ("mockserver", streams, 20): {**figures, "worst_p99": milliseconds * 1000.0}
        for streams, milliseconds in late.items()
    }
    goal = paced.goals(found)[1]
    assert (goal.measured, goal.met) == (measured, met)
