"""A server that runs in the foreground until a signal ends it; knows no command line."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Iterable
from ipaddress import ip_address
from pathlib import Path
from typing import Unpack
from urllib.parse import urlsplit

from mockserver.exchange.selection import ScenarioSet
from mockserver.scenario.model import Scenario

from . import garbage, watching
from .app import Options
from .server import MockServer


def announce(url: str, made_up: str | None, say: Callable[[str], object]) -> None:
    """Says where the server is, and the control token that nobody but the server knows yet.

    The first line is for scripts, and has what it listens on; a client needs an address.
    """
    here = _loopback(url)
    client = here or url
    say(f"mockserver is ready at {url}")
    say(f"  OpenAI clients:     base_url {client}/v1")
    say(f"  OpenRouter clients: base_url {client}/api/v1")
    if made_up is not None:
        say(f"  control plane:      Authorization: Bearer {made_up}")
    if here is not None:
        say("  other machines:     this machine's name or address in place of loopback's")


def _loopback(url: str) -> str | None:
    """The same URL at loopback, where this one stands for all addresses: nobody connects to it."""
    place = urlsplit(url)
    try:
        address = ip_address(place.hostname or "")
    except ValueError:
        return None
    if not address.is_unspecified:
        return None
    return f"http://{'127.0.0.1' if address.version == 4 else '[::1]'}:{place.port}"


async def run(
    scenarios: Iterable[Scenario] | ScenarioSet,
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
        made_up = server.control_token if options.get("control_token") is None else None
        garbage.rarely()
        announce(server.url, made_up, say)
        if load is not None:
            changed = watching.changes(watched, stopped)
            await watching.follow(changed, load, server.swap, say)
        await stopped.wait()
