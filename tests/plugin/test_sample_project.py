"""A project of its own that uses nothing but the plugin, as `.ci/run` runs it on workers, too."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent / "sample_project"


@pytest.mark.timeout(180)
def test_a_project_passes_its_tests() -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    ran = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert (ran.returncode, "passed" in ran.stdout) == (0, True), ran.stdout + ran.stderr
