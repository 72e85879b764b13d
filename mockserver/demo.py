"""What `mockserver demo` does: serves the bundled scenarios and shows a client's view of some.

The client here is a plain one, on aiohttp: it knows the wire, and nothing of the server.
"""

from __future__ import annotations

import asyncio
import json
import shlex
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import click

from mockserver import bundled
from mockserver.scenario.load import load
from mockserver.scenario.model import Scenario
from mockserver.serving.server import MockServer

SHOWN = ("text", "tool-call", "usage-tail", "openrouter/midstream-error", "truncated", "stalled")
"""The scenarios that are shown, in this order."""

PATIENCE = 1.0
"""Seconds that the client waits for the next byte."""

_POINTER = """
{where}: a request's model that is a scenario's name selects the scenario.

  curl -N {base}/chat/completions -H 'Content-Type: application/json' \\
    -d '{{"model": "tool-call", "stream": true, "messages": [{{"role": "user", "content": "Hi"}}]}}'

  from openai import OpenAI
  client = OpenAI(base_url="{base}", api_key="any")

All scenarios: {command} list"""


def called(first: str) -> str:
    """How this command is called again in a shell, by its `sys.argv[0]`.

    That is a path for what lies in the PATH, too: then its name is enough.
    """
    path = Path(first)
    if path.stem != _NAME or not path.is_file():
        return _NAME  # run by something else
    found = shutil.which(_NAME)
    return _NAME if found and path.samefile(found) else shlex.quote(first)


_NAME = "mockserver"


async def run(*, stay: bool, command: str = _NAME) -> None:
    """Shows the streams; with `stay`, serves on until Ctrl-C.

    `command` is how this one is called in a shell.
    """
    scenarios = {one.name: one for one in load(bundled.folder())}
    async with MockServer(scenarios.values()) as server, aiohttp.ClientSession() as session:
        click.echo(f"mockserver serves {len(scenarios)} scenarios at {server.url}")
        for name in SHOWN:
            await _show(session, server, scenarios[name])
        if stay:
            where = "Point a client at this server"
            click.echo(_POINTER.format(where=where, base=server.base_url, command=command))
            click.secho("\nIt stays up until you press Ctrl-C.", bold=True)
            await asyncio.Event().wait()
        where = f"Start `{command} serve` and point a client at it"
        base = "http://127.0.0.1:8080/v1"
        click.echo(_POINTER.format(where=where, base=base, command=command))


async def _show(session: aiohttp.ClientSession, server: MockServer, scenario: Scenario) -> None:
    """One stream, printed as it arrives, and how it ended for the client."""
    click.echo()
    click.secho(scenario.name, bold=True, nl=False)
    click.echo(f"  {' '.join(scenario.about.split())}\n  ", nl=False)
    body = {"model": scenario.name, "stream": True, "messages": [{"role": "user", "content": "Hi"}]}
    timeout = aiohttp.ClientTimeout(sock_read=PATIENCE)
    try:
        async with session.post(
            f"{server.base_url}/chat/completions", json=body, timeout=timeout
        ) as response:
            async for data in _events(response):
                click.echo(_told(data), nl=False)
    except aiohttp.ClientPayloadError:
        click.secho("\n  ✗ the connection was closed before the body was whole", fg="red", nl=False)
    except TimeoutError:
        click.secho(f"\n  ✗ no byte for {PATIENCE:g} s: given up", fg="red", nl=False)
    click.echo()


async def _events(response: aiohttp.ClientResponse) -> AsyncIterator[str]:
    """The data of each event, as it arrives; enough of the rules for what the demo serves."""
    async for line in response.content:
        field, _, value = line.decode().rstrip("\n").partition(":")
        if field == "data":
            yield value.removeprefix(" ")


def _told(data: str) -> str:
    """One event in a few characters: text as it is, everything else in colour."""
    if data == "[DONE]":
        return click.style("  [DONE]", dim=True)
    chunk = json.loads(data)
    parts = [_choice(choice) for choice in chunk.get("choices", ())]
    if usage := chunk.get("usage"):
        counts = f"{usage['prompt_tokens']} + {usage['completion_tokens']} tokens"
        parts.append(click.style(f"  usage: {counts}", fg="green"))
    if error := chunk.get("error"):
        parts.append(click.style(f"\n  ✗ error: {error['message']}", fg="red"))
    return "".join(parts)


def _choice(choice: dict[str, Any]) -> str:
    delta = choice["delta"]
    said = delta.get("content") or ""
    for call in delta.get("tool_calls", ()):
        function = call["function"]
        if "name" in function:
            said += click.style(f"\n  → {function['name']} ", fg="cyan")
        if function.get("arguments"):
            said += click.style(f"⟨{function['arguments']}⟩", fg="cyan")
    if reason := choice["finish_reason"]:
        said += click.style(f"\n  finish_reason: {reason}", dim=True)
    return said
