"""Text in which a pattern is found, and patterns of which none can be told."""

from __future__ import annotations

import re

import pytest

from mockserver.samples.regex_text import found_by
from mockserver.seeding import stream

PATTERNS = (
    *("a", "^a$", "[a-c]", "[^a]", "[^a-z]", "a|bc", "(a)(b)\\2\\1", "(?:ab)+", "a{3}", "a{2,}"),
    *(
        "a*?",
        ".",
        "\\d\\D\\s\\S\\w\\W",
        "[\\d\\D]",
        "[\\w-]",
        "[一-龥]",
        "(?P<n>x)(?P=n)",
        "(?>a)b",
    ),
    *("a++", "(?i:AB)", "\\bword\\b", "é", "^$", "(?=a)a", "[^\\w]"),
)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_the_pattern_is_found_in_the_text(pattern: str) -> None:
    texts = [found_by(pattern, 5, stream(seed)) for seed in range(50)]
    assert [text for text in texts if not re.search(pattern, text)] == []


def test_what_may_repeat_does_so_as_often_as_allowed_at_most() -> None:
    lengths = {len(found_by("a*", 3, stream(seed))) for seed in range(100)}
    assert lengths == {0, 1, 2, 3}


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("(", "not a regular expression"),
        ("\\p{L}", "not a regular expression"),
        ("[^\\s\\S]", "a set without characters"),
        ("(a)?(?(1)b|c)", "GROUPREF_EXISTS is not supported"),
        ("a{10001}", "it repeats too often"),
    ],
)
def test_a_pattern_of_which_no_text_can_be_told_is_refused(pattern: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        found_by(pattern, 5, stream(0))
