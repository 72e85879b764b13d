"""Streams that pause: how late chunks are, and what each costs; needs sockets."""

from __future__ import annotations

from .process import is_there, load, running
from .rounds import Effort, medians
from .table import Goal, Table

OURS, NAIVE, C = "mockserver", "aiohttp, a write per chunk", "C"

Case = tuple[str, int, int]
"""A server, how many streams, milliseconds between two chunks."""

_COLUMNS = (
    *("server", "streams", "gap ms", "late p50 ms", "late p99 ms", "earliest ms", "sends/s"),
    *("CPU µs a send", "loader's CPU"),
)

_LATE = 5.0
"""Milliseconds that are too late for a stream."""


def run(effort: Effort) -> Table:
    servers = [one for one in (C, OURS, NAIVE) if is_there(one)]
    streams = ((500, 20),) if effort.quick else _STREAMS
    cases = [(server, *one) for one in streams for server in servers]
    found = dict(
        zip(cases, medians(cases, effort, lambda case: measured(case, effort)), strict=True)
    )
    rows = [_row(case, one) for case, one in found.items()]
    return Table("Streams that pause", _COLUMNS, rows, _goals(found), _NOTE)


_STREAMS = ((100, 20), (500, 20), (1000, 20), (1500, 20), (1000, 50))

_NOTE = (
    "Lateness is counted by the client, from right before it sent the request: it holds what the "
    "kernel and the client take, too, and drift where there is any."
)


def measured(case: Case, effort: Effort) -> dict[str, float]:
    name, streams, gap = case
    with running(name) as server:
        said = load(
            "paced", server, model=f"paced-{gap}", streams=streams, seconds=effort.of(2.0, 0.7)
        )
    sends = max(1, said["sends"])
    cost, rate = said["server_cpu"] / sends * 1e6, sends / said["seconds"]
    kept = {key: float(said[key]) for key in ("p50", "p99", "first", "loader_busy")}
    return {**kept, "cpu": cost, "rate": rate}


def _row(case: Case, one: dict[str, float]) -> tuple[str | float, ...]:
    late = [one[key] / 1000 for key in ("p50", "p99", "first")]
    return (*case, *late, one["rate"], one["cpu"], f"{one['loader_busy']:.0%}")


def _goals(found: dict[Case, dict[str, float]]) -> list[Goal]:
    ours = {case[1:]: one for case, one in found.items() if case[0] == OURS}
    theirs, own = found.get((C, 1000, 20)), ours.get((1000, 20))
    ratio = own["cpu"] / theirs["cpu"] if own and theirs else None
    in_time = [
        streams for (streams, gap), one in ours.items() if gap == 20 and one["p99"] < _LATE * 1000
    ]
    some = ours[500, 20]
    return [
        Goal("CPU of a send, 1,000 streams × 20 ms, against C", 2.0, ratio, " ×"),
        Goal("streams × 20 ms with p99 < 5 ms", 1500, max(in_time, default=0), "", least=True),
        Goal("500 streams × 20 ms: late p99", 3.0, some["p99"] / 1000, " ms"),
        Goal("500 streams × 20 ms: earliest", 0.0, some["first"] / 1000, " ms", least=True),
    ]
