"""Header fields of a request: a name's case does not matter, no field is lost."""

from __future__ import annotations

import pytest

from mockserver.dialects.headers import NO_HEADERS, NOT_SHOWN, Headers, is_secret

KEY = "sk-or-v1-0123456789abcdef"


def test_a_name_is_found_in_any_case() -> None:
    headers = Headers([("X-Test", "a")])
    assert headers["x-test"] == headers["X-TEST"] == "a"
    assert "X-test" in headers


def test_fields_of_one_name_are_one_value() -> None:
    headers = Headers([("Accept", "a"), ("X", "b"), ("accept", "c")])
    assert dict(headers) == {"accept": "a, c", "x": "b"}


def test_nobody_sends_no_headers() -> None:
    assert len(NO_HEADERS) == 0


@pytest.mark.parametrize(
    "name",
    [
        *("Authorization", "Proxy-Authorization", "api-key", "X-Api-Key", "x-goog-api-key"),
        *("Ocp-Apim-Subscription-Key", "Cookie", "X-Auth-Token", "X_ACCESS_TOKEN", "apikey"),
        *("X-Amz-Security-Token", "Client-Secret", "X-Signature", "X-CSRFToken"),
    ],
)
def test_what_may_hold_a_key_is_known_by_its_name(name: str) -> None:
    assert is_secret(name)
    assert KEY not in repr(Headers([(name, KEY)]))


@pytest.mark.parametrize(
    "name", ["Idempotency-Key", "X-Request-Id", "Accept", "X-Max-Tokens", "X-Stainless-Retry-Count"]
)
def test_what_tests_look_at_is_shown(name: str) -> None:
    assert not is_secret(name)
    assert Headers([(name, "a value")]).redacted()[name] == "a value"


def test_the_scheme_of_a_key_is_shown_and_no_more() -> None:
    sent = Headers([("Authorization", f"Bearer {KEY}"), ("Cookie", "a=b; c=d")])
    assert dict(sent.redacted()) == {"authorization": f"Bearer {NOT_SHOWN}", "cookie": NOT_SHOWN}
    assert sent["Authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize("value", [KEY, f"key={KEY};", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.x"])
def test_what_looks_like_a_key_is_shown_under_no_name(value: str) -> None:
    redacted = Headers([("X-Other", value)]).redacted()["X-Other"]
    assert (NOT_SHOWN in redacted, "0123456789" in redacted, "eyJ" in redacted) == (
        True,
        False,
        False,
    )
