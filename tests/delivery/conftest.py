"""Every test on real sockets runs on asyncio's loop and on uvloop's, and aiohttp stays silent."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator

import pytest

from .served import LoopFactory


@pytest.fixture(params=["asyncio", "uvloop"])
def loop_factory(request: pytest.FixtureRequest) -> LoopFactory:
    """Makes the loop that the server runs on."""
    if request.param == "asyncio":
        return asyncio.new_event_loop
    uvloop = pytest.importorskip("uvloop", reason="uvloop is not installed here")
    factory: LoopFactory = uvloop.new_event_loop
    return factory


@pytest.fixture(autouse=True)
def _silent_servers(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Nothing that a plan asks for, or a client does, is an error to aiohttp or asyncio."""
    yield
    loud = [r for r in caplog.get_records("call") if r.levelno >= logging.WARNING]
    assert [r.getMessage() for r in loud if r.name.partition(".")[0] != "mockserver"] == []
