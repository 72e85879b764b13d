"""What a stream costs that waits: memory; needs sockets."""

from __future__ import annotations

from collections.abc import Mapping

from .process import load, running
from .rounds import Effort, medians
from .table import Goal, Table

OURS, NAIVE = "mockserver", "aiohttp, a write per chunk"


def run(effort: Effort) -> Table:
    streams = int(effort.of(4000, 2000))

    def measured(name: str) -> dict[str, float]:
        with running(name) as server:
            return load("idle", server, streams=streams)

    found = medians((OURS, NAIVE), effort, measured)
    kibibytes = [one["bytes_per_stream"] / 1024 for one in found]
    rows = list(zip((OURS, NAIVE), kibibytes, strict=True))
    columns = ("server", "KiB a stream")
    return Table(f"{streams:,} streams that wait", columns, rows, goals(dict(rows)))


def goals(found: Mapping[str, float]) -> list[Goal]:
    return [Goal("memory of a stream that waits", 16, found.get(OURS), " KiB")]
