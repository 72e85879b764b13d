"""Has a command meet scenarios, some at once, each with a server that nobody else asks."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from mockserver.conformance.asked import digest_of, gates_of, request_of
from mockserver.conformance.conclude import conclude
from mockserver.conformance.row import Row
from mockserver.scenario.model import Scenario
from mockserver.serving.environment import environment
from mockserver.serving.server import MockServer

from . import command

READ_SHARE = 6
"""Which part of its time a client may wait for the next byte: so that it can try again, and end."""


@dataclass(frozen=True, slots=True)
class Way:
    """How a command is run: with which arguments, how many at once, for how many seconds each."""

    command: tuple[str, ...]
    jobs: int = 1
    timeout: float = 30.0


async def drive(scenarios: Iterable[Scenario], way: Way, done: Callable[[Row], None]) -> None:
    """Runs the command once for each scenario, and calls `done` with each row as it comes.

    Raises NotStartedError, and what `done` raises.
    """
    waiting = iter(scenarios)
    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(way.jobs):
                group.create_task(_work(waiting, way, done))
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from None


async def _work(waiting: Iterator[Scenario], way: Way, done: Callable[[Row], None]) -> None:
    for scenario in waiting:
        done(await meet(scenario, way))


async def meet(scenario: Scenario, way: Way) -> Row:
    """Runs the command for one scenario. Raises NotStartedError."""
    async with MockServer([scenario]) as server:
        for gate in gates_of(scenario):
            server.open_gate(gate)
        variables = {**os.environ, **variables_for(scenario, server.url, way.timeout)}
        ended = await command.run(way.command, variables, way.timeout)
        for _ in range(5):  # a turn of the loop sees that the client's sockets are closed
            await asyncio.sleep(0)
    return conclude(scenario, digest_of(scenario), ended, server.exchanges, way.timeout)


def variables_for(scenario: Scenario, url: str, seconds: float) -> dict[str, str]:
    """The environment variables by which a command knows what to ask, and whom."""
    return {
        **environment(url, inherited=os.environ),
        "MOCKSERVER_BASE_URL": f"{url}/v1",
        "MOCKSERVER_SCENARIO": scenario.name,
        "MOCKSERVER_MODEL": scenario.name,
        "MOCKSERVER_REQUEST": json.dumps(request_of(scenario)),
        "MOCKSERVER_READ_TIMEOUT": f"{seconds / READ_SHARE:g}",
        "PYTHONUTF8": "1",
    }
