"""What a query or body is refused for is told in the words of scenario files, not in pydantic's."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from mockserver.serving.control.asked import (
    Advance,
    Asked,
    Levels,
    Listed,
    NewSession,
    Nothing,
    Release,
    Replies,
    WaitFor,
    Written,
)
from mockserver.serving.control.wording import details
from mockserver.wire.json_text import dumps


def told(record: type[Asked], said: dict[str, Any], *, query: bool = False) -> list[dict[str, str]]:
    validated: Any = record.model_validate_strings if query else record.model_validate_json
    with pytest.raises(ValidationError) as caught:
        validated(said if query else dumps(said))
    return details(caught.value.errors(include_url=False), said, record)


@pytest.mark.parametrize(
    ("record", "said", "at", "message"),
    [
        (Nothing, {"x": 1}, "/x", "unknown key: x (valid: none)"),
        (Levels, {"unmached": "fail"}, "/unmached", "unknown key: unmached; did you mean unmatched?"
         " (valid: unmatched, unused, failed, refused, left, open, no_requests)"),
        (Levels, {"left": "wran"}, "/left", "unknown value: wran; did you mean warn?"
         " (valid: fail, warn, note, ignore)"),
        (WaitFor, {"outcome": "reste"}, "/outcome", "unknown value: reste; did you mean reset?"
         " (valid: complete, truncate, reset, half_close, stall, client_left,"),
        (WaitFor, {"status": "4"}, "/status", "expected a whole number, got 4"),
        (NewSession, {"seed": 1.5}, "/seed", "expected a whole number, got 1.5"),
        (NewSession, {"seed": 2**63}, "/seed", f"it must be less than {2**63}: {2**63}"),
        (NewSession, {"hold": "no"}, "/hold", "expected true or false, got no"),
        (NewSession, {"label": "x" * 201}, "/label", "it must have 200 characters or less: xxx"),
        (NewSession, {"scenarios": []}, "/scenarios", "expected an object, got []"),
        (NewSession, {"scenarios": {"a": 3}}, "/scenarios/a", "expected an object or text, got 3"),
        (NewSession, {"scenarios": {"": {}}}, "/scenarios/", "it must match ^"),
        (Written, {}, "", "write scenario or yaml, one of the two"),
        (Replies, {"replies": []}, "/replies", "this list has 0 items, it must have 1 or more: []"),
        (Replies, {"replies": [[], 3]}, "/replies/1", "expected a list or an object, got 3"),
        (Release, {"events": "al"}, "/events", "expected a whole number or all, got al"),
        (Release, {"events": 0}, "/events", "it must be 1 or more: 0"),
        (Release, {"until": ""}, "/until", "it must have 1 characters or more: "),
        (Advance, {}, "/seconds", "a key is missing: seconds"),
        (Advance, {"seconds": "1"}, "/seconds", "expected a number, got 1"),
    ],
)  # fmt: skip
def test_each_mistake_is_told_by_place_and_in_words(
    record: type[Asked], said: dict[str, Any], at: str, message: str
) -> None:
    (one,) = told(record, said)
    assert (one["at"], one["message"][: len(message)]) == (at, message)


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"limit": "x"}, "expected a whole number, got x"),
        ({"limit": "0"}, "it must be 1 or more: 0"),
        ({"status": "1" * 5000}, "expected a whole number, got 1"),
    ],
)
def test_a_query_is_told_so_too(said: dict[str, Any], message: str) -> None:
    (one,) = told(Listed, said, query=True)
    assert one["message"].startswith(message)


def test_a_number_that_is_none_is_told() -> None:
    (one,) = told(WaitFor, {"timeout": "nan"}, query=True)
    assert one["message"] == "expected a number, got nan"


def test_every_place_is_told_once() -> None:
    found = told(WaitFor, {"outcome": "x", "timeout": -1, "y": 1})
    assert sorted(one["at"] for one in found) == ["/outcome", "/timeout", "/y"]
