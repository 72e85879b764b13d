"""Every route of the control plane is guarded, bounded and strict, by the table of routes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

import httpx
import pytest
from pytest_aiohttp.plugin import AiohttpClient

from mockserver.delivery.manual_clock import TooManyStepsError
from mockserver.serving import paths
from mockserver.serving.app import create_app
from mockserver.serving.control import of_streams
from mockserver.serving.control.errors import CODES, refusal
from mockserver.serving.control.openapi import codes_of
from mockserver.serving.control.route import Route
from mockserver.serving.control.routes import ROUTES, methods
from mockserver.serving.server import MockServer
from mockserver.serving.shared import SERVING

from .controlled import JSON, Control
from .said import PATIENCE, Client, body, client

every_route = pytest.mark.parametrize("route", ROUTES, ids=lambda one: f"{one.method} {one.path}")


@pytest.fixture(scope="module")
def guarded() -> Iterator[tuple[httpx.Client, str]]:
    """A server that asks for a token."""
    with MockServer(control_token="t0ken") as server, httpx.Client(trust_env=False) as http:
        yield http, server.url


def code(http: httpx.Client, url: str, route: Route, **headers: str) -> str:
    path = route.path.replace("{number}", "1").replace("{name}", "n").replace("{id}", "i")
    answer = http.request(route.method, f"{url}{paths.CONTROL}{path}", headers=headers)
    said = answer.json()["error"]
    assert answer.status_code == CODES[said["code"]][0]
    return str(said["code"])


@every_route
def test_a_foreign_host_and_origin_are_refused(route: Route, plane: Control) -> None:
    foreign = {"Host": "evil.example"}
    assert code(plane.http, plane.url, route, **JSON, **foreign) == "foreign_host"
    foreign = {"Origin": "http://evil.example"}
    assert code(plane.http, plane.url, route, **JSON, **foreign) == "foreign_origin"


@every_route
def test_what_changes_something_takes_json_alone(route: Route, plane: Control) -> None:
    if route.method != "GET":
        assert code(plane.http, plane.url, route) == "not_json"
        assert code(plane.http, plane.url, route, **{"Content-Type": "text/plain"}) == "not_json"


@every_route
def test_a_token_is_asked_for(route: Route, guarded: tuple[httpx.Client, str]) -> None:
    http, url = guarded
    assert code(http, url, route, **JSON) == "no_token"
    assert code(http, url, route, **JSON, Authorization="Bearer other") == "no_token"


@every_route
def test_a_session_that_is_none_is_said_to_be_none(route: Route, plane: Control) -> None:
    assert code(plane.http, f"{plane.url}/s/none", route, **JSON) == "no_session"


@every_route
def test_a_key_that_is_none_is_refused(route: Route, plane: Control) -> None:
    path = route.path.replace("{number}", "1").replace("{name}", "n").replace("{id}", "i")
    status, json = plane.ask(route.method, path, nonsense="x")
    assert (status, json["error"]["code"]) == (400, "bad_request")
    assert "/nonsense" in [one["at"] for one in json["error"]["details"]]
    assert "unknown key: nonsense" in str(json["error"]["details"])


@every_route
def test_every_code_of_a_route_has_a_status(route: Route) -> None:
    assert set(codes_of(route)) <= set(CODES)
    assert ("waited_too_long" in route.codes) is route.waits


def test_a_clock_that_came_by_too_many_deadlines_says_so() -> None:
    assert refusal(TooManyStepsError("advance by less")).code == "too_many_steps"


@every_route
def test_every_route_says_what_it_does(route: Route) -> None:
    assert route.about.endswith((".", "?"))
    assert route.method in methods(paths.CONTROL + route.path)


# -- what comes in --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (b"{", "no JSON"),
        (b"[]", "no JSON object"),
        (b" ", "no JSON"),
        (b'{"reply": NaN}', "no JSON"),
        (b'{"a": ' + b"[" * 100 + b"]" * 100 + b"}", "nested too deeply: 100"),
        (b"[" * 100_000, "nested too deeply"),
        (b'"\xff"', "no JSON"),
    ],
)
def test_a_body_that_is_no_good_json_is_refused(sent: bytes, said: str, plane: Control) -> None:
    url = f"{plane.url}/__mockserver__/queue"
    answer = plane.http.post(url, content=sent, headers=JSON)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "bad_json")
    assert said in answer.json()["error"]["message"]


def test_a_body_beyond_the_bound_is_refused() -> None:
    with MockServer(max_body=100) as server, client(server) as http:
        status, answer = ask(http, b" " * 101)
        assert (status, answer["error"]["code"]) == (413, "too_large")


def ask(http: Client, sent: bytes) -> tuple[int, dict[str, dict[str, str]]]:
    status, answer = http.ask(sent, "/__mockserver__/queue", Content_Type="application/json")
    return status, answer


def test_a_query_says_each_key_once_and_nothing_beside_a_body(plane: Control) -> None:
    twice = plane.http.get(f"{plane.url}/__mockserver__/journal?status=200&status=201")
    beside = plane.http.post(f"{plane.url}/__mockserver__/reset?x=1", headers=JSON)
    assert [one.json()["error"]["code"] for one in (twice, beside)] == ["bad_request"] * 2


@pytest.mark.parametrize(
    ("path", "status"), [("", 404), ("/nothing", 404), ("/a%0Ab", 404), ("/reset", 405)]
)
def test_another_path_and_method_are_refused_and_not_in_the_journal(
    path: str, status: int, control: Control
) -> None:
    assert control.code("GET", path)[0] == status
    assert control.get("/journal")["total"] == 0


def test_null_is_nothing_that_a_key_can_say(control: Control) -> None:
    status, json = control.ask("POST", "/sessions", id=None, label="x")
    assert (status, json["error"]["details"][0]["at"]) == (400, "/id")


def test_a_head_does_nothing(control: Control) -> None:
    answer = control.http.head(f"{control.url}/__mockserver__/streams/next", headers=JSON)
    assert answer.status_code == 405


async def turns(over: Callable[[], bool]) -> None:
    """Lets the loop turn until it is so."""
    async with asyncio.timeout(PATIENCE):
        while not over():  # noqa: ASYNC110 - nobody is told of who waits
            await asyncio.sleep(0)


# -- what waits -----------------------------------------------------------------------------------


@pytest.mark.parametrize("timeout", [-1, 60.1, "nan", "inf", "x"])
def test_a_wait_is_bounded(timeout: object, control: Control) -> None:
    assert control.code("GET", "/streams/next", timeout=timeout) == (400, "bad_request")


async def test_a_client_that_leaves_takes_no_stream_with_it(aiohttp_client: AiohttpClient) -> None:
    app = create_app(fallback="random")
    http = await aiohttp_client(app)
    session = app[SERVING].default
    waiting = asyncio.create_task(http.get("/__mockserver__/streams/next?timeout=60"))
    await turns(lambda: bool(session.changed._waiting))
    waiting.cancel()
    await turns(lambda: not session.changed._waiting)
    await (await http.post("/v1/chat/completions", json=body())).read()
    answer = await http.get("/__mockserver__/streams/next")
    assert (answer.status, (await answer.json())["number"]) == (200, 1)


async def test_a_session_that_ends_ends_what_waits_for_it(aiohttp_client: AiohttpClient) -> None:
    app = create_app()
    http = await aiohttp_client(app)
    session = app[SERVING].begin("a")
    waiting = asyncio.create_task(http.get("/s/a/__mockserver__/journal/wait?timeout=60"))
    await turns(lambda: bool(session.changed._waiting))
    await http.delete("/__mockserver__/sessions/a", headers=JSON)
    answer = await waiting
    assert (answer.status, (await answer.json())["error"]["code"]) == (404, "no_session")


async def test_a_fault_of_the_server_is_said_and_logged(
    aiohttp_client: AiohttpClient,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(**_: object) -> None:
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr(of_streams, "ClockAnswer", broken)
    http = await aiohttp_client(create_app())
    answer = await http.get("/__mockserver__/clock")
    error = (await answer.json())["error"]
    assert (answer.status, error["code"]) == (500, "failed")
    assert "ZeroDivisionError: by zero" in error["message"]
    assert "ZeroDivisionError" in caplog.text
    caplog.clear()
