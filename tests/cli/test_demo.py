"""What the demo tells its reader to type works where it is typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from mockserver.demo import called


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """The command in a virtual environment's folder."""
    command = tmp_path / "bin" / "mockserver"
    command.parent.mkdir()
    command.touch(0o755)
    return command


def test_a_command_called_by_its_path_is_told_by_it(
    installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/usr/nothing")
    assert called(str(installed)) == str(installed)
    monkeypatch.chdir(tmp_path)
    assert called("bin/mockserver") == "bin/mockserver"


def test_a_command_in_the_path_is_told_by_its_name(
    installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(installed.parent))
    assert called(str(installed)) == "mockserver"


def test_another_mockserver_in_the_path_is_not_meant(
    installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "a b" / "mockserver"
    other.parent.mkdir()
    other.touch(0o755)
    monkeypatch.setenv("PATH", str(installed.parent))
    assert called(str(other)) == f"'{other}'"


@pytest.mark.parametrize("first", ["-c", "/usr/bin/pytest", "/nonesuch/mockserver", "mockserver"])
def test_what_is_no_path_of_the_command_is_told_by_its_name(
    first: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert called(first) == "mockserver"
