"""What is written as YAML is read back the same, and looks as people write it."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from mockserver.source.read import read
from mockserver.source.tree import plain
from mockserver.source.write import WIDTH, Layout, write

WORDS = st.sampled_from(
    ["a", "no", "3", "- a", "a: b", "a #b", "#", "'", '"', "\\", "~", "1e3", "2024-01-01", "?", "=",
     "<<", "...", "---", "010", ".inf", "0x1F", "12:30:45", "{", "[a]", "a,b", "a:", ":", "@", "`",
     "Ü 東京", "😀", "x" * 120, "word " * 30 + "end", "a\nb\nc\nd\n", "\u2028", "\xa0", "\r\n"]
)  # fmt: skip
TEXTS = st.text(st.characters(exclude_categories=["Cs"])) | st.lists(WORDS, max_size=3).map("".join)
NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)
LAYOUT = Layout(tall=frozenset({"tall"}), rows=frozenset({"rows"}), bare=frozenset({"bare"}))


def again(text: str) -> Any:
    root, found = read(text, "x.yaml")
    assert root is not None, (text, found)
    assert found == (), text
    return plain(root)


@given(VALUES, st.sampled_from(["tall", "rows", "bare", "other"]))
def test_what_is_written_is_read_back_by_any_reader(value: Any, key: str) -> None:
    text = write({key: value}, LAYOUT)
    assert repr(again(text)) == repr({key: value})
    assert repr(yaml.safe_load(text)) == repr({key: value})


@given(TEXTS)
@example("comment #cuts")
@example("trailing\n\n")
@example("- {a: b}")
def test_a_text_alone_is_read_back(text: str) -> None:
    assert again(write([text])) == [text]


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ("plain text, with a comma", "a: plain text, with a comma"),
        ("http://a.b/c", "a: http://a.b/c"),
        ("Grüße 😀", "a: Grüße 😀"),
        ("", 'a: ""'),
        ("no", 'a: "no"'),
        ("3", 'a: "3"'),
        ("1:30", 'a: "1:30"'),
        (" two", 'a: " two"'),
        ("a: b", 'a: "a: b"'),
        ('{"a":1}', "a: '{\"a\":1}'"),
        ('it\'s "so"', 'a: it\'s "so"'),
        ('it\'s: "so"', 'a: "it\'s: \\"so\\""'),
        ("a\n\n", 'a: "a\\n\\n"'),
        ("\u200b\U000e0041", 'a: "\\u200b\\U000e0041"'),
        (None, "a: null"),
        (True, "a: true"),
        (1.0, "a: 1.0"),
        (1e-7, "a: 1.0e-07"),
        ({}, "a: {}"),
        ([], "a: []"),
        ({"b": [1, "x, y"], "c": "d"}, 'a: {b: [1, "x, y"], c: d}'),
        ([{"b": 1}], "a: [{b: 1}]"),
        ([{"b": 1}, {"b": 2}], "a:\n  - {b: 1}\n  - {b: 2}"),
        ([["x"], ["y"]], "a: [[x], [y]]"),
        ("one\ntwo\n\nfour", "a: |-\n  one\n  two\n\n  four"),
        ("one\ntwo\nthree\n", "a: |\n  one\n  two\n  three"),
        ("one\ntwo", 'a: "one\\ntwo"'),
        ("one\n two\nthree \nfour", 'a: "one\\n two\\nthree \\nfour"'),
    ],
)
def test_a_value_looks_like_this(value: Any, line: str) -> None:
    assert write({"a": value}) == f"{line}\n"


def test_a_long_text_is_folded_between_words() -> None:
    text = write({"about": "word " * 40 + "end"})
    assert text.startswith("about: >-\n  word word")
    assert max(map(len, text.splitlines())) <= WIDTH


def test_what_does_not_fit_has_a_line_for_each_entry() -> None:
    text = write({"a": {"b": "x" * 60, "c": ["y" * 30, {"d": None}]}})
    assert text == f"a:\n  b: {'x' * 60}\n  c: [{'y' * 30}, {{d: null}}]\n"


def test_keys_may_have_lines_of_their_own_although_they_would_fit() -> None:
    value = {"tall": [{"a": 1, "b": 2}, [{"c": 3}]], "rows": [{"a": 1}], "x": [{"tall": [1]}]}
    assert write(value, LAYOUT) == (
        "tall:\n  - a: 1\n    b: 2\n  - - c: 3\nrows:\n  - {a: 1}\nx:\n  - tall:\n      - 1\n"
    )


def test_a_key_may_stand_without_a_value() -> None:
    assert write([{"bare": None}, {"other": None}], LAYOUT) == "- bare:\n- other: null\n"


def test_a_long_text_as_an_item_is_folded_too() -> None:
    assert write(["word " * 30 + "end"]).startswith("- >-\n  word word")


def test_half_a_character_is_written_as_its_escape() -> None:
    assert write(["\ud83d"]) == '- "\\ud83d"\n'


def test_a_value_may_be_no_more_than_a_text() -> None:
    assert (write("a"), write([]), write({})) == ("a\n", "[]\n", "{}\n")
