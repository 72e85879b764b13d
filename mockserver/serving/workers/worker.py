"""A worker: a mock on a port that it shares with others; ends when the one that started it does.

That one writes a `Setup` to its standard input and keeps it open. So a worker cannot outlive it,
however it ends: then the input is at its end.
"""

from __future__ import annotations

import asyncio
import pickle
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from aiohttp import web

from mockserver.serving import garbage
from mockserver.serving.app import create_app
from mockserver.serving.control.plane import add_routes
from mockserver.serving.guard import Guard
from mockserver.serving.server import Listening
from mockserver.serving.shared import SERVING

from .peers import Peers
from .setup import READY, Setup


def main() -> None:
    """Serves until the standard input ends."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)  # they are for the one that started it
    with garbage.not_yet():
        setup = pickle.load(sys.stdin.buffer)  # noqa: S301 - it is from who started this
        asyncio.run(_serve(setup))


async def _serve(setup: Setup) -> None:
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: _UntilEnd(ended), sys.stdin.buffer)
    try:
        async with _listening(setup):
            garbage.rarely()
            _tell(READY)
            await ended.wait()
    except OSError as error:
        _tell(f"{error.strerror or error}\n".encode())


@asynccontextmanager
async def _listening(setup: Setup) -> AsyncIterator[None]:
    """Listens on the shared port and on its private socket."""
    app = create_app(setup.scenarios, **setup.options)
    serving = app[SERVING]
    serving.numbered(setup.number, setup.workers)
    private = web.Application(client_max_size=serving.max_body)
    private[SERVING] = replace(serving, guard=Guard())
    add_routes(private.router)
    serving.peers = Peers(setup.sockets)
    runner = web.AppRunner(private, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.UnixSite(runner, setup.sockets[setup.number - 1]).start()
        listening = await Listening.at(app, setup.host, setup.port, reuse_port=True)
        try:
            yield
        finally:
            await listening.stop()
    finally:
        await runner.cleanup()


def _tell(line: bytes) -> None:
    sys.stdout.buffer.write(line)
    sys.stdout.buffer.flush()


class _UntilEnd(asyncio.Protocol):
    """Sets an event when there is nothing more to read."""

    def __init__(self, ended: asyncio.Event) -> None:
        self._ended = ended

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self._ended.set()
