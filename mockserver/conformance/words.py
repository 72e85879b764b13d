"""What the reports of one client say in the same words; knows no format."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from mockserver.wire.json_text import Json, dumps
from mockserver.wire.visible import visible

from .judge import Verdict
from .row import Asked, Report, Row

Kind = Literal["good", "warn", "bad", "plain"]

KINDS: dict[Verdict, Kind] = {
    Verdict.CORRECT: "good",
    Verdict.ERROR_REPORTED: "warn",
    Verdict.SILENTLY_WRONG: "bad",
    Verdict.SILENTLY_TRUNCATED: "bad",
    Verdict.HANG: "bad",
    Verdict.CRASH: "bad",
    Verdict.NO_REQUEST: "bad",
    Verdict.NOT_JUDGED: "plain",
}
"""How a verdict looks."""

FAILING = frozenset(one for one, kind in KINDS.items() if kind == "bad")
"""The verdicts with which a run fails unless it is told otherwise."""


def summary(report: Report) -> str:
    """How many scenarios have which verdict: `12 scenarios: 11 correct, 1 hang`."""
    many = len(report.rows)
    counts = ", ".join(f"{count} {verdict}" for verdict, count in report.counts().items())
    return f"{many} scenario{'s'[many == 1 :]}" + (f": {counts}" if counts else "")


_ORDER: dict[Kind, int] = {"good": 0, "plain": 1, "warn": 2, "bad": 3}


def worst_last(rows: Iterable[Row]) -> list[Row]:
    """By verdict, so that the last lines of a long table are the ones to read; then by name."""
    return sorted(rows, key=lambda one: (_ORDER[KINDS[one.verdict]], one.scenario))


def worst_first(rows: Iterable[Row]) -> list[Row]:
    """By verdict, so that a page begins with what is to be read; then by name."""
    return sorted(rows, key=lambda one: (-_ORDER[KINDS[one.verdict]], one.scenario))


def requests(row: Row) -> str:
    """What the client asked for and got, by the server's journal, request by request."""
    return "; ".join(map(_request, row.requests)) or "none"


def _request(one: Asked) -> str:
    answered = one.refused or f"reply {one.reply}, {one.result or 'open'}"
    return f"status {one.status or '–'}, {answered}"


def clear(text: str) -> str:
    """The text with what nobody sees as escapes, so that no terminal obeys it; lines stay."""
    return visible(text, lines=True)


def shown(value: Json) -> str:
    """A JSON value for people."""
    return clear(dumps(value))
