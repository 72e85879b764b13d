"""What goes over the wire is what is rendered, to the byte, alone and among many."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from mockserver.exchange.rendering import default_request
from mockserver.exchange.selection import ScenarioSet, SelectionError, Session
from mockserver.serving.server import MockServer
from mockserver.wire.digest import digest
from mockserver.wire.instructions import Ending, Pause

from .said import (
    BUNDLED,
    BY_NAME,
    default_wire,
    planned,
    raw,
    read,
    read_to_end,
    rendered,
)

ENDS = {"truncate": "eof", "reset": "reset"}


DATED = {one.name for one in BUNDLED if "date_in" in Path(one.path).read_text("utf-8")}
"""Scenarios whose head has a date, which no two runs share."""

STALLED = {one.name for one in BUNDLED if planned(one.name).ending is Ending.STALL}

EXACT = [one.name for one in BUNDLED if one.name not in DATED]


def replies(name: str) -> Iterator[int]:
    """The numbers of the replies that the default request gets, as often as there are replies."""
    session = Session(ScenarioSet([BY_NAME[name]]))
    with suppress(SelectionError):
        for _ in BY_NAME[name].replies:
            yield session.choose(default_request(BY_NAME[name])).reply_number


def open_gates(server: MockServer, name: str) -> None:
    for one in planned(name).instructions:
        if isinstance(one, Pause) and one.gate is not None:
            server.open_gate(one.gate)


@pytest.mark.parametrize("name", EXACT)
def test_a_bundled_scenario_is_sent_as_rendered(name: str, server: MockServer) -> None:
    open_gates(server, name)
    for reply in replies(name):
        with raw(server) as connection:
            connection.sendall(default_wire(name))
            assert read(connection, len(rendered(name, reply))) == rendered(name, reply)
            end = ENDS.get(planned(name, reply).ending)
            if end is not None:
                assert read_to_end(connection) == (b"", end)


@pytest.mark.parametrize("name", [one for one in EXACT if one not in STALLED])
def test_a_bundled_scenario_is_recorded_as_exact(name: str, server: MockServer) -> None:
    open_gates(server, name)
    for reply in replies(name):
        with raw(server) as connection:
            connection.sendall(default_wire(name))
            read(connection, len(rendered(name, reply)))
            if planned(name, reply).ending in ENDS:  # without a byte it is the first sign of life
                read_to_end(connection)
            exchange = server.exchanges[-1]
        assert (exchange.exact, exchange.digest) == (True, digest(planned(name, reply)))
        assert str(exchange.result) == str(planned(name, reply).ending)
        assert all(happened >= due for due, happened, _ in exchange.segments())


def _received(server: MockServer, name: str) -> bytes:
    with raw(server) as connection:
        connection.sendall(default_wire(name))
        return read(connection, len(rendered(name)))


def test_fifty_mixed_streams_at_once_get_their_own_bytes(server: MockServer) -> None:
    names = [one for one in EXACT if list(replies(one)) == [1]]
    for name in names:
        open_gates(server, name)
    asked = [names[number % len(names)] for number in range(50)]
    with ThreadPoolExecutor(len(asked)) as threads:
        received = list(threads.map(lambda name: _received(server, name), asked))
    assert received == [rendered(name) for name in asked]


def test_replies_on_one_connection_are_the_same_each_time(server: MockServer) -> None:
    with raw(server) as connection:
        for _ in range(20):
            connection.sendall(default_wire("usage-tail"))
            assert read(connection, len(rendered("usage-tail"))) == rendered("usage-tail")
