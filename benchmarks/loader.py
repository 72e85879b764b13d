"""The load generator: raw sockets and epoll in a process of its own, told by JSON what to do.

`python -m benchmarks.loader '{"mode": "burst", …}'` prints one JSON object. It does as little as it
can for each answer, so that it can ask for more than any server here gives: its own CPU is told,
as a share of one core, and must stay well below that.

`burst`   closed loop: each connection asks again as soon as its answer is whole, by its length.
`paced`   streams that begin spread over a second; how late each chunk arrives, counted from right
          before its request was sent.
`idle`    streams of which one chunk comes and then nothing.
"""

from __future__ import annotations

import json
import select
import socket
import sys
import time
from array import array
from collections.abc import Callable, Iterator
from typing import Any

from benchmarks import answers
from benchmarks.usage import cpu, memory

ACCEPTED = 0.5
"""Seconds in which a server accepts all connections, before the first stream begins: nobody opens
a thousand of them at once but this load generator."""

SPREAD = 1.0
"""Seconds over which paced streams begin."""

SETTLED = 0.5
"""Seconds from then until lateness is measured."""

_now = time.perf_counter_ns


def burst(asked: dict[str, Any]) -> dict[str, Any]:
    """Answers in a window of time, and the CPU that they cost."""
    request = answers.request(asked["model"])
    sockets = [_connected(asked) for _ in range(asked["connections"])]
    size = _length(sockets[0], request)
    by_number = {one.fileno(): one for one in sockets}
    left = dict.fromkeys(by_number, size)
    poll, buffer = _polled(sockets), bytearray(1 << 20)
    for one in sockets:
        one.sendall(request)
    done, begin = 0, _now()
    window: _Window | None = None
    while True:
        now = _now()
        if window is None and now - begin > asked["warm_up"] * 1e9:
            done, window = 0, _Window(asked["pid"])
        elif window is not None and now - window.begin > asked["seconds"] * 1e9:
            break
        for number, _ in poll.poll():
            got = by_number[number].recv_into(buffer)
            left[number] -= got
            if left[number] == 0:
                done += 1
                left[number] = size
                by_number[number].send(request)
            assert left[number] > 0 < got, "an answer of another length"
    return {**window.closed(), "answers": done, "bytes": size}


def paced(asked: dict[str, Any]) -> dict[str, Any]:
    """How late chunks arrive, in microseconds, and the CPU of the server for each."""
    request = answers.request(asked["model"])
    gap = int(asked["model"].removeprefix("paced-")) * 1_000_000
    _begun(asked, request).close()  # what a server prepares for the first one is there then
    sockets = [_connected(asked) for _ in range(asked["streams"])]
    select.select([], [], [], ACCEPTED)
    by_number = {one.fileno(): one for one in sockets}
    due = dict.fromkeys(by_number, 0)
    poll, waiting = _polled(sockets), list(sockets)
    all_there = _now() + int((SPREAD + SETTLED) * 1e9)
    samples = array("q")
    window: _Window | None = None

    def start(one: socket.socket) -> None:
        due[one.fileno()] = _now() + gap
        one.send(request)

    for number, one in _reading(poll, by_number, waiting, start=start):
        now = _now()
        if window is None and now > all_there:
            window = _Window(asked["pid"])
            samples = array("q")
        elif window is not None and now - window.begin > asked["seconds"] * 1e9:
            break
        for _ in range(one.count(b"data: {")):
            samples.append(now - due[number])
            due[number] += gap
    assert window is not None
    report = window.closed()
    late = sorted(sample / 1000 for sample in samples)
    at = {f"p{part}": late[min(len(late) - 1, len(late) * part // 100)] for part in (50, 99)}
    return {**report, **at, "sends": len(late), "first": late[0], "last": late[-1]}


def _reading(
    poll: select.epoll,
    by_number: dict[int, socket.socket],
    waiting: list[socket.socket],
    *,
    start: Callable[[socket.socket], None],
) -> Iterator[tuple[int, bytes]]:
    """What is read, with the connection's number; begins streams when it is their time."""
    begin, between = _now(), int(SPREAD * 1e9 / len(waiting))
    started = 0
    while True:
        while waiting and _now() >= begin + started * between:
            start(waiting.pop())
            started += 1
        for number, _ in poll.poll(0.001 if waiting else 1.0):
            yield number, by_number[number].recv(65536)


def idle(asked: dict[str, Any]) -> dict[str, Any]:
    """Memory of the server for each stream that waits."""
    request = answers.request("stalled")
    warm = [_begun(asked, request) for _ in range(20)]
    before = memory(asked["pid"])
    sockets = [_begun(asked, request) for _ in range(asked["streams"])]
    after = memory(asked["pid"])
    del warm, sockets
    return {"bytes_per_stream": (after - before) / asked["streams"]}


def _begun(asked: dict[str, Any], request: bytes) -> socket.socket:
    one = _connected(asked)
    one.settimeout(None)
    one.sendall(request)
    got = b""
    while b"data: {" not in got:
        got += one.recv(65536)
    return one


class _Window:
    """Time and CPU of both sides from now on."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._server, self._own = cpu(pid), time.process_time()
        self.begin = _now()

    def closed(self) -> dict[str, float]:
        seconds = (_now() - self.begin) / 1e9
        server, own = cpu(self._pid) - self._server, time.process_time() - self._own
        return {"seconds": seconds, "server_cpu": server, "loader_busy": own / seconds}


def _connected(asked: dict[str, Any]) -> socket.socket:
    one = socket.create_connection(("127.0.0.1", asked["port"]))
    one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    one.settimeout(0)
    return one


def _polled(sockets: list[socket.socket]) -> select.epoll:
    poll = select.epoll()
    for one in sockets:
        poll.register(one.fileno(), select.EPOLLIN)
    return poll


def _length(one: socket.socket, request: bytes) -> int:
    """Bytes of one answer: all have the same length."""
    one.settimeout(None)
    one.sendall(request)
    got = b""
    while not got.endswith((answers.END, b"data: [DONE]\n\n")):
        got += one.recv(1 << 20)
    assert got.startswith(b"HTTP/1.1 200"), got[:500]
    one.settimeout(0)
    return len(got)


if __name__ == "__main__":
    said = json.loads(sys.argv[1])
    print(json.dumps({"burst": burst, "paced": paced, "idle": idle}[said["mode"]](said)))
