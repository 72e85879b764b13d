"""A command that runs beside a server of its own, and the verdict on what it did; prints nothing.

The command's environment says where the server is (`environment.py`). It has this process's input
and output, and gets the signals that this process gets.
"""

from __future__ import annotations

import asyncio
import errno
import os
import re
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Unpack

from mockserver.errors import MockServerError
from mockserver.exchange.journal import Exchange
from mockserver.exchange.problem import Level, Problem
from mockserver.exchange.selection import ScenarioSet
from mockserver.exchange.verdict import Verdict, verdict
from mockserver.scenario.model import Scenario

from .app import Options
from .environment import environment
from .server import MockServer

NOT_FOUND = 127
"""The exit code where there is no such command, as a shell has it."""

NOT_EXECUTABLE = 126
"""The exit code where the command is there and cannot be run, as a shell has it."""


class CommandError(MockServerError):
    """A command that cannot be run; `exit_code` is what a shell would end with."""

    def __init__(self, message: str, exit_code: int) -> None:
        super().__init__(message)
        self.exit_code = exit_code


@dataclass(frozen=True, slots=True)
class Executed:
    """How the command ended, and what it did; `exit_code` is 128 and the signal that killed it."""

    exit_code: int
    verdict: Verdict
    exchanges: tuple[Exchange, ...]


PLACES = ("url", "base_url", "openrouter_url", "api_key")
"""What stands in braces in the value of a variable, and is put there."""

_IN_BRACES = re.compile(r"\{([\w-]+)\}")
_CLOSE = 0.65
"""How alike a word and a place are (`difflib`): `{ulr}` is close to one, `{key}` is the user's."""


def almost_place(value: str) -> tuple[str, str] | None:
    """The first word in braces that is nearly one of PLACES and none of them, and that one."""
    for word in _IN_BRACES.findall(value):
        plain = word.casefold().replace("-", "_")
        close = () if word in PLACES else get_close_matches(plain, PLACES, 1, _CLOSE)
        for place in close:
            return f"{{{word}}}", f"{{{place}}}"
    return None


async def execute(
    command: Sequence[str],
    scenarios: Iterable[Scenario] | ScenarioSet,
    *,
    named: Iterable[Scenario] = (),
    levels: Mapping[Problem, Level] | None = None,
    more: Mapping[str, str] | None = None,
    host: str = "127.0.0.1",
    port: int = 0,
    **options: Unpack[Options],
) -> Executed:
    """Runs a command, by no shell, against a server with these scenarios.

    The scenarios that are `named` must be asked for; `levels` say which problems fail the verdict.
    `more` are further variables of the command, in whose values `{url}`, `{base_url}`,
    `{openrouter_url}` and `{api_key}` stand for what they are.
    Raises CommandError where the command cannot be run, OSError where the port is taken.
    """
    async with _Server(scenarios, host=host, port=port, **options) as server:
        said = _variables(server, options.get("api_key"), more or {})
        with _Signals() as relay:
            process = await _started(command, {**os.environ, **said})
            relay.to(process)
            code = await process.wait()
        await server.aio.exchanges()
        told = server.judged(named, levels)
        exchanges = tuple(server.kept)
    return Executed(128 - code if code < 0 else code, told, exchanges)


class _Server(MockServer):
    """A server whose journal is read in its own loop."""

    @property
    def kept(self) -> Iterable[Exchange]:
        return self._session.journal

    def judged(self, named: Iterable[Scenario], levels: Mapping[Problem, Level] | None) -> Verdict:
        session = self._session
        queued = session.choice.queued
        return verdict(session.journal, queued=queued, named=named, levels=levels, to_do=_TO_DO)


_TO_DO: Mapping[Problem, str] = {
    Problem.UNMATCHED: "send a scenario's name as model, give one a `match` that holds, or have"
    " anything answered by `--fallback random`",
}
"""What helps a command, which queues no replies."""


def _variables(server: MockServer, api_key: str | None, more: Mapping[str, str]) -> dict[str, str]:
    said = environment(server.url, api_key, os.environ)
    values = (server.url, server.base_url, server.openrouter_url, said["OPENAI_API_KEY"])
    for name, value in more.items():
        for place, stands_for in zip(PLACES, values, strict=True):
            value = value.replace(f"{{{place}}}", stands_for)
        said[name] = value
    return said


async def _started(command: Sequence[str], variables: Mapping[str, str]) -> Process:
    name = command[0]
    try:
        return await asyncio.create_subprocess_exec(*command, env=variables)
    except (FileNotFoundError, NotADirectoryError):
        raise _not_found(name) from None
    except OSError as error:
        hint = "; give it a first line such as #!/bin/sh" if error.errno == errno.ENOEXEC else ""
        said = f"{name} cannot be run: {error.strerror}{hint}"
        raise CommandError(said, NOT_EXECUTABLE) from None


def _not_found(name: str) -> CommandError:
    if os.sep not in name:
        return CommandError(f"there is no command {name} in the PATH", NOT_FOUND)
    if not os.path.lexists(name):
        return CommandError(f"there is no command {name}", NOT_FOUND)
    said = f"{name} cannot be run: what its first line names, or what it links to, is not there"
    return CommandError(said, NOT_EXECUTABLE)


class _Signals:
    """Passes on the signals that end a process, to one that may not be started yet."""

    _NUMBERS = tuple(
        getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
    )

    def __init__(self) -> None:
        self._process: Process | None = None
        self._early: list[int] = []

    def __enter__(self) -> _Signals:
        loop = asyncio.get_running_loop()
        for number in self._NUMBERS:
            with suppress(NotImplementedError):  # on Windows, where a console's Ctrl-C goes to both
                loop.add_signal_handler(number, self._pass_on, number)
        return self

    def __exit__(self, *_: object) -> None:
        loop = asyncio.get_running_loop()
        for number in self._NUMBERS:
            with suppress(NotImplementedError):
                loop.remove_signal_handler(number)

    def to(self, process: Process) -> None:
        """From now on to this process, what came before too."""
        self._process = process
        for number in self._early:
            self._pass_on(number)

    def _pass_on(self, number: int) -> None:
        if self._process is None:
            self._early.append(number)
        elif number != signal.SIGINT or not _in_terminal():
            with suppress(ProcessLookupError):
                self._process.send_signal(number)


def _in_terminal() -> bool:
    """Whether a terminal sends its Ctrl-C to this process and to all that it starts, too.

    Then it must not be passed on: a second one means to many commands that they end at once.
    """
    if sys.platform == "win32":
        return True
    try:
        terminal = os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY)
    except OSError:
        return False
    try:
        return os.tcgetpgrp(terminal) == os.getpgrp()
    except OSError:
        return False
    finally:
        os.close(terminal)
