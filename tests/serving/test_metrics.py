"""The metrics of a server: what they count, that they are bounded, and what they say."""

from __future__ import annotations

import asyncio
import sys

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from mockserver.build import gate, scenario, text
from mockserver.exchange.journal import Exchange
from mockserver.exchange.outcome import Outcome, Result
from mockserver.exchange.respond import Response
from mockserver.serving.lag import LoopLag
from mockserver.serving.metrics import summed
from mockserver.serving.server import MockServer
from mockserver.serving.tally import BOUNDS, MOST_NAMES, Histogram, Tally, lateness
from mockserver.wire.instructions import End, Ending, Head, Instruction, Pause, Plan, Send

from .controlled import Control
from .said import PATIENCE
from .said import scenario as parsed

METRICS = "/__mockserver__/metrics"
HEAD, SEND, DONE = Head(200, ()), Send(b"x"), End(Ending.COMPLETE)


def values(text: str) -> dict[str, float]:
    """Each sample by its name and its labels' values: `mockserver_requests_total complete hi`."""
    families = text_string_to_metric_families(text)
    samples = (sample for family in families for sample in family.samples)
    return {" ".join([one.name, *one.labels.values()]): one.value for one in samples}


def scraped(url: str) -> dict[str, float]:
    answer = httpx.get(f"{url}{METRICS}", trust_env=False, timeout=PATIENCE)
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    return values(answer.text)


def plan(*instructions: Instruction) -> Plan:
    return Plan((HEAD, *instructions, DONE))


def over(name: str | None = None) -> Exchange:
    """An exchange that is over, as if this scenario had answered."""

    class Named(Exchange):
        @property
        def scenario(self) -> str | None:
            return name

    outcome = Outcome(Result.COMPLETE, True, 10, 0, (0, 0, 0))
    return Named(1, "/v1/chat/completions", 0, Response(plan(SEND)), outcome)


# -- what is counted ------------------------------------------------------------------------------


def test_all_sessions_count_as_one_server() -> None:
    with MockServer([scenario("hi", text("Hi"))]) as server, server.session() as session:
        root = session.base_url.removesuffix("/v1")
        with httpx.Client(trust_env=False, timeout=PATIENCE) as http:
            for one in (server.url, root):
                Control(http, one).complete("hi")
            Control(http, server.url).complete("nothing")
        session.wait_for_exchange()
        found = scraped(root)
        sent = sum(
            one.outcome.sent for each in (server, session) for one in each.exchanges if one.outcome
        )
    assert found["mockserver_requests_total complete hi"] == 2
    assert found["mockserver_requests_total complete none"] == 1
    assert found["mockserver_sent_bytes_total"] == sent
    assert found["mockserver_stream_lateness_seconds_count"] == 3


def test_a_stream_is_open_until_it_ends_and_its_bytes_count_at_once() -> None:
    held = scenario("held", text("a"), gate("later"), text("b"))
    with MockServer([held]) as server, httpx.Client(trust_env=False, timeout=PATIENCE) as http:
        with Control(http, server.url).streaming("held") as response:
            coming = response.iter_raw()
            next(coming)
            during = scraped(server.url)
            server.open_gate("later")
            list(coming)
        server.wait_for_exchange()
        after = scraped(server.url)
    assert (during["mockserver_open_streams"], after["mockserver_open_streams"]) == (1, 0)
    assert 0 < during["mockserver_sent_bytes_total"] < after["mockserver_sent_bytes_total"]


def test_two_servers_in_one_process_have_numbers_of_their_own() -> None:
    with MockServer() as one, MockServer() as other:
        httpx.post(f"{one.url}/v1/chat/completions", json={}, trust_env=False)
        one.wait_for_exchange()
        found = [scraped(each.url) for each in (one, other)]
    key = "mockserver_requests_total complete none"
    assert [each.get(key, 0) for each in found] == [1, 0]


def test_names_beyond_the_bound_are_counted_as_other() -> None:
    tally = Tally()
    for number in range(MOST_NAMES + 5):
        tally.over(over(f"s{number}"))
    tally.over(over("s0"))
    assert len(tally.ended) == MOST_NAMES + 1
    assert tally.ended["other", Result.COMPLETE] == 5
    assert tally.ended["s0", Result.COMPLETE] == 2


def test_a_scenario_that_is_really_called_none_is_one_series_with_refusals() -> None:
    tally = Tally()
    for one in (over("none"), over(None)):
        tally.over(one)
    assert tally.ended == {("none", Result.COMPLETE): 2}


# -- lateness -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("instructions", "times", "late"),
    [
        ((SEND, SEND), (3, 3, 7, 9), [7]),  # what is due together is as late as its last write
        ((SEND, Pause(100), SEND), (3, 3, 101, 105, 9), [3, 5]),
        ((Pause(100), Pause(100), SEND), (0, 150, 203, 204, 9), [0, 4]),  # it does not add up
        ((Pause(None, gate="g"), SEND), (0, 5000, 5002, 9), [0, 2]),  # a wait at a gate is none
        ((SEND, Pause(100), SEND), (3, 4), [4]),  # the client left in the pause
        ((SEND, SEND, Pause(100), SEND), (3, 4), [4]),  # and amid what was due together
        ((SEND,), (), []),
    ],
)
def test_lateness_is_against_the_planned_moment(
    instructions: tuple[Instruction, ...], times: tuple[int, ...], late: list[int]
) -> None:
    assert list(lateness(plan(*instructions), times)) == late


def test_lateness_of_a_stream_is_what_its_exchange_says() -> None:
    with MockServer(
        [parsed("p", "reply: {pace: {ttft: 5ms, itl: 2ms}, stream: [text: a b c]}")]
    ) as server:
        httpx.post(
            f"{server.url}/v1/chat/completions",
            json={"model": "p", "messages": [], "stream": True},
            trust_env=False,
        )
        one = server.wait_for_exchange()
        assert one.outcome is not None
        assert max(lateness(one.plan, one.outcome.times)) == one.lateness


def test_a_value_on_a_bound_falls_into_its_bucket() -> None:
    seen = Histogram()
    for value in (BOUNDS[0], BOUNDS[0] + 1, BOUNDS[-1] + 1):
        seen.add(value)
    assert (seen.counts[0], seen.counts[1], seen.counts[-1], sum(seen.counts)) == (1, 1, 1, 3)


# -- the loop's lag -------------------------------------------------------------------------------


class Loop:
    """As much of an event loop as a sampler knows; its time goes on by `run`."""

    def __init__(self) -> None:
        self.now = 0.0
        self.due: list[tuple[float, object, tuple[object, ...]]] = []

    def time(self) -> float:
        return self.now

    def call_at(self, when: float, act: object, *given: object) -> None:
        self.due.append((when, act, given))

    def run(self, late: float) -> None:
        when, act, given = self.due.pop(0)
        self.now = when + late
        act(*given)  # type: ignore[operator]


def test_the_lag_is_looked_at_while_somebody_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    loop, seen = Loop(), Histogram()
    monkeypatch.setattr(asyncio, "get_running_loop", lambda: loop)
    lag = LoopLag(seen)
    assert loop.due == []
    lag.asked()
    lag.asked()
    assert len(loop.due) == 1  # one sampler, however often it is asked for
    loop.run(late=0.01)
    assert seen.total == 10_000
    loop.run(late=1000)
    assert loop.due == []  # nobody has asked for long
    lag.asked()
    assert len(loop.due) == 1


# -- what is said ---------------------------------------------------------------------------------


def test_without_the_package_the_answer_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, plane: Control
) -> None:
    monkeypatch.setitem(sys.modules, "prometheus_client", None)
    status, json = plane.ask("GET", "/metrics")
    assert (status, json["error"]["code"]) == (501, "not_installed")
    assert "pip install 'mockserver[metrics]'" in json["error"]["message"]


def test_the_metrics_ask_for_the_token() -> None:
    with MockServer(control_token="t0ken") as server:
        assert httpx.get(f"{server.url}{METRICS}", trust_env=False).status_code == 401


def test_the_process_has_metrics_where_its_platform_tells_them(plane: Control) -> None:
    found = scraped(plane.url)
    assert any(key.startswith("python_info ") for key in found)
    assert ("process_cpu_seconds_total" in found) is sys.platform.startswith("linux")


def test_numbers_of_several_processes_are_summed() -> None:
    counter = '# TYPE a counter\na_total{s="x"} %d\n# TYPE process_start_time_seconds gauge\n'
    texts = [f"{counter % count}process_start_time_seconds {count}\n" for count in (2, 3)]
    only = '# TYPE a counter\na_total{s="y"} 1\n'
    found = values(summed([*texts, only]))
    assert found == {"a_total x": 5, "a_total y": 1, "process_start_time_seconds": 2}


def test_a_sum_of_one_is_the_same(plane: Control) -> None:
    text = httpx.get(f"{plane.url}{METRICS}", trust_env=False).text
    assert values(summed([text])) == values(text)
