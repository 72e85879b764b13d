"""What tests say to a running server, and the scenarios that it answers with."""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from mockserver.exchange.rendering import as_bytes, default_request, plan_of
from mockserver.scenario.load import parse
from mockserver.scenario.model import Scenario
from mockserver.serving.server import MockServer
from mockserver.wire.instructions import Plan
from mockserver.wire.json_text import dump_bytes
from tests.scenarios import rows

PATIENCE = 20.0
"""Seconds until a test gives up; nothing takes so long unless it is broken."""

BUNDLED = tuple(rows.SCENARIOS.values())
"""Without the packs, which are read without a server (`tests/quirks`)."""

COMPLETIONS = "/v1/chat/completions"


def scenario(name: str, text: str) -> Scenario:
    return parse(text, f"{name}.yaml", name)


SCENARIOS = [
    *BUNDLED,
    scenario("hi", "reply: [{text: Hi}]"),
    scenario("tools/hi", "reply: [{text: Hi from tools}]"),
    scenario("bye", "match: {last_user: {contains: bye}}\nreply: [{text: Bye}]"),
    scenario("twice", "replies: [[{text: one}], [{text: two}]]"),
    scenario("large", f"reply: [{{text: [{', '.join(['x' * 100_000] * 9)}]}}]"),
    scenario("slow", "reply: [{text: a}, {wait: 1h}, {text: b}]"),
    scenario("raw", "reply: [{text: a}, {raw: b}]"),
]

BY_NAME = {one.name: one for one in SCENARIOS}


def body(model: str = "hi", content: str = "Hello", **more: Any) -> dict[str, Any]:
    messages = [{"role": "user", "content": content}]
    return {"model": model, "messages": messages, "stream": True, **more}


def planned(name: str, reply: int = 1) -> Plan:
    """The plan of the default request."""
    return plan_of(BY_NAME[name], reply, default_request(BY_NAME[name]))


def rendered(name: str, reply: int = 1) -> bytes:
    """What `render --format bytes` prints."""
    return as_bytes(planned(name, reply))


def wire(
    data: bytes,
    *,
    path: str = COMPLETIONS,
    method: str = "POST",
    version: str = "1.1",
    headers: Mapping[str, str] | None = None,
) -> bytes:
    """A request as bytes."""
    fields = {"Host": "localhost", "Content-Length": str(len(data)), **(headers or {})}
    lines = [f"{method} {path} HTTP/{version}", *(f"{k}: {v}" for k, v in fields.items())]
    return "\r\n".join([*lines, "", ""]).encode() + data


def default_wire(name: str) -> bytes:
    """The default request of `render` as bytes."""
    return wire(dump_bytes(default_request(BY_NAME[name]).body))


@contextmanager
def raw(server: MockServer) -> Iterator[socket.socket]:
    """A raw connection to the server."""
    address = ("127.0.0.1", int(server.url.rpartition(":")[2]))
    with socket.create_connection(address, timeout=PATIENCE) as connection:
        yield connection


def read(connection: socket.socket, size: int) -> bytes:
    """Exactly so many bytes, or fewer where the stream ends before."""
    got = bytearray()
    while len(got) < size and (data := connection.recv(size - len(got))):
        got += data
    return bytes(got)


def read_to_end(connection: socket.socket) -> tuple[bytes, str]:
    """What still comes, and how it ends: `eof` or `reset`."""
    got = bytearray()
    try:
        while data := connection.recv(65536):
            got += data
    except ConnectionResetError:
        return bytes(got), "reset"
    return bytes(got), "eof"


def is_open(connection: socket.socket) -> bool:
    """Whether there is neither a byte to read nor an end, right now."""
    connection.setblocking(False)
    try:
        connection.recv(1, socket.MSG_PEEK)
    except BlockingIOError:
        return True
    finally:
        connection.settimeout(PATIENCE)
    return False


class Client:
    """One kept connection, as Python's own HTTP client has it."""

    def __init__(self, server: MockServer) -> None:
        address = server.url.removeprefix("http://")
        self.http = http.client.HTTPConnection(address, timeout=PATIENCE)
        self.port: int | None = None

    def ask(
        self,
        data: bytes | Mapping[str, Any] | None,
        path: str = COMPLETIONS,
        method: str = "POST",
        **headers: str,
    ) -> tuple[int, Any]:
        """The status, and the body as JSON where it is JSON, else as text."""
        sent = dump_bytes(data) if isinstance(data, Mapping) else data
        self.http.request(
            method, path, sent, {name.replace("_", "-"): v for name, v in headers.items()}
        )
        self._same_connection()
        response = self.http.getresponse()
        text = response.read().decode()
        is_json = response.headers["Content-Type"].startswith("application/json") and text
        return response.status, json.loads(text) if is_json else text

    def _same_connection(self) -> None:
        """http.client connects again by itself, which would hide a connection's end."""
        port = self.http.sock.getsockname()[1]
        assert self.port in (None, port), "the server closed the connection"
        self.port = port


@contextmanager
def client(server: MockServer) -> Iterator[Client]:
    one = Client(server)
    try:
        yield one
    finally:
        one.http.close()


def text_of(stream: str) -> str:
    """The text of a stream's completion chunks."""
    data = [line[6:] for line in stream.split("\n") if line.startswith("data: {")]
    choices = [choice for one in data for choice in json.loads(one)["choices"]]
    return "".join(choice["delta"].get("content") or "" for choice in choices)
