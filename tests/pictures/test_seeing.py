"""docs/seeing.md shows what `render` prints, and pictures that are there and small."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from mockserver.cli import main

DOCS = Path(__file__).parents[2] / "docs"
PAGE = DOCS / "seeing.md"
EXAMPLE = re.compile(r"(```yaml\n(.*?)```\n```text\n)(.*?)(```\n)", re.DOTALL)
FORMATS = ("text", "lines", "bytes", "json", "digest")


def test_the_example_is_what_render_prints(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    file = tmp_path / "example.yaml"

    def printed(found: re.Match[str]) -> str:
        file.write_text(found[2], "utf-8")
        shown = CliRunner().invoke(main, ["render", str(file)], catch_exceptions=False).output
        return f"{found[1]}{shown}{found[4]}"

    page = EXAMPLE.sub(printed, PAGE.read_text("utf-8"))
    if request.config.getoption("--rewrite-goldens"):
        PAGE.write_text(page, "utf-8")
    assert page.splitlines() == PAGE.read_text("utf-8").splitlines()


def test_every_format_is_named() -> None:
    said = PAGE.read_text("utf-8")
    assert [form for form in FORMATS if f"`--format {form}`" not in said] == []


def test_its_pictures_are_there_and_small() -> None:
    shown = re.findall(r"pictures/[\w.-]+", PAGE.read_text("utf-8"))
    assert len(shown) == 3
    assert [name for name in shown if not 0 < (DOCS / name).stat().st_size < 150_000] == []
