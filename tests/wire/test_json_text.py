"""JSON text is the same everywhere, and always UTF-8."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.wire import json_text

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    # any text, lone surrogates among it
    | st.text(st.characters(categories=None)),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def test_text_is_compact_and_characters_stay_as_they_are() -> None:
    assert json_text.dumps({"a": [1, "東京"], "b": None}) == '{"a":[1,"東京"],"b":null}'


def test_bytes_are_utf_8() -> None:
    assert json_text.dump_bytes("é") == b'"\xc3\xa9"'


def test_lone_surrogate_is_an_escape() -> None:
    assert json_text.dump_bytes(["é\ud800"]) == b'["\xc3\xa9\\ud800"]'


@given(JSON)
def test_every_value_comes_back(value: json_text.Json) -> None:
    assert json_text.loads(json_text.dump_bytes(value)) == value


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_what_json_cannot_say_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        json_text.dumps(value)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"{", "Expecting"),
        (b"\xff", "decode"),
        (b"[NaN]", "NaN is not JSON"),
        (b"-Infinity", "-Infinity is not JSON"),
        (b"[1e999]", "1e999 is beyond the largest number"),
        (b"[" * 200_000, "nested too deeply"),
        (b"1" * 5_000, "digits"),
    ],
)
def test_every_bad_text_is_a_value_error(data: bytes, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        json_text.loads(data)


def test_byte_order_mark_is_skipped() -> None:
    assert json_text.loads(b"\xef\xbb\xbf1") == 1


@pytest.mark.parametrize(
    ("value", "depth"),
    [(1, 0), ([], 1), ({}, 1), ([1, {"a": 2}], 2), ({"a": [[]], "b": {}}, 3), ([[], [[[1]]]], 4)],
)
def test_depth_counts_lists_and_objects_inside_each_other(value: object, depth: int) -> None:
    assert not json_text.is_deeper(value, depth)
    assert depth == 0 or json_text.is_deeper(value, depth - 1)
