"""The control plane serves programs of this machine, or with its token, and no web page."""

from __future__ import annotations

import httpx
import pytest

from mockserver.serving.guard import Guard, is_loopback
from mockserver.serving.server import MockServer

JSON = {"Content-Type": "application/json"}


def code(method: str, headers: dict[str, str], token: str | None = None) -> str | None:
    objection = Guard(token).objection(method, headers)
    return None if objection is None else objection.code


@pytest.mark.parametrize(
    "host", ["127.0.0.1:8080", "localhost", "LOCALHOST:1", "[::1]:8080", "10.0.0.7"]
)
def test_an_address_and_localhost_are_answered(host: str) -> None:
    assert code("GET", {"Host": host}) is None


@pytest.mark.parametrize(
    "host",
    ["evil.example", "localhost.evil.example", "", "[::1", "]", "℀", "127.0.0.1.evil.x"],
)
def test_another_host_is_refused_unless_it_has_the_token(host: str) -> None:
    assert code("GET", {"Host": host}) == "foreign_host"
    assert code("GET", {"Host": host, "Authorization": "Bearer t"}, "t") is None


def test_only_the_server_s_own_origin_may_ask() -> None:
    own = {"Host": "localhost:80", "Origin": "http://localhost:80"}
    assert code("GET", own) is None
    for origin in ("http://evil.example", "null", "http://localhost:81"):
        foreign = {**own, "Origin": origin, "Authorization": "Bearer t"}
        assert (code("GET", foreign), code("GET", foreign, "t")) == ("foreign_origin",) * 2


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_page_that_asks_without_an_origin_is_refused(site: str) -> None:
    headers = {"Host": "localhost", "Sec-Fetch-Site": site}
    assert code("GET", headers) == "foreign_origin"
    assert code("GET", {**headers, "Sec-Fetch-Site": "none"}) is None


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
@pytest.mark.parametrize("kind", [None, "text/plain", "application/x-www-form-urlencoded"])
def test_a_change_takes_json_alone(kind: str | None, method: str) -> None:
    headers = {"Host": "localhost"} | ({} if kind is None else {"Content-Type": kind})
    assert code(method, headers) == "not_json"
    assert code(method, {**headers, "Content-Type": "application/json; charset=utf-8"}) is None


@pytest.mark.parametrize(
    "said", ["", "t", "Basic t", "Bearer", "Bearer T", "Bearer t t", "Bearer é"]
)
def test_what_is_not_the_token_is_refused(said: str) -> None:
    headers = {"Host": "localhost", "Authorization": said}
    assert code("GET", headers, "t") == "no_token"
    assert code("GET", {"Host": "localhost", "Authorization": "bearer t"}, "t") is None


@pytest.mark.parametrize("token", ["", "a b", "é", "a\n"])
def test_what_no_header_can_say_is_no_token(token: str) -> None:
    with pytest.raises(ValueError, match="a control token"):
        Guard(token)


@pytest.mark.parametrize(
    ("host", "alone"),
    [
        *((one, True) for one in ("127.0.0.1", "127.9.9.9", "::1", "localhost")),
        *((one, False) for one in ("0.0.0.0", "::", "10.0.0.7", "myhost")),
    ],
)
def test_only_loopback_is_this_machine_s_alone(host: str, alone: bool) -> None:
    assert is_loopback(host) is alone


def test_a_server_for_others_asks_for_a_token_by_itself() -> None:
    with MockServer(host="0.0.0.0") as server:
        health = f"http://127.0.0.1:{server.url.rpartition(':')[2]}/__mockserver__/health"
        token = {"Authorization": f"Bearer {server.control_token}"}
        assert httpx.get(health, trust_env=False).status_code == 401
        assert httpx.get(health, headers=token, trust_env=False).status_code == 200
        assert server.env()["MOCKSERVER_CONTROL_TOKEN"] == server.control_token
        assert httpx.get(f"{server.url}/v1/models", trust_env=False).status_code == 200


def test_a_token_that_is_given_is_asked_for_on_loopback_too() -> None:
    with MockServer(control_token="t") as server:
        refused = httpx.get(f"{server.url}/__mockserver__/health", trust_env=False)
        assert (refused.status_code, refused.json()["error"]["code"]) == (401, "no_token")
        assert server.session().env()["MOCKSERVER_CONTROL_TOKEN"] == "t"


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
