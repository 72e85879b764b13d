"""A finding is one line that people can read; findings stand in file order."""

from __future__ import annotations

import subprocess
import sys

import pytest

from mockserver.errors import MockServerError
from mockserver.source.diagnostics import (
    Diagnostic,
    ScenarioError,
    closest,
    did_you_mean,
    errors,
    in_order,
    quoted,
    shorten,
)

ERROR = Diagnostic("a.yaml", 3, 5, "error", "unknown-key", "unknown key")


@pytest.mark.parametrize(
    ("diagnostic", "line"),
    [
        (ERROR, "a.yaml:3:5: unknown key"),
        (
            Diagnostic("a.yaml", 3, 5, "error", "r", "m", "txt", "did you mean text?", ("text",)),
            "a.yaml:3:5: m: txt; did you mean text? (valid: text)",
        ),
        (Diagnostic("a.yaml", 1, 2, "warning", "cut", "m", "v"), "a.yaml:1:2: warning[cut]: m: v"),
        (Diagnostic("dir", 0, 0, "error", "r", "m", hint="h"), "dir: m; h"),
        (
            Diagnostic("a\nb", 1, 1, "error", "r", "m\x1b[2J", "\ud800"),
            r"a\u000ab:1:1: m\u001b[2J: '\ud800'".replace("'", '"'),
        ),
    ],
)
def test_a_finding_prints_as_one_line(diagnostic: Diagnostic, line: str) -> None:
    assert str(diagnostic) == line


def test_an_error_prints_all_findings_in_file_order() -> None:
    first = Diagnostic("a.yaml", 3, 4, "warning", "w", "first")
    last = Diagnostic("b.yaml", 1, 1, "error", "e", "last")
    error = ScenarioError([last, ERROR, first, ERROR])
    assert error.diagnostics == (first, ERROR, last)
    assert str(error) == f"{first}\n{ERROR}\n{last}"
    assert isinstance(error, MockServerError)


def test_findings_of_one_place_keep_their_order() -> None:
    again = Diagnostic("a.yaml", 3, 5, "error", "a", "again")
    assert in_order([ERROR, again, ERROR]) == (ERROR, again)


def test_warnings_are_no_errors() -> None:
    warning = Diagnostic("a.yaml", 1, 1, "warning", "w", "m")
    assert errors([warning, ERROR]) == (ERROR,)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("abc", "abc"),
        ("東京 😀", "東京 😀"),
        ("", '""'),
        (" a", '" a"'),
        ("a\nb\t", r'"a\nb\t"'),
        ("a\x7f\u2028", r'"a\u007f\u2028"'),
        ("x" * 61, "x" * 59 + "…"),
        ("x" * 60, "x" * 60),
    ],
)
def test_values_are_short_and_visible(text: str, shown: str) -> None:
    assert shorten(text) == shown


def test_quoted_values_stand_in_quotes() -> None:
    assert quoted('a "b"') == '"a "b""'
    assert quoted("x" * 61) == '"' + "x" * 59 + '…"'
    assert quoted("\n") == '"\\n"'


STEPS = ("text", "tool_calls", "finish", "wait", "end", "own_event")


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("txt", "text"),
        ("Text", "text"),
        ("TEXT ", "text"),
        ("tool-calls", "tool_calls"),
        ("Own Event", "own_event"),
        ("content", "text"),
        ("sleep", "wait"),
        ("delay", "wait"),
        ("latency", None),
        ("zzz", None),
        ("", None),
        ("text" * 30, None),
    ],
)
def test_slips_and_other_words_are_understood(word: str, meant: str | None) -> None:
    assert closest(word, STEPS) == meant
    assert did_you_mean(word, STEPS) == (meant and f"did you mean {meant}?")


def test_printing_findings_needs_no_pydantic_and_no_yaml() -> None:
    code = (
        "import sys, mockserver.source.diagnostics as d;"
        "sys.exit(bool({'pydantic', 'yaml'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_long_hint_leaves_the_line_readable() -> None:
    line = str(Diagnostic("a.yaml", 1, 1, "error", "r", "m", hint="write " + "1" * 5000))
    assert len(line) < 500
    assert line.endswith("1…")
