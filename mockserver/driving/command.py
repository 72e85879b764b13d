"""One run of a command as a subprocess, bounded in time and output; knows no scenario.

What the command has started dies with it: it leads a process group of its own where there are such.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Mapping, Sequence
from contextlib import suppress

from mockserver.conformance.conclude import MOST_COMPLAINTS, MOST_OUTPUT, Ended
from mockserver.errors import MockServerError


class NotStartedError(MockServerError):
    """The command cannot be started; the message says why."""


_CLOSING = 1.0
"""Seconds until pipes are given up that a process outside the group keeps open."""


async def run(command: Sequence[str], environment: Mapping[str, str], seconds: float) -> Ended:
    """Runs it to its end, or ends it when its time is up. No shell, and no standard input.

    Raises NotStartedError.
    """
    loop = asyncio.get_running_loop()
    began = loop.time()
    try:
        transport, output = await loop.subprocess_exec(
            _Output,
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            env=dict(environment),
            start_new_session=os.name == "posix",
        )
    except OSError as error:
        raise NotStartedError(f"{command[0]} cannot be run: {error.strerror}") from None
    try:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await output.exited.wait()
        code = transport.get_returncode()
        lasted = loop.time() - began
    finally:
        _kill(transport)
        with suppress(TimeoutError):
            async with asyncio.timeout(_CLOSING):
                await output.closed.wait()
        transport.close()
    return Ended(
        None if output.flooded else code,
        lasted,
        bytes(output.printed),
        bytes(output.complaints),
        flooded=output.flooded,
    )


class _Output(asyncio.SubprocessProtocol):
    """What the command writes, as far as it is kept, and when it is over.

    A protocol knows of the exit even while another process holds the pipes open; awaiting the
    process does not, in some Pythons. https://github.com/python/cpython/issues/119710
    """

    def __init__(self) -> None:
        self.printed = bytearray()
        self.complaints = bytearray()
        self.flooded = False
        self.exited = asyncio.Event()
        self.closed = asyncio.Event()

    def pipe_data_received(self, fd: int, data: bytes | str) -> None:
        assert isinstance(data, bytes)
        if fd == 1 and not self.flooded:
            self.printed += data
            self.flooded = len(self.printed) > MOST_OUTPUT
            if self.flooded:
                self.exited.set()
        elif fd != 1:
            self.complaints += data
            del self.complaints[:-MOST_COMPLAINTS]

    def process_exited(self) -> None:
        self.exited.set()

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self.closed.set()


def _kill(transport: asyncio.SubprocessTransport) -> None:
    """Ends the command and all that it started; what has ended already is no mistake."""
    with suppress(ProcessLookupError, PermissionError):
        if os.name == "posix":
            os.killpg(transport.get_pid(), signal.SIGKILL)
        else:
            transport.kill()
