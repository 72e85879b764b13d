"""`python -m benchmarks`: measures, and prints Markdown; see `--help`."""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

from .process import FIRST
from .rounds import Effort
from .table import Table, goals

NAMES = ("burst", "paced", "idle", "isolation", "cold_start", "fixture", "compilation")


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a look: one round, fewer cases")
    parser.add_argument("--only", action="append", choices=NAMES, help="this one; may be repeated")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    parser.add_argument(
        "--first",
        action="store_true",
        help="servers and load generators go before what else this machine does (needs root)",
    )
    asked = parser.parse_args()
    if asked.first:
        os.environ[FIRST] = "yes"
    tables = []
    print(f"{_machine()}\n", flush=True)
    for name in asked.only or NAMES:
        table = _measure(name)(Effort(quick=asked.quick))
        tables.append(table)
        print(table.markdown(), flush=True)
    print(goals(tables))
    if asked.json is not None:
        found = {"machine": _machine(), "tables": [asdict(one) for one in tables]}
        asked.json.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n")


def _measure(name: str) -> Callable[[Effort], Table]:
    """Imported when it is its turn: the others may need what this machine does not have."""
    measure: Callable[[Effort], Table] = import_module(f"benchmarks.{name}").run
    return measure


def _machine() -> str:
    """Where and when this was measured."""
    model = "unknown CPU"
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
            break
    packages = ", ".join(f"{one} {version(one)}" for one in ("aiohttp", "pydantic"))
    node = _said("node", "--version")
    cores, load = len(os.sched_getaffinity(0)), os.getloadavg()[0]
    when = datetime.now(tz=UTC).date()
    return (
        f"{when}: {cores} cores of {model}, {platform.system()} {platform.release()}, load average "
        f"{load:.1f} at the beginning. Python {platform.python_version()}, {packages}"
        + (f", node {node}." if node else ".")
    )


def _said(*command: str) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


if __name__ == "__main__":
    main()
