"""The application by itself, as pytest-aiohttp runs it in a test's own loop."""

from __future__ import annotations

from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient
from pytest_aiohttp.plugin import AiohttpClient

from mockserver.exchange.respond import Response, respond
from mockserver.exchange.selection import ScenarioSet, TiedScenariosError
from mockserver.serving import data_plane
from mockserver.serving.app import create_app
from mockserver.serving.shared import SERVING
from mockserver.wire.digest import digest
from mockserver.wire.json_text import dump_bytes

from .said import COMPLETIONS, SCENARIOS, body, planned, scenario, text_of

Client = TestClient[web.Request, web.Application]


@pytest.fixture
async def client(aiohttp_client: AiohttpClient) -> Client:
    return await aiohttp_client(create_app(SCENARIOS))


async def test_a_stream_is_answered_as_rendered(client: Client) -> None:
    response = await client.post(COMPLETIONS, json=body("text"))
    assert response.status == 200
    assert response.content_type == "text/event-stream"
    assert text_of(await response.text()) == "The quick brown fox jumps over the lazy dog."


async def test_stream_false_is_one_json_body(client: Client) -> None:
    response = await client.post(COMPLETIONS, json=body("usage-tail", stream=False))
    answer = await response.json()
    assert answer["object"] == "chat.completion"
    assert answer["choices"][0]["message"]["content"] == "Short."
    assert answer["usage"]["total_tokens"] == 14


async def test_an_error_in_a_stream_is_a_status_without_one(client: Client) -> None:
    response = await client.post(COMPLETIONS, json=body("openrouter/midstream-error", stream=False))
    assert response.status == 502
    assert (await response.json())["error"]["message"] == "Provider returned error"


async def test_a_reply_that_cannot_be_folded_is_refused_by_its_step(client: Client) -> None:
    response = await client.post(COMPLETIONS, json=body("raw", stream=False))
    error = (await response.json())["error"]
    assert (response.status, error["code"], error["param"]) == (400, "no_fold", "stream")
    assert "its step `raw` has no meaning without a stream" in error["message"]


@pytest.mark.parametrize("base", ["/v1", "/api/v1"])
async def test_models_lists_the_scenarios(base: str, client: Client) -> None:
    listed = await (await client.get(f"{base}/models")).json()
    assert listed["object"] == "list"
    assert [one["id"] for one in listed["data"]] == [one.name for one in SCENARIOS]


async def test_each_base_path_speaks_its_dialect(client: Client) -> None:
    ours = await (await client.post(COMPLETIONS, json=body(stream=False))).json()
    theirs = await (await client.post(f"/api{COMPLETIONS}", json=body(stream=False))).json()
    assert ours["id"].startswith("chatcmpl-")
    assert theirs["id"].startswith("gen-")


async def test_health_counts_what_was_done(client: Client) -> None:
    await (await client.post(COMPLETIONS, json=body())).read()
    assert await (await client.get("/__mockserver__/health")).json() == {
        "status": "ok",
        "scenarios": len(SCENARIOS),
        "queued": 0,
        "requests": 1,
        "open": 0,
        "workers": 1,
    }


async def test_health_counts_open_streams(client: Client) -> None:
    response = await client.post(COMPLETIONS, json=body("stalled"))
    await response.content.readuntil(b"\n\n")
    health = await (await client.get("/__mockserver__/health")).json()
    assert (health["requests"], health["open"]) == (1, 1)
    response.close()


async def journal(client: Client) -> list[dict[str, Any]]:
    said = await (await client.get("/__mockserver__/journal")).json()
    assert said["total"] == len(said["exchanges"])
    exchanges: list[dict[str, Any]] = said["exchanges"]
    return exchanges


async def test_the_journal_has_the_plan_beside_what_happened(client: Client) -> None:
    await (await client.post(COMPLETIONS, json=body("text"))).read()
    (exchange,) = await journal(client)
    plan, happened = planned("text"), exchange["happened"]
    assert exchange["digest"] == digest(plan)
    assert exchange["planned"] | {"notes": []} == {
        "ending": "complete",
        "bytes": len(plan.body),
        "duration": 220_000,
        "notes": [],
    }
    assert (happened["result"], happened["exact"], happened["unaccepted"]) == ("complete", True, 0)
    assert (happened["chunks"], happened["events"]) == (13, 14)


async def test_the_journal_shows_that_nothing_was_early(client: Client) -> None:
    await (await client.post(COMPLETIONS, json=body("text"))).read()
    (exchange,) = await journal(client)
    segments = exchange["happened"]["segments"]
    late = [happened - due for due, happened, _ in segments]
    assert [due for due, _, _ in segments] == [0, *range(40_000, 220_001, 15_000)]
    assert min(late) >= 0
    assert exchange["happened"]["lateness"] == max(late)


async def test_the_journal_has_refused_requests(client: Client) -> None:
    await client.post(COMPLETIONS, data=b"{")
    await client.get("/v1/nothing")
    broken, nothing = await journal(client)
    assert "could not parse" in broken["refused"]
    assert "/v1/nothing is not served here" in nothing["refused"]
    assert (broken["model"], broken["scenario"], broken["status"]) == (None, None, 400)


async def test_times_count_from_the_arrival_and_not_from_the_plan(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    serving, planning = client.app[SERVING], list[int]()

    def noted(*arguments: Any, **options: Any) -> Response:
        planning.append(serving.clock.now())
        return respond(*arguments, **options)

    monkeypatch.setattr(data_plane, "respond", noted)
    await (await client.post(COMPLETIONS, json=body())).read()
    (exchange,) = serving.default.journal
    assert exchange.arrival <= planning[0]


async def test_a_body_beyond_the_bound_is_refused(aiohttp_client: AiohttpClient) -> None:
    data = dump_bytes(body(content="x" * 200))
    exact = await aiohttp_client(create_app(SCENARIOS, max_body=len(data)))
    assert (await exact.post(COMPLETIONS, data=data)).status == 200
    smaller = await aiohttp_client(create_app(SCENARIOS, max_body=len(data) - 1))
    response = await smaller.post(COMPLETIONS, data=data)
    assert response.status == 413
    said = (await response.json())["error"]["message"]
    assert said == f"The body of your request is larger than {len(data) - 1} bytes."


async def test_the_seed_makes_other_ids(aiohttp_client: AiohttpClient) -> None:
    ids = []
    for seed in (0, 0, 1):
        client = await aiohttp_client(create_app(ScenarioSet(SCENARIOS), seed=seed))
        answer = await (await client.post(COMPLETIONS, json=body(stream=False))).json()
        ids.append(answer["id"])
    assert ids[0] == ids[1] != ids[2]


def test_scenarios_that_cannot_stand_side_by_side_are_refused() -> None:
    match = "match: {model: a}\nreply: [{text: x}]"
    with pytest.raises(TiedScenariosError, match=r"one\.yaml and two\.yaml have the same match"):
        create_app([scenario("one", match), scenario("two", match)])
    with pytest.raises(TiedScenariosError, match=r"hi\.yaml and hi\.yaml have the same name"):
        create_app([scenario("hi", match), scenario("hi", "reply: [{text: x}]")])
