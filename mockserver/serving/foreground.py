"""A server that runs in the foreground until a signal ends it; knows no command line."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Unpack

from mockserver.scenario.model import Scenario

from . import watching
from .app import Options
from .server import MockServer


async def run(
    scenarios: Iterable[Scenario],
    *,
    host: str,
    port: int,
    say: Callable[[str], object],
    watched: Iterable[Path] = (),
    load: watching.Load | None = None,
    **options: Unpack[Options],
) -> None:
    """Serves until SIGTERM or SIGINT; `say` hears the ready line first. Raises OSError.

    With `load`, changes at the `watched` paths are loaded and served from then on.
    """
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    async with MockServer(scenarios, host=host, port=port, **options) as server:
        say(f"mockserver is ready at {server.url}")
        say(f"  OpenAI clients:     base_url {server.base_url}")
        say(f"  OpenRouter clients: base_url {server.openrouter_url}")
        if server.control_token is not None and options.get("control_token") is None:
            say(f"  control plane:      Authorization: Bearer {server.control_token}")
        if load is not None:
            changed = watching.changes(watched, stopped)
            await watching.follow(changed, load, server.swap, say)
        await stopped.wait()
