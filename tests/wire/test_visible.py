"""What nobody could see is shown, and it is the same on every Python."""

from __future__ import annotations

import pytest

from mockserver.wire.visible import quoted, visible, visible_bytes


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\r\n\tb", r"a\r\n\tb"),
        ("a\xa0b\u3000c", r"a\xa0b\u3000c"),
        ("\u202edcba", r"\u202edcba"),
        ("\ud83d", r"\ud83d"),
        ("\ue000\U000f0000", r"\ue000\U000f0000"),
        ("Grüße 東京 👩 \U0001fae8", "Grüße 東京 👩 \U0001fae8"),
    ],
)
def test_what_nobody_sees_is_an_escape(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_lines_stay_where_they_are_asked_for() -> None:
    assert visible("a\n\tb\r", lines=True) == "a\n\tb\\r"


def test_bytes_that_are_no_text_are_escapes() -> None:
    assert visible_bytes(b"\xc3\xa9\xc3") == "é\\xc3"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a", '"a"'),
        ('{"ci', "'{\"ci'"),
        ("\\n\n", r'"\\n\n"'),
        ("'\"", '"\'""'),
        ("abcdef", '"abcd"… (6 characters)'),
    ],
)
def test_a_quoted_text_says_what_is_left_out(text: str, shown: str) -> None:
    assert quoted(text, 4) == shown
