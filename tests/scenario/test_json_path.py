"""Paths in JSON: what they find, what is said of those that are none, how much they may find."""

from __future__ import annotations

import pytest

from mockserver.scenario.json_path import (
    MOST_FOUND,
    MOST_NESTED,
    MOST_VISITED,
    TooMuchError,
    Visits,
    compiled,
    find,
)
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
        ("$" + "[?@" * 160, "it is nested more than 20 deep"),
        ("$[?" + "!" * 490 + "@.a]", "it is nested too deeply"),
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


def test_a_path_may_be_nested_as_deep_as_its_bound() -> None:
    path = "$" + "[?@" * MOST_NESTED + "]" * MOST_NESTED
    assert find(path, [[1]]) == ()


@pytest.mark.parametrize(
    "path",
    ["$..a", "$..[?@.b]", "$.many[?@.b]", "$.many[?1 == 2]"],
)
def test_a_path_looks_at_no_more_values_than_its_bound(path: str) -> None:
    large = {"many": [0] * MOST_VISITED}
    with pytest.raises(TooMuchError, match=r"takes too long on this request, .* 200000 values"):
        find(path, large)


def test_a_filter_that_goes_through_a_list_again_looks_at_it_again() -> None:
    again = " || ".join(f"@.b[?@ == {number}]" for number in range(1, 9))
    with pytest.raises(TooMuchError, match="takes too long"):
        find(f"$.a[?{again}]", {"a": [{"b": [0] * 30_000}]})


def test_a_path_that_names_its_keys_looks_at_few_values_of_a_large_body() -> None:
    assert find("$.few[0].b", {"many": [0] * 300_000, "few": [{"b": 1}]}) == (1,)


def test_several_paths_share_what_they_may_look_at() -> None:
    visits = Visits(20)
    assert find("$..content", BODY, visits) == ("a", "b")
    with pytest.raises(TooMuchError):
        find("$..content", BODY, visits)
