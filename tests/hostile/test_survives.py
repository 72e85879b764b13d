"""What befalls a server: clients that leave or never read, no files left, a stop among streams."""

from __future__ import annotations

import re
import resource
import signal
import socket
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from mockserver.delivery.base import Limits
from mockserver.delivery.clock import monotonic
from mockserver.exchange.progress import State
from mockserver.serving.server import MockServer
from tests.cli.running import ROOT, variables
from tests.serving.said import PATIENCE, default_wire, raw, read, rendered, scenario, wire

from .budget import FACTOR
from .process import files, memory, tasks
from .witness import SCENARIOS, undisturbed

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Linux alone tells what is held")

LEAVING = scenario(
    "leaving",
    """\
reply:
  pace: {itl: 1ms}
  stream:
    - gate: first
    - text: [one, two]
    - comment: still here
    - wait: 2ms
    - stall: {for: 5ms, comment: beat, every: 1ms}
    - text: [three]
    - gate: second
""",
)
LARGE = scenario("large", f"reply: [{{repeat: {{times: 130, steps: [{{raw: {'x' * 60_000}}}]}}}}]")
ASK = b'{"model":"%s","messages":[],"stream":true}'


def leave(connection: socket.socket, how: str) -> None:
    if how == "half":
        connection.shutdown(socket.SHUT_WR)
        connection.settimeout(PATIENCE)
        while connection.recv(65536):
            pass
    elif how == "reset":
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def left_over(server: MockServer, held: tuple[int, int]) -> tuple[int, int]:
    """More tasks and files than were held before, asked for until there are none or time is up."""
    begin = monotonic()
    while True:
        more = max(0, tasks(server) - held[0]), max(0, files() - held[1])
        if more == (0, 0) or monotonic() - begin > PATIENCE * 1_000_000:
            return more


@pytest.fixture
def open_to_all() -> Iterator[MockServer]:
    with MockServer([*SCENARIOS, LEAVING, LARGE], limits=Limits(unread_timeout=0.3)) as server:
        with raw(server) as connection:  # what begins with the first request
            connection.sendall(default_wire("hi"))
            read(connection, len(rendered("hi")))
        yield server


@pytest.mark.parametrize("how", ["close", "reset", "half"])
def test_clients_that_leave_at_any_byte_leave_nothing_behind(
    how: str, open_to_all: MockServer
) -> None:
    server, held = open_to_all, (tasks(open_to_all), files())
    with undisturbed(server):
        for place in range(0, 1260, max(1, 30 // FACTOR)):
            with server.session() as session:
                connection = socket.create_connection(("127.0.0.1", port(server)), PATIENCE)
                path = f"/s/{session.id}/v1/chat/completions"
                connection.sendall(wire(ASK % b"leaving", path=path))
                session.next_stream()
                if place > 194:  # its head: where the first gate is
                    session.open_gate("first")
                    read(connection, place)
                leave(connection, how)
                assert session.wait_for_exchange().result == "client_left"
    assert left_over(server, held) == (0, 0)


def port(server: MockServer) -> int:
    return int(server.url.rpartition(":")[2])


def test_clients_that_never_read_take_bounded_memory(open_to_all: MockServer) -> None:
    server, streams = open_to_all, []
    with undisturbed(server), ExitStack() as stack:
        stack.enter_context(raw(server)).sendall(wire(ASK % b"large"))
        server.next_stream().wait(PATIENCE)  # the plan is kept, and the same for all
        before = memory()
        for _ in range(10 * FACTOR):
            stack.enter_context(raw(server)).sendall(wire(ASK % b"large"))
            streams.append(server.next_stream())
        exchanges = [one.wait(PATIENCE) for one in streams]
        grown = memory() - before
    assert {one.result for one in exchanges} == {"client_not_reading"}
    assert all(one.unaccepted and not one.exact for one in exchanges)
    assert grown < 40 * 1024 * 1024, f"{len(streams)} clients took {grown} bytes"


@pytest.mark.parametrize("how", ["close", "reset"])
def test_clients_that_leave_while_they_are_waited_for_are_seen_to_leave(how: str) -> None:
    with MockServer([*SCENARIOS, LARGE]) as server:
        held = tasks(server), files()
        with undisturbed(server):
            connection = socket.create_connection(("127.0.0.1", port(server)), PATIENCE)
            connection.sendall(wire(ASK % b"large"))
            stream = server.next_stream()
            while stream.state is not State.BLOCKED:
                tasks(server)  # a turn of its loop
            leave(connection, how)
            exchange = stream.wait(PATIENCE)
        assert (exchange.result, exchange.exact) == ("client_left", False)
        assert left_over(server, held) == (0, 0)


def test_connections_that_say_nothing_leave_nothing_behind(open_to_all: MockServer) -> None:
    server, held = open_to_all, (tasks(open_to_all), files())
    with undisturbed(server):
        for _ in range(300 * FACTOR):
            socket.create_connection(("127.0.0.1", port(server)), PATIENCE).close()
    assert left_over(server, held) == (0, 0)


# -- in a process of its own --------------------------------------------------------------------

LIMITED = (
    "import resource, sys; resource.setrlimit(resource.RLIMIT_NOFILE, ({0}, {0}));"
    "from mockserver.cli import main; main(['serve', *sys.argv[1:], '--port', '0'])"
)


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Callable[[int], tuple[subprocess.Popen[str], int]]]:
    """Starts `mockserver serve` with so many files at most; its process and its port."""
    (tmp_path / "hi.yaml").write_text("reply: [{text: Hi}]\n")
    (tmp_path / "stalled.yaml").write_text("reply: [{text: Hi}, {stall: forever}]\n")
    with ExitStack() as stack:

        def start(most_files: int) -> tuple[subprocess.Popen[str], int]:
            process = subprocess.Popen(
                [sys.executable, "-c", LIMITED.format(most_files), str(tmp_path)],
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                env=variables(),
                cwd=ROOT,
            )
            stack.enter_context(process)
            stack.callback(process.kill)
            assert process.stdout is not None
            found = re.search(r"http://[\d.]+:(\d+)", process.stdout.readline())
            assert found
            return process, int(found[1])

        yield start


Start = Callable[[int], tuple[subprocess.Popen[str], int]]


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Its exit code after SIGTERM, and what it said on standard error."""
    process.send_signal(signal.SIGTERM)
    code = process.wait(PATIENCE)
    assert process.stderr is not None
    return code, process.stderr.read()


def test_a_server_without_files_serves_again_when_there_are_some(serving: Start) -> None:
    process, at = serving(40)
    with ExitStack() as stack:
        for _ in range(80):
            stack.enter_context(socket.create_connection(("127.0.0.1", at), PATIENCE))
        assert process.stderr is not None
        assert "connections wait: Too many open files" in process.stderr.readline()
    with socket.create_connection(("127.0.0.1", at), PATIENCE) as connection:
        connection.sendall(wire(ASK % b"hi"))
        assert read(connection, 15) == b"HTTP/1.1 200 OK"
    assert ended(process) == (0, "")


def test_a_stop_among_many_open_streams_is_quick_and_code_0(serving: Start) -> None:
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    count = min(100 * FACTOR, 1000, soft - 100)
    process, at = serving(min(2048, soft))
    with ExitStack() as stack:
        clients = [
            stack.enter_context(socket.create_connection(("127.0.0.1", at), PATIENCE))
            for _ in range(count)
        ]
        for client in clients:
            client.sendall(wire(ASK % b"stalled"))
        assert all(read(client, 15) == b"HTTP/1.1 200 OK" for client in clients)
        assert ended(process) == (0, "")
