"""Sessions over HTTP: each begins as it is asked to, at its own URL, and ends."""

from __future__ import annotations

import asyncio
from typing import Any
from unittest.mock import Mock

import pytest

from mockserver.delivery.clock import RealClock
from mockserver.exchange.outcome import Outcome, Result
from mockserver.exchange.respond import Response
from mockserver.exchange.selection import ScenarioSet, Session
from mockserver.serving.served import ServedSession
from mockserver.serving.server import MockServer
from mockserver.wire.instructions import End, Ending, Plan

from .controlled import Control
from .said import text_of

HI: dict[str, Any] = {"reply": [{"text": "Put hi"}]}


def test_a_session_says_where_it_is(plane: Control) -> None:
    said = plane.post("/sessions", id="a.b", label="my test", clock="manual", hold=True)
    root = f"{plane.url}/s/a.b"
    assert said == {
        "id": "a.b",
        "label": "my test",
        "url": root,
        "base_url": f"{root}/v1",
        "openrouter_url": f"{root}/api/v1",
        "control_url": f"{root}/__mockserver__",
        "clock": "manual",
        "hold": True,
        "requests": 0,
    }
    assert said in plane.get("/sessions")["sessions"]
    assert plane.ask("DELETE", "/sessions/a.b") == (200, {"id": "a.b", "ended": True})
    assert plane.code("DELETE", "/sessions/a.b") == (404, "no_session")


@pytest.mark.parametrize(
    ("said", "after"), [({}, "it was dropped"), ({"label": "t"}, "its test was done")]
)
def test_a_late_request_is_told_what_it_came_after(
    said: dict[str, str], after: str, plane: Control
) -> None:
    one = plane.session(**said)
    plane.ask("DELETE", f"/sessions/{one.url.rpartition('/')[2]}")
    assert one.complete().json()["error"]["message"].endswith(f"this request came after {after}.")


def test_sessions_never_meet(plane: Control) -> None:
    one, other = plane.session(), plane.session()
    one.post("/queue", reply=[{"text": "queued"}])
    assert text_of(one.complete().text) == "queued"
    assert text_of(other.complete().text) == "Hi"
    assert (one.get("/journal")["total"], plane.get("/journal")["total"]) == (1, 0)


def test_the_default_session_is_listed_first(plane: Control) -> None:
    first = plane.get("/sessions")["sessions"][0]
    assert (first["id"], first["url"]) == ("default", plane.url)


def test_a_session_has_scenarios_of_its_own(plane: Control) -> None:
    one = plane.session(scenarios={"a": HI, "b/c": "reply: [text: yaml]"})
    assert [each["name"] for each in one.get("/scenarios")["scenarios"]] == ["a", "b/c"]
    assert text_of(one.complete("b/c").text) == "yaml"


def test_a_session_names_what_answers_otherwise_and_it_must_be_asked_for(plane: Control) -> None:
    one = plane.session(scenarios={"a": HI}, scenario="a")
    assert not one.get("/verify")["ok"]
    assert text_of(one.complete("anything").text) == "Put hi"
    assert one.get("/verify")["ok"]


def test_a_seed_and_a_fallback_are_the_session_s(plane: Control) -> None:
    said = [plane.session(fallback="random", seed=seed).complete("m").text for seed in (1, 1.0, 2)]
    assert said[0] == said[1] != said[2]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"id": "taken"}, (409, "session_exists")),
        ({"id": "default"}, (409, "session_exists")),
        ({"id": "a/b"}, (400, "bad_session_id")),
        ({"scenario": "texd"}, (404, "no_scenario")),
        ({"scenarios": {"a": {"reply": 3}}}, (422, "bad_scenario")),
        (
            {
                "scenarios": {
                    "a": {**HI, "match": {"model": "m"}},
                    "b": {**HI, "match": {"model": "m"}},
                }
            },
            (409, "tied_scenarios"),
        ),
        ({"seed": "1"}, (400, "bad_request")),
        ({"seed": True}, (400, "bad_request")),
        ({"seed": 1.5}, (400, "bad_request")),
        ({"scenarios": {"a\n": HI}}, (400, "bad_request")),
        ({"clock": "fast"}, (400, "bad_request")),
    ],
)
def test_a_session_that_cannot_be_is_refused_and_not_begun(
    said: dict[str, Any], code: tuple[int, str], plane: Control
) -> None:
    plane.ask("POST", "/sessions", id="taken")
    before = plane.get("/sessions")
    assert plane.code("POST", "/sessions", **said) == code
    assert plane.get("/sessions") == before


def test_as_many_sessions_as_there_may_be(monkeypatch: pytest.MonkeyPatch, plane: Control) -> None:
    monkeypatch.setattr("mockserver.serving.sessions.MOST_SESSIONS", 0)
    assert plane.code("POST", "/sessions") == (409, "too_many_sessions")


def test_what_is_open_when_a_session_ends_is_aborted(plane: Control) -> None:
    one = plane.session(id="open")
    with one.streaming("slow"):
        plane.ask("DELETE", "/sessions/open")
    assert one.code("GET", "/health") == (404, "no_session")


# -- a session that begins anew -------------------------------------------------------------------


def test_a_reset_takes_back_all_but_what_was_put(plane: Control) -> None:
    one = plane.session(hold=True, clock="manual", scenarios={"twice": TWICE})
    one.ask("PUT", "/scenarios/hi", scenario=HI)
    one.post("/queue", replies=[[{"text": "a"}], [{"text": "b"}]])
    one.post("/use", scenario="hi")
    one.post("/gates/g/open")
    one.post("/clock/advance", seconds=5)
    one.post("/hold", hold=False)
    one.complete()
    one.post("/hold")
    with one.streaming():
        assert one.post("/reset") == {"exchanges": 2, "queued": 0, "streams": 1}
    assert one.get("/verify")["ok"]
    assert (one.get("/clock")["now"], one.get("/journal")["total"]) == (0, 0)
    assert one.code("GET", "/streams/next", timeout=0) == (408, "waited_too_long")
    with one.streaming("twice"):
        stream = one.get("/streams/next")
        assert (stream["held"], stream["number"]) == (True, 3)
        one.post("/streams/3/release", events="all")
    assert text_of(one.get("/streams/3")["sent"]) == "1"
    assert one.get("/scenarios/hi")["put"]


TWICE = {"replies": [[{"text": "1"}], [{"text": "2"}]]}


def test_a_reset_closes_gates_and_counts_replies_from_the_first(plane: Control) -> None:
    one = plane.session(scenarios={"twice": TWICE, "gated": "reply: [gate: g, text: x]"})
    one.post("/gates/g/open")
    said = [text_of(one.complete("twice").text) for _ in range(2)]
    one.post("/reset")
    assert (said, text_of(one.complete("twice").text)) == (["1", "2"], "1")
    with one.streaming("gated"):
        streams = [one.get("/streams/next") for _ in range(2)]
        assert [stream["gate"] for stream in streams] == [None, "g"]


async def test_a_stream_that_writes_while_a_reset_aborts_it_was_not_left() -> None:
    session = ServedSession("x", Session(ScenarioSet(())), RealClock())
    exchange = session.journal.open("/", 0, Response(Plan((End(Ending.RESET),))))
    noticed = Outcome(Result.CLIENT_LEFT, False, 0, 0, ())
    connection = Mock(spec=asyncio.WriteTransport)
    connection.abort.side_effect = lambda: session.finished(exchange, noticed)
    session.began(exchange, connection)
    await session.reset()
    assert (exchange.result, session.aborted) == (Result.SERVER_STOPPED, set())


def test_a_test_in_python_resets_too() -> None:
    with MockServer() as server, server.session() as session:
        session.queue({"text": "a"}).reset()
        assert (session.queued, session.exchanges) == ([], [])
