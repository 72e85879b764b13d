"""Tests that hold a stream, let it go on event by event, and move its time."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from mockserver.delivery.rest import until
from mockserver.exchange.progress import State
from mockserver.serving.mock_session import MockSession
from mockserver.serving.served import WaitedTooLongError
from mockserver.serving.server import MockServer

from .said import SCENARIOS, body, text_of


@pytest.fixture(scope="module")
def server() -> Iterator[MockServer]:
    with MockServer(SCENARIOS) as running:
        yield running


@pytest.fixture
def session(server: MockServer) -> Iterator[MockSession]:
    with server.session() as one:
        yield one


@pytest.fixture
def manual(server: MockServer) -> Iterator[MockSession]:
    with server.session(clock="manual") as one:
        yield one


@contextmanager
def asked(session: MockSession, model: str = "m") -> Iterator[Iterator[bytes]]:
    """The body as it arrives; the head is there."""
    url = f"{session.base_url}/chat/completions"
    with httpx.stream("POST", url, json=body(model), trust_env=False) as response:
        yield response.iter_raw()


# -- holds ----------------------------------------------------------------------------------------


def test_a_held_stream_sends_its_head_and_nothing_more(session: MockSession) -> None:
    session.hold().queue({"text": ["a", "b"]})
    with asked(session):
        stream = session.next_stream()
        assert (stream.events_sent, stream.sent) == (0, b"")


def test_each_release_lets_one_event_pass(session: MockSession) -> None:
    session.hold().queue({"text": ["a", "b"]})
    with asked(session) as parts:
        stream = session.next_stream().release(2)
        assert (stream.chunks_sent, text_of(stream.sent.decode())) == (2, "a")
        first = next(parts)
        assert text_of(first.decode()) in ("", "a")
        assert text_of(stream.release().sent.decode()) == "ab"


def test_a_released_stream_goes_on_to_its_end(session: MockSession) -> None:
    session.hold().queue({"text": ["a", "b"]})
    with asked(session) as parts:
        session.next_stream().release_all()
        assert text_of(b"".join(parts).decode()) == "ab"
    assert session.wait_for_exchange().exact


def test_a_stream_may_be_released_until_something_was_sent(session: MockSession) -> None:
    session.hold().queue({"text": ["a", "b", "c"]})
    with asked(session):
        stream = session.next_stream().release_until('"b"')
        assert stream.chunks_sent == 3
        assert stream.release_until(lambda one: one.chunks_sent == 4).sent.endswith(b"\n\n")


def test_what_is_never_sent_is_told(session: MockSession) -> None:
    session.hold().queue({"text": "a"})
    with asked(session) as parts:
        stream = session.next_stream()
        with pytest.raises(LookupError, match="the stream ended after 4 events, and 'z' was not"):
            stream.release_until("z")
        b"".join(parts)


def test_a_release_waits_for_the_time_of_its_event(session: MockSession) -> None:
    session.hold().queue({"text": ["a", "b"]}, pace={"itl": "5ms"})
    with asked(session):
        assert session.next_stream().release(3).chunks_sent == 3


def test_a_stall_is_no_reason_to_wait_after_a_release(session: MockSession) -> None:
    session.hold().queue({"text": "a"}, {"stall": "forever"})
    with asked(session):
        assert session.next_stream().release_all().chunks_sent == 2


def test_a_condition_that_would_wait_for_the_server_is_refused(session: MockSession) -> None:
    session.hold().queue({"text": "a"})
    with asked(session), pytest.raises(RuntimeError, match="server's own thread"):
        session.next_stream().release_until(lambda _: bool(session.exchanges))


def test_a_release_after_the_client_left_is_as_one_right_before(session: MockSession) -> None:
    session.hold().queue({"text": ["a", "b"]})
    with asked(session):
        stream = session.next_stream()
    assert stream.wait().result == "client_left"
    assert stream.release().chunks_sent == 0


def test_what_is_not_held_cannot_be_released(session: MockSession) -> None:
    session.queue({"text": "a"}, {"stall": "forever"})
    with asked(session), pytest.raises(RuntimeError, match=r"say hold\(\) before"):
        session.next_stream().release()


def test_a_held_streams_digest_is_that_of_the_rendered_one(session: MockSession) -> None:
    with asked(session, "hi") as parts:
        b"".join(parts)
    session.hold()
    with asked(session, "hi") as parts:
        for _ in range(2):
            stream = session.next_stream()
        stream.release_all()
        b"".join(parts)
    one, other = session.exchanges
    assert (one.digest, one.held, other.held is None) == (other.digest, None, False)


# -- what clients have read -----------------------------------------------------------------------

linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells what a client read")


@linux
def test_a_test_waits_until_its_client_has_read_all(session: MockSession) -> None:
    session.hold().queue({"text": ["a", "b"]})
    with asked(session) as parts:
        stream = session.next_stream().release(1)
        next(parts)
        stream.wait_until_read()


@linux
def test_what_a_client_read_is_known_after_the_streams_end(session: MockSession) -> None:
    session.hold().queue({"text": "a"})
    with httpx.Client(trust_env=False) as http:
        url = f"{session.base_url}/chat/completions"
        with http.stream("POST", url, json=body()) as response:
            stream = session.next_stream().release_all()
            response.read()
        stream.wait_until_read()
        assert stream.wait().result == "complete"


@linux
def test_bytes_that_a_client_has_not_read_are_waited_for(session: MockSession) -> None:
    session.hold().queue({"text": ["a", "b"]})
    with asked(session):
        stream = session.next_stream().release(2)
        with pytest.raises(WaitedTooLongError, match="did not read all that was sent"):
            stream.wait_until_read(timeout=0.01)


# -- time -----------------------------------------------------------------------------------------


def test_time_that_is_not_moved_on_stands_still(manual: MockSession) -> None:
    manual.queue({"text": ["a", "b"]}, pace={"ttft": "2s", "itl": "1s"})
    with asked(manual) as parts:
        stream = manual.next_stream()
        manual.advance(1.999999)
        assert stream.chunks_sent == 0
        manual.advance(0.000001)
        assert stream.chunks_sent == 1
        manual.advance(60)
        assert text_of(b"".join(parts).decode()) == "ab"
    assert manual.exchanges[0].lateness == 0


def test_ten_minutes_of_a_stall_pass_at_once(manual: MockSession) -> None:
    manual.queue({"text": "a"}, {"wait": "10m"}, {"text": "b"})
    with asked(manual) as parts:
        manual.next_stream()
        manual.advance(600)
        assert text_of(b"".join(parts).decode()) == "ab"


def test_real_time_is_moved_on_by_nobody(session: MockSession) -> None:
    with pytest.raises(RuntimeError, match="ask for one with clock='manual'"):
        session.advance(1)


def test_time_is_moved_on_by_seconds_and_not_by_a_duration(manual: MockSession) -> None:
    with pytest.raises(TypeError, match=r"advance takes seconds as a number .*, not '10m'"):
        manual.advance("10m")  # type: ignore[arg-type]


def test_waiting_for_a_stream_in_vain_is_told(session: MockSession) -> None:
    with pytest.raises(WaitedTooLongError, match="no request came within"):
        session.next_stream(timeout=0.01)


def test_waiting_for_a_stream_that_no_request_asks_for_says_so(session: MockSession) -> None:
    session.queue({"text": "a"}).queue({"text": "b"})
    url = f"{session.base_url}/chat/completions"
    httpx.post(url, json=body(stream=False), trust_env=False)
    said = r"no stream began \(no stream was asked for: there is no `stream: true` in #1\) within"
    with pytest.raises(WaitedTooLongError, match=said):
        session.next_stream(timeout=0.01)
    with asked(session):
        session.next_stream()
        with pytest.raises(WaitedTooLongError, match="no further stream began"):
            session.next_stream(timeout=0.01)


def test_a_client_that_waits_for_time_which_nobody_moves_is_explained(manual: MockSession) -> None:
    manual.queue({"text": "a"}, {"wait": "10m"}, {"text": "b"})
    manual.advance(600)
    assert "stands still" not in manual.report()
    with asked(manual):
        stream = manual.next_stream()
        manual.advance(0)  # until it is in its pause
        with pytest.raises(WaitedTooLongError, match=r"#1 was not over .*\n.*\n.*stands still"):
            stream.wait(timeout=0.01)
    manual.wait_for_exchange(outcome="client_left")
    assert manual.report().endswith("until advance() is called: its clock is manual)")


def test_time_that_goes_on_by_itself_is_not_told_to_stand_still(session: MockSession) -> None:
    session.queue({"text": "a"}, {"wait": "10m"})
    with asked(session):
        session.next_stream()
        assert "stands still" not in session.report()


def test_an_answer_that_is_no_stream_is_not_handed_out(session: MockSession) -> None:
    session.hold().queue(status=429, error={"message": "no"}).queue({"text": "a"})
    url = f"{session.base_url}/chat/completions"
    httpx.post(url, json=body(), trust_env=False)
    with asked(session) as parts:
        stream = session.next_stream().release_all()
        assert text_of(b"".join(parts).decode()) == "a"
    with pytest.raises(RuntimeError, match="has ended"):
        stream.release()


def test_holding_can_be_ended(session: MockSession) -> None:
    session.hold().hold(enabled=False).queue({"text": "a"})
    with asked(session) as parts:
        assert text_of(b"".join(parts).decode()) == "a"


def test_every_stream_is_handed_out_once_and_in_order(session: MockSession) -> None:
    for word in ("one", "two"):
        session.queue({"text": word})
        with asked(session) as parts:
            b"".join(parts)
    streams = [session.next_stream(), session.next_stream()]
    assert [text_of(one.sent.decode()) for one in streams] == ["one", "two"]
    assert [one.wait().number for one in streams] == [1, 2]


# -- the same, awaited ----------------------------------------------------------------------------


async def test_an_async_test_controls_a_stream_in_its_own_loop() -> None:
    async with MockServer() as server, httpx.AsyncClient(trust_env=False) as http:
        server.hold().queue({"text": ["a", "b"]})
        url = f"{server.base_url}/chat/completions"
        asking = asyncio.create_task(http.post(url, json=body()))
        stream = await server.aio.next_stream()
        assert (await stream.release(2)).chunks_sent == 2
        await (await stream.release_until('"b"')).release_all()
        assert (await stream.wait()).result == "complete"
        assert text_of((await asking).text) == "ab"


async def test_a_gate_is_opened_from_another_thread_in_the_callers_loop() -> None:
    async with MockServer() as server, httpx.AsyncClient(trust_env=False) as http:
        server.queue({"gate": "g"}, {"text": "a"}, {"wait": "1ms"}, {"text": "b"})
        url = f"{server.base_url}/chat/completions"
        asking = asyncio.create_task(http.post(url, json=body()))
        stream = await server.aio.next_stream()
        await until(lambda: stream.state is State.GATED, server._session.changed)
        await asyncio.to_thread(server.open_gate, "g")
        assert (await stream.wait()).result == "complete"
        assert text_of((await asking).text) == "ab"


async def test_an_async_test_moves_the_time_of_a_server_in_another_thread(
    manual: MockSession,
) -> None:
    manual.queue({"text": "a"}, pace={"ttft": "1h"})
    async with httpx.AsyncClient(trust_env=False) as http:
        url = f"{manual.base_url}/chat/completions"
        asking = asyncio.create_task(http.post(url, json=body()))
        await manual.aio.next_stream()
        await manual.aio.advance(3600)
        assert text_of((await asking).text) == "a"
    assert (await manual.aio.verdict()).ok


# -- connections ----------------------------------------------------------------------------------


def test_a_journal_tells_which_requests_came_on_one_connection(session: MockSession) -> None:
    url = f"{session.base_url}/chat/completions"
    with httpx.Client(trust_env=False) as http:
        for _ in range(2):
            http.post(url, json=body("hi"))
    httpx.post(url, json=body("hi"), trust_env=False)
    first, second, other = session.exchanges
    assert first.connection == second.connection != other.connection
    assert [one.earlier_on_connection for one in (first, second, other)] == [0, 1, 0]
