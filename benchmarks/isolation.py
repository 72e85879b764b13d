"""Whether streams that pause keep their times beside answers of 1,000 chunks; needs sockets."""

from __future__ import annotations

from collections.abc import Mapping

from .process import load, running, start_load
from .rounds import Effort, medians
from .table import Goal, Table

OURS, NAIVE = "mockserver", "aiohttp, a write per chunk"

_STREAMS, _CONNECTIONS = 200, 4


def run(effort: Effort) -> Table:
    cases = [(name, beside) for name in (OURS, NAIVE) for beside in (False, True)]
    found = dict(
        zip(
            cases,
            medians(cases, effort, lambda one: _measured(one[0], beside=one[1], effort=effort)),
            strict=True,
        )
    )
    rows = [
        (name, "yes" if beside else "no", one["p50"] / 1000, one["p99"] / 1000)
        for (name, beside), one in found.items()
    ]
    columns = ("server", "bursts beside", "late p50 ms", "late p99 ms")
    title = f"{_STREAMS} streams × 20 ms, alone and beside answers of 1,000 chunks"
    return Table(title, columns, rows, goals(found))


def goals(found: Mapping[tuple[str, bool], Mapping[str, float]]) -> list[Goal]:
    alone, bursts = (found.get((OURS, beside)) for beside in (False, True))
    aim = 1.5 * alone["p99"] / 1000 + 1 if alone else None
    late = bursts["p99"] / 1000 if bursts else None
    return [Goal("late p99 beside bursts (alone × 1.5 + 1 ms)", aim, late, " ms")]


def _measured(name: str, *, beside: bool, effort: Effort) -> dict[str, float]:
    seconds = effort.of(2.0, 0.7)
    with running(name) as server:
        # The bursts' load generator gives way to the other one on their core, which measures.
        bursts = beside and start_load(
            "burst",
            server,
            behind=True,
            model="chunks-1000",
            connections=_CONNECTIONS,
            seconds=seconds + 1.5,
            warm_up=0.1,
        )
        said = load("paced", server, model="paced-20", streams=_STREAMS, seconds=seconds)
        if bursts:
            bursts.kill()
            bursts.communicate()
    return {key: float(said[key]) for key in ("p50", "p99")}
