"""A server that runs in the foreground until a signal ends it; knows no command line."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Iterable
from pathlib import Path

from mockserver.exchange.selection import Fallback
from mockserver.scenario.model import Scenario

from . import watching
from .server import MockServer


async def run(
    scenarios: Iterable[Scenario],
    *,
    host: str,
    port: int,
    seed: int,
    fallback: Fallback,
    api_key: str | None,
    allow_origin: str | None,
    say: Callable[[str], object],
    watched: Iterable[Path] = (),
    load: watching.Load | None = None,
) -> None:
    """Serves until SIGTERM or SIGINT; `say` hears the ready line first. Raises OSError.

    With `load`, changes at the `watched` paths are loaded and served from then on.
    """
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    server = MockServer(
        scenarios,
        seed=seed,
        fallback=fallback,
        host=host,
        port=port,
        api_key=api_key,
        allow_origin=allow_origin,
    )
    async with server:
        say(f"mockserver is ready at {server.url}")
        say(f"  OpenAI clients:     base_url {server.base_url}")
        say(f"  OpenRouter clients: base_url {server.openrouter_url}")
        if load is not None:
            changed = watching.changes(watched, stopped)
            await watching.follow(changed, load, server.swap, say)
        await stopped.wait()
