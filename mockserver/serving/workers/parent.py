"""The process that starts the workers, and ends them; serves nothing, and knows no command line.

Each worker binds the port with SO_REUSEPORT, so that the kernel spreads connections over them
(https://man7.org/linux/man-pages/man7/socket.7.html): a listener that all share would give most of
them to one. This process only binds it, too, so that the port is known and stays taken.
"""

from __future__ import annotations

import asyncio
import pickle
import secrets
import signal
import sys
import tempfile
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Coroutine, Iterable, Sequence
from pathlib import Path
from typing import Any, Unpack

from mockserver.errors import MockServerError
from mockserver.exchange.apart import bound
from mockserver.scenario.model import Scenario
from mockserver.serving.app import Options
from mockserver.serving.foreground import announce
from mockserver.serving.guard import is_loopback
from mockserver.serving.options import check

from .setup import READY, Setup

PLATFORMS = ("linux", "darwin")
"""Where several processes can share a port. Only Linux spreads connections evenly."""

_SHOWN = 8
"""Scenarios that a refusal names."""

_GRACE = 5.0
"""Seconds until a worker that does not end is killed."""

_COMMAND = "import sys; sys.path[:] = {path!r}; from {module} import main; main()"


class WorkerError(MockServerError):
    """The workers cannot serve, or no longer do: one has ended by itself."""


def objection(
    scenarios: Iterable[Scenario], workers: int, **options: Unpack[Options]
) -> str | None:
    """Why several workers cannot serve these; None where they can."""
    if sys.platform not in PLATFORMS:
        return f"several workers need Linux or macOS, not {sys.platform}"
    if options.get("fallback") == "random":
        return "a random answer counts identical requests: --fallback random needs one worker"
    found = [f"  {one.path or one.name}: {why}" for one, why in bound(scenarios)]
    if not found:
        return None
    more = [f"  … and {len(found) - _SHOWN} more"] if len(found) > _SHOWN else []
    said = (
        f"{workers} workers know nothing of each other, and these scenarios need one process:",
        *found[:_SHOWN],
        *more,
        "serve others, or leave --workers out",
    )
    return "\n".join(said)


async def run_workers(
    scenarios: Sequence[Scenario],
    *,
    workers: int,
    host: str,
    port: int,
    say: Callable[[str], object],
    **options: Unpack[Options],
) -> None:
    """Serves by so many processes until SIGTERM or SIGINT; `say` hears the ready line first.

    Raises OSError where the port is taken, WorkerError where a worker ends by itself: what its
    journal had is lost, so the others end, too; TypeError, ValueError as `create_app`.
    """
    check({"port": port, **options}, ("port", *Options.__annotations__))
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    made_up = None
    if options.get("control_token") is None and not is_loopback(host):
        made_up = options["control_token"] = secrets.token_urlsafe(24)
    reserved = await _reserved(host, port)
    with tempfile.TemporaryDirectory(prefix="mockserver-") as folder:
        port = reserved.sockets[0].getsockname()[1]
        sockets = tuple(str(Path(folder) / f"{one}.sock") for one in range(1, workers + 1))
        processes: list[Process] = []
        try:
            for one in range(1, workers + 1):
                setup = Setup(one, sockets, host, port, tuple(scenarios), options)
                processes.append(await _started(setup))
            await _unless(stopped, _ready(processes))
            if not stopped.is_set():
                host = f"[{host}]" if ":" in host else host
                announce(f"http://{host}:{port}", made_up, say)
                say(f"  workers:            {workers} processes")
            await _unless(stopped, _watched(processes))
        finally:
            reserved.close()
            await _ended(processes)


async def _reserved(host: str, port: int) -> asyncio.Server:
    """The port, bound and never listened on. Raises OSError where anybody else has it.

    The first time it is not shared: a server of several workers must not join another such one.
    """
    loop = asyncio.get_running_loop()
    alone = await loop.create_server(asyncio.Protocol, host, port, start_serving=False)
    port = alone.sockets[0].getsockname()[1]
    alone.close()
    return await loop.create_server(
        asyncio.Protocol, host, port, start_serving=False, reuse_port=True
    )


async def _started(setup: Setup) -> Process:
    code = _COMMAND.format(path=sys.path, module="mockserver.serving.workers.worker")
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-P", "-c", code, stdin=PIPE, stdout=PIPE
    )
    assert process.stdin is not None
    process.stdin.write(pickle.dumps(setup))
    return process


async def _unless(stopped: asyncio.Event, acting: Coroutine[Any, Any, None]) -> None:
    """Returns when that is done, or this server is to stop. Raises what it raises."""
    task, until = asyncio.ensure_future(acting), asyncio.ensure_future(stopped.wait())
    await asyncio.wait([task, until], return_when=asyncio.FIRST_COMPLETED)
    failed = task.done() and not stopped.is_set()
    for one in (task, until):
        one.cancel()
    await asyncio.gather(task, until, return_exceptions=True)
    if failed:
        task.result()


async def _ready(processes: Sequence[Process]) -> None:
    """Returns when all of them listen. Raises WorkerError."""
    lines = await asyncio.gather(*(one.stdout.readline() for one in processes if one.stdout))
    for number, line in enumerate(lines, start=1):
        if line != READY:
            why = line.decode(errors="replace").strip() or "it ended"
            raise WorkerError(f"worker {number} of {len(processes)} cannot serve: {why}")


async def _watched(processes: Sequence[Process]) -> None:
    """Waits until one of them ends. Raises WorkerError."""
    waits = [asyncio.ensure_future(one.wait()) for one in processes]
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
    number, code = next(
        (at, one.returncode) for at, one in enumerate(processes, 1) if one.returncode is not None
    )
    raise WorkerError(f"worker {number} of {len(processes)} has ended by itself (code {code})")


async def _ended(processes: Sequence[Process]) -> None:
    """Ends them all: the end of its input tells each of them."""
    for one in processes:
        assert one.stdin is not None
        one.stdin.close()
    try:
        async with asyncio.timeout(_GRACE):
            for one in processes:
                await one.wait()
    except TimeoutError:
        for one in processes:
            if one.returncode is None:
                one.kill()
                await one.wait()
