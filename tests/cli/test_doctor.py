"""`mockserver doctor` on this machine: its exit code says whether all holds that should."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from mockserver.cli import main
from mockserver.doctor import examine, trials
from mockserver.doctor.promises import PROMISES, Drip


def only(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    """One promise is enough where the command is meant."""
    promises = [one for one in PROMISES if one.key == key]
    monkeypatch.setattr(examine, "PROMISES", promises)


def test_every_promise_holds_on_this_machine(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["doctor", "--json", str(tmp_path / "found.json")])
    said = json.loads((tmp_path / "found.json").read_text("utf-8"))
    assert (result.exit_code, said["ok"]) == (0, True), result.output
    if sys.platform == "linux":
        assert {one["holds"] for one in said["promises"]} == {"ok"}
        assert result.output.endswith("All 8 promises hold on this machine.\n")


def test_a_broken_promise_is_exit_code_1(monkeypatch: pytest.MonkeyPatch) -> None:
    async def coalesced() -> Drip:
        return Drip((1, 1), (2,))

    only(monkeypatch, "drip")
    monkeypatch.setattr(examine, "TRIALS", {**trials.TRIALS, "drip": coalesced})
    result = CliRunner().invoke(main, ["doctor"])
    assert result.exit_code == 1
    assert "broken    segments with pauses" in result.output


def test_a_trial_that_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    async def never() -> None:
        import asyncio

        await asyncio.Event().wait()

    only(monkeypatch, "drip")
    monkeypatch.setattr(examine, "PATIENCE", 0.01)
    monkeypatch.setattr(examine, "TRIALS", {"drip": never})
    result = CliRunner().invoke(main, ["doctor"])
    assert result.exit_code == 1
    assert "the trial was given up after 0.01 s" in result.output


def test_a_report_that_cannot_be_written_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    only(monkeypatch, "half-close")
    result = CliRunner().invoke(main, ["doctor", "--json", "/nowhere/at/all.json"])
    assert result.exit_code == 1
    assert "Error: cannot write /nowhere/at/all.json: No such file" in result.output
