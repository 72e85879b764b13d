"""What the fixture says at a test's end of what nobody asserted, as a project sees it."""

from __future__ import annotations

import shlex

import pytest

import mockserver.serving.server  # noqa: F401 - or each project's run would import it anew
from mockserver.cli import main

ASK = """
import http.client, json

kept = []

def teardown_module():
    for connection, response in kept:
        response.close()
        connection.close()

def ask(mockserver, model="m"):
    url = mockserver.base_url.removeprefix("http://")
    host, _, path = url.partition("/")
    connection = http.client.HTTPConnection(host, timeout=20)
    body = json.dumps({"model": model, "stream": True, "messages": []})
    connection.request("POST", f"/{path}/chat/completions", body)
    response = connection.getresponse()
    return connection, response

def text(mockserver, model="m"):
    connection, response = ask(mockserver, model)
    read = response.read().decode()
    connection.close()
    return read
"""


QUIET = (
    *("-p", "no:cacheprovider", "-p", "no:looptime_plugin", "-q"),
    *("-o", "asyncio_default_fixture_loop_scope=function"),
)


def run(pytester: pytest.Pytester, test: str, *options: str) -> pytest.RunResult:
    pytester.makepyfile(asking=ASK, test_it=f"import pytest\nfrom asking import *\n{test}")
    return pytester.runpytest(*QUIET, *options)


def test_a_test_that_left_nothing_undone_passes(pytester: pytest.Pytester) -> None:
    test = """
def test(mockserver):
    mockserver.queue({"text": "Hi"})
    assert '"Hi"' in text(mockserver)
"""
    run(pytester, test).assert_outcomes(passed=1)


def test_a_request_that_nothing_answered_fails_the_test(pytester: pytest.Pytester) -> None:
    ran = run(pytester, "def test(mockserver): text(mockserver)")
    ran.assert_outcomes(passed=1, errors=1)
    ran.stdout.fnmatch_lines(["*unmatched: #1 *model 'm': No scenario answers this request*"])


def test_a_queued_reply_that_nobody_asked_for_fails_the_test(pytester: pytest.Pytester) -> None:
    ran = run(pytester, 'def test(mockserver): mockserver.queue({"text": "Hello"})')
    ran.assert_outcomes(passed=1, errors=1)
    ran.stdout.fnmatch_lines(['*unused: queued reply 1 was never asked for: text "Hello"*'])


def test_a_named_scenario_that_nobody_asked_for_fails_the_test(pytester: pytest.Pytester) -> None:
    ran = run(pytester, '@pytest.mark.mockserver(scenario="text")\ndef test(mockserver): pass')
    ran.assert_outcomes(passed=1, errors=1)
    ran.stdout.fnmatch_lines(["*unused: the scenario text was never asked for*"])


def test_an_open_stream_fails_the_test(pytester: pytest.Pytester) -> None:
    test = """
@pytest.mark.mockserver(scenario="stalled")
def test(mockserver):
    kept.append(ask(mockserver))
"""
    ran = run(pytester, test)
    ran.assert_outcomes(passed=1, errors=1)
    ran.stdout.fnmatch_lines(["*open: #1 *the stream is still open*"])


@pytest.mark.parametrize(
    ("word", "body"),
    [
        ("unmatched", "text(mockserver)"),
        ("unused", 'mockserver.queue({"text": "Hi"})'),
        ("open", 'mockserver.use("stalled"); kept.append(ask(mockserver))'),
    ],
)
def test_each_of_these_can_be_switched_off(word: str, body: str, pytester: pytest.Pytester) -> None:
    marked = f'@pytest.mark.mockserver({word}="ignore")\ndef test(mockserver): {body}'
    run(pytester, marked).assert_outcomes(passed=1)
    plain = f"def test(mockserver): {body}"
    run(pytester, plain, f"--mockserver-{word}=ignore").assert_outcomes(passed=1)
    pytester.makeini(f"[pytest]\nmockserver_{word} = ignore")
    run(pytester, plain).assert_outcomes(passed=1)


def test_a_test_that_failed_by_itself_is_told_once(pytester: pytest.Pytester) -> None:
    test = 'def test(mockserver):\n    mockserver.queue({"text": "Hi"})\n    assert False'
    ran = run(pytester, test)
    ran.assert_outcomes(failed=1)
    ran.stdout.fnmatch_lines(["*queued reply 1 was never asked for*"])


@pytest.mark.parametrize("act", ["pytest.skip('x')", "pytest.xfail('x')"])
def test_a_test_that_was_skipped_or_failed_as_expected_is_told_once(
    act: str, pytester: pytest.Pytester
) -> None:
    ran = run(pytester, f"def test(mockserver):\n    mockserver.queue({{'text': 'Hi'}})\n    {act}")
    outcomes = ran.parseoutcomes()
    assert outcomes in ({"skipped": 1}, {"xfailed": 1})


def test_a_test_that_is_run_again_is_judged_anew(pytester: pytest.Pytester) -> None:
    pytester.makeconftest("""
from _pytest.runner import runtestprotocol
def pytest_runtest_protocol(item, nextitem):
    return [runtestprotocol(item, nextitem=nextitem) for _ in range(2)]
""")
    test = """
runs = []
def test(mockserver):
    runs.append(mockserver.queue({"text": "Hi"}))
    assert len(runs) == 2
"""
    run(pytester, test).assert_outcomes(failed=1, passed=1, errors=1)


def test_a_session_lasts_no_longer_than_its_test(pytester: pytest.Pytester) -> None:
    test = """
import gc, weakref
kept = []
def test_first(mockserver):
    kept.append(weakref.ref(mockserver))
def test_next(mockserver):
    gc.collect()
    assert kept[0]() is None
"""
    run(pytester, test).assert_outcomes(passed=2)


def test_a_cache_that_cannot_be_written_ends_no_run(pytester: pytest.Pytester) -> None:
    pytester.makefile("", **{".pytest_cache": "no folder"})
    pytester.makepyfile("def test(mockserver): assert 0\ndef test_next(mockserver): pass")
    ran = pytester.runpytest(*QUIET[2:], "-W", "ignore")  # with the plugin that keeps the cache
    ran.assert_outcomes(failed=1, passed=1)
    ran.stdout.fnmatch_lines(["(no exchange)"])


def test_a_failing_test_shows_its_journal(pytester: pytest.Pytester) -> None:
    test = """
def test(mockserver):
    mockserver.queue({"text": "Hi"})
    text(mockserver)
    assert False
"""
    ran = run(pytester, test)
    ran.stdout.fnmatch_lines(
        ["*- mockserver -*", "*#1 /v1/*200 complete*", "*sha256:*", "*mockserver render*"]
    )


@pytest.mark.parametrize("options", [(), ("-n", "1")], ids=["", "xdist"])
def test_a_late_request_is_told_with_its_test_and_fails_no_other(
    options: tuple[str, ...], pytester: pytest.Pytester
) -> None:
    test = """
sessions = []

def test_early(mockserver):
    sessions.append(mockserver)

def test_later(mockserver):
    text(sessions[0])
    assert mockserver.exchanges == []
"""
    ran = run(pytester, test, *options)
    ran.assert_outcomes(passed=2)
    ran.stdout.fnmatch_lines(["*1 request came after the test was done: test_it.py::test_early"])


def test_the_command_of_a_failing_test_shows_its_bytes(
    pytester: pytest.Pytester, capsys: pytest.CaptureFixture[str]
) -> None:
    test = """
def test(mockserver):
    mockserver.queue({"text": "Hi"})
    text(mockserver)
    assert False
"""
    ran = run(pytester, test, "-p", "cacheprovider")
    (command,) = [one.strip() for one in ran.outlines if "mockserver render" in one]
    (digest,) = [one.strip() for one in ran.outlines if "sha256:" in one]
    capsys.readouterr()
    main(shlex.split(command)[1:], standalone_mode=False)
    assert digest in capsys.readouterr().out
