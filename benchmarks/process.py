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
from typing import IO, Any

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


class MissingError(Exception):
    """A part needs what is not on this machine; the message says what, and where it comes from."""


class FailedError(Exception):
    """A process failed; the message says which, and what it said last."""


_LAST = 8
"""Lines of what a process said that are told where it fails."""


def told(what: str, *said: str) -> FailedError:
    """The error for a process that failed, by the last lines of what it said."""
    lines = [line for one in said for line in one.rstrip().splitlines()[-_LAST:]]
    return FailedError("\n  ".join([what, *lines]))


def read_again(file: IO[str]) -> str:
    """What a process has written into a file of its own."""
    file.seek(0)
    return file.read()


def errors() -> IO[str]:
    """A file for what a process says on standard error: no pipe, which nobody would empty."""
    return tempfile.TemporaryFile("w+", dir=FOLDER, errors="backslashreplace")


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
    errors: IO[str]


@contextmanager
def running(name: str) -> Iterator[Server]:
    """A server by its name in `SERVERS_BY_NAME`, on its core, until the block ends."""
    command = SERVERS_BY_NAME[name]()
    with (
        errors() as said,
        subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=said, text=True, env=environment(), cwd=FOLDER
        ) as process,
    ):
        try:
            _placed(process.pid, SERVER_CORE)
            assert process.stdout is not None
            found = re.search(r":(\d+)\s*$", process.stdout.readline())
            if not found:
                raise told(f"the server {name} did not start", read_again(said))
            yield Server(name, process.pid, int(found[1]), said)
        finally:
            process.kill()


def load(mode: str, server: Server, **asked: Any) -> dict[str, Any]:
    """What the load generator reports; see `loader.py`."""
    process = start_load(mode, server, **asked)
    said, wrong = process.communicate()
    if process.returncode != 0:
        what = f"the load generator failed with {server.name}: {mode} {asked}"
        raise told(what, wrong, read_again(server.errors))
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
        stderr=subprocess.PIPE,
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
    with errors() as said:
        begin = time.perf_counter()
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=said, env=environment(), cwd=FOLDER
        )
        with process:
            _placed(process.pid, SERVER_CORE)
            assert process.stdout is not None
            if not process.stdout.readline():
                raise told(f"{' '.join(command)} did not start", read_again(said))
            real, used = time.perf_counter() - begin, cpu(process.pid)
            process.send_signal(signal.SIGTERM)
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
    command = [compiler, "-O2", "-o", str(program), source]
    done = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        raise told(f"{' '.join(command)} failed", done.stderr)
    head, frame = FOLDER / "head", FOLDER / "frame"
    head.write_bytes(answers.HEAD)
    frame.write_bytes(answers.framed(answers.event("paced-20", 1)))
    serve = [str(program), str(head), str(frame)]
    for count in answers.BURSTS:
        file = FOLDER / f"answer-{count}"
        file.write_bytes(answers.whole(count))
        serve += [str(count), str(file)]
    return serve


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


_NEEDS: Mapping[str, Sequence[str]] = {"C": ("gcc", "cc"), "node, a write per chunk": ("node",)}
"""Commands of which a server needs one."""


def is_there(name: str) -> bool:
    """Whether a server can be run on this machine."""
    return name not in _NEEDS or any(map(shutil.which, _NEEDS[name]))


def left_out(names: Sequence[str]) -> str:
    """Which of these servers cannot be run here and what each needs, in a line; else nothing."""
    said = [f"{one} (needs {' or '.join(_NEEDS[one])})" for one in names if not is_there(one)]
    return f"Left out: {', '.join(said)}.\n\n" if said else ""
