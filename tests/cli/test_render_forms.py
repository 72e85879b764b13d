"""What `render` shows: the story, the body's lines, a page; colours only in a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mockserver import bundled
from mockserver.cli import main

from .running import run

RESET = bundled.folder() / "reset.yaml"


def invoke(*arguments: str | Path, color: bool = False) -> Result:
    return CliRunner().invoke(main, ["render", *map(str, arguments)], color=color)


def test_the_text_tells_what_each_event_means_and_where_a_fault_acts() -> None:
    title, about, *lines = invoke(RESET).output.splitlines()
    assert title == "reset, reply 1 of 1"
    assert about.startswith("The connection is reset")
    assert '          │    255  chunk 2    text "One"' in lines
    assert "                 !  fault      end reset after 1400 bytes" in lines
    assert "0s        end reset: the connection is reset" in lines


def test_an_about_cannot_speak_to_the_terminal(tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    file.write_text('about: "a\\e[31mb\\nc"\nreply: [{text: a}]\n')
    assert invoke(file).output.splitlines()[1] == r"a\x1b[31mb\nc"


def test_the_lines_are_the_body_as_it_is_sent() -> None:
    lines = invoke(RESET, "--format", "lines").output.splitlines()
    assert "0s        send 1435 bytes" in lines
    assert any(one.startswith('          | data: {"id":') for one in lines)


def test_colours_are_for_terminals_alone() -> None:
    plain, coloured = invoke(RESET).output, invoke(RESET, color=True).output
    assert "\x1b[" not in plain
    assert "\x1b[31m" in coloured
    assert "\x1b[" not in run("render", RESET).stdout.decode()


def test_a_page_is_written_and_said(tmp_path: Path) -> None:
    out = tmp_path / "out.html"
    result = invoke(RESET, "--html", out)
    assert (result.exit_code, result.output) == (0, f"{out}: reset, 1 reply\n")
    assert out.read_text("utf-8").startswith("<!doctype html>")


def test_a_page_that_cannot_be_written_is_said_in_one_line(tmp_path: Path) -> None:
    out = tmp_path / "no" / "out.html"
    result = invoke(RESET, "--html", out)
    assert result.exit_code == 1
    assert result.stderr == f"Error: cannot write {out}: No such file or directory\n"


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_page_has_no_other_format(tmp_path: Path, form: str) -> None:
    result = invoke(RESET, "--html", tmp_path / "out.html", "--format", form)
    assert result.exit_code == 2
    assert "--html writes a page: it takes no --format" in result.stderr
