"""What a process holds: its files, its memory, the tasks of a server's loop; Linux tells it."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from mockserver.serving.server import MockServer


def files(pid: int | str = "self") -> int:
    """How many files and sockets a process has open."""
    return sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())


def memory(pid: int | str = "self") -> int:
    """Bytes of memory that it has in use."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def tasks(server: MockServer) -> int:
    """The tasks of the server's loop, the asking one aside."""

    async def count() -> int:
        return len(asyncio.all_tasks()) - 1

    return server.run(count())
