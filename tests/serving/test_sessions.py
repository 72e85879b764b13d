"""Sessions of one server never meet, and one that has ended answers nothing."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from unittest.mock import Mock

import httpx
import pytest

from mockserver.serving import sessions as sessions_module
from mockserver.serving.mock_session import MockSession
from mockserver.serving.served import WaitedTooLongError
from mockserver.serving.server import MockServer
from mockserver.serving.sessions import SessionError

from .said import SCENARIOS, body, scenario, text_of


@pytest.fixture(scope="module")
def server() -> Iterator[MockServer]:
    """One server for all tests here: that they do not meet is what is tested."""
    with MockServer(SCENARIOS) as running:
        yield running


@pytest.fixture
def session(server: MockServer) -> Iterator[MockSession]:
    with server.session() as one:
        yield one


def ask(url: str, model: str = "hi", path: str = "/chat/completions") -> httpx.Response:
    return httpx.post(f"{url}{path}", json=body(model), trust_env=False)


@contextmanager
def stalled(session: MockSession) -> Iterator[Iterator[bytes]]:
    """What is still to come of a stream that stalls; once it is closed, the client has left."""
    url = f"{session.base_url}/chat/completions"
    with httpx.stream("POST", url, json=body("stalled"), trust_env=False) as response:
        parts = response.iter_raw()
        next(parts)
        yield parts


def test_a_session_has_the_servers_scenarios_below_its_own_base_urls(
    session: MockSession, server: MockServer
) -> None:
    assert session.base_url == f"{server.url}/s/{session.id}/v1"
    assert session.openrouter_url == f"{server.url}/s/{session.id}/api/v1"
    assert text_of(ask(session.base_url).text) == text_of(ask(session.openrouter_url).text) == "Hi"


def test_a_session_lists_its_own_scenarios_as_models(server: MockServer) -> None:
    with server.session(scenarios=[scenario("own", "reply: [text: Own]")]) as session:
        listed = httpx.get(f"{session.base_url}/models", trust_env=False).json()
        assert [one["id"] for one in listed["data"]] == ["own"]
        assert text_of(ask(session.base_url, "own").text) == "Own"


def test_bytes_do_not_depend_on_the_sessions_id(server: MockServer, session: MockSession) -> None:
    with server.session("another") as other:
        bodies = {ask(one.base_url).content for one in (server, session, other)}
    assert len(bodies) == 1


def test_a_queue_is_its_sessions_alone(server: MockServer, session: MockSession) -> None:
    with server.session() as other:
        session.queue({"text": "mine"})
        assert text_of(ask(other.base_url).text) == "Hi"
        assert text_of(ask(session.base_url).text) == "mine"


def test_each_session_begins_a_sequence_anew(server: MockServer, session: MockSession) -> None:
    with server.session() as other:
        said = [text_of(ask(one.base_url, "twice").text) for one in (session, other, session)]
    assert said == ["one", "one", "two"]


def test_a_journal_is_its_sessions_alone(server: MockServer, session: MockSession) -> None:
    with server.session() as other:
        ask(session.base_url)
        assert ([one.number for one in session.exchanges], other.exchanges) == ([1], [])


def test_a_gate_is_its_sessions_alone(server: MockServer, session: MockSession) -> None:
    with server.session() as other:
        other.open_gate("go")
        session.queue({"raw": "one"}, {"gate": "go"}, {"raw": "two"})
        with httpx.stream(
            "POST", f"{session.base_url}/chat/completions", json=body(), trust_env=False
        ) as response:
            parts = response.iter_raw()
            assert next(parts) == b"one"
            assert session.exchanges[0].result is None
            session.open_gate("go")
            assert next(parts) == b"two"


def test_other_scenarios_may_be_swapped_in_for_one_session(
    server: MockServer, session: MockSession
) -> None:
    with server.session() as other:
        session.swap([scenario("hi", "reply: [text: Changed]")])
        assert [text_of(ask(one.base_url).text) for one in (session, other)] == ["Changed", "Hi"]


def test_a_sessions_seed_changes_its_ids(server: MockServer) -> None:
    with server.session(seed=1) as one, server.session(seed=2) as other:
        assert ask(one.base_url).content != ask(other.base_url).content


def test_a_session_may_answer_at_random(server: MockServer) -> None:
    with server.session(fallback="random") as session:
        assert ask(session.base_url, "nothing").status_code == 200


def test_a_path_that_a_session_does_not_serve_is_refused_there(session: MockSession) -> None:
    answer = ask(session.base_url, path="/responses")
    assert "this is the Responses API" in answer.json()["error"]["message"]
    assert session.exchanges[0].status == 404


def test_a_session_that_never_was_is_refused_by_name(server: MockServer) -> None:
    answer = ask(f"{server.url}/s/nowhere/v1")
    assert answer.status_code == 404
    assert answer.json()["error"]["message"] == "There is no session 'nowhere' on this server."


def test_a_late_request_is_refused_and_is_no_other_sessions(server: MockServer) -> None:
    with server.session("early") as session:
        pass
    answer = ask(session.base_url)
    assert answer.status_code == 404
    assert answer.json()["error"]["message"].startswith("The session 'early' has ended")
    with server.session("early") as again:
        assert again.exchanges == []


@contextmanager
def body_to_come(server: MockServer, name: str) -> Iterator[tuple[socket.socket, MockSession]]:
    """A client whose head has arrived while this session was open, which has ended since."""
    address = server.url.removeprefix("http://").split(":")
    with socket.create_connection((address[0], int(address[1])), timeout=60) as client:
        with server.session(name) as session:
            fields = f"Host: h\r\nContent-Length: {len(BODY)}\r\nExpect: 100-continue\r\n\r\n"
            client.sendall(f"POST /s/{name}/v1/chat/completions HTTP/1.1\r\n{fields}".encode())
            assert b"100 Continue" in client.recv(1000)
        yield client, session


BODY = json.dumps(body()).encode()


def test_a_request_whose_body_comes_late_is_late(server: MockServer) -> None:
    with body_to_come(server, "slow") as (client, session):
        client.sendall(BODY)
        assert client.recv(1000).startswith(b"HTTP/1.1 404")
    assert session.exchanges == []
    assert server.late["slow"] == 1


def test_a_late_body_is_no_request_of_the_next_session_with_that_id(server: MockServer) -> None:
    with body_to_come(server, "again") as (client, _), server.session("again") as now:
        now.queue({"text": "for its own test"})
        client.sendall(BODY)
        assert client.recv(1000).startswith(b"HTTP/1.1 404")
        assert (now.exchanges, len(now.queued)) == ([], 1)


def test_waiting_ends_with_the_session(server: MockServer) -> None:
    with server.session() as session, ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(session.next_stream, timeout=600)
        session.queue({"text": "so that the wait is under way"})
        session.drop()
        with pytest.raises(WaitedTooLongError, match="no request came before the session ended"):
            waiting.result(timeout=60)


def test_late_requests_are_known_of_sessions_that_were_forgotten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sessions_module, "MOST_ENDED", 1)
    with MockServer() as server:
        for _ in range(2):
            with server.session(label="the test") as session:
                pass
            ask(session.base_url)
        server.session().drop()
    assert server.late == {"the test": 2}


def test_what_an_ended_session_did_can_be_asked_for(server: MockServer) -> None:
    with server.session() as session:
        ask(session.base_url)
    assert [one.result for one in session.exchanges] == ["complete"]


def test_an_ending_session_ends_its_open_streams_and_no_others(server: MockServer) -> None:
    other, session = server.session(), server.session()
    with other, stalled(other), stalled(session) as parts:
        session.drop()
        with pytest.raises(httpx.ReadError):
            list(parts)
        assert session.exchanges[0].result == "server_stopped"
        assert other.exchanges[0].result is None


def test_a_sessions_id_is_taken_once(server: MockServer, session: MockSession) -> None:
    with pytest.raises(SessionError, match="There is a session"):
        server.session(session.id)


@pytest.mark.parametrize("name", ["", "a/b", "a b", "é", ".", "x" * 101])
def test_an_id_that_no_path_can_hold_is_refused(name: str, server: MockServer) -> None:
    with pytest.raises(SessionError, match="no session's id"):
        server.session(name)


def test_dropping_twice_is_dropping(server: MockServer) -> None:
    session = server.session()
    session.drop()
    session.drop()
    with pytest.raises(SessionError, match="There is no session"):
        server.sessions.drop(session.id)


def test_open_sessions_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions_module, "MOST_SESSIONS", 2)
    server = MockServer()
    server.session("one")
    server.session("two")
    with pytest.raises(SessionError, match="drop those that are done"):
        server.session("three")


def test_ended_sessions_are_forgotten_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions_module, "MOST_ENDED", 1)
    with MockServer() as server:
        for name in ("one", "two"):
            server.session(name).drop()
        said = [ask(f"{server.url}/s/{name}/v1").text for name in ("one", "two")]
    assert ["There is no session" in one for one in said] == [True, False]


# -- waiting --------------------------------------------------------------------------------------


def test_waiting_for_an_exchange_hears_of_a_client_that_leaves_later(session: MockSession) -> None:
    with stalled(session):
        pass
    assert session.wait_for_exchange(outcome="client_left").number == 1


def test_waiting_in_vain_says_what_there_is(session: MockSession) -> None:
    ask(session.base_url)
    with pytest.raises(WaitedTooLongError, match="no exchange ended as reset within") as told:
        session.wait_for_exchange(outcome="reset", timeout=0.01)
    assert "200 complete: hi, reply 1" in str(told.value)


def test_an_outcome_that_there_is_not_is_refused(session: MockSession) -> None:
    with pytest.raises(ValueError, match="is no outcome"):
        session.wait_for_exchange(outcome="nonsense")


async def test_waits_are_awaited_from_another_loop(session: MockSession) -> None:
    async with httpx.AsyncClient(trust_env=False) as http:
        await http.post(f"{session.base_url}/chat/completions", json=body())
    assert (await session.aio.wait_for_exchange(outcome="complete")).number == 1
    assert len(await session.aio.exchanges()) == 1


async def test_waits_are_awaited_in_the_servers_own_loop() -> None:
    async with MockServer(SCENARIOS) as server, httpx.AsyncClient(trust_env=False) as http:
        await http.post(f"{server.base_url}/chat/completions", json=body())
        assert (await server.aio.wait_for_exchange()).result == "complete"
        with pytest.raises(RuntimeError, match=r"use `\.aio`"):
            server.wait_for_exchange()


def test_waits_are_awaited_by_trio(session: MockSession) -> None:
    trio = pytest.importorskip("trio")
    ask(session.base_url)
    assert trio.run(session.aio.wait_for_exchange).number == 1


def test_a_wait_that_trio_gives_up_takes_no_stream(session: MockSession) -> None:
    trio = pytest.importorskip("trio")

    async def give_up() -> None:
        with trio.move_on_after(0.01):
            await session.aio.next_stream(timeout=3600)

    trio.run(give_up)
    ask(session.base_url)
    assert session.next_stream().exchange.number == 1


def test_a_wait_that_is_interrupted_takes_no_stream(
    session: MockSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(Future, "result", Mock(side_effect=KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            session.next_stream(timeout=3600)
    ask(session.base_url)
    assert session.next_stream().exchange.number == 1


def _by_trio(server: MockServer) -> object:
    trio = pytest.importorskip("trio")
    return trio.run(partial(server.aio.next_stream, timeout=3600))


def _by_asyncio(server: MockServer) -> object:
    return asyncio.run(server.aio.next_stream(timeout=3600))


def _by_a_thread(server: MockServer) -> object:
    return server.next_stream(timeout=3600)


@pytest.mark.parametrize("wait", [_by_a_thread, _by_asyncio, _by_trio])
def test_a_wait_is_told_that_its_server_was_stopped(wait: Callable[[MockServer], object]) -> None:
    with ThreadPoolExecutor(1) as pool:
        with MockServer() as server:
            waiting = pool.submit(wait, server)
            while not server._session.changed._waiting:
                server.verdict()
        with pytest.raises(RuntimeError, match="was stopped"):
            waiting.result()
