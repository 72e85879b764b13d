"""Dates in a head: what people see before it is sent, and what is sent."""

from __future__ import annotations

import pytest

from mockserver.wire.dates import dated, undated
from mockserver.wire.digest import digest
from mockserver.wire.http1 import serialize_head
from mockserver.wire.instructions import DateIn, End, Ending, Head, Plan
from mockserver.wire.transcript import transcript

LATER = Head(429, (("Retry-After", DateIn(2_000_000)), ("x", "y")))
PLAN = Plan((LATER, End(Ending.COMPLETE)))


def test_a_moment_becomes_an_http_date() -> None:
    assert dated(LATER, 1_700_000_000).headers == (
        ("Retry-After", "Tue, 14 Nov 2023 22:13:22 GMT"),
        ("x", "y"),
    )


@pytest.mark.parametrize("now", [0.001, 0.5, 0.999])
def test_a_moment_is_never_too_early(now: float) -> None:
    assert dated(LATER, now).headers[0][1] == "Thu, 01 Jan 1970 00:00:03 GMT"


def test_only_a_head_with_a_moment_is_undated() -> None:
    assert undated(LATER)
    assert not undated(dated(LATER, 0))
    assert not undated(Head(200))


def test_people_see_a_placeholder() -> None:
    assert "Retry-After: {date_in: 2s}" in transcript(PLAN)
    assert b"Retry-After: {date_in: 2s}\r\n" in serialize_head(LATER)


def test_the_digest_is_over_the_placeholder() -> None:
    other = Plan(
        (Head(429, (("Retry-After", DateIn(3_000_000)), ("x", "y"))), PLAN.instructions[1])
    )
    assert digest(PLAN) == digest(Plan(PLAN.instructions))
    assert digest(PLAN) != digest(other)
