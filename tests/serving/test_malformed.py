"""Requests that are no good: refused in the dialect's shape, and the connection stays usable."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from mockserver.serving.server import MockServer

from .said import (
    COMPLETIONS,
    Client,
    body,
    client,
    is_open,
    raw,
    read,
    rendered,
    scenario,
    text_of,
    wire,
)

DEEP = b"[" * 100_000
CHUNKED = {"Transfer-Encoding": "chunked"}
HEAD_OF_CHUNKED = b"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"


@pytest.fixture
def ask(server: MockServer) -> Iterator[Client]:
    with client(server) as one:
        yield one


@pytest.fixture
def connection(server: MockServer) -> Iterator[socket.socket]:
    with raw(server) as one:
        yield one


BAD = {
    "nothing": (b"", "We could not parse the JSON body", None),
    "no JSON": (b"{nope", "We could not parse the JSON body", None),
    "no UTF-8": (b'{"model":"\xff"}', "We could not parse the JSON body", None),
    "NaN": (b'{"model":"hi","messages":[],"seed":NaN}', "NaN is not JSON", None),
    "Infinity": (b'{"model":"hi","messages":[],"seed":-Infinity}', "-Infinity is not JSON", None),
    "deep": (DEEP, "nested too deeply", None),
    "deep inside": (b'{"a":%s%s}' % (DEEP, DEEP.replace(b"[", b"]")), "nested too deeply", None),
    "list": (b"[]", "must be a JSON object", None),
    "null": (b"null", "must be a JSON object", None),
    "no model": (b'{"messages":[]}', "You must provide a model", "model"),
    "number as model": (b'{"model":3,"messages":[]}', "You must provide a model", "model"),
    "no messages": (b'{"model":"hi"}', "You must provide messages", "messages"),
    "text as messages": (b'{"model":"hi","messages":"x"}', "You must provide messages", "messages"),
    "text as message": (
        b'{"model":"hi","messages":["x"]}',
        "You must provide messages",
        "messages",
    ),
    "text as stream": (b'{"model":"hi","messages":[],"stream":"yes"}', "'stream' must", "stream"),
    "list as options": (
        b'{"model":"hi","messages":[],"stream_options":[]}',
        "'stream_options' must be an object",
        "stream_options",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_body_is_refused_and_the_connection_kept(name: str, ask: Client) -> None:
    data, message, param = BAD[name]
    status, answer = ask.ask(data)
    assert status == 400
    assert message in answer["error"]["message"]
    assert answer["error"]["param"] == param
    assert text_of(ask.ask(body())[1]) == "Hi"


@pytest.mark.parametrize("name", BAD)
def test_a_bad_body_is_refused_in_the_dialect_of_the_path(name: str, ask: Client) -> None:
    status, answer = ask.ask(BAD[name][0], f"/api{COMPLETIONS}")
    assert (status, answer["error"]["code"]) == (400, 400)
    assert "error_type" in answer["error"]["metadata"]


def test_a_lone_surrogate_in_the_model_is_refused_readably(ask: Client) -> None:
    status, answer = ask.ask(rb'{"model":"hi\ud800","messages":[]}')
    assert status == 404
    assert r"model 'hi\ud800'" in answer["error"]["message"]
    assert text_of(ask.ask(body())[1]) == "Hi"


def test_a_lone_surrogate_in_the_model_comes_back_as_it_was_written() -> None:
    every = scenario("every", 'match: {model: "*"}\nreply: [{text: Hi}]')
    with MockServer([every]) as server, client(server) as ask:
        status, answer = ask.ask(rb'{"model":"\ud800","messages":[],"stream":true}')
        _, journal = ask.ask(None, "/__mockserver__/journal", "GET")
    assert (status, text_of(answer)) == (200, "Hi")
    assert r'"model":"\ud800"' in answer
    assert journal["exchanges"][0]["model"] == "\ud800"


@pytest.mark.parametrize("coding", [{}, CHUNKED], ids=["length", "chunked"])
def test_a_body_of_40_megabytes_is_refused_readably(
    coding: dict[str, str], connection: socket.socket
) -> None:
    megabyte = b" " * 0x100000
    if coding:
        piece = b"100000\r\n" + megabyte + b"\r\n"
        connection.sendall(HEAD_OF_CHUNKED + b"\r\n" + piece * 40 + b"0\r\n\r\n")
    else:
        connection.sendall(wire(megabyte * 40))
    answer = read(connection, 1 << 20)  # to the end: this connection is not kept
    head, _, said = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 413 ")
    assert b"Connection: close" in head
    assert b"is larger than 33554432 bytes" in said


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_a_wrong_method_is_refused(method: str, ask: Client) -> None:
    status, answer = ask.ask(b"x" * 1000, method=method)
    assert status == 405
    assert answer["error"]["message"] == f"{COMPLETIONS} takes POST, not {method}."
    assert text_of(ask.ask(body())[1]) == "Hi"


@pytest.mark.parametrize("path", [COMPLETIONS, "/v1/nothing", "/v1/models"])
def test_head_is_answered_without_a_body(path: str, ask: Client) -> None:
    status, answer = ask.ask(None, path, "HEAD")
    assert status == {COMPLETIONS: 405, "/v1/nothing": 404, "/v1/models": 200}[path]
    assert answer == ""
    assert text_of(ask.ask(body())[1]) == "Hi"


@pytest.mark.parametrize(
    "path", ["/", "/v1/nothing", "/v1/%FF", "//v1//x", "/openai/deployments/a"]
)
def test_an_unknown_path_is_refused_with_those_that_are_served(path: str, ask: Client) -> None:
    status, answer = ask.ask(body(), path)
    assert (status, answer["error"]["code"]) == (404, "not_served")
    assert f"{path} is not served here. Served: POST {COMPLETIONS}," in answer["error"]["message"]
    assert text_of(ask.ask(body())[1]) == "Hi"


def test_an_unknown_path_of_openrouter_is_refused_in_its_dialect(ask: Client) -> None:
    status, answer = ask.ask(body(), "/api/v1/generation")
    assert status == 404
    assert answer["error"]["metadata"] == {"error_type": "not_found", "mockserver": "not_served"}


@pytest.mark.parametrize("path", [COMPLETIONS, "/v1/nothing"])
def test_a_body_in_a_broken_coding_is_refused(path: str, connection: socket.socket) -> None:
    connection.sendall(wire(b"this is no gzip", path=path, headers={"Content-Encoding": "gzip"}))
    answer = read(connection, 1 << 20)
    assert answer.startswith((b"HTTP/1.1 400 ", b"HTTP/1.1 404 "))
    assert answer.endswith(b"}}")


def test_a_query_changes_nothing(ask: Client) -> None:
    assert text_of(ask.ask(body(), f"{COMPLETIONS}?api-version=1")[1]) == "Hi"


@pytest.mark.parametrize("fields", [{}, {"Connection": "keep-alive"}])
def test_http_1_0_gets_the_body_as_it_is_and_then_the_end(
    fields: dict[str, str], connection: socket.socket
) -> None:
    data = b'{"model":"hi","messages":[],"stream":true}'
    connection.sendall(wire(data, version="1.0", headers=fields))
    head, _, stream = read(connection, 1 << 20).decode().partition("\r\n\r\n")
    assert "Connection: close" in head
    assert "Transfer-Encoding" not in head
    assert stream.endswith("}\n\ndata: [DONE]\n\n")
    assert text_of(stream) == "Hi"


def test_a_bad_body_over_http_1_0_is_refused(connection: socket.socket) -> None:
    connection.sendall(wire(b"{", version="1.0"))
    answer = read(connection, 1 << 20)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"could not parse the JSON body" in answer


def test_connection_close_is_obeyed(connection: socket.socket) -> None:
    data = b'{"model":"hi","messages":[],"stream":true}'
    connection.sendall(wire(data, headers={"Connection": "close"}))
    answer = read(connection, 1 << 20)
    assert b"\r\nConnection: close\r\n" in answer
    assert answer.endswith(b"0\r\n\r\n")


def test_a_chunked_request_body_is_read(connection: socket.socket) -> None:
    data = b'{"model":"hi","messages":[{"role":"user","content":"Hello"}],"stream":true}'
    pieces = b"".join(b"1\r\n%c\r\n" % byte for byte in data)
    connection.sendall(HEAD_OF_CHUNKED + b"\r\n" + pieces + b"0\r\n\r\n")
    assert read(connection, len(rendered("hi"))) == rendered("hi")
    assert is_open(connection)


def test_expect_100_continue_is_answered_first(connection: socket.socket) -> None:
    data = b'{"model":"hi","messages":[],"stream":true}'
    whole = wire(data, headers={"Expect": "100-continue"})
    connection.sendall(whole.removesuffix(data))
    go_on = b"HTTP/1.1 100 Continue\r\n\r\n"
    assert read(connection, len(go_on)) == go_on
    connection.sendall(data)
    assert read(connection, len(rendered("hi"))) == rendered("hi")
    assert is_open(connection)


@pytest.mark.parametrize("path", [COMPLETIONS, "/v1/nothing"])
def test_a_client_that_leaves_inside_its_request_is_recorded(path: str) -> None:
    with MockServer() as server:
        with raw(server) as connection:
            connection.sendall(wire(b"{" * 10, path=path)[:-5])
        with client(server) as other:
            other.ask(None, "/__mockserver__/health", "GET")
        (exchange,) = server.exchanges
    assert exchange.result == "client_left"
    assert exchange.outcome is not None
    assert exchange.outcome.sent == 0


def test_requests_in_one_segment_are_answered_in_their_order(connection: socket.socket) -> None:
    hello = b'{"model":"hi","messages":[],"stream":true}'
    connection.sendall(wire(hello) + wire(b"{") + wire(hello))
    assert read(connection, len(rendered("hi"))) == rendered("hi")
    refused = b"HTTP/1.1 400 Bad Request"
    assert read(connection, len(refused)) == refused
