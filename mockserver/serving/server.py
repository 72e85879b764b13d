"""The mock as a running server, in a thread of its own or in the caller's loop; knows no route."""

from __future__ import annotations

import asyncio
import secrets
import threading
from collections.abc import Callable, Coroutine, Iterable
from concurrent.futures import CancelledError, Future
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar, Unpack

from aiohttp import web

from mockserver.delivery.clock import seconds
from mockserver.exchange.selection import ScenarioSet
from mockserver.scenario.load import load
from mockserver.scenario.model import Scenario

from . import data_plane
from .accepting import accept
from .app import Options, create_app
from .arriving import listen
from .guard import is_loopback
from .mock_session import MockSession, SessionControls
from .options import check
from .sessions import Sessions
from .shared import SERVING, Serving, SessionOptions

T = TypeVar("T")


class MockServer(SessionControls):
    """One server, which is its own default session; `session()` begins further ones.

    `with MockServer(…)` runs it in a thread of its own; `async with MockServer(…)` in the running
    loop, so that a test and its client share one loop with it. `scenarios` are loaded ones, or the
    path of a file or folder of them (which may raise ScenarioError). `host` and `port` are where it
    listens; port 0 is any free one. Only loopback is reached from this machine alone: elsewhere the
    control plane asks for a token, which is made up where none is given. The other options are
    those of `create_app`, and wrong ones are refused as there. A server runs once; its exchanges
    can be asked for afterwards, too.
    """

    def __init__(
        self,
        scenarios: Iterable[Scenario] | ScenarioSet | str | Path = (),
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        **options: Unpack[Options],
    ) -> None:
        check({"port": port, **options}, _WORDS)
        if not host or not isinstance(host, str):
            raise ValueError("host is an address or a name: write 0.0.0.0 or :: for all addresses")
        given = load(scenarios) if isinstance(scenarios, str | Path) else scenarios
        if options.get("control_token") is None and not is_loopback(host):
            options["control_token"] = secrets.token_urlsafe(24)
        self._app = create_app(given, **options)
        super().__init__(self, self._serving.default)
        self._address = host
        self._port = port
        self._listening: Listening | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._callers_loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._used = False

    # -- where it is ------------------------------------------------------------------------

    @property
    def url(self) -> str:
        """`http://HOST:PORT`. Raises RuntimeError where the server is not running."""
        if self._listening is None:
            raise RuntimeError("this server is not running: use `with MockServer(…)` or `start()`")
        host = f"[{self._address}]" if ":" in self._address else self._address
        return f"http://{host}:{self._listening.port}"

    def session(self, name: str | None = None, **options: Unpack[SessionOptions]) -> MockSession:
        """Begins a session, under a base URL of its own; end it with `drop()` or a `with`.

        Without options it has this server's scenarios and seed. Its id is `name`, or made up.
        Raises SessionError where there is such a session, and as `create_app` for options.
        """
        session = self._serving.begin(name, **options)
        return MockSession(self, session, f"/s/{session.id}")

    def run(self, waiting: Coroutine[Any, Any, T]) -> T:
        """What a coroutine returns that has to run in this server's loop.

        Raises RuntimeError where that is the caller's loop, which must not wait for itself, and
        where the server is stopped meanwhile.
        """
        if self._loop is None or threading.current_thread() is self._thread:
            waiting.close()
            raise RuntimeError(_NO_THREAD if self._loop is None else _OWN_THREAD)
        future = self._begun(waiting, self._loop)
        try:
            return future.result()
        except CancelledError:
            raise RuntimeError(_STOPPED) from None
        finally:
            future.cancel()  # where an interrupt or a timeout has ended the wait here alone

    async def across(self, waiting: Coroutine[Any, Any, T]) -> T:
        """The same, awaited: by asyncio in this server's loop or another one, or by trio.

        Raises RuntimeError where the server is stopped meanwhile.
        """
        if self._loop is None:
            return await waiting
        future = self._begun(waiting, self._loop)
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            import trio

            try:
                return await trio.to_thread.run_sync(future.result, abandon_on_cancel=True)
            except CancelledError:
                raise RuntimeError(_STOPPED) from None
            finally:
                future.cancel()
        try:
            return await asyncio.wrap_future(future)
        except asyncio.CancelledError:
            waiter = asyncio.current_task()
            if waiter is not None and waiter.cancelling():
                raise
            raise RuntimeError(_STOPPED) from None

    def _begun(self, waiting: Coroutine[Any, Any, T], loop: asyncio.AbstractEventLoop) -> Future[T]:
        """Has this begun in the server's thread. Raises RuntimeError where there is none."""
        if self._thread is None or not self._thread.is_alive():
            waiting.close()
            raise RuntimeError(_FORKED)
        return asyncio.run_coroutine_threadsafe(waiting, loop)

    def call(self, act: Callable[[], object]) -> None:
        """Has this called in this server's loop, after all that was asked for before.

        At once where that is the caller's loop, and this is called in it.
        """
        loop = self._loop or self._callers_loop
        if loop is None or loop is self._callers_loop is _running_loop():
            act()
        else:
            loop.call_soon_threadsafe(act)

    @property
    def sessions(self) -> Sessions:
        """All sessions but the default one, for those who know the loop they belong to."""
        return self._serving.sessions

    @property
    def late(self) -> dict[str, int]:
        """How many requests came to sessions that had ended, by the session's label or id."""
        return self.sessions.late

    @property
    def api_key(self) -> str | None:
        """The key that it asks for; None where it asks for none."""
        return self._serving.access.api_key

    @property
    def control_token(self) -> str | None:
        """The token that its control plane asks for; None where it asks for none."""
        return self._serving.guard.token

    @property
    def has_thread(self) -> bool:
        """Whether it runs, in a thread of its own."""
        return self._loop is not None

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
            loop.time = seconds  # type: ignore[method-assign] # real, also where tests freeze time
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
        self._callers_loop = asyncio.get_running_loop()
        return self

    async def stop_here(self) -> None:
        """Ends all streams, in the loop where `start_here` was called."""
        if self._listening is not None:
            await self._listening.stop()
            self._listening = self._callers_loop = None

    def _use(self) -> None:
        if self._used:
            raise RuntimeError("a MockServer is started once, also by `with`: make another one")
        self._used = True

    async def _listen(self) -> None:
        self._listening = await Listening.at(self._app, self._address, self._port)

    async def __aenter__(self) -> Self:
        return await self.start_here()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.stop_here()


def _running_loop() -> asyncio.AbstractEventLoop | None:
    """The loop that runs in this thread; None where none does."""
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


_WORDS = ("scenarios", "host", "port", *Options.__annotations__)
"""All that a server can be told."""


_NO_THREAD = (
    "this server does not run in a thread of its own, so nothing can be waited for here: "
    "use `.aio`, as in `await server.aio.wait_for_exchange()`"
)


_STOPPED = "the server was stopped while this was waited for"


_OWN_THREAD = (
    "this is the server's own thread, which cannot wait for itself: in what is called there, such "
    "as the function of `release_until`, ask only what is given to it"
)


_FORKED = (
    "this server's thread does not run in this process: a fork has none of its parent's threads, "
    "so only clients belong there"
)


class Listening:
    """An application that listens, and how it stops at once even with streams open."""

    def __init__(self, runner: web.AppRunner, listener: asyncio.Server) -> None:
        self._runner = runner
        self._listener = listener
        self.port: int = listener.sockets[0].getsockname()[1]

    @classmethod
    async def at(
        cls, app: web.Application, host: str, port: int, *, reuse_port: bool = False
    ) -> Self:
        """Listens; with `reuse_port` beside other processes that do. Raises OSError."""
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        assert runner.server is not None
        serving = app[SERVING]
        refuse = partial(data_plane.unreadable, serving)
        arriving = listen(runner.server, refuse, serving.limits.request_timeout)
        try:
            listener = await accept(arriving, host, port, reuse_port=reuse_port)
        except OSError:
            await runner.cleanup()
            raise
        return cls(runner, listener)

    async def stop(self) -> None:
        """Aborts every connection first: aiohttp would wait for its streams' ends."""
        self._runner.app[SERVING].stop()
        self._listener.close()
        server = self._runner.server
        assert server is not None
        for connection in server.connections:
            if connection.transport is not None:
                connection.transport.abort()
        await asyncio.sleep(0)
        await self._runner.cleanup()
