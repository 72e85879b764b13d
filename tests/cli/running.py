"""The command in a process of its own, as people and CI run it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

COMMAND = (sys.executable, "-c", "from mockserver.cli import main; main(prog_name='mockserver')")
ROOT = Path(__file__).parents[2]
PATIENCE = 20.0
"""Seconds until a test gives up; nothing takes so long unless it is broken."""


def variables(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error", **more}


def run(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Runs the command to its end."""
    return _run(arguments, subprocess.PIPE, environment)


def run_into(output: IO[bytes], *arguments: str | Path) -> subprocess.CompletedProcess[bytes]:
    """Runs the command to its end; what it prints goes into a file."""
    return _run(arguments, output, {})


def _run(
    arguments: Sequence[str | Path], output: int | IO[bytes], environment: Mapping[str, str]
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*COMMAND, *map(str, arguments)],
        stdout=output,
        stderr=subprocess.PIPE,
        check=False,
        env=variables(**environment),
        timeout=PATIENCE,
    )


class Serving:
    """`mockserver serve` that runs: its first line, and where it is."""

    def __init__(self, process: subprocess.Popen[str], first_line: str) -> None:
        self.process = process
        self.first_line = first_line
        found = re.search(r"http://[\d.]+:(\d+)", first_line)
        assert found, first_line
        self.url, self.port = found[0], int(found[1])

    def end(self, number: signal.Signals) -> tuple[int, str, str]:
        """Sends the signal: the exit code, and what was printed since the first line."""
        self.process.send_signal(number)
        code = self.process.wait(PATIENCE)
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        return code, self.process.stdout.read(), self.process.stderr.read()


@contextmanager
def serving(*arguments: str | Path) -> Iterator[Serving]:
    """Runs `mockserver serve` until the first line is there, and kills it in the end."""
    with subprocess.Popen(
        [*COMMAND, "serve", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=variables(),
    ) as process:
        try:
            assert process.stdout is not None
            yield Serving(process, process.stdout.readline())
        finally:
            process.kill()
