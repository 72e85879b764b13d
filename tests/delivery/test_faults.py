"""Faults on a real socket: the client's kernel gets the plan, byte by byte, and the ending."""

from __future__ import annotations

import pytest

from mockserver.exchange.outcome import Result
from mockserver.wire.http1 import serialize_head
from mockserver.wire.instructions import Plan
from mockserver.wire.json_text import Json
from tests import say

from .served import LoopFactory, Served, request, wire

STREAM = [{"event": {"data": "é"}}, {"event": {"data": "b"}}]
"""Two HTTP chunks of 10 and 9 body bytes: size lines are the socket bytes 1 to 3, 16 to 18."""
WHOLE = b"a\r\ndata: \xc3\xa9\n\n\r\n9\r\ndata: b\n\n\r\n0\r\n\r\n"


def plan(*faults: Json) -> Plan:
    return say.planned({"automatic": "none", "reply": {"stream": STREAM, "faults": list(faults)}})


def test_stream_without_faults_is_this() -> None:
    assert plan().body == WHOLE


@pytest.mark.parametrize("end", ["truncate", "reset"])
@pytest.mark.parametrize("position", [1, 2, 3, 4, 16, 17, 28, 29, 32, 33])
def test_cut_in_the_chunked_coding_leaves_exactly_the_prefix(
    position: int, end: str, loop_factory: LoopFactory
) -> None:
    program = plan({"after": {"wire_bytes": position}, "end": end})
    assert program.head is not None
    with Served({"p": program}, loop_factory) as server, server.client() as client:
        client.send(request("/p"))
        got = client.read(len(wire(program)))
        outcome = server.outcome()
        rest = client.read_to_end()
    assert got == serialize_head(program.head) + WHOLE[:position]
    assert rest == (b"", "reset" if end == "reset" else "eof")
    assert (outcome.result, outcome.exact) == (Result(end), True)


def test_stall_inside_a_size_line_leaves_the_client_waiting(loop_factory: LoopFactory) -> None:
    program = plan({"after": {"wire_bytes": 2}, "stall": "forever"})
    with Served({"p": program}, loop_factory) as server, server.client() as client:
        client.send(request("/p"))
        assert client.read(len(wire(program))).endswith(b"\r\n\r\na\r")
        assert client.is_open()
        client.leave("fin")
        assert server.outcome().result is Result.CLIENT_LEFT


@pytest.mark.parametrize(
    ("fault", "sent"),
    [
        ({"at": {"event": 1}, "corrupt": "utf8"}, WHOLE.replace(b"\xc3\xa9", b"\xc3\xff")),
        ({"at": {"event": 1}, "drop": True}, WHOLE[15:]),
        ({"at": {"event": 2}, "duplicate": True}, WHOLE[:29] + WHOLE[15:]),
        ({"at": {"event": 1}, "swap_next": True}, WHOLE[15:29] + WHOLE[:15] + WHOLE[29:]),
        (
            {"inside": "multibyte_character", "insert": [{"raw": "+"}]},
            b"7\r\ndata: \xc3\r\n1\r\n+\r\n3\r\n\xa9\n\n\r\n" + WHOLE[15:],
        ),
        ({"after": {"bytes": 10}, "end": "complete"}, WHOLE[:15] + b"0\r\n\r\n"),
    ],
)
def test_body_that_goes_on_is_whole_and_the_connection_is_kept(
    fault: Json, sent: bytes, loop_factory: LoopFactory
) -> None:
    program = plan(fault)
    assert program.head is not None
    expected = serialize_head(program.head) + sent
    with Served({"p": program}, loop_factory) as server, server.client() as client:
        for _ in range(2):
            client.send(request("/p"))
            assert client.read(len(expected)) == expected
            assert server.outcome().exact
        assert client.is_open()
