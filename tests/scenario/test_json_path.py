"""Paths in JSON: what they find, what is said of those that are none, how much they may find."""

from __future__ import annotations

import pytest

from mockserver.scenario.json_path import MOST_FOUND, TooMuchError, compiled, find
from mockserver.wire.json_text import Json

BODY: Json = {
    "model": "m",
    "seed": None,
    "messages": [{"role": "user", "content": "a"}, {"role": "tool", "content": "b"}],
}


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("$", (BODY,)),
        ("$.model", ("m",)),
        ("$.seed", (None,)),
        ("$.nothing", ()),
        ("$['messages'][-1].role", ("tool",)),
        ("$.messages[*].role", ("user", "tool")),
        ("$..content", ("a", "b")),
        ("$.messages[?@.role == 'tool'].content", ("b",)),
        ("$.messages[?length(@.content) == 2]", ()),
    ],
)
def test_a_path_finds_what_the_standard_says(path: str, found: tuple[Json, ...]) -> None:
    assert find(path, BODY) == found


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("", "it begins with `$`, e.g. $."),
        (".model", "it begins with `$`, e.g. $.model"),
        ("model", "it begins with `$`, e.g. $.model"),
        ("$.a[", "unexpected end of query"),
        ("$.a.b ", "unexpected trailing whitespace in column 6 of it"),
        ("$.a | $.b", "unexpected token '|' in column 5 of it"),
        ("$..a..b", "`..` may stand in it once"),
        ("$[?match(@.a, 'b')]", "match() is not there: write the pattern behind the path"),
        ("$[?search(@.a, 'b')]", "search() is not there: write the pattern behind the path"),
        ("$" + "[?@" * 160, "maximum recursion depth exceeded"),
    ],
)
def test_what_is_no_path_is_said(path: str, said: str) -> None:
    with pytest.raises(ValueError, match=r".") as raised:
        compiled(path)
    assert str(raised.value) == said


def test_a_path_finds_no_more_than_its_bound() -> None:
    assert len(find("$[*]", [0] * MOST_FOUND)) == MOST_FOUND
    with pytest.raises(TooMuchError, match="finds more than 10000 values"):
        find("$[*]", [0] * (MOST_FOUND + 1))


def test_a_path_looks_no_deeper_than_its_bound() -> None:
    deep: Json = {}
    for _ in range(500):
        deep = {"a": deep}
    with pytest.raises(TooMuchError, match="so deep"):
        find("$..a", deep)
