"""Answers without a pause: how many a second, and what each costs; needs sockets."""

from __future__ import annotations

from collections.abc import Mapping

from . import answers
from .process import is_there, left_out, load, running
from .rounds import Effort, medians
from .table import Goal, Table

OURS, ONE_WRITE, NAIVE = "mockserver", "aiohttp, one write", "aiohttp, a write per chunk"
BARE, C, NODE = "bare protocol", "C", "node, a write per chunk"

Case = tuple[str, int, int]
"""A server, how many chunks, how many connections."""

_COLUMNS = ("server", "chunks", "connections", "answers/s", "CPU µs an answer", "loader's CPU")


def run(effort: Effort) -> Table:
    servers = [one for one in _SERVERS if is_there(one)]
    few_and_many = [] if effort.quick else [(100, 1), (100, 64)]
    shapes = [*((count, 16) for count in answers.BURSTS), *few_and_many]
    cases = [(server, *shape) for shape in shapes for server in servers]
    found = dict(
        zip(cases, medians(cases, effort, lambda case: _measured(case, effort)), strict=True)
    )
    rows = [
        (*case, one["rate"], one["cpu"], f"{one['loader_busy']:.0%}") for case, one in found.items()
    ]
    note = left_out(_SERVERS) + _NOTE
    return Table("Answers without a pause", _COLUMNS, rows, goals(found), note)


_SERVERS = (C, BARE, ONE_WRITE, OURS, NODE, NAIVE)

_NOTE = (
    "A request of 500 bytes, an answer of so many chunks of 220 bytes. Where the load generator is "
    "above 80 % of its core, answers/s are its own bound: CPU an answer holds there, too."
)


def _measured(case: Case, effort: Effort) -> dict[str, float]:
    name, count, number = case
    with running(name) as server:
        said = load(
            "burst",
            server,
            model=f"chunks-{count}",
            connections=number,
            seconds=effort.of(1.0, 0.3),
            warm_up=effort.of(0.4, 0.2),
        )
    done = max(1, said["answers"])
    rate, cost = said["answers"] / said["seconds"], said["server_cpu"] / done * 1e6
    return {"rate": rate, "cpu": cost, "loader_busy": said["loader_busy"]}


def goals(found: Mapping[Case, Mapping[str, float]]) -> list[Goal]:
    """Ratios of CPU: those of answers/s, where the load generator is no bound."""

    def against(name: str, count: int) -> float | None:
        other, own = (found.get((one, count, 16)) for one in (name, OURS))
        return other["cpu"] / own["cpu"] if other and own else None

    return [
        _ratio("5 chunks", "a bare protocol", against(BARE, 5), 0.30),
        _ratio("100 chunks", "a bare protocol", against(BARE, 100), 0.35),
        _ratio("1,000 chunks", "C", against(C, 1000), 0.6),
        _ratio(
            "100 chunks", "aiohttp, serializing and writing each chunk", against(NAIVE, 100), 15
        ),
        _ratio("100 chunks", "node, a write per chunk", against(NODE, 100), 2.5),
    ]


def _ratio(what: str, other: str, measured: float | None, goal: float) -> Goal:
    return Goal(f"speed at {what}, against {other}", goal, measured, " ×", least=True)
