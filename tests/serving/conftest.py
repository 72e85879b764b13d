"""A running server per test; nothing that a client does is an error in any log."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from mockserver.serving.server import MockServer

from .said import SCENARIOS


@pytest.fixture(autouse=True)
def _silent_server(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    yield
    loud = [one for one in caplog.get_records("call") if one.levelno >= logging.WARNING]
    assert [one.getMessage() for one in loud] == []


@pytest.fixture
def server() -> Iterator[MockServer]:
    """With the bundled scenarios and some more, in a thread of its own."""
    with MockServer(SCENARIOS) as running:
        yield running
