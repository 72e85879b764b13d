"""Every character has one place; a line ends with `\\n`, `\\r\\n` or `\\r`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.source.lines import line_from, line_starts, lines_of, place

TEXTS = st.text(st.sampled_from("a \u2028\r\n"))


@given(TEXTS)
def test_a_place_leads_back_to_its_character(text: str) -> None:
    lines, starts = lines_of(text), line_starts(text)
    assert len(lines) == len(starts)
    for index, character in enumerate(text):
        line, column = place(starts, index)
        shown = lines[line - 1][column - 1 : column]
        assert shown == character or (not shown and character in "\r\n")


@given(TEXTS)
def test_the_end_of_a_text_is_behind_its_last_line(text: str) -> None:
    lines = lines_of(text)
    assert place(line_starts(text), len(text)) == (len(lines), len(lines[-1]) + 1)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", ""])
def test_what_is_shown_ends_with_its_line(end: str) -> None:
    assert line_from(f"x: &a b {end}c" if end else "x: &a b ", 3) == "&a b"


def test_no_finding_holds_all_of_a_long_line() -> None:
    assert len(line_from("a" * 900_000, 5)) < 1000
