"""The README's picture of a terminal shows what the command really prints."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from mockserver.cli import main

from . import terminal


def test_the_picture_shows_what_render_prints(tmp_path: Path) -> None:
    file = tmp_path / f"{terminal.NAME}.yaml"
    file.write_text(terminal.scenario_text(), "utf-8")
    printed = CliRunner().invoke(main, ["render", str(file)], catch_exceptions=False).output
    shown = terminal.lines_of(terminal.PICTURE.read_text("utf-8"))
    assert shown == printed.splitlines(), f"make it again: python -m {terminal.__name__}"


def test_the_picture_is_as_it_would_be_made_now() -> None:
    assert terminal.PICTURE.read_text("utf-8") == terminal.made()


def test_the_picture_needs_no_network() -> None:
    svg = terminal.PICTURE.read_text("utf-8")
    assert svg.count("http") == 1  # the name of SVG itself
    assert "url(" not in svg
    assert "@" not in svg


def test_the_readme_shows_the_picture() -> None:
    assert "(docs/pictures/render.svg)" in (terminal.ROOT / "README.md").read_text("utf-8")
