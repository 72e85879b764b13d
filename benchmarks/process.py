"""Servers and load generators as processes on a core each, and what they cost; knows no answer.

Linux alone: it has the CPU clock of another process and the core that one runs on.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from . import answers
from .usage import cpu

ROOT = Path(__file__).parents[1]
SERVERS = Path(__file__).parent / "servers"
COMMAND = (sys.executable, "-c", "from mockserver.cli import main; main(prog_name='mockserver')")

CORES = sorted(os.sched_getaffinity(0))
SERVER_CORE, LOADER_CORE = CORES[0], CORES[-1]

_FOLDER = tempfile.TemporaryDirectory(prefix="mockserver-benchmarks-")
FOLDER = Path(_FOLDER.name)
"""What is generated; it goes with this process."""


def environment() -> dict[str, str]:
    """Bytecode is kept, as where a package is installed, but beside this checkout."""
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    cache = str(FOLDER / "bytecode")
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": cache}


def _placed(pid: int, core: int, *, behind: bool = False) -> None:
    """Puts a process on its core; before all others there, where that is asked for."""
    os.sched_setaffinity(pid, {core})
    if FIRST in os.environ and not behind:
        os.sched_setscheduler(pid, os.SCHED_RR, os.sched_param(1))


FIRST = "MOCKSERVER_BENCHMARKS_FIRST"
"""The variable by which servers and load generators go before all others of this machine."""


@dataclass(frozen=True)
class Server:
    """A server that runs."""

    name: str
    pid: int
    port: int


@contextmanager
def running(name: str) -> Iterator[Server]:
    """A server by its name in `SERVERS_BY_NAME`, on its core, until the block ends."""
    command = SERVERS_BY_NAME[name]()
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # what is said when the load generator leaves is not measured
        text=True,
        env=environment(),
        cwd=FOLDER,
    )
    _placed(process.pid, SERVER_CORE)
    try:
        assert process.stdout is not None
        found = re.search(r":(\d+)\s*$", process.stdout.readline())
        assert found, f"{name} did not start"
        yield Server(name, process.pid, int(found[1]))
    finally:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def load(mode: str, server: Server, **asked: Any) -> dict[str, Any]:
    """What the load generator reports; see `loader.py`."""
    process = start_load(mode, server, **asked)
    said, _ = process.communicate()
    assert process.returncode == 0, f"the load generator failed: {mode} {server} {asked}"
    report: dict[str, Any] = json.loads(said)
    return report


def start_load(
    mode: str, server: Server, *, behind: bool = False, **asked: Any
) -> subprocess.Popen[str]:
    """The load generator, on its core; `behind` another one there, if it is told so."""
    said = json.dumps({"mode": mode, "port": server.port, "pid": server.pid, **asked})
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.loader", said],
        stdout=subprocess.PIPE,
        text=True,
        env=environment(),
        cwd=FOLDER,
    )
    _placed(process.pid, LOADER_CORE, behind=behind)
    return process


def until_ready(command: Sequence[str]) -> tuple[float, float]:
    """Seconds of real time until a command says its first line, and of CPU until its end by TERM.

    The end costs less than a hundredth of that.
    """
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment(), cwd=FOLDER)
    _placed(process.pid, SERVER_CORE)
    assert process.stdout is not None
    assert process.stdout.readline()
    real, used = time.perf_counter() - begin, cpu(process.pid)
    process.send_signal(signal.SIGTERM)
    process.wait()
    process.stdout.close()
    return real, used


# -- the servers ------------------------------------------------------------------------------


def _mockserver() -> list[str]:
    folder = FOLDER / "scenarios"
    folder.mkdir(exist_ok=True)
    for name, text in answers.scenarios().items():
        (folder / f"{name}.yaml").write_text(text)
    return [*COMMAND, "serve", "--port", "0", str(folder)]


def _python(kind: str) -> Callable[[], list[str]]:
    return lambda: [sys.executable, "-m", "benchmarks.servers", kind]


def _c() -> list[str]:
    return _compiled()


@cache
def _compiled() -> list[str]:
    program = FOLDER / "constant"
    source = str(SERVERS / "constant.c")
    compiler = shutil.which("gcc") or "cc"
    subprocess.run([compiler, "-O2", "-o", str(program), source], check=True)
    head, frame = FOLDER / "head", FOLDER / "frame"
    head.write_bytes(answers.HEAD)
    frame.write_bytes(answers.framed(answers.event("paced-20", 1)))
    command = [str(program), str(head), str(frame)]
    for count in answers.BURSTS:
        file = FOLDER / f"answer-{count}"
        file.write_bytes(answers.whole(count))
        command += [str(count), str(file)]
    return command


def _node() -> list[str]:
    return ["node", str(SERVERS / "per_chunk.js")]


SERVERS_BY_NAME: Mapping[str, Callable[[], list[str]]] = {
    "mockserver": _mockserver,
    "aiohttp, one write": _python("floor"),
    "aiohttp, a write per chunk": _python("naive"),
    "bare protocol": _python("bare"),
    "C": _c,
    "node, a write per chunk": _node,
}


def is_there(name: str) -> bool:
    """Whether a server can be run on this machine."""
    needs = {"C": "gcc", "node, a write per chunk": "node"}.get(name)
    return needs is None or shutil.which(needs) is not None
