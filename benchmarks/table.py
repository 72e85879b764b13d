"""What benchmarks find, as records and as Markdown; knows no benchmark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

Cell = str | float | int


@dataclass(frozen=True)
class Goal:
    """A figure that was aimed at; `measured` is None where it was not, or could not be, measured.

    With `least`, it is to be at least the goal, else at most. `goal` is None where another figure,
    that was not measured, decides it.
    """

    what: str
    goal: float | None
    measured: float | None
    unit: str = ""
    least: bool = False

    @property
    def met(self) -> bool | None:
        """Whether it was reached."""
        if self.measured is None or self.goal is None:
            return None
        return self.measured >= self.goal if self.least else self.measured <= self.goal


@dataclass(frozen=True)
class Table:
    """One benchmark's figures: a row for each case, and the goals that they decide."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    goals: Sequence[Goal] = field(default_factory=list)
    note: str = ""

    def markdown(self) -> str:
        """It as a heading, a table and the note."""
        body = [_line(list(map(shown, row))) for row in self.rows]
        rule = _line(["---"] * len(self.columns))
        lines = [f"## {self.title}", "", _line(self.columns), rule, *body]
        return "\n".join([*lines, "", self.note]).rstrip() + "\n"


@dataclass(frozen=True)
class NotMeasured:
    """A part that was left out, or failed: why, and the goals that nothing decides."""

    name: str
    why: str
    goals: Sequence[Goal]
    failed: bool

    def markdown(self) -> str:
        """It in a line; what a process said last is behind it."""
        return f"{self.name}: {self.why}\n"


def goals(tables: Sequence[Table | NotMeasured]) -> str:
    """All goals as one table."""
    rows = [
        _line([goal.what, _aim(goal), _measured(goal), _VERDICTS[goal.met]])
        for table in tables
        for goal in table.goals
    ]
    lines = ["## Goals", "", _line(["figure", "goal", "measured", ""]), _line(["---"] * 4), *rows]
    return "\n".join(lines) + "\n"


_VERDICTS = {True: "met", False: "**missed**", None: "not measured"}


def _aim(goal: Goal) -> str:
    if goal.goal is None:
        return "–"
    return f"{'≥' if goal.least else '≤'} {shown(goal.goal)}{goal.unit}"


def _measured(goal: Goal) -> str:
    return "–" if goal.measured is None else f"{shown(goal.measured)}{goal.unit}"


def shown(cell: Cell) -> str:
    """A figure with three digits that count."""
    if isinstance(cell, str):
        return cell
    if abs(cell) >= 100:
        return f"{cell:,.0f}"
    return f"{cell:.3g}"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
