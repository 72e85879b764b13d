"""Nothing that a client does is an error in any log, nor a fault of the server in its journal."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from mockserver.serving.server import MockServer

from .witness import SCENARIOS


@pytest.fixture(autouse=True)
def _silent_server(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    yield
    loud = [one for one in caplog.get_records("call") if one.levelno >= logging.WARNING]
    assert [one.getMessage() for one in loud] == []


@pytest.fixture(scope="module")
def server() -> Iterator[MockServer]:
    with MockServer(SCENARIOS) as running:
        yield running
