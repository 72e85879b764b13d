"""Each ending, on the wire: the bytes, the kind of end and what the journal is told of it.

The contract, by what the client does:

- It reads, fast or slowly: every byte arrives, then the planned end, and `exact` is true.
- It never reads, but everything fits into the kernels' buffers: the same, since "accepted" means
  by the client's kernel. So 1 and 517 bytes are exact also for it.
- It never reads, and not everything fits (200,000 bytes; both buffers are made small here): after
  `unread_timeout` the connection is reset, `exact` is false, and what the client's kernel took is
  a beginning of the plan's bytes, as long as `sent - unaccepted`.
"""

from __future__ import annotations

import pytest

from mockserver.delivery.base import Limits
from mockserver.exchange.outcome import Result
from mockserver.wire.instructions import Ending, Pause, Send

from .served import HEAD, LoopFactory, Served, chunk, plan, plan_of, request, wire

SIZES = [1, 517, 200_000]
SMALL = 4096
IMPATIENT = Limits(unread_timeout=0.2, stream_lifetime=60.0, half_close_linger=60.0)


def body(size: int) -> bytes:
    """Bytes that show where a piece is missing or doubled."""
    return b"".join(b"%07d\n" % at for at in range(size // 8 + 1))[:size]


@pytest.mark.parametrize("ending", list(Ending))
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("speed", ["fast", "slow"])
def test_a_reading_client_gets_every_byte_and_the_planned_end(
    ending: Ending, size: int, speed: str, loop_factory: LoopFactory
) -> None:
    program = plan_of(body(size), ending)
    buffers = None if speed == "fast" else 4 * SMALL
    piece = 65536 if speed == "fast" else 1024
    with (
        Served({"p": program}, loop_factory, IMPATIENT, send_buffer=buffers) as server,
        server.client(receive_buffer=buffers) as client,
    ):
        client.send(request("/p"))
        assert client.read(len(wire(program)), piece=piece) == wire(program)
        match ending:
            case Ending.COMPLETE:
                outcome = server.outcome()
                client.send(request("/p"))
                assert client.read(len(wire(program)), piece=piece) == wire(program)
            case Ending.STALL:
                assert client.is_open()
                client.leave("fin")
                outcome = server.outcome()
            case Ending.RESET:
                outcome = server.outcome()
                assert client.read_to_end() == (b"", "reset")
            case Ending.TRUNCATE | Ending.HALF_CLOSE:
                outcome = server.outcome()
                assert client.read_to_end() == (b"", "eof")
    if ending is Ending.STALL:
        assert (outcome.result, outcome.exact) == (Result.CLIENT_LEFT, False)
        assert len(outcome.times) == 2
    else:
        assert (outcome.result, outcome.exact) == (Result(ending.value), True)
        assert len(outcome.times) == len(program.instructions)
    assert (outcome.sent, outcome.unaccepted) == (len(wire(program)), 0)


@pytest.mark.parametrize("ending", [e for e in Ending if e is not Ending.STALL])
@pytest.mark.parametrize("size", [1, 517])
def test_what_fits_into_the_buffers_is_exact_though_nobody_reads(
    ending: Ending, size: int, loop_factory: LoopFactory
) -> None:
    program = plan_of(body(size), ending)
    with Served({"p": program}, loop_factory, IMPATIENT) as server, server.client() as client:
        client.send(request("/p"))
        outcome = server.outcome()
        assert (outcome.result, outcome.exact) == (Result(ending.value), True)
        assert (outcome.sent, outcome.unaccepted) == (len(wire(program)), 0)
        if ending is not Ending.COMPLETE:
            end = "reset" if ending is Ending.RESET else "eof"
            assert client.read_to_end() == (wire(program), end)


@pytest.mark.parametrize("ending", [e for e in Ending if e is not Ending.STALL])
def test_a_client_that_never_reads_is_waited_for_and_then_reset(
    ending: Ending, loop_factory: LoopFactory
) -> None:
    program = plan_of(body(200_000), ending)
    with (
        Served({"p": program}, loop_factory, IMPATIENT, send_buffer=SMALL) as server,
        server.client(receive_buffer=SMALL) as client,
    ):
        client.send(request("/p"))
        outcome = server.outcome()
        server.stop()  # only now is the reset certain to be out, and reading without effect
        got, end = client.read_to_end()
    assert (outcome.result, outcome.exact) == (Result.CLIENT_NOT_READING, False)
    assert outcome.unaccepted > 100_000
    assert end == "reset"
    assert wire(program).startswith(got)
    assert len(got) == outcome.sent - outcome.unaccepted


@pytest.mark.parametrize("size", SIZES)
def test_a_stall_nobody_reads_or_leaves_ends_at_the_bound_on_its_life(
    size: int, loop_factory: LoopFactory
) -> None:
    program = plan_of(body(size), Ending.STALL)
    limits = Limits(stream_lifetime=0.05)
    with (
        Served({"p": program}, loop_factory, limits, send_buffer=SMALL) as server,
        server.client(receive_buffer=SMALL) as client,
    ):
        client.send(request("/p"))
        outcome = server.outcome()
        server.stop()
        got, end = client.read_to_end()
    assert (outcome.result, outcome.exact) == (Result.STALL, False)
    assert (outcome.unaccepted > 0) == (size == 200_000)
    assert (got, end) == (wire(program)[: outcome.sent - outcome.unaccepted], "reset")


def test_a_plan_longer_than_the_buffer_is_never_held_in_memory_as_a_whole(
    loop_factory: LoopFactory,
) -> None:
    parts = [chunk(body(60_000)) for _ in range(100)]
    program = plan(HEAD, *map(Send, parts), end=Ending.RESET)
    with (
        Served({"p": program}, loop_factory, IMPATIENT, send_buffer=SMALL) as server,
        server.client(receive_buffer=SMALL) as client,
    ):
        client.send(request("/p"))
        outcome = server.outcome()
    assert outcome.result is Result.CLIENT_NOT_READING
    assert outcome.sent < 200_000
    assert len(outcome.times) < 5


def test_a_half_closed_connection_still_receives(loop_factory: LoopFactory) -> None:
    program = plan_of(b"a", Ending.HALF_CLOSE)
    with Served({"p": program}, loop_factory) as server, server.client() as client:
        client.send(request("/p"))
        assert client.read_to_end() == (wire(program), "eof")
        assert server.outcome().result is Result.HALF_CLOSE
        for _ in range(3):
            client.send(b"x")  # a closed connection would answer the first with a reset
        assert client.read_to_end() == (b"", "eof")
        assert server.responses.empty()
        client.leave("fin")


def test_a_half_closed_connection_is_given_up_at_its_bound(loop_factory: LoopFactory) -> None:
    program = plan_of(b"a", Ending.HALF_CLOSE)
    limits = Limits(half_close_linger=0.05)
    with Served({"p": program}, loop_factory, limits) as server, server.client() as client:
        client.send(request("/p"))
        assert client.read_to_end() == (wire(program), "eof")
        assert server.outcome().exact
        assert server.responses.get(timeout=10).keep_alive is False


@pytest.mark.parametrize("ending", [Ending.TRUNCATE, Ending.RESET, Ending.HALF_CLOSE])
def test_an_ending_before_any_head_sends_no_byte(ending: Ending, loop_factory: LoopFactory) -> None:
    with Served({"p": plan(end=ending)}, loop_factory) as server, server.client() as client:
        client.send(request("/p"))
        end = "reset" if ending is Ending.RESET else "eof"
        assert client.read_to_end() == (b"", end)
        outcome = server.outcome()
    assert (outcome.result, outcome.exact, outcome.sent) == (Result(ending.value), True, 0)


def test_a_reset_is_exact_also_where_acknowledgements_are_delayed(
    loop_factory: LoopFactory,
) -> None:
    """Later in a connection's life kernels delay acknowledgements, by 40 ms on Linux."""
    whole = plan_of(b"whole", Ending.COMPLETE)
    paused = (Pause(2_000), Send(chunk(b"b")))
    cut = plan(HEAD, Send(chunk(b"a")), *paused * 3, end=Ending.RESET)
    with (
        Served({"whole": whole, "cut": cut}, loop_factory) as server,
        server.client() as client,
    ):
        for _ in range(20):
            client.send(request("/whole"))
            assert client.read(len(wire(whole))) == wire(whole)
            assert server.outcome().exact
        client.send(request("/cut"))
        assert client.read_to_end() == (wire(cut), "reset")
        assert server.outcome().exact
