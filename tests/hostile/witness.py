"""A stream that is open while something hostile happens, and has to arrive byte for byte."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from mockserver.exchange.rendering import as_bytes, default_request, plan_of
from mockserver.serving.server import MockServer
from mockserver.wire.json_text import dump_bytes
from tests.serving.said import COMPLETIONS, raw, read, scenario, wire

SCENARIOS = [
    scenario("hi", "reply: [{text: Hi}]"),
    scenario("witness", "reply: [{text: [before, still]}, {gate: go}, {text: [and, after]}]"),
    scenario("every", 'match: {model: "*"}\nreply: [{random: {}}]'),
]

_REQUEST = default_request(SCENARIOS[1])
EXPECTED = as_bytes(plan_of(SCENARIOS[1], 1, _REQUEST))


@contextmanager
def undisturbed(server: MockServer) -> Iterator[None]:
    """What happens inside must not change one byte of a stream that began before."""
    with server.session() as session, raw(server) as connection:
        path = f"/s/{session.id}{COMPLETIONS}"
        connection.sendall(wire(dump_bytes(_REQUEST.body), path=path))
        session.next_stream()
        yield
        session.open_gate("go")
        assert read(connection, len(EXPECTED)) == EXPECTED
