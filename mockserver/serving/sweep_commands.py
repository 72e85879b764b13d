"""A command as the client of a sweep: run once for each cut, by no shell; knows no scenario.

Its environment says where the server is. It noticed a cut where it ends with another exit code
than 0; else what it printed is its result.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock
from typing import IO

from mockserver.exchange.sweep_report import ClientFailedError, shorter

from .environment import environment

_BLOCK = 64 * 1024
"""Bytes of output that are looked at, at once; of a long one the rest is only hashed."""


@dataclass(frozen=True, slots=True)
class Printed:
    """What a command printed: all of it by its hash, and how it begins."""

    sha256: str
    begin: str

    def __repr__(self) -> str:
        return repr(self.begin)


class Commands:
    """Runs a command again and again; from several threads, too.

    `seconds` is how long it may take each time.
    """

    def __init__(self, command: Sequence[str], seconds: float) -> None:
        self._command = list(command)
        self._seconds = seconds
        self._running: set[subprocess.Popen[bytes]] = set()
        self._lock = Lock()
        self._stopped = False

    def __call__(self, base_url: str) -> Printed:
        """What it prints. Raises ClientFailedError where it fails, OSError where it cannot run."""
        said = environment(base_url.removesuffix("/v1"), None, os.environ)
        with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
            process = self._started({**os.environ, **said}, output, errors)
            try:
                code = process.wait(self._seconds)
            except subprocess.TimeoutExpired:
                late = f"no end within {self._seconds:g} s, so it was killed"
                raise ClientFailedError(late) from None
            finally:
                self._end(process)
            if code:
                raise ClientFailedError(f"exit code {code}: {_last_line(errors)}".rstrip(": "))
            return _printed(output)

    def stop(self) -> None:
        """Kills those that run, and starts no other."""
        with self._lock:
            self._stopped = True
            running = list(self._running)
        for process in running:
            _kill(process)

    def _started(
        self, variables: dict[str, str], output: IO[bytes], errors: IO[bytes]
    ) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._stopped:
                raise ClientFailedError("it was not run: the sweep was stopped")
            process = subprocess.Popen(  # noqa: S603 - the command is the caller's own
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=errors,
                env=variables,
                start_new_session=True,  # so that all that it starts can be killed with it
            )
            self._running.add(process)
        return process

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        if process.returncode is None:
            _kill(process)
            process.wait()
        with self._lock:
            self._running.discard(process)


def _kill(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError, PermissionError):
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)


def _printed(output: IO[bytes]) -> Printed:
    output.seek(0)
    begin = block = output.read(_BLOCK)
    total = sha256()
    while block:
        total.update(block)
        block = output.read(_BLOCK)
    return Printed(total.hexdigest(), begin.decode("utf-8", "backslashreplace"))


def _last_line(errors: IO[bytes]) -> str:
    size = errors.seek(0, os.SEEK_END)
    errors.seek(max(0, size - _BLOCK))
    lines = errors.read().decode("utf-8", "backslashreplace").split("\n")
    return shorter(next((line for line in reversed(lines) if line.strip()), ""))
