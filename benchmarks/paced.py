"""Streams that pause: how late chunks are, and what each costs; needs sockets."""

from __future__ import annotations

from collections.abc import Mapping

from .process import is_there, left_out, load, running
from .rounds import Effort, medians
from .table import Goal, Table

OURS, NAIVE, C = "mockserver", "aiohttp, a write per chunk", "C"

Case = tuple[str, int, int]
"""A server, how many streams, milliseconds between two chunks."""

_COLUMNS = (
    *("server", "streams", "gap ms", "late p50 ms", "late p99 ms", "p99, worst round"),
    *("earliest ms", "sends/s", "CPU µs a send", "loader's CPU"),
)

_LATE = 5.0
"""Milliseconds that are too late for a stream."""


def run(effort: Effort) -> Table:
    servers = [one for one in _SERVERS if is_there(one)]
    streams = ((500, 20),) if effort.quick else _STREAMS
    cases = [(server, *one) for one in streams for server in servers]
    figures = medians(cases, effort, lambda case: measured(case, effort), worst=_WORST)
    found = dict(zip(cases, figures, strict=True))
    rows = [_row(case, one) for case, one in found.items()]
    return Table("Streams that pause", _COLUMNS, rows, goals(found), left_out(_SERVERS) + _NOTE)


_SERVERS = (C, OURS, NAIVE)

_STREAMS = ((100, 20), (500, 20), (1000, 20), (1500, 20), (1000, 50), (2000, 50))

_WORST = {"first": min, "worst_p99": max}
"""What is told of the worst round: no chunk may be early in any of them."""

_NOTE = (
    "Lateness is counted by the client, from right before it sent the request: it holds what the "
    "kernel and the client take, too, and drift where there is any. All connections are accepted "
    "before the first stream begins, and no chunk of any round was earlier than the earliest."
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
    return {**kept, "worst_p99": kept["p99"], "cpu": cost, "rate": rate}


def _row(case: Case, one: dict[str, float]) -> tuple[str | float, ...]:
    late = [one[key] / 1000 for key in ("p50", "p99", "worst_p99", "first")]
    return (*case, *late, one["rate"], one["cpu"], f"{one['loader_busy']:.0%}")


def goals(found: Mapping[Case, Mapping[str, float]]) -> list[Goal]:
    """What is aimed at, by what was found; of what was not tried, nothing is measured."""
    ours = {case[1:]: one for case, one in found.items() if case[0] == OURS}
    theirs, own = found.get((C, 1000, 20)), ours.get((1000, 20))
    ratio = own["cpu"] / theirs["cpu"] if own and theirs else None
    some = ours.get((500, 20))
    late, first = (some[key] / 1000 if some else None for key in ("p99", "first"))
    return [
        Goal("CPU of a send, 1,000 streams × 20 ms, against C", 2.0, ratio, " ×"),
        _in_time("in every round", 1000, ours, "worst_p99"),
        _in_time("the median", 1500, ours, "p99"),
        Goal("500 streams × 20 ms: late p99", 3.0, late, " ms"),
        Goal("500 streams × 20 ms: earliest", 0.0, first, " ms", least=True),
    ]


def _in_time(
    which: str, goal: int, ours: Mapping[tuple[int, int], Mapping[str, float]], key: str
) -> Goal:
    """The most streams of 20 ms that are not too late.

    Where no more were tried, and those are fewer than the goal, nobody knows whether it is missed.
    """
    tried = {streams: one[key] for (streams, gap), one in ours.items() if gap == 20}
    most = max((one for one, late in tried.items() if late < _LATE * 1000), default=0)
    known = most >= goal or most < max(tried, default=0)
    what = f"streams × 20 ms with p99 < 5 ms, {which}"
    return Goal(what, goal, most if known else None, least=True)
