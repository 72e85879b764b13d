"""A report as lines for a terminal; colours are dropped where no terminal is."""

from __future__ import annotations

from collections.abc import Iterator

import click

from mockserver.source.diagnostics import shorten

from .row import Report, Row
from .words import KINDS, clear, shown, summary, worst_last

_COLOURS = {"good": "green", "warn": "yellow", "bad": "red", "plain": None}
_LONGEST = 300


def as_table(report: Report) -> str:
    """A line for each scenario, those to look at last, and a line of counts."""
    rows = worst_last(report.rows)
    widths = [
        max((len(str(one)) for one in column), default=0)
        for column in zip(*((one.verdict, clear(one.scenario)) for one in rows), strict=True)
    ] or [0, 0]
    lines = [line for one in rows for line in _lines(one, widths)]
    client = f"{clear(report.client)}: " if report.client else ""
    return "".join(f"{line}\n" for line in [*lines, f"{client}{summary(report)}"])


def _lines(row: Row, widths: list[int]) -> Iterator[str]:
    verdict = click.style(row.verdict.ljust(widths[0]), fg=_COLOURS[KINDS[row.verdict]])
    name = clear(row.scenario)
    if row.verdict == "correct":
        yield f"{verdict}  {name}"
        return
    yield f"{verdict}  {name.ljust(widths[1])}  {clear(row.judgement.reason)}"
    for one in row.judgement.differences:
        said = f"right is {_short(one.right)}, the client said {_short(one.said)}"
        yield f"    {clear(one.key)}: {said}"
    if row.verdict == "crash" and row.ran.complaints.strip():
        yield f"    {shorten(clear(row.ran.complaints.strip().splitlines()[-1]), _LONGEST)}"


def _short(value: object) -> str:
    text = shown(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} …"
