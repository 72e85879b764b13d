"""`python -m benchmarks`: measures, and prints Markdown; see `--help`."""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import traceback
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

from .process import FIRST, FailedError, MissingError
from .rounds import Effort
from .table import NotMeasured, Table, goals

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
    try:
        if asked.first:
            _go_first()
        if asked.json is not None:
            asked.json.open("a").close()  # known before ten minutes of measuring
    except OSError as error:
        parser.error(str(error))
    machine, found = _machine(), []
    print(f"{machine}\n", flush=True)
    for name in asked.only or NAMES:
        found.append(part(name, Effort(quick=asked.quick)))
        print(found[-1].markdown(), flush=True)
    print(goals(found), flush=True)
    if asked.json is not None:
        said = {"machine": machine, **_as_json(found)}
        asked.json.write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n")
    sys.exit(any(isinstance(one, NotMeasured) and one.failed for one in found))


def part(name: str, effort: Effort) -> Table | NotMeasured:
    """What it measures, or why it does not: what the others found is not lost by that."""
    module = import_module(f"benchmarks.{name}")
    try:
        table: Table = module.run(effort)
    except MissingError as error:
        return NotMeasured(name, str(error), module.goals({}), failed=False)
    except FailedError as error:
        return NotMeasured(name, f"failed: {error}", module.goals({}), failed=True)
    except Exception as error:  # noqa: BLE001 - a mistake of one part is none of the others
        traceback.print_exc()
        return NotMeasured(name, f"failed: {error!r}", module.goals({}), failed=True)
    return table


def _as_json(found: Sequence[Table | NotMeasured]) -> dict[str, object]:
    return {
        "tables": [asdict(one) for one in found if isinstance(one, Table)],
        "not_measured": [asdict(one) for one in found if isinstance(one, NotMeasured)],
    }


def _go_first() -> None:
    """Has `process.py` do so. Raises OSError where this user may not."""
    try:
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))
    except PermissionError:
        raise PermissionError("--first needs root: this user may not go before others") from None
    os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))
    os.environ[FIRST] = "yes"


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
