"""What goes over the wire is what is rendered, to the byte, alone and among many."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from mockserver.scenario.model import Entry
from mockserver.serving.server import MockServer
from mockserver.wire.digest import digest

from .said import (
    BUNDLED,
    default_wire,
    is_open,
    planned,
    raw,
    read,
    read_to_end,
    rendered,
)

ENDS = {"truncate": "eof", "reset": "reset"}


@pytest.mark.parametrize("name", [one.name for one in BUNDLED])
def test_a_bundled_scenario_is_sent_as_rendered(name: str, server: MockServer) -> None:
    (scenario,) = (one for one in BUNDLED if one.name == name)
    in_turn = [one for one in scenario.replies if not isinstance(one, Entry) or one.when is None]
    for reply in range(1, max(1, len(in_turn)) + 1):
        with raw(server) as connection:
            connection.sendall(default_wire(name))
            assert read(connection, len(rendered(name, reply))) == rendered(name, reply)
            end = ENDS.get(planned(name, reply).ending)
            assert read_to_end(connection) == (b"", end) if end else is_open(connection)


@pytest.mark.parametrize("name", [one.name for one in BUNDLED if one.name != "stalled"])
def test_a_bundled_scenario_is_recorded_as_exact(name: str, server: MockServer) -> None:
    with raw(server) as connection:
        connection.sendall(default_wire(name))
        read(connection, len(rendered(name)))
        (exchange,) = server.exchanges
    assert (exchange.exact, exchange.digest) == (True, digest(planned(name)))
    assert str(exchange.result) == str(planned(name).ending)
    assert all(happened >= due for due, happened, _ in exchange.segments())


def _received(server: MockServer, name: str) -> bytes:
    with raw(server) as connection:
        connection.sendall(default_wire(name))
        return read(connection, len(rendered(name)))


def test_fifty_mixed_streams_at_once_get_their_own_bytes(server: MockServer) -> None:
    names = [one.name for one in BUNDLED if len(one.replies) == 1]
    asked = [names[number % len(names)] for number in range(50)]
    with ThreadPoolExecutor(len(asked)) as threads:
        received = list(threads.map(lambda name: _received(server, name), asked))
    assert received == [rendered(name) for name in asked]


def test_replies_on_one_connection_are_the_same_each_time(server: MockServer) -> None:
    with raw(server) as connection:
        for _ in range(20):
            connection.sendall(default_wire("usage-tail"))
            assert read(connection, len(rendered("usage-tail"))) == rendered("usage-tail")
