"""Where no file can be opened any more, that is said once, and connections wait."""

from __future__ import annotations

import asyncio
import errno
import logging
import socket
from contextlib import ExitStack
from typing import Any

import pytest

from mockserver.serving.accepting import AT_ONCE, NoFiles, accept
from mockserver.serving.server import MockServer

from .said import PATIENCE

FULL = {
    "message": "socket.accept() out of system resource",
    "exception": OSError(errno.EMFILE, "Too many open files"),
}


class Loop:
    """Keeps what its own handler is told."""

    def __init__(self) -> None:
        self.told: list[dict[str, Any]] = []

    def default_exception_handler(self, context: dict[str, Any]) -> None:
        self.told.append(context)


def test_that_files_are_used_up_is_said_once(caplog: pytest.LogCaptureFixture) -> None:
    loop: Any = Loop()
    handler = NoFiles()
    for _ in range(100):
        handler(loop, FULL)
    (said,) = caplog.records
    assert said.levelno == logging.WARNING
    assert said.getMessage().startswith("connections wait: Too many open files.")
    assert loop.told == []
    caplog.clear()  # it is meant


@pytest.mark.parametrize(
    "context",
    [
        {"message": "Task exception was never retrieved", "exception": FULL["exception"]},
        {"message": FULL["message"], "exception": OSError(errno.EIO, "Input/output error")},
        {"message": FULL["message"]},
        {},
    ],
)
def test_all_else_is_the_loops_own(context: dict[str, Any]) -> None:
    loop: Any = Loop()
    NoFiles()(loop, context)
    assert loop.told == [context]


async def test_a_loop_that_has_a_handler_keeps_it() -> None:
    def own(_: asyncio.AbstractEventLoop, __: dict[str, Any]) -> None:
        """Somebody's."""

    loop = asyncio.get_running_loop()
    loop.set_exception_handler(own)
    async with MockServer():
        assert loop.get_exception_handler() is own


async def test_the_kernel_holds_more_connections_than_are_accepted_at_once() -> None:
    listener = await accept(asyncio.Protocol, "127.0.0.1", 0)
    address = listener.sockets[0].getsockname()
    with ExitStack() as stack:  # nothing is accepted meanwhile: the loop does not run
        for _ in range(5 * AT_ONCE):
            stack.enter_context(socket.create_connection(address, timeout=PATIENCE))
    listener.close()
