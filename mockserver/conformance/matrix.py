"""The reports of several clients side by side, as Markdown; judges nothing.

What is alike for all clients is counted, and not listed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .judge import MEANINGS, Verdict
from .row import Report, Row

MARKS = {
    Verdict.CORRECT: "·",
    Verdict.ERROR_REPORTED: "e",
    Verdict.SILENTLY_WRONG: "w",
    Verdict.SILENTLY_TRUNCATED: "t",
    Verdict.HANG: "h",
    Verdict.CRASH: "c",
    Verdict.NO_REQUEST: "n",
    Verdict.NOT_JUDGED: "–",
}
"""How a verdict stands in the table of scenarios."""


def as_markdown(reports: Mapping[str, Report]) -> str:
    """Three tables: the marks, each client's counts, and each scenario with some other verdict.

    `reports` are by the name of the adapter; they are shown in the order of these names.
    """
    named = sorted(reports.items())
    return "\n".join([_counts(named), _legend(), _scenarios(named)])


def _counts(named: Sequence[tuple[str, Report]]) -> str:
    head = ["adapter", "client", "scenarios", *Verdict]
    rows = [
        [f"`{name}`", _cell(one.client), len(one.rows), *_by_verdict(one)] for name, one in named
    ]
    return _table(head, rows)


def _by_verdict(report: Report) -> list[int | str]:
    counts = report.counts()
    return [counts.get(one, "") for one in Verdict]


def _legend() -> str:
    rows = [[f"`{mark}`", one, MEANINGS[one]] for one, mark in MARKS.items()]
    return _table(["mark", "verdict", "what it means"], rows)


def _scenarios(named: Sequence[tuple[str, Report]]) -> str:
    """A row for each scenario of which some client made something else than what is right."""
    by_name: dict[str, dict[str, Row]] = {}
    for name, report in named:
        for row in report.rows:
            by_name.setdefault(row.scenario, {})[name] = row
    told = {
        scenario: rows
        for scenario, rows in sorted(by_name.items())
        if any(row.verdict is not Verdict.CORRECT for row in rows.values())
    }
    names = [name for name, _ in named]
    rows = [
        [_cell(scenario), *(MARKS[found[one].verdict] if one in found else "" for one in names)]
        for scenario, found in told.items()
    ]
    alike = len(by_name) - len(told)
    said = f"All clients were right about {alike} of {len(by_name)} scenarios; about the others:\n"
    return f"{said}\n{_table(['scenario', *(f'`{name}`' for name in names)], rows)}"


def _table(head: Sequence[object], rows: Sequence[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(map(str, line))} |\n" for line in lines)


def _cell(text: str) -> str:
    """A text that leaves its cell by no means."""
    plain = " ".join(text.split())
    return "".join(f"\\{c}" if c in "\\|`*_<>[]" else c for c in plain)
