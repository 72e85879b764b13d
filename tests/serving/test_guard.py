"""The control plane serves programs of this machine, and no web page."""

from __future__ import annotations

import httpx
import pytest

from mockserver.serving.guard import objection
from mockserver.serving.server import MockServer

JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    "host", ["127.0.0.1:8080", "localhost", "LOCALHOST:1", "[::1]:8080", "10.0.0.7"]
)
def test_an_address_and_localhost_are_answered(host: str) -> None:
    assert objection("GET", {"Host": host}) is None


@pytest.mark.parametrize(
    "host",
    ["evil.example", "localhost.evil.example", "", "[::1", "]", "℀", "127.0.0.1.evil.x"],
)
def test_another_host_is_refused(host: str) -> None:
    assert "host" in (objection("GET", {"Host": host}) or "")


def test_only_the_server_s_own_origin_may_ask() -> None:
    own = {"Host": "localhost:80", "Origin": "http://localhost:80"}
    assert objection("GET", own) is None
    for origin in ("http://evil.example", "null", "http://localhost:81"):
        assert "origins" in (objection("GET", {**own, "Origin": origin}) or "")


@pytest.mark.parametrize("kind", [None, "text/plain", "application/x-www-form-urlencoded"])
def test_a_change_takes_json_alone(kind: str | None) -> None:
    headers = {"Host": "localhost"} | ({} if kind is None else {"Content-Type": kind})
    assert "application/json" in (objection("POST", headers) or "")
    assert objection("POST", {**headers, "Content-Type": "application/json; charset=utf-8"}) is None


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "health"), ("GET", "journal"), ("POST", "gates/go/open")]
)
def test_every_control_route_is_guarded(method: str, path: str, server: MockServer) -> None:
    url = f"{server.url}/__mockserver__/{path}"
    assert httpx.request(method, url, headers=JSON).status_code == 200
    for headers in ({"Host": "evil.example"}, {"Origin": "http://evil.example"}):
        refused = httpx.request(method, url, headers={**JSON, **headers})
        assert (refused.status_code, "error" in refused.json()) == (403, True)


def test_a_gate_is_opened_over_http() -> None:
    with MockServer() as server:
        server.queue({"raw": "one"}, {"gate": "a/b c"}, {"raw": "two"})
        asked = {"model": "m", "stream": True, "messages": []}
        with httpx.stream("POST", f"{server.base_url}/chat/completions", json=asked) as response:
            parts = response.iter_raw()
            assert next(parts) == b"one"
            opened = httpx.post(f"{server.url}/__mockserver__/gates/a%2Fb%20c/open", headers=JSON)
            assert opened.json() == {"gate": "a/b c", "open": True}
            assert next(parts) == b"two"
