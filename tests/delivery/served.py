"""A real aiohttp server in a thread of its own that answers with plans, and raw clients for it.

Clients are blocking sockets: what they receive, when, and how it ends is what the kernel says.
"""

from __future__ import annotations

import asyncio
import queue
import socket
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Self

from aiohttp import web

from mockserver.delivery.answer import Delivered, answer
from mockserver.delivery.base import Limits
from mockserver.delivery.clock import Clock, RealClock, monotonic
from mockserver.exchange.outcome import Outcome
from mockserver.wire.http1 import serialize_head
from mockserver.wire.instructions import End, Ending, Head, Instruction, Pause, Plan, Send

PATIENCE = 10.0  # seconds until a test gives up; nothing takes so long unless it is broken

LoopFactory = Callable[[], asyncio.AbstractEventLoop]

HEAD = Head(200, (("Content-Type", "text/event-stream"), ("Transfer-Encoding", "chunked")))
HEAD_BYTES = serialize_head(HEAD)
TERMINATOR = b"0\r\n\r\n"


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


def plan(*instructions: Instruction, end: Ending = Ending.COMPLETE) -> Plan:
    return Plan((*instructions, End(end)))


def plan_of(body: bytes, ending: Ending) -> Plan:
    """A plan of one chunk with any ending, the last chunk where the ending is complete."""
    match ending:
        case Ending.COMPLETE:
            return plan(HEAD, Send(chunk(body) + TERMINATOR))
        case Ending.STALL:
            return plan(HEAD, Send(chunk(body)), Pause(None), end=ending)
        case _:
            return plan(HEAD, Send(chunk(body)), end=ending)


def wire(program: Plan) -> bytes:
    """All bytes that a plan with a head puts on the wire."""
    assert program.head is not None
    return serialize_head(program.head) + program.body


def request(path: str, *fields: str, version: str = "1.1") -> bytes:
    lines = [f"POST {path} HTTP/{version}", "Host: localhost", "Content-Length: 2", *fields]
    return "\r\n".join([*lines, "", "{}"]).encode()


@dataclass
class Served:
    """Serves `plans` by path. The outcomes come out in the order in which they were recorded."""

    plans: dict[str, Plan]
    loop_factory: LoopFactory = asyncio.new_event_loop
    limits: Limits = field(default_factory=Limits)
    make_clock: Callable[[], Clock] = RealClock
    handler_cancellation: bool = True
    send_buffer: int | None = None
    arrivals: queue.Queue[int] = field(default_factory=queue.Queue)
    outcomes: queue.Queue[Outcome] = field(default_factory=queue.Queue)
    responses: queue.Queue[Delivered] = field(default_factory=queue.Queue)

    def __enter__(self) -> Self:
        self._ready: queue.Queue[int | BaseException] = queue.Queue()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        port = self._ready.get(timeout=PATIENCE)
        if isinstance(port, BaseException):
            raise port
        self._port = port
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self, *, aborting: bool = False) -> None:
        """Stop the server, open streams included; `aborting` ends the connections first."""
        if self._thread.is_alive():
            self._aborting = aborting
            self._loop.call_soon_threadsafe(self._stopped.set)
            self._thread.join(PATIENCE)

    def outcome(self) -> Outcome:
        """The next outcome, waited for."""
        return self.outcomes.get(timeout=PATIENCE)

    def client(self, *, receive_buffer: int | None = None) -> Client:
        return Client(self._port, receive_buffer=receive_buffer)

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=self.loop_factory) as runner:
            try:
                runner.run(self._serve())
            except BaseException as error:  # noqa: BLE001 - the test's thread raises it
                self._ready.put(error)

    async def _serve(self) -> None:
        self._loop, self._stopped = asyncio.get_running_loop(), asyncio.Event()
        self._clock = self.make_clock()
        app = web.Application()
        app.router.add_post("/{name}", self._handle)
        runner = web.AppRunner(
            app,
            access_log=None,
            handler_cancellation=self.handler_cancellation,
            shutdown_timeout=0.01,
        )
        await runner.setup()
        listener = socket.create_server(("127.0.0.1", 0))
        if self.send_buffer is not None:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, self.send_buffer)
        await web.SockSite(runner, listener).start()
        self._ready.put(listener.getsockname()[1])
        await self._stopped.wait()
        if self._aborting:
            assert runner.server is not None
            for connection in runner.server.connections:
                assert connection.transport is not None
                connection.transport.abort()
            await asyncio.sleep(0)
        await runner.cleanup()

    async def _handle(self, asked: web.Request) -> web.StreamResponse:
        arrival = monotonic()
        self.arrivals.put(arrival)
        await asked.read()
        program = self.plans[asked.match_info["name"]]
        response = await answer(
            asked,
            program,
            self._clock,
            arrival,
            record=self.outcomes.put,
            limits=self.limits,
        )
        self.responses.put(response)
        return response


class Client:
    """A raw connection to the server."""

    def __init__(self, port: int, *, receive_buffer: int | None = None) -> None:
        self.socket = socket.socket()
        if receive_buffer is not None:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.settimeout(PATIENCE)
        self.socket.connect(("127.0.0.1", port))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def read(self, size: int, *, piece: int = 65536) -> bytes:
        """Exactly `size` bytes, or fewer where the stream ends before."""
        got = bytearray()
        while len(got) < size and (data := self.socket.recv(min(piece, size - len(got)))):
            got += data
        return bytes(got)

    def read_to_end(self) -> tuple[bytes, str]:
        """What still comes, and how it ends: `eof` or `reset`."""
        got = bytearray()
        try:
            while data := self.socket.recv(65536):
                got += data
        except ConnectionResetError:
            return bytes(got), "reset"
        return bytes(got), "eof"

    def is_open(self) -> bool:
        """Whether there is neither a byte to read nor an end, right now."""
        self.socket.setblocking(False)
        try:
            self.socket.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return True
        except ConnectionResetError:
            return False
        finally:
            self.socket.settimeout(PATIENCE)
        return False

    def leave(self, how: str) -> None:
        """Leave by a `fin`, by a `rst`, or by closing the sending side only (`shut_wr`)."""
        if how == "shut_wr":
            self.socket.shutdown(socket.SHUT_WR)
            return
        if how == "rst":
            linger = struct.pack("ii", 1, 0)
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.socket.close()
