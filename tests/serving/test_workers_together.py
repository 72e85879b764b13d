"""What several workers answer as one: by the table of routes, and by workers that are made up."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from mockserver.serving.control import of_exchanges, of_server, of_streams
from mockserver.serving.control.errors import ControlError, refusal
from mockserver.serving.control.of_workers import ANYONE, MERGED, OWNER, Asked, answered
from mockserver.serving.control.routes import ROUTES
from mockserver.serving.workers.peers import NoAnswerError, Peers, Said


@dataclass(frozen=True)
class MadeUp(Peers):
    """Workers that answer what they are told to, the last one after all others."""

    says: tuple[Said, ...] = ()

    async def one(self, number: int, method: str, path: str, given: Mapping[str, Any]) -> Said:
        for _ in range(3 * number):
            await asyncio.sleep(0)
        return self.says[number - 1]


def workers(*says: Said) -> MadeUp:
    return MadeUp(tuple(map(str, range(len(says)))), says)


def asked(method: str = "GET", path: str = "/x", number: str = "", **given: Any) -> Asked:
    return Asked(method, path, given, {"number": number})


def refused(code: str, status: int = 408) -> Said:
    return Said(status, {"error": {"message": "No.", "code": code, "details": []}})


def exchange(number: int, arrival: int) -> Said:
    return Said(200, {"number": number, "arrival": arrival})


def test_what_is_not_refused_is_deliberate() -> None:
    free = {f"{one.method} {one.path}" for one in ROUTES if one.alone or one.act in OWNER}
    merged = {f"{one.method} {one.path}" for one in ROUTES if one.act in MERGED}
    assert free == {
        *("GET /openapi.json", "GET /scenarios", "GET /scenarios/{name}", "GET /clock"),
        *("POST /scenarios/validate", "GET /exchanges/{number}", "GET /exchanges/{number}/wait"),
        *("GET /streams/{number}", "POST /streams/{number}/wait-until-read"),
    }
    assert merged == {
        *("GET /health", "GET /metrics", "GET /journal", "DELETE /journal", "GET /report"),
        *("GET /verify", "POST /verify", "POST /reset"),
    }


@pytest.mark.parametrize("route", ROUTES, ids=lambda one: f"{one.method} {one.path}")
async def test_an_act_that_is_in_no_table_is_refused(route: Any) -> None:
    if route.act in ANYONE | OWNER | set(MERGED) | {of_exchanges.wait}:
        return
    with pytest.raises(ControlError, match="is for a server of one process") as caught:
        await answered(workers(), route.act, asked(route.method, route.path))
    assert caught.value.code == "several_workers"


async def test_the_earliest_that_fits_is_found_in_whichever_worker() -> None:
    every = workers(exchange(1, 20), refused("waited_too_long"), exchange(3, 10))
    assert (await answered(every, of_exchanges.wait, asked()))["number"] == 3


async def test_what_is_waited_for_may_come_in_any_worker() -> None:
    late = workers(refused("waited_too_long"), exchange(2, 5))
    assert (await late.first("GET", "/x", {})).value["number"] == 2
    never = workers(refused("waited_too_long"), refused("waited_too_long"))
    with pytest.raises(ControlError, match=r"No\.") as caught:
        await answered(never, of_exchanges.wait, asked())
    assert (caught.value.code, caught.value.more) == ("waited_too_long", {"details": []})


async def test_a_refusal_of_one_is_that_of_all() -> None:
    every = workers(Said(200, ""), refused("not_installed", 501))
    with pytest.raises(ControlError) as caught:
        await answered(every, of_server.metrics, asked())
    assert caught.value.status == 501


async def test_what_all_take_away_is_summed() -> None:
    gone = {"exchanges": 2, "queued": 0, "streams": 1}
    every = workers(Said(200, gone), Said(200, {**gone, "streams": 2}))
    told = await answered(every, of_streams.reset, asked("POST"))
    assert told == {"exchanges": 4, "queued": 0, "streams": 3}


async def test_findings_of_all_make_one_verdict() -> None:
    finding = {"problem": "unmatched", "level": "fail", "message": "m", "scenario": None}
    one = {"ok": True, "requests": 2, "by_scenario": {"b": 1, "a": 1}, "findings": []}
    other = {"ok": False, "requests": 2, "by_scenario": {"a": 1}}
    every = workers(Said(200, one), Said(200, {**other, "findings": [{**finding, "exchange": 2}]}))
    told = await answered(every, of_exchanges.verify, asked())
    assert (told["ok"], told["requests"], told["by_scenario"]) == (False, 4, {"a": 2, "b": 1})
    assert "4 requests (a 2, b 1, none 1)" in told["text"]


async def test_that_one_worker_had_no_request_is_told_only_where_all_had_none() -> None:
    finding = {"problem": "no_requests", "level": "fail", "message": "m", "scenario": None}
    none = {"requests": 0, "by_scenario": {}, "findings": [{**finding, "exchange": None}]}
    some = {"requests": 1, "by_scenario": {"a": 1}, "findings": []}
    told = await answered(workers(Said(200, none), Said(200, some)), of_exchanges.verify, asked())
    assert (told["ok"], told["findings"]) == (True, [])
    told = await answered(workers(Said(200, none), Said(200, none)), of_exchanges.verify, asked())
    assert (told["ok"], len(told["findings"])) == (False, 1)


async def test_the_owner_of_an_exchange_is_in_its_number() -> None:
    peers = Peers(("a", "b", "c"))
    assert [peers.owner(number) for number in ("1", "2", "3", "4", "x")] == [1, 2, 3, 1, 1]


async def test_a_worker_that_does_not_answer_is_said() -> None:
    with pytest.raises(NoAnswerError, match="worker 1 of 1 does not answer") as caught:
        await Peers(("/nowhere/1.sock",)).all("GET", "/x", {})
    assert refusal(caught.value).status == 500
