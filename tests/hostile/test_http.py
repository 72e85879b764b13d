"""Bad HTTP is refused in JSON and journaled, or waited for with an end; no stream minds."""

from __future__ import annotations

import gzip
import json
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.delivery.base import Limits
from mockserver.serving.server import MockServer
from tests.serving.said import (
    COMPLETIONS,
    client,
    is_open,
    raw,
    read,
    read_to_end,
    rendered,
    scenario,
    wire,
)

from .budget import examples
from .witness import SCENARIOS, undisturbed

HI = b'{"model":"hi","messages":[],"stream":true}'
KEY = "sk-abcdefghijklmnopqrstuvwxyz"


def asked(*lines: str, method: str = "POST", path: str = COMPLETIONS, http: str = "1.1") -> bytes:
    """A request with these lines in its head, in front of a body that would be answered."""
    length = (
        [] if any("Transfer-Encoding" in one for one in lines) else [f"Content-Length: {len(HI)}"]
    )
    head = [f"{method} {path} HTTP/{http}", "Host: x", *length, *lines, "", ""]
    return "\r\n".join(head).encode("latin-1") + HI


def chunked(body: bytes, *lines: str) -> bytes:
    return asked("Transfer-Encoding: chunked", *lines).removesuffix(HI) + body


UNREADABLE = {
    "many headers": (asked(*(f"X-{at}: y" for at in range(1000))), "Too many headers"),
    "a long header": (asked("X: " + "y" * 100_000), "a line of its head is too long"),
    "a long path": (asked(path="/" + "a" * 100_000), "a line of its head is too long"),
    "a key in a bad header": (asked(f"Authorization: Bearer {KEY}\0"), "Invalid header value"),
    "both lengths": (chunked(b"0\r\n\r\n", "Content-Length: 4"), "Transfer-Encoding"),
    "two lengths": (asked("Content-Length: 3"), "Content-Length"),
    "a negative length": (asked().replace(b": 42", b": -2"), "Content-Length"),
    "a length beyond numbers": (asked().replace(b": 42", b": " + b"9" * 30), "Content-Length"),
    "a coding that is none": (chunked(HI).replace(b"chunked", b"gzip"), "Transfer-Encoding"),
    "a bad chunk size": (chunked(b"zz\r\nabc\r\n0\r\n\r\n"), "chunk size"),
    "a negative chunk size": (chunked(b"-1\r\nabc\r\n0\r\n\r\n"), "chunk size"),
    "a chunk size beyond numbers": (chunked(b"f" * 30 + b"\r\nabc"), "hunk size"),
    "HTTP/2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", ""),
    "HTTP/3.0": (asked(http="3.0"), "version"),
    "TLS": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"a" * 500, ""),
    "a NUL in a header": (asked("X: a\0b"), "Invalid header value"),
    "a NUL in the path": (asked(path="/v1/\0"), ""),
    "lone line feeds": (asked().replace(b"\r", b""), ""),
    "lone carriage returns": (asked().replace(b"\n", b""), ""),
    "a folded header": (asked("X: a", " b"), ""),
    "a space before the colon": (asked("X : a"), "header"),
    "two hosts": (asked("Host: y"), "Host"),
    "a method that is none": (asked(method="G<>T"), ""),
    "a URL that is none": (asked(path="http://[::1/v1"), "its target is no path or URL"),
    "all bytes": (bytes(range(256)) * 40, ""),
    "zeros": (bytes(100_000), ""),
}
"""What cannot be read, and a part of the reason, where it is the same for every parser."""


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_is_no_http_is_refused_in_json_and_journaled(name: str, server: MockServer) -> None:
    data, why = UNREADABLE[name]
    with undisturbed(server), raw(server) as connection:
        connection.sendall(data)
        answer, end = read_to_end(connection)
    head, _, body = answer.partition(b"\r\n\r\n")
    error = json.loads(body)["error"]
    assert head.startswith(b"HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\n")
    assert (error["code"], end) == ("bad_http", "eof")
    assert why in error["message"]
    assert len(error["message"]) < 300
    last = server.exchanges[-1]
    assert (last.path, last.refused, last.exact) == ("(not HTTP)", error["message"], True)


def test_a_key_in_what_cannot_be_read_is_repeated_nowhere(
    server: MockServer, caplog: pytest.LogCaptureFixture
) -> None:
    with raw(server) as connection:
        connection.sendall(UNREADABLE["a key in a bad header"][0])
        answer = read_to_end(connection)[0]
    said = f"{answer!r} {server.exchanges[-1].to_json()} {caplog.text}"
    assert "sk-a" not in said


ANSWERED = {
    "OPTIONS *": (asked(method="OPTIONS", path="*"), 404),
    "CONNECT": (asked(method="CONNECT", path="x:443"), 404),
    "TRACE": (asked(method="TRACE", path="/"), 404),
    "an escape that is none": (asked(path="/v1/%00%ff%zz"), 404),
    "a path that climbs": (asked(path="/s/%2e%2e/%2e%2e/v1/models"), 404),
    "a header beyond ASCII": (asked("X-Mockserver-Scenario: \xff\xfe"), 404),
    "another server's URL": (asked(path=f"http://evil.example{COMPLETIONS}"), 200),
    "an upgrade": (asked("Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c"), 200),
    "a type that is none": (asked("Content-Type: ;;;charset=\xff"), 200),
    "a coding nobody knows": (asked("Content-Encoding: nonsense"), 200),
    "empty lines first": (b"\r\n\r\n" + asked(), 200),
    "a body in a broken coding": (asked("Content-Encoding: deflate"), 400),
    "an expectation nobody knows": (asked("Expect: nonsense"), 417),
}


@pytest.mark.parametrize("name", ANSWERED)
def test_what_is_odd_is_answered_and_disturbs_nobody(name: str, server: MockServer) -> None:
    data, status = ANSWERED[name]
    with undisturbed(server), raw(server) as connection:
        connection.sendall(data)
        assert read(connection, 12) == b"HTTP/1.1 %d" % status


@pytest.mark.parametrize("data", [b"GET /\r\n", b"POST /v1/chat/comp", b""])
def test_a_head_that_never_ends_is_not_waited_for_without_end(data: bytes) -> None:
    with MockServer(SCENARIOS, limits=Limits(request_timeout=0.05)) as server:
        with undisturbed(server), raw(server) as connection:
            connection.sendall(data)
            assert read_to_end(connection) == (b"", "eof")
        assert [one.path for one in server.exchanges] == []


NEVER_ENDING = {
    "completions": (COMPLETIONS, 408, "did not arrive within 0.05 s"),
    "control": ("/__mockserver__/queue", 400, "did not arrive within 0.05 s"),
    "not served": ("/v1/nothing", 404, "is not served here"),
}


@pytest.mark.parametrize("name", NEVER_ENDING)
def test_a_body_that_never_ends_is_refused_in_json(name: str) -> None:
    path, status, said = NEVER_ENDING[name]
    fields = {"Content-Type": "application/json"}
    with MockServer(SCENARIOS, limits=Limits(request_timeout=0.05)) as server:
        with raw(server) as connection:
            connection.sendall(wire(HI, path=path, headers=fields)[:-5])
            answer, _ = read_to_end(connection)
        assert {one.problem for one in server.exchanges} <= {"refused", "unmatched"}
    assert answer.startswith(b"HTTP/1.1 %d " % status)
    assert said.encode() in answer


def test_a_stream_may_last_longer_than_its_request_may_take() -> None:
    slow = scenario("slow", "reply: [{text: a}, {wait: 150ms}, {text: b}]")
    with (
        MockServer([slow], limits=Limits(request_timeout=0.05)) as server,
        client(server) as asking,
    ):
        assert asking.ask({"model": "slow", "messages": [], "stream": True})[0] == 200
        assert server.wait_for_exchange().exact is True


def test_a_body_that_says_it_is_100_megabytes_is_refused_before_it_comes(
    server: MockServer,
) -> None:
    with undisturbed(server), raw(server) as connection:
        connection.sendall(asked().replace(b": 42", b": 100000000"))
        assert read(connection, 12) == b"HTTP/1.1 413"


def test_a_bomb_of_100_megabytes_is_refused(server: MockServer) -> None:
    bomb = gzip.compress(bytes(100_000_000), 1)
    with undisturbed(server), raw(server) as connection:
        connection.sendall(wire(bomb, headers={"Content-Encoding": "gzip"}))
        assert read(connection, 12) == b"HTTP/1.1 413"


def test_1000_requests_in_one_go_get_1000_answers_in_order(server: MockServer) -> None:
    with undisturbed(server), raw(server) as connection:
        connection.sendall(wire(HI) * 1000)
        size = len(rendered("hi"))
        assert all(read(connection, size) == rendered("hi") for _ in range(1000))
        assert is_open(connection)


def test_one_stream_too_many_is_refused_and_says_why() -> None:
    with MockServer(SCENARIOS, max_streams=1) as server, client(server) as asking:
        with undisturbed(server):
            status, answer = asking.ask(HI)
        assert (status, answer["error"]["code"]) == (503, "too_many_streams")
        assert "1 streams are open, as many as may be (max_streams)" in answer["error"]["message"]
        server.wait_for_exchange(status=503)
        assert asking.ask(HI)[0] == 200


@pytest.mark.parametrize("host", ["", None])
def test_a_host_that_is_none_is_refused(host: str) -> None:
    with pytest.raises(ValueError, match=r"write 0\.0\.0\.0"):
        MockServer(host=host)


def test_a_port_is_given_back_when_the_server_stops() -> None:
    with MockServer() as server:
        port = int(server.url.rpartition(":")[2])
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port))


SAID = [*(data for data, _ in UNREADABLE.values() if len(data) < 2000), asked()]
SAID += [data for data, _ in ANSWERED.values()]
PLACES = st.floats(0, 1, exclude_max=True)
DAMAGE = st.tuples(PLACES, st.integers(0, 20), st.binary(max_size=2) | st.sampled_from(SAID))


def damaged(data: bytes, damages: list[tuple[float, int, bytes]]) -> bytes:
    for place, gone, put in damages:
        at = int(place * len(data))
        data = data[:at] + put[:40] + data[at + gone :]
    return data


@examples(3)
@given(
    st.lists(
        st.builds(damaged, st.sampled_from(SAID), st.lists(DAMAGE, min_size=1, max_size=5)),
        min_size=30,
        max_size=30,
    )
)
def test_damaged_requests_are_no_fault_of_the_server(
    server: MockServer, requests: list[bytes]
) -> None:
    before = server.exchanges[-1].number if server.exchanges else 0
    with undisturbed(server):
        for data in requests:
            with raw(server) as connection:
                connection.sendall(data)
    statuses = {one.status for one in server.exchanges if one.number > before}
    assert statuses <= {None, 200, 204, 400, 404, 405, 408, 413}
