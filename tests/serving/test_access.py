"""Who may ask: the API key of requests, the origin of web pages."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from mockserver.serving.access import Access
from mockserver.serving.server import MockServer
from mockserver.wire.json_text import dump_bytes

from .said import COMPLETIONS, SCENARIOS, Client, body, client, rendered, text_of

PAGE = "http://localhost:3000"


@contextmanager
def serving(**options: Any) -> Iterator[tuple[Client, MockServer]]:
    with MockServer(SCENARIOS, **options) as server, client(server) as ask:
        yield ask, server


# -- the API key ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [{"Authorization": "Bearer k"}, {"Authorization": "bearer  k "}, {"api-key": "k"}],
)
@pytest.mark.parametrize(("method", "path"), [("POST", COMPLETIONS), ("GET", "/v1/models")])
def test_the_right_key_is_answered(method: str, path: str, headers: dict[str, str]) -> None:
    with serving(api_key="k") as (ask, _):
        sent = body("hi") if method == "POST" else None
        assert ask.ask(sent, path, method, **headers)[0] == 200


@pytest.mark.parametrize(
    "headers", [{}, {"Authorization": "Basic k"}, {"Authorization": "Bearer "}]
)
def test_a_missing_key_is_refused(headers: dict[str, str]) -> None:
    with serving(api_key="k") as (ask, _):
        status, answer = ask.ask(body("hi"), **headers)
    assert (status, answer["error"]["code"]) == (401, None)
    assert answer["error"]["message"].startswith("You didn't provide an API key")


@pytest.mark.parametrize("wrong", ["secret", "", "K", "kk", "é"])
def test_a_wrong_key_is_refused_and_not_repeated(wrong: str) -> None:
    with serving(api_key="k") as (ask, server):
        status, answer = ask.ask(body("hi"), Authorization=f"Bearer x{wrong}")
        (exchange,) = server.exchanges
    assert (status, answer["error"]["code"]) == (401, "invalid_api_key")
    assert answer["error"]["message"] == exchange.refused == "Incorrect API key provided."


@pytest.mark.parametrize(("method", "path"), [("POST", "chat/completions"), ("GET", "models")])
def test_the_refusal_is_in_the_dialects_shape(method: str, path: str) -> None:
    with serving(api_key="k") as (ask, _):
        sent = body("hi") if method == "POST" else None
        openai = ask.ask(sent, f"/v1/{path}", method)[1]["error"]
        openrouter = ask.ask(sent, f"/api/v1/{path}", method)[1]["error"]
    assert openai.keys() == {"message", "type", "param", "code"}
    assert (openrouter["code"], openrouter["metadata"]["error_type"]) == (401, "authentication")


def test_a_refused_request_uses_no_reply_up() -> None:
    with serving(api_key="k") as (ask, _):
        ask.ask(body("twice"))
        assert text_of(ask.ask(body("twice"), api_key="k")[1]) == "one"


def test_the_control_plane_asks_for_no_key() -> None:
    with serving(api_key="k") as (ask, _):
        assert ask.ask(None, "/__mockserver__/health", "GET")[0] == 200


# -- web pages ------------------------------------------------------------------------------------


def fields(
    server: MockServer, method: str, path: str, sent: bytes | None = None, **headers: str
) -> tuple[int, dict[str, str], bytes]:
    """Status, header fields of CORS, and the body."""
    connection = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=20)
    connection.request(method, path, sent, {k.replace("_", "-"): v for k, v in headers.items()})
    answer = connection.getresponse()
    data = answer.read()
    connection.close()
    cors = {k: v for k, v in answer.getheaders() if k.startswith("Access-Control-") or k == "Vary"}
    return answer.status, cors, data


def test_a_page_may_ask_where_its_origin_is_allowed() -> None:
    with serving(allow_origin=PAGE) as (_, server):
        status, cors, data = fields(
            server, "POST", COMPLETIONS, dump_bytes(body("hi")), Origin=PAGE
        )
    assert (status, b"Hi" in data) == (200, True)
    assert cors == {
        "Access-Control-Allow-Origin": PAGE,
        "Access-Control-Expose-Headers": "*",
        "Vary": "Origin",
    }


@pytest.mark.parametrize("path", ["/v1/models", "/v1/nothing"])
def test_a_page_may_read_every_answer(path: str) -> None:
    with serving(allow_origin="*") as (_, server):
        cors = fields(server, "GET", path, Origin="http://any")[1]
    assert cors == {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "*"}


def test_a_page_may_read_that_its_key_is_wrong() -> None:
    with serving(allow_origin="*", api_key="k") as (_, server):
        status, cors, _ = fields(server, "POST", COMPLETIONS, b"{}", Origin=PAGE)
    assert (status, cors["Access-Control-Allow-Origin"]) == (401, "*")


def test_a_preflight_is_answered_without_a_key() -> None:
    asks: Any = {"Access_Control_Request_Method": "POST"}
    more: Any = {"Access_Control_Request_Headers": "authorization,content-type"}
    with serving(allow_origin=PAGE, api_key="k") as (_, server):
        status, cors, data = fields(server, "OPTIONS", COMPLETIONS, Origin=PAGE, **asks, **more)
        models = fields(server, "OPTIONS", "/v1/models", Origin=PAGE, **asks)
    assert (status, data) == (204, b"")
    assert cors["Access-Control-Allow-Methods"] == "POST"
    assert cors["Access-Control-Allow-Headers"] == "authorization,content-type"
    assert models[1]["Access-Control-Allow-Methods"] == "GET"
    assert "Access-Control-Allow-Headers" not in models[1]


@pytest.mark.parametrize("name", ["hi", "tools%2Fhi"])
def test_a_preflight_of_azures_path_is_answered(name: str) -> None:
    path = f"/openai/deployments/{name}/chat/completions"
    with serving(allow_origin="*") as (_, server):
        asked = fields(server, "OPTIONS", path, Origin=PAGE, Access_Control_Request_Method="POST")
    assert (asked[0], asked[1]["Access-Control-Allow-Methods"]) == (204, "POST")


@pytest.mark.parametrize("origin", ["http://localhost:3001", "http://localhost", "null"])
def test_another_origin_may_not_ask(origin: str) -> None:
    with serving(allow_origin=PAGE) as (_, server):
        asked = fields(server, "POST", COMPLETIONS, dump_bytes(body("hi")), Origin=origin)
        preflight = fields(
            server, "OPTIONS", COMPLETIONS, Origin=origin, Access_Control_Request_Method="POST"
        )
    assert asked[:2] == (200, {})
    assert preflight[:2] == (405, {})


def test_a_preflight_that_asks_for_nothing_is_none() -> None:
    with serving(allow_origin=PAGE) as (_, server):
        assert fields(server, "OPTIONS", COMPLETIONS, Origin=PAGE)[0] == 405


def test_without_the_option_no_page_may_ask() -> None:
    with serving() as (_, server):
        asked = fields(
            server, "OPTIONS", COMPLETIONS, Origin=PAGE, Access_Control_Request_Method="POST"
        )
    assert (asked[0], asked[1], "takes POST" in json.loads(asked[2])["error"]["message"]) == (
        405,
        {},
        True,
    )


@pytest.mark.parametrize("path", ["/__mockserver__/journal", "/__mockserver__/nothing"])
def test_no_page_may_read_the_control_plane(path: str) -> None:
    with serving(allow_origin="*") as (_, server):
        assert fields(server, "GET", path, Origin=PAGE)[1] == {}


def test_a_client_that_is_no_page_gets_the_very_same_bytes() -> None:
    with serving(allow_origin="*", api_key="k") as (ask, server):
        ask.ask(body("hi"), api_key="k")
        (exchange,) = server.exchanges
    assert exchange.plan.body in rendered("hi")
    assert "Access-Control-Allow-Origin" not in dict(exchange.plan.head.headers)  # type: ignore[union-attr]


# -- options that cannot be meant -----------------------------------------------------------------


@pytest.mark.parametrize("origin", ["", "localhost:3000", f"{PAGE}/", f"{PAGE}, *", "http://"])
def test_what_is_no_origin_is_refused(origin: str) -> None:
    with pytest.raises(ValueError, match=r"is not an origin: write \* or"):
        Access(allow_origin=origin)


def test_an_empty_key_is_refused() -> None:
    with pytest.raises(ValueError, match="not empty"):
        Access(api_key="")
