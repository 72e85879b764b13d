"""`mockserver serve --workers`: several processes on one port that tell as one what happened."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner

from mockserver.build import gate, scenario, text
from mockserver.cli import main
from mockserver.serving.workers.parent import objection

from .running import PATIENCE, Serving, serving

pytestmark = pytest.mark.skipif(
    sys.platform not in ("linux", "darwin"), reason="processes share a port on Linux and macOS"
)

CONTROL = "/__mockserver__"
REQUESTS = 24


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("scenarios")
    (made / "hi.yaml").write_text("reply: [text: Hi]\n")
    (made / "stalled.yaml").write_text("reply: [text: Hi, stall: forever]\n")
    return made


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Serving]:
    """Two workers that have answered, each request on a connection of its own."""
    with serving(folder, "--port", "0", "--workers", "2") as running:
        for _ in range(REQUESTS):
            assert complete(running).status_code == 200
        yield running
        _ends_with_a_stream_open(running)


def _ends_with_a_stream_open(server: Serving) -> None:
    """Here, since a server of several processes takes a second to start."""
    asked = {"model": "stalled", "messages": [], "stream": True}
    url = f"{server.url}/v1/chat/completions"
    with httpx.stream("POST", url, json=asked, trust_env=False, timeout=PATIENCE) as answer:
        next(answer.iter_raw())
        code, out, err = server.end(signal.SIGTERM)
    assert (code, err) == (0, "")
    assert "  workers:            2 processes\n" in out


def complete(server: Serving, model: str = "hi") -> httpx.Response:
    asked = {"model": model, "messages": []}
    url = f"{server.url}/v1/chat/completions"
    return httpx.post(url, json=asked, trust_env=False, timeout=PATIENCE)


def get(server: Serving, path: str, **query: Any) -> Any:
    url = f"{server.url}{CONTROL}{path}"
    return httpx.get(url, params=query, trust_env=False, timeout=PATIENCE)


def code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


# -- what all of them did -------------------------------------------------------------------------


def test_health_counts_over_both_whichever_answers(server: Serving) -> None:
    said = {"status": "ok", "scenarios": 2, "queued": 0, "open": 0, "requests": REQUESTS}
    for _ in range(4):  # each on a connection of its own
        assert get(server, "/health").json() == {**said, "workers": 2}


def test_the_journal_has_every_exchange_once_and_both_answered(server: Serving) -> None:
    journal = get(server, "/journal").json()
    numbers = [one["number"] for one in journal["exchanges"]]
    assert (journal["total"], len(set(numbers)), len(numbers)) == (REQUESTS,) * 3
    arrivals = [one["arrival"] for one in journal["exchanges"]]
    assert arrivals == sorted(arrivals)
    if sys.platform == "linux":  # elsewhere the kernel may prefer one of them
        assert {number % 2 for number in numbers} == {0, 1}


def test_the_last_exchanges_are_the_last_of_both(server: Serving) -> None:
    every = get(server, "/journal").json()["exchanges"]
    assert get(server, "/journal", limit=3).json()["exchanges"] == every[-3:]


def test_an_exchange_is_asked_of_the_worker_that_has_it(server: Serving) -> None:
    for one in get(server, "/journal").json()["exchanges"]:
        assert get(server, f"/exchanges/{one['number']}").json() == one
    assert code(get(server, "/exchanges/999999")) == (404, "no_exchange")
    assert code(get(server, "/exchanges/x")) == (404, "no_exchange")


def test_the_verdict_and_the_report_are_of_both(server: Serving) -> None:
    verdict = get(server, "/verify").json()
    assert (verdict["ok"], verdict["by_scenario"]) == (True, {"hi": REQUESTS})
    assert verdict["text"] == f"mockserver: ok; {REQUESTS} requests (hi {REQUESTS})"
    assert "worker 2 of 2:\n" in get(server, "/report").json()["text"]


def test_the_metrics_are_sums(server: Serving) -> None:
    found = get(server, "/metrics").text
    assert f'mockserver_requests_total{{outcome="complete",scenario="hi"}} {REQUESTS}.0\n' in found


def test_the_first_exchange_that_fits_is_found_and_a_wait_ends(server: Serving) -> None:
    first = get(server, "/journal").json()["exchanges"][0]
    assert get(server, "/journal/wait", scenario="hi", timeout=5).json() == first
    late = get(server, "/journal/wait", scenario="nothing", timeout="0.01")
    assert code(late) == (408, "waited_too_long")


# -- what is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path", "said"),
    [
        ("POST", "/queue", {"reply": [{"text": "Hi"}]}),
        ("GET", "/queue", None),
        ("POST", "/sessions", {}),
        ("POST", "/use", {"scenario": "hi"}),
        ("PUT", "/scenarios/new", {"yaml": "reply: [text: Hi]"}),
        ("POST", "/gates/later/open", {}),
        ("POST", "/hold", {}),
        ("GET", "/streams/next", None),
        ("GET", "/journal?since=1", None),
    ],
)
def test_what_one_worker_alone_would_know_is_refused(
    method: str, path: str, said: Any, server: Serving
) -> None:
    url = f"{server.url}{CONTROL}{path}"
    answer = httpx.request(method, url, json=said, trust_env=False, timeout=PATIENCE)
    assert code(answer) == (409, "several_workers")


def invoked(*arguments: str | Path) -> tuple[int, str]:
    """The exit code and what is said, where the command ends before it starts any process."""
    ended = CliRunner().invoke(main, ["serve", "--port", "0", *map(str, arguments)])
    return ended.exit_code, ended.output


def test_scenarios_that_need_one_process_are_named_and_not_served(tmp_path: Path) -> None:
    (tmp_path / "twice.yaml").write_text("replies: [[text: a], [text: b]]\n")
    (tmp_path / "gated.yaml").write_text("reply: [text: a, gate: later]\n")
    code, said = invoked(tmp_path, "--workers", "2")
    assert code == 2
    assert f"{tmp_path}/twice.yaml: which of its replies answers depends on" in said
    assert f"{tmp_path}/gated.yaml: it waits at the gate 'later'" in said


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--fallback", "random"], "--fallback random needs one worker"),
        (["--watch"], "--watch is for one process"),
        (["--workers", "0"], "0 is not in the range"),
    ],
)
def test_an_option_that_needs_one_process_is_wrong_usage(
    options: list[str], said: str, folder: Path
) -> None:
    code, output = invoked(folder, "--workers", "2", *options)
    assert (code, said in output) == (2, True)


def test_elsewhere_several_workers_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    assert objection([], 2) == "several workers need Linux or macOS, not win32"


def test_a_refusal_is_bounded_however_many_scenarios_there_are() -> None:
    said = objection([scenario(f"s{one}", text("a"), gate("g")) for one in range(20)], 2)
    assert said is not None
    assert said.splitlines()[-2:] == ["  … and 12 more", "serve others, or leave --workers out"]


def test_a_taken_port_is_said_in_one_line_also_by_workers(server: Serving, folder: Path) -> None:
    code, said = invoked(folder, "--port", str(server.port), "--workers", "2")
    assert code == 1
    assert said.startswith(f"Error: cannot listen on 127.0.0.1:{server.port}: ")


# -- how they end ---------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process's children so")
def test_a_worker_that_dies_ends_the_server_with_an_error(folder: Path) -> None:
    with serving(folder, "--port", "0", "--workers", "2") as server:
        pid = server.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        os.kill(int(children[0]), signal.SIGKILL)
        code = server.process.wait(PATIENCE)
        assert server.process.stderr is not None
        said = server.process.stderr.read()
    assert (code, said) == (1, "Error: worker 1 of 2 has ended by itself (code -9)\n")


def test_workers_do_not_outlive_the_one_that_started_them(folder: Path) -> None:
    with serving(folder, "--port", "0", "--workers", "2") as server:
        server.process.kill()
        assert server.process.stderr is not None
        assert server.process.stderr.read() == ""  # it is at its end when nobody has it any more
