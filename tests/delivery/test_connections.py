"""What happens around one answer: the next requests, clients that leave, servers that stop."""

from __future__ import annotations

import asyncio
import time

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from mockserver.delivery.answer import answer
from mockserver.delivery.base import Alarm, Limits
from mockserver.delivery.clock import RealClock
from mockserver.exchange.outcome import Outcome, Result
from mockserver.wire.instructions import Beat, Ending, Head, Pause, Send

from .served import (
    HEAD,
    HEAD_BYTES,
    TERMINATOR,
    Client,
    LoopFactory,
    Served,
    chunk,
    plan,
    plan_of,
    request,
    wire,
)

LONG = 100_000_000  # a pause that no test waits for

COMPLETE_PLANS = {
    "chunked": plan(HEAD, Send(chunk(b"hello")), Send(TERMINATOR)),
    "paused": plan(HEAD, Pause(500), Send(chunk(b"a")), Pause(700), Send(chunk(b"b") + TERMINATOR)),
    "beating": plan(HEAD, Pause(2_000, Beat(900, chunk(b":\n\n"))), Send(chunk(b"a") + TERMINATOR)),
    "large": plan(HEAD, *[Send(chunk(b"x" * 5_000)) for _ in range(60)], Send(TERMINATOR)),
    "length": plan(Head(200, (("Content-Length", "2"),)), Send(b"{}")),
    "empty": plan(Head(204)),
}

EXPECTED = {name: wire(program) for name, program in COMPLETE_PLANS.items()}
EXPECTED["beating"] = HEAD_BYTES + chunk(b":\n\n") * 2 + chunk(b"a") + TERMINATOR


@pytest.mark.parametrize("name", list(COMPLETE_PLANS))
def test_a_kept_connection_answers_sequential_and_pipelined_requests(
    name: str, loop_factory: LoopFactory
) -> None:
    expected = EXPECTED[name]
    with Served(COMPLETE_PLANS, loop_factory) as server, server.client() as client:
        for _ in range(3):
            client.send(request(f"/{name}"))
            assert client.read(len(expected)) == expected
        client.send(request(f"/{name}") * 3)
        assert client.read(3 * len(expected)) == expected * 3
        outcomes = [server.outcome() for _ in range(6)]
        assert client.is_open()
    assert {(o.result, o.exact, o.sent, o.unaccepted) for o in outcomes} == {
        (Result.COMPLETE, True, len(expected), 0)
    }


def test_pipelined_requests_get_their_own_plans_in_order(loop_factory: LoopFactory) -> None:
    names = [*COMPLETE_PLANS, *reversed(COMPLETE_PLANS)]
    expected = b"".join(EXPECTED[name] for name in names)
    with Served(COMPLETE_PLANS, loop_factory) as server, server.client() as client:
        client.send(b"".join(request(f"/{name}") for name in names))
        assert client.read(len(expected)) == expected


def test_a_request_sent_while_another_is_answered_waits_for_its_turn(
    loop_factory: LoopFactory,
) -> None:
    with Served(COMPLETE_PLANS, loop_factory) as server, server.client() as client:
        client.send(request("/paused"))
        assert client.read(len(HEAD_BYTES)) == HEAD_BYTES
        client.send(request("/chunked"))
        expected = EXPECTED["paused"][len(HEAD_BYTES) :] + EXPECTED["chunked"]
        assert client.read(len(expected)) == expected


@pytest.mark.parametrize("ending", [Ending.TRUNCATE, Ending.RESET, Ending.HALF_CLOSE])
def test_nothing_is_answered_after_an_ending_that_closes(
    ending: Ending, loop_factory: LoopFactory
) -> None:
    cut = plan_of(b"a", ending)
    with Served({**COMPLETE_PLANS, "cut": cut}, loop_factory) as server, server.client() as client:
        client.send(request("/cut") + request("/chunked"))
        assert client.read_to_end() == (wire(cut), "reset" if ending is Ending.RESET else "eof")


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("chunked", request("/p", "Connection: close")),
        ("close", request("/p")),
        ("undelimited", request("/p")),
        ("undelimited", request("/p", version="1.0")),
        ("length", request("/p", "Connection: keep-alive", version="1.0")),
    ],
)
def test_complete_closes_where_the_request_or_the_answer_says_so(
    name: str, asked: bytes, loop_factory: LoopFactory
) -> None:
    close = Head(200, (("Content-Length", "2"), ("Connection", "close")))
    plans = {
        **COMPLETE_PLANS,
        "close": plan(close, Send(b"{}")),
        "undelimited": plan(Head(200, (("Content-Type", "text/plain"),)), Send(b"to the end")),
    }
    with Served({"p": plans[name]}, loop_factory) as server, server.client() as client:
        client.send(asked)
        assert client.read_to_end() == (wire(plans[name]), "eof")
        outcome = server.outcome()
        assert (outcome.result, outcome.exact) == (Result.COMPLETE, True)


def test_the_response_says_the_status_of_the_head(loop_factory: LoopFactory) -> None:
    refusal = plan(Head(429, (("Content-Length", "2"),)), Send(b"{}"))
    with Served({"p": refusal}, loop_factory) as server, server.client() as client:
        client.send(request("/p"))
        assert client.read(len(wire(refusal))) == wire(refusal)
        response = server.responses.get(timeout=10)
        assert (response.status, response.outcome) == (429, server.outcome())


@pytest.mark.parametrize("handler_cancellation", [True, False])
@pytest.mark.parametrize("how", ["fin", "rst", "shut_wr"])
@pytest.mark.parametrize("events", [0, 1, 3])
def test_a_client_that_leaves_in_a_pause_is_noticed_at_once(
    events: int, how: str, handler_cancellation: bool, loop_factory: LoopFactory
) -> None:
    instructions = [HEAD]
    steps = [step for _ in range(events) for step in (Pause(1_000), Send(chunk(b"event")))]
    waiting = plan(HEAD, *steps, Pause(LONG), Send(TERMINATOR))
    seen = HEAD_BYTES + chunk(b"event") * events
    with Served({"p": waiting}, loop_factory, handler_cancellation=handler_cancellation) as server:
        client = server.client()
        client.send(request("/p"))
        assert client.read(len(seen)) == seen
        left = time.perf_counter()
        client.leave(how)
        outcome = server.outcome()
        noticed = time.perf_counter() - left
        client.socket.close()
    assert (outcome.result, outcome.exact) == (Result.CLIENT_LEFT, False)
    assert len(outcome.times) == len(instructions) + len(steps)
    assert (outcome.sent, outcome.unaccepted) == (len(seen), 0)
    assert noticed < 5.0, "0.2 ms on an idle machine"


def test_a_client_that_leaves_while_it_does_not_read_is_noticed(loop_factory: LoopFactory) -> None:
    parts = [Send(chunk(b"x" * 50_000)) for _ in range(200)]
    with Served(
        {"p": plan(HEAD, *parts, Send(TERMINATOR))}, loop_factory, send_buffer=4096
    ) as server:
        with server.client(receive_buffer=4096) as client:
            client.send(request("/p"))
            assert client.read(len(HEAD_BYTES)) == HEAD_BYTES
        outcome = server.outcome()
    assert (outcome.result, outcome.exact) == (Result.CLIENT_LEFT, False)
    assert outcome.unaccepted > 0
    assert len(outcome.times) < len(parts)


def test_back_pressure_after_a_pause_loses_nothing(loop_factory: LoopFactory) -> None:
    parts = [Send(chunk(bytes([65 + i]) * 50_000)) for i in range(6)]
    large = plan(HEAD, Pause(500), *parts, Pause(500), Send(TERMINATOR))
    with (
        Served({"p": large}, loop_factory, send_buffer=4096) as server,
        server.client() as client,
    ):
        client.send(request("/p"))
        assert client.read(len(wire(large)), piece=8192) == wire(large)
        outcome = server.outcome()
    assert (outcome.result, outcome.exact) == (Result.COMPLETE, True)


def test_hanging_up_at_the_last_byte_is_complete(loop_factory: LoopFactory) -> None:
    """The body does not fit into the buffers, so that the server still waits as the client goes."""
    body = chunk(b"x" * 300_000) + TERMINATOR
    with Served({"p": plan(HEAD, Send(body))}, loop_factory, send_buffer=4096) as server:
        for _ in range(5):
            with server.client() as client:
                client.send(request("/p"))
                client.read(len(HEAD_BYTES + body))
            outcome = server.outcome()
            assert (outcome.result, outcome.exact) == (Result.COMPLETE, True)


def test_no_byte_arrives_before_its_planned_time(loop_factory: LoopFactory) -> None:
    steps = [step for _ in range(12) for step in (Pause(2_700), Send(chunk(b"event")))]
    paced = plan(HEAD, *steps, Send(TERMINATOR))
    with Served({"p": paced}, loop_factory) as server, server.client() as client:
        client.send(request("/p"))
        assert client.read(len(HEAD_BYTES)) == HEAD_BYTES
        arrived = []
        for _ in range(12):
            assert client.read(len(chunk(b"event"))) == chunk(b"event")
            arrived.append(time.monotonic_ns() // 1000)  # noqa: TID251 - the client's own clock
        outcome = server.outcome()
        arrival = server.arrivals.get()
    planned = [arrival + due for due, one in paced.timed() if isinstance(one, Send)][:12]
    assert all(there >= due for there, due in zip(arrived, planned, strict=True))
    assert all(time >= due for time, (due, _) in zip(outcome.times, paced.timed(), strict=True))
    assert list(outcome.times) == sorted(outcome.times)


@pytest.mark.parametrize("handler_cancellation", [True, False])
@pytest.mark.parametrize("aborting", [True, False])
def test_a_stopped_server_records_its_open_streams(
    aborting: bool, handler_cancellation: bool, loop_factory: LoopFactory
) -> None:
    stalled = plan_of(b"a", Ending.STALL)
    with (
        Served({"p": stalled}, loop_factory, handler_cancellation=handler_cancellation) as server,
        server.client() as client,
    ):
        client.send(request("/p"))
        assert client.read(len(wire(stalled))) == wire(stalled)
        server.stop(aborting=aborting)
        outcome = server.outcome()
        assert client.read_to_end() == (b"", "reset")
    assert (outcome.result, outcome.exact) == (Result.SERVER_STOPPED, False)
    assert len(outcome.times) == 2


class BrokenClock(RealClock):
    """A clock that cannot wait."""

    def wake_at(self, deadline: int, alarm: Alarm) -> None:
        raise LookupError("no time")


def test_a_fault_of_the_server_adds_no_byte_to_the_stream(
    loop_factory: LoopFactory, caplog: pytest.LogCaptureFixture
) -> None:
    paused = COMPLETE_PLANS["paused"]
    with (
        Served({"p": paused}, loop_factory, make_clock=BrokenClock) as server,
        server.client() as client,
    ):
        client.send(request("/p"))
        assert client.read_to_end() == (HEAD_BYTES, "reset")
        outcome = server.outcome()
    assert (outcome.result, outcome.detail) == (Result.FAILED, "LookupError: no time")


async def test_a_client_that_leaves_is_noticed_by_any_runner_of_the_application() -> None:
    """pytest-aiohttp's server does not ask for handler cancellation."""
    outcomes: asyncio.Queue[Outcome] = asyncio.Queue()
    clock = RealClock()

    async def handle(asked: web.Request) -> web.StreamResponse:
        return await answer(
            asked,
            plan_of(b"a", Ending.STALL),
            clock,
            clock.now(),
            record=outcomes.put_nowait,
            limits=Limits(),
        )

    app = web.Application()
    app.router.add_get("/", handle)
    async with TestServer(app) as server:
        assert server.port is not None
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        await reader.readexactly(len(HEAD_BYTES))
        writer.close()
        async with asyncio.timeout(10):
            outcome = await outcomes.get()
    assert outcome.result is Result.CLIENT_LEFT


def test_many_streams_share_one_loop(loop_factory: LoopFactory) -> None:
    steps = [step for _ in range(5) for step in (Pause(3_000), Send(chunk(b"event")))]
    paced = plan(HEAD, *steps, Send(TERMINATOR))
    with Served({"p": paced}, loop_factory) as server:
        clients: list[Client] = [server.client() for _ in range(100)]
        for client in clients:
            client.send(request("/p"))
        for client in clients:
            assert client.read(len(wire(paced))) == wire(paced)
        outcomes = [server.outcome() for _ in clients]
        for client in clients:
            client.socket.close()
    planned = [due for due, _ in paced.timed()]
    assert all(o.exact for o in outcomes)
    assert all(time >= due for o in outcomes for time, due in zip(o.times, planned, strict=True))
