"""What happened, asked for over HTTP: the journal, waits, the verdict, the report."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from .controlled import Control


def numbers(control: Control, **query: Any) -> list[int]:
    return [one["number"] for one in control.get("/journal", **query)["exchanges"]]


def test_the_journal_has_what_fits(control: Control) -> None:
    for model in ("hi", "bye", "hi", "nothing"):
        control.complete(model)
    path = "/v1/chat/completions"
    assert numbers(control) == [1, 2, 3, 4]
    assert numbers(control, scenario="hi") == numbers(control, model="hi", path=path) == [1, 3]
    assert numbers(control, status=404) == [4]
    assert numbers(control, outcome="complete", since=2, scenario="hi") == [3]
    assert numbers(control, limit=2) == [3, 4]
    assert numbers(control, outcome="open") == []


def test_a_stream_s_end_is_in_the_journal_as_soon_as_the_client_has_it(control: Control) -> None:
    for _ in range(10):
        control.complete()
    every = control.get("/journal")["exchanges"]
    assert [one["happened"]["result"] for one in every] == ["complete"] * 10


@pytest.mark.parametrize("query", [{"outcome": "reset!"}, {"status": "x"}, {"limit": 0}])
def test_a_filter_that_can_fit_nothing_is_refused(query: dict[str, Any], control: Control) -> None:
    assert control.code("GET", "/journal", **query) == (400, "bad_request")


def test_a_cleared_journal_is_empty_and_numbers_go_on(control: Control) -> None:
    control.complete()
    with control.streaming("slow"):
        assert control.ask("DELETE", "/journal") == (200, {"removed": 1})
        assert numbers(control) == [2]
    control.complete()
    assert numbers(control)[-1] == 3


def test_one_exchange_is_asked_for_by_its_number(control: Control) -> None:
    control.complete()
    (listed,) = control.get("/journal")["exchanges"]
    assert control.get("/exchanges/1") == listed
    assert control.code("GET", "/exchanges/2") == (404, "no_exchange")
    assert control.code("GET", "/exchanges/one") == (404, "no_exchange")


def test_an_exchange_that_comes_is_waited_for(control: Control) -> None:
    found: list[Any] = []
    wait = {"outcome": "complete", "scenario": "hi", "timeout": 20, "since": 1}
    thread = threading.Thread(target=lambda: found.append(control.get("/journal/wait", **wait)))
    thread.start()
    for model in ("hi", "twice", "hi"):
        control.complete(model)
    thread.join()
    assert (found[0]["number"], found[0]["scenario"]) == (3, "hi")


def test_an_exchange_that_does_not_come_is_waited_for_no_longer_than_said(control: Control) -> None:
    status, json = control.ask("GET", "/journal/wait", outcome="reset", status=200, timeout=0.01)
    assert (status, json["error"]["code"]) == (408, "waited_too_long")
    said = "No exchange with status 200 ended as reset within 0.01 s"
    assert json["error"]["message"].startswith(said)


def test_one_exchange_s_end_is_waited_for(control: Control) -> None:
    with control.streaming("slow"):
        assert control.code("GET", "/exchanges/1/wait", timeout=0)[0] == 408
    assert control.get("/exchanges/1/wait")["happened"]["result"] == "client_left"


def test_the_verdict_fails_for_what_nothing_answered(control: Control) -> None:
    control.complete("nothing")
    told = control.get("/verify")
    assert (told["ok"], told["requests"], told["by_scenario"]) == (False, 1, {})
    assert [one["problem"] for one in told["findings"]] == ["unmatched"]
    assert told["text"].startswith("mockserver: not as it was meant to be; 1 request")


def test_levels_say_what_fails_the_verdict(control: Control) -> None:
    control.complete("nothing")
    assert control.get("/verify", unmatched="ignore")["ok"]
    assert control.post("/verify", unmatched="warn")["findings"][0]["level"] == "warn"
    assert control.code("POST", "/verify", unmatched="no") == (400, "bad_request")


def test_the_report_tells_the_exchanges(control: Control) -> None:
    control.complete()
    assert "200 complete: hi, reply 1\n" in control.get("/report")["text"]


def test_health_counts(control: Control) -> None:
    control.post("/queue", replies=[[], []])
    with control.streaming("hi"), control.streaming("slow"):
        health = control.get("/health")
    assert (health["status"], health["queued"], health["requests"]) == ("ok", 0, 2)


def test_bytes_on_the_wire_are_more_than_the_bodys(control: Control) -> None:
    body = control.complete().content
    (one,) = control.get("/journal")["exchanges"]
    assert len(body) < one["planned"]["bytes"] < one["happened"]["sent"]


def test_the_document_says_which_bytes_are_counted(control: Control) -> None:
    planned, happened = (
        control.get("/openapi.json")["components"]["schemas"]["Exchange"]["properties"][key]
        for key in ("planned", "happened")
    )
    assert "after the head" in planned["properties"]["bytes"]["description"]
    assert "those of the head" in happened["properties"]["sent"]["description"]
    control.complete()
    (one,) = control.get("/journal")["exchanges"]
    assert planned["properties"].keys() <= one["planned"].keys()
    assert happened["properties"].keys() <= one["happened"].keys()
