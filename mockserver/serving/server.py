"""The mock as a running server, in a thread of its own or in the caller's loop; knows no route."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterable
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self, Unpack

from aiohttp import web

from mockserver.exchange.checking import findings
from mockserver.exchange.journal import Exchange
from mockserver.exchange.selection import ScenarioSet
from mockserver.scenario.load import load, parse
from mockserver.scenario.model import Reply, Scenario
from mockserver.source.diagnostics import ScenarioError, errors
from mockserver.wire.instructions import Ending
from mockserver.wire.json_text import dumps

from .app import SERVING, Options, Serving, create_app

BACKLOG = 4096
"""Connections that the kernel holds until they are accepted; 128 makes thousands wait seconds."""

SETTLING = 2.0
"""Seconds that `exchanges` waits at most for an outcome that is due."""


class MockServer:
    """One server with its scenarios, queue and journal.

    `with MockServer(…)` runs it in a thread of its own; `async with MockServer(…)` in the running
    loop, so that a test and its client share one loop with it. `scenarios` are loaded ones, or the
    path of a file or folder of them (which may raise ScenarioError). `host` and `port` are where it
    listens; port 0 is any free one. Only loopback is reached from this machine alone. The other
    options are those of `create_app`. A server runs once; its exchanges can be asked for
    afterwards, too.
    """

    def __init__(
        self,
        scenarios: Iterable[Scenario] | ScenarioSet | str | Path = (),
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        **options: Unpack[Options],
    ) -> None:
        given = load(scenarios) if isinstance(scenarios, str | Path) else scenarios
        self._app = create_app(given, **options)
        self._host = host
        self._port = port
        self._listening: _Listening | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._used = False

    # -- where it is ------------------------------------------------------------------------

    @property
    def url(self) -> str:
        """`http://HOST:PORT`. Raises RuntimeError where the server is not running."""
        if self._listening is None:
            raise RuntimeError("this server is not running: use `with MockServer(…)` or `start()`")
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self._listening.port}"

    @property
    def base_url(self) -> str:
        """The base URL for OpenAI's clients."""
        return f"{self.url}/v1"

    @property
    def openrouter_url(self) -> str:
        """The base URL for OpenRouter's clients."""
        return f"{self.url}/api/v1"

    # -- what it answers, and what happened -------------------------------------------------

    def queue(self, *steps: dict[str, Any], **reply: Any) -> Self:
        """Has one reply answer the next request, once; several calls stand in line.

        `steps` are those of a scenario file's stream, one mapping each; `reply` are the keys of a
        reply beside them: `queue({"text": "Hi"}, pace={"itl": "20ms"})`, or
        `queue(status=429, error={"message": "slow down"})`. Raises ScenarioError where a scenario
        file could not say so, and where `check` would find a fault that is never reached;
        TypeError where steps are said in both ways, or a value is none of JSON's.
        """
        if steps and "stream" in reply:
            raise TypeError("queue takes steps, or `stream=`, not both")
        written = {**reply, "stream": list(steps)} if steps or not reply else reply
        scenario = parse(_written(written), "queue", "queue")
        found = errors(tuple(findings([scenario])))
        if found:
            raise ScenarioError(found)
        return self.queue_reply(scenario.replies[0])

    def queue_reply(self, reply: Reply) -> Self:
        """The same for a reply that is built already."""
        self._serving.session.queue(reply)
        return self

    def swap(self, scenarios: Iterable[Scenario] | ScenarioSet) -> Self:
        """Has these scenarios answer from now on; streams under way are not touched.

        A scenario that is not as before begins anew. Raises TiedScenariosError, and changes nothing
        then.
        """
        one_set = scenarios if isinstance(scenarios, ScenarioSet) else ScenarioSet(scenarios)
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._serving.session.swap, one_set)
        else:
            self._serving.session.swap(one_set)
        return self

    def open_gate(self, name: str) -> Self:
        """Lets every stream pass that waits at `gate: NAME`, and all that come."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._serving.gates.open, name)
        else:
            self._serving.gates.open(name)
        return self

    @property
    def exchanges(self) -> list[Exchange]:
        """All exchanges so far, oldest first.

        Where the server has a thread of its own: what clients did before this was asked for, such
        as leaving, is in it, and an outcome that is due by the plan is waited for, 2 s at most.
        """
        if self._loop is not None:
            asyncio.run_coroutine_threadsafe(self._settled(), self._loop).result()
        return list(self._serving.journal)

    async def _settled(self) -> None:
        for _ in range(3):  # a turn of the loop sees what was sent to its sockets before
            await asyncio.sleep(0)
        now = self._serving.clock.now()
        due = [
            one
            for one in self._serving.journal
            if one.plan.ending is not Ending.STALL and one.arrival + one.plan.duration <= now
        ]
        with suppress(TimeoutError):
            async with asyncio.timeout(SETTLING):
                while any(one.outcome is None for one in due):
                    await self._serving.recorded.wait()

    @property
    def _serving(self) -> Serving:
        return self._app[SERVING]

    # -- in a thread of its own ---------------------------------------------------------------

    def start(self) -> Self:
        """Listens, in a new thread. Raises OSError where the port is taken."""
        self._use()
        ready: Future[None] = Future()
        self._thread = threading.Thread(
            target=self._run, args=(ready,), name="mockserver", daemon=True
        )
        self._thread.start()
        try:
            ready.result()
        except Exception:
            self._thread.join()
            raise
        return self

    def stop(self) -> None:
        """Ends all streams and the thread."""
        loop, thread = self._loop, self._thread
        if loop is None or thread is None:
            return
        asyncio.run_coroutine_threadsafe(self.stop_here(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        self._loop = self._thread = None

    def _run(self, ready: Future[None]) -> None:
        with asyncio.Runner() as runner:
            loop = runner.get_loop()
            try:
                runner.run(self._listen())
            except BaseException as error:  # noqa: BLE001 - it is raised in the other thread
                ready.set_exception(error)
                return
            self._loop = loop
            loop.call_soon(ready.set_result, None)
            loop.run_forever()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    # -- in the caller's loop -----------------------------------------------------------------

    async def start_here(self) -> Self:
        """Listens, in the running loop. Raises OSError where the port is taken."""
        self._use()
        await self._listen()
        return self

    async def stop_here(self) -> None:
        """Ends all streams, in the loop where `start_here` was called."""
        if self._listening is not None:
            await self._listening.stop()
            self._listening = None

    def _use(self) -> None:
        if self._used:
            raise RuntimeError("a MockServer is started once, also by `with`: make another one")
        self._used = True

    async def _listen(self) -> None:
        self._listening = await _Listening.at(self._app, self._host, self._port)

    async def __aenter__(self) -> Self:
        return await self.start_here()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.stop_here()


def _written(reply: dict[str, Any]) -> str:
    """A reply as the text of a scenario file."""
    try:
        return dumps({"reply": reply})
    except (TypeError, ValueError) as error:
        hint = "bytes are said as {'base64': …}"
        raise TypeError(f"queue takes what a scenario file can say: {error}; {hint}") from None


class _Listening:
    """An application that listens, and how it stops at once even with streams open."""

    def __init__(self, runner: web.AppRunner, site: web.TCPSite) -> None:
        self._runner = runner
        self._site = site
        self.port: int = runner.addresses[0][1]

    @classmethod
    async def at(cls, app: web.Application, host: str, port: int) -> Self:
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        site = web.TCPSite(runner, host, port, backlog=BACKLOG)
        try:
            await site.start()
        except OSError:
            await runner.cleanup()
            raise
        return cls(runner, site)

    async def stop(self) -> None:
        """Aborts every connection first: aiohttp would wait for its streams' ends."""
        self._runner.app[SERVING].stopping = True
        await self._site.stop()
        server = self._runner.server
        assert server is not None
        for connection in server.connections:
            if connection.transport is not None:
                connection.transport.abort()
        await asyncio.sleep(0)
        await self._runner.cleanup()
