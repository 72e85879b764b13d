"""What a process uses; Linux alone."""

from __future__ import annotations

import os
import time
from pathlib import Path


def cpu(pid: int) -> float:
    """Seconds of CPU that a process has used, by its clock (`clock_getcpuclockid`)."""
    return time.clock_gettime((~pid << 3) | 2)


def memory(pid: int) -> int:
    """Bytes of memory that a process has (resident)."""
    said = Path(f"/proc/{pid}/statm").read_text().split()
    return int(said[1]) * os.sysconf("SC_PAGE_SIZE")
