"""Streams held, let go on and moved in time over HTTP."""

from __future__ import annotations

import sys
from base64 import b64decode

import pytest

from .controlled import Control
from .said import text_of


def test_a_gate_holds_a_stream_until_it_is_opened(control: Control) -> None:
    control.post("/queue", reply=[{"text": "a"}, {"gate": "a/b"}, {"text": "b"}])
    with control.streaming() as response:
        stream = control.get("/streams/next")
        assert (stream["state"], stream["gate"], stream["held"]) == ("gated", "a/b", False)
        assert text_of(stream["sent"]) == "a"
        assert control.post("/gates/a%2Fb/open") == {"gate": "a/b", "open": True}
        response.read()
    end = control.get("/streams/1")
    assert (text_of(end["sent"]), end["state"], end["outcome"]) == ("ab", "ended", "complete")


def test_a_held_stream_goes_on_event_by_event(control: Control) -> None:
    control.post("/queue", reply=[{"text": ["a", "b", "c"]}])
    assert control.post("/hold") == {"hold": True}
    with control.streaming() as response:
        stream = control.get("/streams/next")
        assert (stream["events_sent"], stream["held"], stream["gate"]) == (0, True, None)
        assert control.post("/streams/1/release")["events_sent"] == 1
        assert control.post("/streams/1/release", events=2)["chunks_sent"] == 3
        assert control.post("/streams/1/release", until='"c"')["chunks_sent"] == 4
        control.post("/streams/1/release", events="all")
        assert text_of(response.read().decode()) == "abc"


def test_streams_that_begin_after_the_hold_are_not_held(control: Control) -> None:
    control.post("/hold")
    control.post("/hold", hold=False)
    assert text_of(control.complete().text) == "Hi"
    assert control.code("POST", "/streams/1/release") == (409, "not_held")


def test_a_text_that_is_never_sent_is_told(control: Control) -> None:
    control.post("/hold")
    with control.streaming():
        code = control.code("POST", "/streams/1/release", until="zzz")
    assert code == (409, "not_sent")


@pytest.mark.parametrize("said", [{"events": 0}, {"events": "some"}, {"events": 1, "until": "a"}])
def test_a_release_says_how_much(said: dict[str, object], control: Control) -> None:
    assert control.code("POST", "/streams/1/release", **said) == (400, "bad_request")


def test_a_release_waits_no_longer_than_said(control: Control) -> None:
    control.post("/hold")
    with control.streaming("slow"):
        status, json = control.ask("POST", "/streams/1/release", events="all", timeout=0.01)
    assert (status, json["error"]["code"]) == (408, "waited_too_long")


def test_each_stream_is_handed_out_once(control: Control) -> None:
    for _ in range(2):
        control.complete()
    assert [control.get("/streams/next")["number"] for _ in range(2)] == [1, 2]
    assert control.code("GET", "/streams/next", timeout=0) == (408, "waited_too_long")


def test_what_was_sent_is_shown_to_the_byte(control: Control) -> None:
    control.post("/queue", reply=[{"raw": {"base64": "/4A="}}])
    control.complete()
    stream = control.get("/streams/1")
    assert (b64decode(stream["sent_base64"]), stream["sent"]) == (b"\xff\x80", "��")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells what a client read")
def test_what_a_client_has_read_is_waited_for(control: Control) -> None:
    control.post("/hold")
    with control.streaming() as response:
        control.post("/streams/1/release")
        parts = response.iter_raw()
        next(parts)
        assert control.post("/streams/1/wait-until-read")["events_sent"] == 1
        control.post("/streams/1/release")
        waited = control.code("POST", "/streams/1/wait-until-read", timeout=0.01)
        assert waited == (408, "waited_too_long")
    control.get("/exchanges/1/wait")
    assert control.code("POST", "/streams/1/wait-until-read") == (409, "not_knowable")


def test_gates_are_opened_up_to_a_bound(monkeypatch: pytest.MonkeyPatch, control: Control) -> None:
    monkeypatch.setattr("mockserver.serving.control.of_streams.MOST_GATES", 1)
    for _ in range(2):
        control.post("/gates/a/open")
    assert control.code("POST", "/gates/b/open") == (409, "too_many")


# -- time -----------------------------------------------------------------------------------------


def test_ten_minutes_pass_at_once(plane: Control) -> None:
    one = plane.session(clock="manual")
    one.post("/queue", reply=[{"text": "a"}, {"wait": "10m"}, {"text": "b"}])
    with one.streaming() as response:
        one.get("/streams/next")
        assert one.post("/clock/advance", seconds=599.9)["now"] == 599_900_000
        assert text_of(one.get("/streams/1")["sent"]) == "a"
        one.post("/clock/advance", seconds=1)
        assert text_of(response.read().decode()) == "ab"
    assert one.get("/clock") == {"clock": "manual", "now": 600_900_000}


def test_real_time_is_moved_on_by_nobody(control: Control) -> None:
    assert control.get("/clock")["clock"] == "real"
    assert control.code("POST", "/clock/advance", seconds=1) == (409, "real_time")


@pytest.mark.parametrize("seconds", [-1, "1", 1e12, None])
def test_time_goes_on_by_a_number_of_seconds(seconds: object, plane: Control) -> None:
    one = plane.session(clock="manual")
    assert one.code("POST", "/clock/advance", seconds=seconds) == (400, "bad_request")
