"""A digest is the same everywhere, and changes with all that is on the wire or in its times."""

from __future__ import annotations

import pytest

from mockserver.wire.digest import digest
from mockserver.wire.instructions import Beat, End, Ending, Head, Mark, MarkKind, Pause, Plan, Send

HEAD, COMPLETE = Head(200, (("A", "1"), ("Date", "now"))), End(Ending.COMPLETE)
PLAN = Plan((HEAD, Pause(5), Send(b"x"), Pause(9, Beat(3, b"-")), Send(b"yz"), COMPLETE))


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        (PLAN, "sha256:82092cdb79007dc4999fda1e9858ca51caf48bacefd83866b85f45ee8b02a954"),
        (
            Plan((End(Ending.RESET),)),
            "sha256:68fc1385fd76dd46243ce01fe599b5018a49bbba3ce11d2e48d6a3c89ab5e8f3",
        ),
        (
            Plan((Pause(None), End(Ending.STALL))),
            "sha256:eff83433c862454473edb85cf42be0d0ce27e64ff8e9561dff91ab7a696c35b8",
        ),
    ],
)
def test_digest_is_the_same_for_ever(plan: Plan, expected: str) -> None:
    assert digest(plan) == expected


def test_date_marks_and_notes_are_left_out() -> None:
    head = Head(200, (("dAtE", "later"), ("A", "1")))
    other = Plan((head, *PLAN.instructions[1:]), (Mark(1, MarkKind.RAW),), ("a note",))
    assert digest(other) == digest(PLAN)


@pytest.mark.parametrize(
    "other",
    [
        (Head(201, HEAD.headers), *PLAN.instructions[1:]),
        (Head(200, (("A", "2"),)), *PLAN.instructions[1:]),
        (Head(200, (("a", "1"),)), *PLAN.instructions[1:]),
        (Head(200, (("A", "1"), ("B", "1"))), *PLAN.instructions[1:]),
        (Pause(1), *PLAN.instructions),
        (HEAD, *PLAN.instructions[2:]),
        (HEAD, Pause(6), *PLAN.instructions[2:]),
        (HEAD, Pause(5), Send(b"X"), *PLAN.instructions[3:]),
        (*PLAN.instructions[:3], Pause(9), *PLAN.instructions[4:]),
        (*PLAN.instructions[:3], Pause(8, Beat(3, b"-")), *PLAN.instructions[4:]),
        (*PLAN.instructions[:3], Pause(9, Beat(2, b"-")), *PLAN.instructions[4:]),
        (*PLAN.instructions[:3], Pause(9, Beat(3, b"+")), *PLAN.instructions[4:]),
        (*PLAN.instructions[:4], Send(b"y"), Send(b"z"), COMPLETE),
        (*PLAN.instructions[:5], End(Ending.RESET)),
    ],
)
def test_digest_changes_with_every_change(other: tuple[Head | Send | Pause | End, ...]) -> None:
    assert digest(Plan(other)) != digest(PLAN)


def test_a_gate_is_part_of_the_digest() -> None:
    gates = {digest(Plan((Head(200), Pause(None, gate=name), COMPLETE))) for name in ("a", "b")}
    assert len(gates) == 2
