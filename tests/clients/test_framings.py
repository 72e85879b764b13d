"""httpx and a raw socket on each framing: what a real client gets is what the scenario says."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import httpx
import pytest

from mockserver.exchange.rendering import as_bytes, default_request, plan_of
from mockserver.scenario.load import parse
from mockserver.serving.mock_session import MockSession
from mockserver.serving.server import MockServer
from mockserver.wire.json_text import dump_bytes
from tests.wire.whatwg import read

HELLO = "automatic: none\nreply: [event: {data: {a: é}}, comment: c, done: null]\n"
FRAMINGS = {
    "default": "",
    "crlf": "framing: {newline: crlf}",
    "cr": "framing: {newline: cr}",
    "bom": "framing: {bom: true, space_after_colon: false}",
    "lines": "framing: {data_lines: pretty, escape: unicode}",
    "gzip": "framing: {coding: gzip}",
    "gzip-length": "framing: {coding: gzip, body: length}",
    "gzip-events": "framing: {coding: gzip}\ndelivery: {events: one}",
    "close": "framing: {body: close}",
    "length": "framing: {body: length}",
    "cut": "delivery: {cut: {inside: multibyte_character}}",
}
MORE = {
    "wire": 'automatic: none\nreply: [raw: a, wire: "zz\\r\\n"]',
    "trailer": 'automatic: none\nreply: [raw: a, wire: "0\\r\\nX: 1\\r\\n\\r\\n", end: truncate]',
    "close-cut": "automatic: none\nframing: {body: close}\nreply: [raw: a, end: truncate]",
    "length-cut": "automatic: none\nframing: {body: length}\nreply: [raw: a, end: truncate]",
    "gzip-cut": "automatic: none\nframing: {coding: gzip}\nreply: [raw: a, end: truncate]",
}
SCENARIOS = {
    name: parse(text, f"{name}.yaml", name)
    for name, text in {
        **{name: f"{said}\n{HELLO}" for name, said in FRAMINGS.items()},
        **MORE,
    }.items()
}


@pytest.fixture(scope="module")
def server(mockserver_server: MockServer) -> Iterator[MockSession]:
    with mockserver_server.session(scenarios=SCENARIOS.values()) as one:
        yield one


@pytest.fixture
def client(server: MockSession) -> Iterator[httpx.Client]:
    """One of this test alone: a server that closes unannounced can cut off the next request."""
    with httpx.Client(base_url=server.base_url, trust_env=False, timeout=20.0) as one:
        yield one


def ask(client: httpx.Client, name: str) -> httpx.Response:
    body = default_request(SCENARIOS[name]).body
    return client.post("/chat/completions", json=body)


@contextmanager
def raw(server: MockSession, name: str) -> Iterator[socket.socket]:
    """A connection on which the default request has been sent."""
    body = dump_bytes(default_request(SCENARIOS[name]).body)
    place = urlsplit(f"{server.base_url}/chat/completions")
    head = f"POST {place.path} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n"
    with socket.create_connection((place.hostname, place.port), timeout=20.0) as one:
        one.sendall(head.encode() + body)
        yield one


@pytest.mark.parametrize("name", FRAMINGS)
def test_httpx_reads_the_same_in_each_framing(name: str, client: httpx.Client) -> None:
    events = read(ask(client, name).content)
    assert [one.data.replace("\n", "").replace(" ", "") for one in events[1:]] == ["[DONE]"]
    assert httpx.Response(200, text=events[0].data).json() == {"a": "é"}


@pytest.mark.parametrize("name", [*FRAMINGS, "wire", "trailer"])
def test_a_socket_gets_what_is_rendered(name: str, server: MockSession) -> None:
    rendered = as_bytes(plan_of(SCENARIOS[name], 1, default_request(SCENARIOS[name])))
    with raw(server, name) as one:
        got = b""
        while len(got) < len(rendered) and (data := one.recv(65536)):
            got += data
    assert got == rendered


@pytest.mark.parametrize(("name", "kept"), [("default", True), ("length", True), ("close", False)])
def test_a_connection_is_kept_where_the_end_shows(
    name: str, kept: bool, client: httpx.Client
) -> None:
    response = ask(client, name)
    assert (response.headers.get("connection") != "close") == kept


@pytest.mark.parametrize("name", ["wire", "trailer", "close"])
def test_no_request_follows_wire_bytes_or_close(name: str, server: MockSession) -> None:
    with raw(server, name) as one:
        while one.recv(65536):
            pass


def test_httpx_takes_no_broken_chunk_size(client: httpx.Client) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        ask(client, "wire")


def test_a_body_with_its_own_last_chunk_and_trailers_is_whole(client: httpx.Client) -> None:
    assert ask(client, "trailer").content == b"a"


def test_a_cut_under_close_looks_whole(client: httpx.Client) -> None:
    assert ask(client, "close-cut").content == b"a"


def test_a_cut_under_length_is_seen(client: httpx.Client) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        ask(client, "length-cut")


def test_a_cut_under_gzip_is_seen(client: httpx.Client) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        ask(client, "gzip-cut")


def test_gzip_events_are_decodable_as_they_come(client: httpx.Client) -> None:
    body = default_request(SCENARIOS["gzip-events"]).body
    with client.stream("POST", "/chat/completions", json=body) as response:
        first = next(part for part in response.iter_text() if part)
    assert first.startswith('data: {"a":"é"}\n\n')
