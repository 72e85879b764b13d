"""Header fields of a request: a name's case does not matter, no field is lost."""

from __future__ import annotations

from mockserver.dialects.headers import NO_HEADERS, Headers


def test_a_name_is_found_in_any_case() -> None:
    headers = Headers([("X-Test", "a")])
    assert headers["x-test"] == headers["X-TEST"] == "a"
    assert "X-test" in headers


def test_fields_of_one_name_are_one_value() -> None:
    headers = Headers([("Accept", "a"), ("X", "b"), ("accept", "c")])
    assert dict(headers) == {"accept": "a, c", "x": "b"}


def test_nobody_sends_no_headers() -> None:
    assert len(NO_HEADERS) == 0
