"""Projects of their own that use nothing but the plugin; `.ci/run` runs one on workers, too."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parent.parent


@pytest.mark.timeout(180)
@pytest.mark.parametrize("project", ["sample_project", "virtual_time_project"])
def test_a_project_passes_its_tests(project: str) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    ran = subprocess.run(command, cwd=TESTS / project, capture_output=True, text=True, check=False)
    assert (ran.returncode, "passed" in ran.stdout) == (0, True), ran.stdout + ran.stderr
