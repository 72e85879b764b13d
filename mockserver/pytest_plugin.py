"""The pytest fixture `mockserver`; imports nothing heavy until a test asks for it.

https://docs.pytest.org/en/stable/how-to/writing_plugins.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from mockserver.serving.server import MockServer


@pytest.fixture
def mockserver() -> Iterator[MockServer]:
    """A mock server of this test alone, in a thread of its own, on a free port of loopback.

    `mockserver.base_url` is where a client is pointed at, `mockserver.queue(…)` says what answers
    next, `mockserver.exchanges` tells what happened.
    """
    from mockserver.serving.server import MockServer

    with MockServer() as server:
        yield server
