"""`mockserver serve` in a process of its own: the ready line, answers, signals, refusals."""

from __future__ import annotations

import re
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from mockserver import bundled
from mockserver.exchange.rendering import default_request
from mockserver.scenario.load import load_folder
from mockserver.wire.json_text import dump_bytes

from .running import PATIENCE, Serving, run, serving

BUNDLED = load_folder(bundled.folder())
BY_NAME = {one.name: one for one in BUNDLED}


@pytest.fixture(scope="module")
def server() -> Iterator[Serving]:
    with serving(bundled.folder(), "--port", "0") as running:
        yield running


def connected(server: Serving, name: str) -> socket.socket:
    """A connection on which the default request of `render` was sent."""
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE)
    data = dump_bytes(default_request(BY_NAME[name]).body)
    head = f"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: {len(data)}\r\n\r\n"
    connection.sendall(head.encode() + data)
    return connection


def read(connection: socket.socket, size: int) -> bytes:
    got = b""
    while len(got) < size and (data := connection.recv(size - len(got))):
        got += data
    return got


def test_the_first_line_has_the_url_and_the_server_is_ready(server: Serving) -> None:
    assert server.first_line == f"mockserver is ready at {server.url}\n"
    health = httpx.get(f"{server.url}/__mockserver__/health", trust_env=False).json()
    assert (health["status"], health["scenarios"]) == ("ok", len(BUNDLED))


def test_a_model_equal_to_a_scenarios_name_selects_it(server: Serving) -> None:
    url = f"{server.url}/v1/chat/completions"
    asked = {"model": "usage-tail", "messages": [{"role": "user", "content": "Hello"}]}
    answer = httpx.post(url, json=asked, trust_env=False).json()
    assert answer["choices"][0]["message"]["content"] == "Short."


@pytest.mark.parametrize("name", ["text", "reset", "drip", "unicode"])  # all: tests/serving
def test_render_as_bytes_is_what_a_socket_receives(name: str, server: Serving) -> None:
    printed = run("render", BY_NAME[name].path, "--name", name, "--format", "bytes").stdout
    with connected(server, name) as connection:
        assert read(connection, len(printed)) == printed != b""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_open_streams_and_exits_with_0(number: signal.Signals) -> None:
    with serving(bundled.folder(), "--port", "0") as server, ExitStack() as stack:
        for _ in range(3):
            connection = stack.enter_context(connected(server, "stalled"))
            assert read(connection, 12) == b"HTTP/1.1 200"
        before = time.perf_counter()
        code, out, err = server.end(number)
        assert time.perf_counter() - before < 20.0
    assert (code, err) == (0, "")
    assert f"base_url {server.url}/v1\n" in out
    assert f"base_url {server.url}/api/v1\n" in out


def test_a_signal_without_any_stream_exits_with_0() -> None:
    with serving(bundled.folder(), "--port", "0") as server:
        assert server.end(signal.SIGTERM)[::2] == (0, "")


def test_without_a_path_the_bundled_scenarios_are_served() -> None:
    with serving("--port", "0") as server:
        listed = httpx.get(f"{server.url}/v1/models", trust_env=False).json()["data"]
    assert [one["id"] for one in listed] == [one.name for one in BUNDLED]


def test_a_taken_port_is_said_in_one_line(server: Serving) -> None:
    ended = run("serve", bundled.folder(), "--port", str(server.port))
    assert ended.returncode == 1
    assert ended.stdout == b""
    said = f"Error: cannot listen on 127.0.0.1:{server.port}: ".encode()
    assert ended.stderr.startswith(said)
    assert ended.stderr.count(b"\n") == 1


def test_files_with_errors_are_not_served(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("reply: 3\n")
    ended = run("serve", tmp_path, "--port", "0")
    assert (ended.returncode, ended.stdout) == (1, b"")
    assert ended.stderr.startswith(f"{tmp_path}/bad.yaml:1:8: ".encode())


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ("a/x.yaml", "b/x.yaml", b"has the name x, too; rename one of them"),
        ("a/x.yaml", "a/y.yaml", b"has the very same match; add a condition to one of them"),
    ],
)
def test_scenarios_that_cannot_stand_side_by_side_are_not_served(
    first: str, second: str, said: bytes, tmp_path: Path
) -> None:
    for name in (first, second):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("match: {model: m}\nreply: [{text: x}]\n")
    ended = run("serve", tmp_path / first, tmp_path / second, "--port", "0")
    assert (ended.returncode, ended.stdout) == (1, b"")
    assert said + b"\n" in ended.stderr


@pytest.mark.parametrize(
    ("host", "said"),
    [
        ("a..b", b"this is not a host name or an address: a..b"),
        ("a" * 70, b"this is not a host name or an address: aaa"),
        ("", b"write 0.0.0.0 or :: to listen on all addresses"),
        ("*", b"write 0.0.0.0 or :: to listen on all addresses"),
    ],
)
def test_a_host_that_is_none_is_wrong_usage(host: str, said: bytes) -> None:
    ended = run("serve", bundled.folder(), "--port", "0", "--host", host)
    assert (ended.returncode, ended.stdout) == (2, b"")
    assert said in ended.stderr
    assert b"Traceback" not in ended.stderr


def test_a_port_that_is_none_is_wrong_usage() -> None:
    ended = run("serve", "--port", "65536")
    assert ended.returncode == 2
    assert b"65536 is not in the range 0<=x<=65535" in ended.stderr


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--allow-origin", "localhost"], "'localhost' is not an origin: write * or"),
        (["--api-key", ""], "an API key is not empty"),
        (["--control-token", "a b"], "a control token has no spaces"),
    ],
)
def test_an_option_that_cannot_be_meant_is_wrong_usage(options: list[str], said: str) -> None:
    ended = run("serve", "--port", "0", *options)
    assert (ended.returncode, said in ended.stderr.decode()) == (2, True)


def test_the_key_and_the_origin_are_asked_for() -> None:
    page = "http://localhost:3000"
    with serving("--port", "0", "--api-key", "k", "--allow-origin", page) as server:
        models = f"{server.url}/v1/models"
        refused = httpx.get(models, headers={"Origin": page}, trust_env=False)
        answer = httpx.get(models, headers={"Authorization": "Bearer k"}, trust_env=False)
    assert (refused.status_code, answer.status_code) == (401, 200)
    assert refused.headers["Access-Control-Allow-Origin"] == page


def test_a_server_for_others_shows_the_token_that_it_made_up() -> None:
    with serving(bundled.folder() / "text.yaml", "--port", "0", "--host", "0.0.0.0") as server:
        _, out, _ = server.end(signal.SIGTERM)
    assert re.search(r"^  control plane:      Authorization: Bearer [\w-]{32}$", out, re.MULTILINE)


def test_the_control_token_that_is_given_is_asked_for_and_not_shown() -> None:
    with serving("--port", "0", "--control-token", "t0ken") as server:
        health = f"{server.url}/__mockserver__/health"
        token = {"Authorization": "Bearer t0ken"}
        said = [httpx.get(health, headers=one, trust_env=False).status_code for one in ({}, token)]
        _, out, _ = server.end(signal.SIGTERM)
    assert (said, "t0ken" in out) == ([401, 200], False)


def test_what_no_scenario_answers_is_refused_or_random_as_asked_for() -> None:
    asked = {"model": "nothing", "messages": [{"role": "user", "content": "Hello"}]}
    for options, status in (((), 404), (("--fallback", "random"), 200)):
        with serving("--port", "0", *options) as server:
            url = f"{server.url}/v1/chat/completions"
            assert httpx.post(url, json=asked, trust_env=False).status_code == status
