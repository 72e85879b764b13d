"""What a test is told that waited in vain, or whose client did; knows no session and no route."""

from __future__ import annotations

from collections.abc import Iterable

from mockserver.exchange.journal import Exchange
from mockserver.exchange.problem import Problem
from mockserver.wire.instructions import Pause

_SHOWN = 5
"""Exchanges that a sentence names."""

STANDS_STILL = "(time stands still in this session until advance() is called: its clock is manual)"


def no_stream(journal: Iterable[Exchange]) -> str:
    """That none began, and which requests asked for none."""
    had = list(journal)
    if not had:
        return "no request came"
    what = "no further stream began" if any(one.is_stream for one in had) else "no stream began"
    unasked = [f"#{one.number}" for one in had if one.request and not one.request.stream]
    if not unasked:
        return what
    more = f" and {len(unasked) - _SHOWN} more" if len(unasked) > _SHOWN else ""
    numbers = ", ".join(unasked[:_SHOWN])
    return f"{what} (no stream was asked for: there is no `stream: true` in {numbers}{more})"


def in_pause(one: Exchange) -> bool:
    """Whether what comes next, or would have, is a pause that ends with time, unlike a stall."""
    rest = one.plan.instructions[one.carried_out :]
    return bool(rest) and isinstance(rest[0], Pause) and rest[0].micros is not None


def waits_for_time(journal: Iterable[Exchange]) -> bool:
    """Whether a stream is in a pause, or was when its client gave it up."""
    return any(one.problem in (Problem.LEFT, Problem.OPEN) and in_pause(one) for one in journal)
