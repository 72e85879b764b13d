"""A reset after other answers on the same connection: the kernel delays acknowledgements there."""

from __future__ import annotations

import json
import socket
from urllib.parse import urlsplit

import pytest

from mockserver import MockSession

BODY = json.dumps({"model": "m", "stream": True, "messages": []}).encode()


def address(mockserver: MockSession) -> tuple[str, int]:
    parts = urlsplit(mockserver.base_url)
    assert parts.hostname is not None
    assert parts.port is not None
    return parts.hostname, parts.port


def request(mockserver: MockSession) -> bytes:
    path = urlsplit(mockserver.base_url).path.encode()
    head = b"POST %s/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n"
    return head % (path, len(BODY)) + BODY


def read_until(connection: socket.socket, end: bytes) -> bytes:
    got = b""
    while not got.endswith(end):
        got += connection.recv(65536)
    return got


def read_until_reset(connection: socket.socket) -> bytes:
    got = b""
    try:
        while data := connection.recv(65536):
            got += data
    except ConnectionResetError:
        return got
    raise AssertionError("the connection was closed, not reset")


@pytest.mark.parametrize("size", [1, 517, 200_000])
def test_a_reset_on_a_warm_connection_loses_no_byte(mockserver: MockSession, size: int) -> None:
    for _ in range(10):
        with socket.create_connection(address(mockserver)) as connection:
            for _ in range(4):
                mockserver.queue({"text": "a"})
                connection.sendall(request(mockserver))
                read_until(connection, b"0\r\n\r\n")
            mockserver.queue({"raw": "~" * size}, {"end": "reset"})
            connection.sendall(request(mockserver))
            assert read_until_reset(connection).count(b"~") == size
    assert {one.exact for one in mockserver.exchanges} == {True}


def test_an_answer_to_a_client_that_has_closed_is_not_exact(mockserver: MockSession) -> None:
    mockserver.queue({"text": "a"}, pace={"head": "50ms"})
    with socket.create_connection(address(mockserver)) as connection:
        connection.sendall(request(mockserver))
    exchange = mockserver.wait_for_exchange()
    assert (exchange.result, exchange.exact) == ("client_left", False)
