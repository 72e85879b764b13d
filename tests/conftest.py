"""Tests are the same every time: hypothesis draws the same examples, and does not time them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

pytest_plugins = ["pytester"]

collect_ignore = ["sample_project", "virtual_time_project"]
"""Projects of their own, with settings of their own: `tests/plugin` runs them."""

settings.register_profile("same", derandomize=True, deadline=None, max_examples=50)
settings.load_profile("same")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--rewrite-goldens",
        action="store_true",
        help="write what the tests got into the golden files, to be read as a diff",
    )


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compares a text with the golden file of a name beside the test, or rewrites that file."""
    folder = Path(request.path).parent / "golden"

    def compare(name: str, got: str) -> None:
        file = folder / name
        if request.config.getoption("--rewrite-goldens"):
            folder.mkdir(exist_ok=True)
            file.write_text(got, encoding="utf-8")
        assert got == file.read_text(encoding="utf-8")

    return compare
