"""A running server per test; nothing that a client does is an error in any log."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import httpx
import pytest

from mockserver.serving.server import MockServer

from .controlled import Control
from .said import PATIENCE, SCENARIOS


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


@pytest.fixture(scope="module")
def shared_server() -> Iterator[MockServer]:
    """One for all tests of a module, which use sessions."""
    with MockServer(SCENARIOS) as running:
        yield running


@pytest.fixture(scope="module")
def plane(shared_server: MockServer) -> Iterator[Control]:
    """Its control plane."""
    with httpx.Client(trust_env=False, timeout=PATIENCE) as http:
        yield Control(http, shared_server.url)


@pytest.fixture
def control(plane: Control) -> Iterator[Control]:
    """The control plane of a session of this test alone."""
    session = plane.session()
    yield session
    plane.ask("DELETE", f"/sessions/{session.url.rpartition('/')[2]}")
