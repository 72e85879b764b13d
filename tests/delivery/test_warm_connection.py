"""A reset after other answers on the same connection: the kernel delays acknowledgements there."""

from __future__ import annotations

import json
import socket

import pytest

from mockserver import MockServer

BODY = json.dumps({"model": "m", "stream": True, "messages": []}).encode()
REQUEST = b"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s" % (
    len(BODY),
    BODY,
)


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
def test_a_reset_on_a_warm_connection_loses_no_byte(mockserver: MockServer, size: int) -> None:
    address = ("127.0.0.1", int(mockserver.url.rpartition(":")[2]))
    for _ in range(10):
        with socket.create_connection(address) as connection:
            for _ in range(4):
                mockserver.queue({"text": "a"})
                connection.sendall(REQUEST)
                read_until(connection, b"0\r\n\r\n")
            mockserver.queue({"raw": "~" * size}, {"end": "reset"})
            connection.sendall(REQUEST)
            assert read_until_reset(connection).count(b"~") == size
    assert {one.exact for one in mockserver.exchanges} == {True}


def test_an_answer_to_a_client_that_has_closed_is_not_exact(mockserver: MockServer) -> None:
    address = ("127.0.0.1", int(mockserver.url.rpartition(":")[2]))
    mockserver.queue({"text": "a"}, pace={"head": "50ms"})
    with socket.create_connection(address) as connection:
        connection.sendall(REQUEST)
    while not mockserver.exchanges or mockserver.exchanges[0].result is None:
        pass  # the close may arrive after it was asked for; the test's timeout bounds this
    (exchange,) = mockserver.exchanges
    assert (exchange.result, exchange.exact) == ("client_left", False)
