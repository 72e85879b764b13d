"""Text becomes a tree: what unquoted text means, where values stand, how much is too much."""

# ruff: noqa: E501 - tables of one line for each case

from __future__ import annotations

import json
from typing import Any

import pytest

from mockserver.source.read import read
from mockserver.source.syntax import explain
from mockserver.source.tree import Bounds, Mapping, Node, Scalar, Sequence, every, place, plain
from mockserver.source.yaml_events import NotYamlError


def tree(text: str | bytes, path: str = "a.yaml", bounds: Bounds | None = None) -> Node:
    """The tree of a text in which nothing is wrong."""
    root, found = read(text, path, bounds or Bounds())
    assert not found
    assert root is not None
    return root


def lines(text: str | bytes, path: str = "a.yaml", bounds: Bounds | None = None) -> list[str]:
    """What is wrong with a text."""
    return [str(one) for one in read(text, path, bounds or Bounds())[1]]


CORE_SCHEMA: dict[str, Any] = {
    "null": None,
    "Null": None,
    "NULL": None,
    "~": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
    "tRUE": "tRUE",
    "nULL": "nULL",
    "yes": "yes",
    "no": "no",
    "on": "on",
    "off": "off",
    "y": "y",
    "0": 0,
    "-0": 0,
    "+7": 7,
    "-12": -12,
    "0o17": 15,
    "0x1F": 31,
    "0b11": "0b11",
    "1_000": "1_000",
    "1,000": "1,000",
    "12:30:45": "12:30:45",
    "2024-01-01": "2024-01-01",
    "1.5": 1.5,
    "1.": 1.0,
    ".5": 0.5,
    "-1e3": -1000.0,
    "1E-2": 0.01,
    "0.5": 0.5,
    "0e0": 0.0,
    "1e": "1e",
    ".": ".",
    "+": "+",
    "-": [None],
    "-x": "-x",
    ".info": ".info",
    "0x": "0x",
    "v1.2": "v1.2",
    "1.2.3": "1.2.3",
    "NaN": "NaN",
    '"3"': "3",
    "'true'": "true",
    "''": "",
    "a b": "a b",
    "a:b": "a:b",
    "a#b": "a#b",
    "what?": "what?",
    "[what?, a?b]": ["what?", "a?b"],
    "{a: what?}": {"a": "what?"},
    "http://a.b/c?d=e#f": "http://a.b/c?d=e#f",
    "a\u2028b": "a\u2028b",
    "a\u0085b": "a\u0085b",
    "a\u2029 \U000f0000\U000f0001": "a\u2029 \U000f0000\U000f0001",
}


@pytest.mark.parametrize("text", CORE_SCHEMA)
def test_unquoted_text_means_what_yaml_1_2_says(text: str) -> None:
    root = tree(f"a: {text}\n" if text != "-" else f"a:\n{text}\n")
    value = plain(root)["a"]
    assert value == CORE_SCHEMA[text]
    assert type(value) is type(CORE_SCHEMA[text])


SPELLINGS: dict[str, tuple[str, Any]] = {
    "folded lines": ("a: b\n  c\n\n  d\n", {"a": "b c\nd"}),
    "trailing blanks": ("a: b \t\n  c  \n", {"a": "b c"}),
    "literal block": ("a: |\n  b: c # d\n  - e\n", {"a": "b: c # d\n- e\n"}),
    "stripped block": ("a: >-\n  b\n  c\n", {"a": "b c"}),
    "tab behind a colon": ("a:\tb\n", {"a": "b"}),
    "tab in text": ("a: b\tc\n", {"a": "b\tc"}),
    "tab before a comment": ("a: b\t# c\n", {"a": "b"}),
    "tab in an empty line": ("a: b\n\t\nc: d\n", {"a": "b", "c": "d"}),
    "tab behind a lonely dash": ("-\t\n  a: 1\n", [{"a": 1}]),
    "tabs in braces": ("a: {\n\t\"b\"\t:\t1,\n\t\t'c': 2\n\t}\n", {"a": {"b": 1, "c": 2}}),
    "carriage returns": ("a: 1\r\nb:\r\n  - 2\r\nc: 3\rd: 4\r\n", {"a": 1, "b": [2], "c": 3, "d": 4}),
    "byte order mark": ("\ufeffa: 1\n", {"a": 1}),
    "one document with marks": ("%YAML 1.2\n---\na: 1\n...\n", {"a": 1}),
    "comments": ("# b\na: 1 # c\n# d\n", {"a": 1}),
    "question mark key": ("? a\n: 1\n", {"a": 1}),
    "key in braces without a value": ("{a, b: }", {"a": None, "b": None}),
    "pair in brackets": ("[a: 1]", [{"a": 1}]),
    "quoted merge key": ('{"<<": 1}', {"<<": 1}),
    "anchors": ("a: &x [1, {b: 2}]\nc: *x\nd: &x 3\ne: *x\n", {"a": [1, {"b": 2}], "c": [1, {"b": 2}], "d": 3, "e": 3}),
}  # fmt: skip


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_spelling_is_read(spelling: str) -> None:
    text, value = SPELLINGS[spelling]
    assert plain(tree(text)) == value


def test_bytes_and_text_are_read_alike() -> None:
    assert plain(tree("\ufeffa: é😀\n".encode())) == {"a": "é😀"}


def test_places_are_lines_and_characters() -> None:
    root = tree('é😀: [a, "b"]\r\n\u2028x: {c: 1,\n  d: &x\n   [2]}\rf: *x\n')
    assert isinstance(root, Mapping)
    found = {str(plain(node)): (node.line, node.column) for node in every(root)}
    keys = {key.text: (key.line, key.column) for key, _ in root.entries}
    assert keys == {"é😀": (1, 1), "\u2028x": (2, 1), "f": (5, 1)}
    assert found["a"] == (1, 6)
    assert found["b"] == (1, 9)
    assert found["1"] == (2, 9)
    assert found["[2]"] == (3, 6)
    assert found["2"] == (4, 5)


def test_nodes_know_their_keys() -> None:
    root = tree("a: 1\nb: [2]\n")
    assert isinstance(root, Mapping)
    assert isinstance(root.get("b"), Sequence)
    assert isinstance(root.key("b"), Scalar)
    assert root.get("c") is None
    assert root.key("c") is None


@pytest.mark.parametrize(
    ("keys", "where"),
    [
        ((), (1, 1)),
        (("a", 1, "b"), (3, 8)),
        (("a", 2), (2, 3)),
        (("a", "b"), (2, 3)),
        (("x", 1), (1, 1)),
    ],
)
def test_place_is_the_last_value_on_the_way(
    keys: tuple[str | int, ...], where: tuple[int, int]
) -> None:
    assert place(tree("a:\n  - 1\n  - b: 2\n"), *keys) == where
    assert place(None, *keys) == (0, 0)


CUT = "put quotes around the text, or write a space after `#`"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a: you are #1 here\n", f"a.yaml:1:12: warning[comment-cuts-text]: a comment begins here, and the text ends before it: #1 here; {CUT}"),
        ("a: #topic\n", f"a.yaml:1:4: warning[comment-cuts-text]: a comment begins here, and the text ends before it: #topic; {CUT}"),
        ("a: &x text\n", "a.yaml:1:4: warning[unused-anchor]: an anchor that no alias uses: &x; if it is text, put quotes around all of it"),
    ],
)  # fmt: skip
def test_text_that_may_be_cut_is_a_warning(text: str, found: str) -> None:
    assert lines(text) == [found]
    assert read(text, "a.yaml")[0] is not None


@pytest.mark.parametrize(
    "text", ["a: b # c\n", "a: b  #c\n", "a: 1 #c\n", "a: [b] #c\n", "a: 'b' #c\n", "a: b#c\n", "a: # c\n"]
)  # fmt: skip
def test_ordinary_comments_are_no_warning(text: str) -> None:
    assert lines(text) == []


BOMB = "a: &a [x, x, x]\n" + "".join(
    f"{new}: &{new} [*{old}, *{old}, *{old}]\n"
    for old, new in zip("abcdefghijk", "bcdefghijkl", strict=True)
)


@pytest.mark.parametrize(
    ("text", "bounds", "found"),
    [
        ("a: bcd\n", {"characters": 6}, "1:1: more than 6 characters in a file"),
        ("a: [b, c, d]\n", {"nodes": 5}, "1:11: more than 5 values in a file"),
        (BOMB, {"nodes": 100}, "4:8: more than 100 values in a file"),
        ("a: &a bcdefg\nb: [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\n", {"characters": 48}, "2:23: more than 48 characters in a file's values"),
        ("[[[1]]]", {"depth": 2}, "1:3: lists and mappings nest deeper than 2"),
        ("- - - 1\n", {"depth": 2}, "1:5: lists and mappings nest deeper than 2"),
        ("a:\n b:\n  c: 1\n", {"depth": 2}, "3:3: lists and mappings nest deeper than 2"),
        ("a: &a {b: 1}\nc: {d: *a}\n", {"depth": 2}, "2:8: lists and mappings nest deeper than 2"),
        ("[" * 100_000, {}, "1:65: lists and mappings nest deeper than 64"),
        ("- " * 100_000, {}, "1:129: lists and mappings nest deeper than 64"),
        ("{a: " * 100_000, {}, "1:257: lists and mappings nest deeper than 64"),
    ],
    ids=range(11),
)  # fmt: skip
def test_too_much_is_refused_where_it_begins(text: str, bounds: dict[str, int], found: str) -> None:
    assert lines(text, bounds=Bounds(**bounds)) == [f"a.yaml:{found}"]


def test_as_much_as_the_bounds_is_read() -> None:
    assert plain(tree("[[1]]", bounds=Bounds(characters=5, nodes=3, depth=2))) == [[1]]


@pytest.mark.parametrize("depth", [0, 101])
def test_depth_has_its_own_bounds(depth: int) -> None:
    with pytest.raises(ValueError, match="1 to 100"):
        Bounds(depth=depth)


def test_depth_of_100_can_be_read() -> None:
    text = "[" * 100 + "]" * 100
    assert plain(tree(text, bounds=Bounds(depth=100))) == json.loads(text)


@pytest.mark.parametrize("text", ["[" * 100_000, f"[{'9' * 5000}]"], ids=["deep", "long"])
def test_json_that_python_cannot_read_gets_a_place(text: str) -> None:
    (line,) = lines(text, "a.json")
    assert line.startswith("a.json:1:")


def test_new_words_of_the_parser_are_passed_on() -> None:
    error = NotYamlError("while reading | something new", 1, 4, 1, 4)
    assert str(explain(error, "a: b", "a.yaml")) == (
        "a.yaml:1:4: this is not YAML (while reading | something new): b;"
        " if it is text, put quotes around it"
    )
