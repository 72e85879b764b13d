"""What a stream costs that waits: memory; needs sockets."""

from __future__ import annotations

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
    goals = [Goal("memory of a stream that waits", 16, kibibytes[0], " KiB")]
    return Table(f"{streams:,} streams that wait", ("server", "KiB a stream"), rows, goals)
