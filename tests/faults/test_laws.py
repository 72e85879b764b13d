"""The bytes that each fault takes, adds or changes, and no others, whatever the stream is."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.wire.instructions import Ending
from mockserver.wire.json_text import Json
from tests import say

from .saying import COMMENT, DONE, EVENT, RAW, ROLE, TEXT, WAIT, sent

# ---- laws of items

ITEMS = st.lists(st.sampled_from([ROLE, TEXT, EVENT, DONE, RAW, COMMENT, WAIT]), max_size=7)


def parts(steps: list[Json]) -> list[bytes]:
    """The body bytes of each step."""
    return [say.body(sent([step])) for step in steps]


def items(steps: list[Json], unit: str) -> list[int]:
    """Which steps count."""
    keys = {"chunk": ("chunk",), "event": ("chunk", "event", "done")}[unit]
    return [at for at, step in enumerate(steps) if set(step) & set(keys)]


@st.composite
def at_an_item(draw: st.DrawFn) -> tuple[list[Json], str, int, int]:
    """Steps with an item, the unit that it is counted in, its number and its index."""
    steps = draw(ITEMS.filter(lambda said: items(said, "chunk")))
    unit = draw(st.sampled_from(["chunk", "event"]))
    found = items(steps, unit)
    number = draw(st.integers(1, len(found)))
    return steps, unit, number, found[number - 1]


@given(at_an_item())
def test_drop_removes_exactly_the_bytes_of_the_item(at: tuple[list[Json], str, int, int]) -> None:
    steps, unit, number, index = at
    plan = sent(steps, {"at": {unit: number}, "drop": True})
    whole = parts(steps)
    assert say.body(plan) == b"".join(whole[:index] + whole[index + 1 :])
    assert plan.duration == sent(steps).duration


@given(at_an_item())
def test_duplicate_adds_exactly_the_bytes_of_the_item(at: tuple[list[Json], str, int, int]) -> None:
    steps, unit, number, index = at
    plan = sent(steps, {"at": {unit: number}, "duplicate": True})
    whole = parts(steps)
    assert say.body(plan) == b"".join(whole[: index + 1] + whole[index:])
    assert plan.duration == sent(steps).duration


@given(at_an_item())
def test_swap_keeps_what_is_sent_and_when(at: tuple[list[Json], str, int, int]) -> None:
    steps, unit, number, index = at
    plan, found = sent(steps, {"at": {unit: number}, "swap_next": True}), items(steps, unit)
    expected = parts(steps)
    if number < len(found):
        other = found[number]
        expected[index], expected[other] = expected[other], expected[index]
    assert say.body(plan) == b"".join(expected)
    assert Counter(expected) == Counter(parts(steps))
    assert (plan.duration, bool(plan.notes)) == (sent(steps).duration, number == len(found))


@given(at_an_item(), st.sampled_from(["replace", "json", "utf8"]))
def test_replace_and_corrupt_touch_one_item(at: tuple[list[Json], str, int, int], how: str) -> None:
    steps, unit, number, index = at
    replacement = {"id": "z"} if unit == "chunk" else {"data": "z"}
    action = {"replace": replacement} if how == "replace" else {"corrupt": how}
    body = say.body(sent(steps, {"at": {unit: number}, **action}))
    whole = parts(steps)
    head, tail = b"".join(whole[:index]), b"".join(whole[index + 1 :])
    assert body.startswith(head)
    assert body.endswith(tail)
    assert body[len(head) : len(body) - len(tail)] != whole[index]


@pytest.mark.parametrize("how", ["json", "utf8"])
@given(at_an_item())
def test_damaged_item_counts_as_what_it_was(how: str, at: tuple[list[Json], str, int, int]) -> None:
    steps, unit, number, _ = at
    plan = sent(steps, {"at": {unit: number}, "corrupt": how})
    assert [mark.kind for mark in plan.marks] == [mark.kind for mark in sent(steps).marks]


# ---- every byte

SMALL = [EVENT, WAIT, COMMENT, RAW, DONE]
SMALL_PLAN = sent(SMALL)


@pytest.mark.parametrize("size", [None, 1, 3])
@pytest.mark.parametrize("position", range(1, len(SMALL_PLAN.body) + 1))
def test_cut_at_every_socket_byte_is_exactly_the_prefix(position: int, size: int | None) -> None:
    delivery = {"delivery": {"bytes": size}} if size else {}
    plan = sent(SMALL, {"after": {"wire_bytes": position}, "end": "truncate"}, **delivery)
    assert plan.body == SMALL_PLAN.body[:position]
    assert (plan.ending, plan.notes) == (Ending.TRUNCATE, ())


@pytest.mark.parametrize("position", range(1, len(say.body(SMALL_PLAN)) + 1))
def test_cut_at_every_body_byte_is_exactly_the_prefix(position: int) -> None:
    plan = sent(SMALL, {"after": {"bytes": position}, "end": "truncate"})
    assert SMALL_PLAN.body.startswith(plan.body)
    assert say.body(plan) == say.body(SMALL_PLAN)[:position]


@pytest.mark.parametrize("position", range(1, len(say.body(SMALL_PLAN)) + 1))
def test_complete_at_every_body_byte_is_a_whole_body(position: int) -> None:
    plan = sent(SMALL, {"after": {"bytes": position}, "end": "complete"})
    assert say.body(plan) == say.body(SMALL_PLAN)[:position]
    assert plan.body.endswith(b"\r\n0\r\n\r\n")


@pytest.mark.parametrize("position", range(1, len(say.body(SMALL_PLAN)) + 1))
def test_insert_at_every_body_byte_adds_exactly_that(position: int) -> None:
    plan = sent(SMALL, {"after": {"bytes": position}, "insert": [{"raw": "+"}]})
    body = say.body(SMALL_PLAN)
    assert say.body(plan) == body[:position] + b"+" + body[position:]


@pytest.mark.parametrize("position", range(1, len(SMALL_PLAN.body) + 1))
def test_insert_at_every_socket_byte_adds_exactly_that(position: int) -> None:
    plan = sent(SMALL, {"after": {"wire_bytes": position}, "insert": [{"wire": "+"}]})
    whole = SMALL_PLAN.body
    assert plan.body == whole[:position] + b"+" + whole[position:]


def test_socket_bytes_are_counted_after_faults_on_bytes() -> None:
    cut = {"after": {"bytes": 4}, "end": "truncate"}
    plan = sent(SMALL, {"after": {"wire_bytes": 8}, "end": "reset"}, cut)
    assert plan.body == SMALL_PLAN.body[:7]
    assert plan.notes == (
        "fault `end reset after 8 wire_bytes` is never reached: 7 wire_bytes are sent",
    )
