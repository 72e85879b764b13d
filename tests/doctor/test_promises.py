"""A promise is said to hold exactly where the facts prove it."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.doctor.promises import (
    PROMISES,
    Closed,
    Cut,
    Drip,
    Heard,
    Left,
    Moment,
    Promise,
    Reading,
    Unread,
    found,
    healthy,
)
from mockserver.doctor.trials import TRIALS

BY_KEY = {one.key: one for one in PROMISES}
EXACT = Cut(b"abc", Heard(b"abc", "eof"))
RESET = Cut(b"abc", Heard(b"abc", "reset"))
SHORT = Cut(b"abc", Heard(b"ab", "reset"))
UNREAD = Unread("client_not_reading", exact=False, planned=100, sent=50, unaccepted=20)

HOLD: dict[str, tuple[Any, str]] = {
    "cut": ({"fresh": [EXACT, EXACT]}, "2 of 2 on fresh connections"),
    "reset": ({"fresh": [RESET], "warm": [RESET]}, "1 of 1 on fresh connections, 1 of 1 on warm"),
    "half-close": (Closed(EXACT, could_send=True), "could send on"),
    "drip": (Drip((3, 1, 1), (3, 1, 1)), "3 segments in as many reads"),
    "never-early": ([Moment(5000, 5000, 5001), Moment(9000, 9250, 9300)], "largest 0.25 ms"),
    "client-left": ([Left("closes", "client_left", 120)], "closes after 0.12 ms"),
    "not-reading": (UNREAD, "50 of 100 bytes sent, 20 not accepted"),
    "has-read": (Reading(before=False, after=True), "not before it reads, and as soon as it has"),
}

FAIL: list[tuple[str, Any, str]] = [
    ("cut", {"fresh": [EXACT, SHORT]}, "1 of 2 on fresh connections; for example 2 of 3 bytes"),
    ("cut", {"fresh": [RESET]}, "3 of 3 bytes and then reset"),
    ("reset", {"fresh": [RESET], "warm": [EXACT]}, "0 of 1 on warm connections"),
    ("reset", {"fresh": [SHORT]}, "2 of 3 bytes"),
    ("half-close", Closed(EXACT, could_send=False), "could not send on"),
    ("half-close", Closed(SHORT, could_send=True), "2 of 3 bytes"),
    ("drip", Drip((3, 1, 1), (4, 1)), "3 segments in 2 reads"),
    ("never-early", [], "no segment was seen"),
    ("never-early", [Moment(5000, 4999, 5001)], "0.00 ms early"),
    ("never-early", [Moment(5000, 5000, 4000)], "1.00 ms early"),
    ("client-left", [Left("resets", "stall", 1)], "resets: stall"),
    ("not-reading", Unread("complete", exact=True, planned=9, sent=9, unaccepted=0), "complete"),
    ("not-reading", Unread("client_not_reading", True, 100, 50, 20), "client_not_reading"),
    ("not-reading", Unread("client_not_reading", False, 100, 100, 20), "100 of 100"),
    ("has-read", Reading(before=True, after=True), "True before it read, True afterwards"),
    ("has-read", Reading(before=False, after=False), "False before it read, False afterwards"),
    ("has-read", Reading(None, None, "Linux alone tells"), "Linux alone tells"),
    ("drip", OSError("no more files"), "OSError: no more files"),
    ("drip", ValueError(), "ValueError"),
]


@pytest.mark.parametrize("key", HOLD)
def test_facts_that_prove_a_promise_do(key: str) -> None:
    facts, why = HOLD[key]
    finding = found(BY_KEY[key], facts, "linux")
    assert finding.holds == "ok"
    assert why in finding.why
    assert "means" not in finding.to_json()


@pytest.mark.parametrize(("key", "facts", "why"), FAIL)
def test_facts_that_disprove_a_promise_do(key: str, facts: Any, why: str) -> None:
    finding = found(BY_KEY[key], facts, "linux")
    assert finding.holds == "broken"
    assert why in finding.why
    assert finding.to_json()["means"] == BY_KEY[key].means


@pytest.mark.parametrize("promise", PROMISES, ids=lambda one: one.key)
def test_what_a_platform_cannot_keep_is_no_fault_of_it(promise: Promise) -> None:
    finding = found(promise, RuntimeError(), "darwin")
    assert finding.holds == ("not here" if promise.key in {"reset", "has-read"} else "broken")
    assert healthy([finding]) == (finding.holds == "not here")


def test_lateness_is_told_and_never_judged() -> None:
    hours = [Moment(1, 1 + late, 2 + late) for late in (1000, 2000, 7_200_000_000)]
    finding = found(BY_KEY["never-early"], hours, "linux")
    assert finding.holds == "ok"
    assert "p50 2.00 ms, p99 2.00 ms, largest 7200000.00 ms" in finding.why


def test_each_promise_has_its_trial() -> None:
    assert list(BY_KEY) == list(TRIALS) == list(HOLD)
