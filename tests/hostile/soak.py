"""`python -m tests.hostile.soak`: what a server holds before and after much befell it."""

# ruff: noqa: T201 - a command that prints

from __future__ import annotations

import gc
import socket
from collections.abc import Callable
from contextlib import ExitStack

from mockserver.delivery.base import Limits
from mockserver.serving.server import MockServer
from tests.serving.said import PATIENCE, raw, read, wire

from .process import files, memory, tasks
from .test_survives import ASK, LARGE, LEAVING, leave, left_over, port
from .witness import SCENARIOS, undisturbed

NOTHING, LEFT, UNREAD, PIPELINED = 5_000, 1_260, 100, 1_000


def connect_and_go(server: MockServer) -> None:
    """Connections that say nothing."""
    for _ in range(NOTHING):
        socket.create_connection(("127.0.0.1", port(server)), PATIENCE).close()


def leave_at_each_byte(server: MockServer) -> None:
    """A client that leaves after each byte of an answer, in turn in three ways."""
    for place in range(LEFT):
        with server.session() as session:
            connection = socket.create_connection(("127.0.0.1", port(server)), PATIENCE)
            path = f"/s/{session.id}/v1/chat/completions"
            connection.sendall(wire(ASK % b"leaving", path=path))
            session.next_stream()
            if place > 194:  # its head
                session.open_gate("first")
            read(connection, place)
            leave(connection, ("close", "reset", "half")[place % 3])
            session.wait_for_exchange()


def never_read(server: MockServer) -> None:
    """Clients that are sent megabytes, and read none."""
    with ExitStack() as stack:
        streams = []
        for _ in range(UNREAD):
            stack.enter_context(raw(server)).sendall(wire(ASK % b"large"))
            streams.append(server.next_stream())
        for one in streams:
            one.wait(PATIENCE)


def pipeline(server: MockServer) -> None:
    """Many requests in one go, on one connection."""
    with raw(server) as connection:
        connection.sendall(wire(ASK % b"hi") * PIPELINED)
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(65536):
            pass


WHAT: dict[str, Callable[[MockServer], None]] = {
    f"{NOTHING:,} connections that say nothing": connect_and_go,
    f"{LEFT:,} clients, each leaves after one byte more": leave_at_each_byte,
    f"{UNREAD:,} clients that never read 7.8 MB": never_read,
    f"{PIPELINED:,} requests in one go, and half a close": pipeline,
}


def main() -> None:
    """Runs all of it in this process, beside a stream that has to arrive byte for byte."""
    print("| what befell it | memory before, after | files before, after | tasks before, after |")
    print("|---|---|---|---|")
    with MockServer([*SCENARIOS, LEAVING, LARGE], limits=Limits(unread_timeout=0.5)) as server:
        pipeline(server)  # what is loaded with the first requests
        for said, befall in WHAT.items():
            held = before = (tasks(server), files(), memory())
            with undisturbed(server):
                befall(server)
            assert left_over(server, held[:2]) == (0, 0), said
            server.run(server.aio.reset())
            gc.collect()
            after = (tasks(server), files(), memory())
            rows = [f"{one[2] / 1e6:.0f} MB" for one in (before, after)]
            numbers = [f"{before[at]}, {after[at]}" for at in (1, 0)]
            print(f"| {said} | {', '.join(rows)} | {numbers[0]} | {numbers[1]} |", flush=True)


if __name__ == "__main__":
    main()
