"""All trials, one after the other, each with a bound on its time; says what was found."""

from __future__ import annotations

import asyncio
import platform
import sys
from dataclasses import dataclass
from importlib.metadata import version

from .promises import PROMISES, Finding, Promise, found
from .trials import TRIALS

PATIENCE = 20.0
"""Seconds that one trial may take; on a machine that is not loaded all take about two."""


@dataclass(frozen=True, slots=True)
class Machine:
    """Where the trials ran, for the report."""

    system: str
    python: str
    aiohttp: str
    mockserver: str

    @classmethod
    def here(cls) -> Machine:
        """This one."""
        system = f"{platform.system()} {platform.release()}".strip()
        return cls(system, platform.python_version(), version("aiohttp"), version("mockserver"))


async def examine() -> list[Finding]:
    """What holds on this machine, in the order of `PROMISES`. Raises nothing of a trial's."""
    return [found(one, await _facts(one), sys.platform) for one in PROMISES]


async def _facts(promise: Promise) -> object:
    """What the trial of a promise saw; the exception where it saw nothing."""
    try:
        async with asyncio.timeout(PATIENCE):
            return await TRIALS[promise.key]()
    except TimeoutError as error:
        said = str(error) or f"the trial was given up after {PATIENCE:g} s"
        return TimeoutError(said)
    except Exception as error:  # noqa: BLE001 - what ends one trial must not hide the others
        return error
