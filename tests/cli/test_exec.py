"""`mockserver exec`: the command finds the server, its exit code is kept, the verdict is said."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner, Result

from mockserver.cli import main
from mockserver.serving.executing import almost_place

from .running import COMMAND, PATIENCE, variables

PYTHON = sys.executable
ASK = """
import json, os, sys, urllib.request as r
for model in sys.argv[1:]:
    body = json.dumps({"model": model, "messages": [], "stream": True}).encode()
    url = os.environ["OPENAI_BASE_URL"] + "/chat/completions"
    key = {"Authorization": "Bearer " + os.environ["OPENAI_API_KEY"]}
    try:
        print(r.urlopen(r.Request(url, body, key)).read().decode())
    except r.HTTPError as error:
        print(error.code)
"""
SAY = "import os, sys; print(*(os.environ.get(name) for name in sys.argv[1:]))"


@pytest.fixture
def scenarios(tmp_path: Path) -> Path:
    folder = tmp_path / "scenarios"
    folder.mkdir()
    (folder / "hello.yaml").write_text("reply: [text: [Hel, lo]]\n")
    (folder / "other.yaml").write_text("match: {model: gpt-4o}\nreply: [text: Other]\n")
    return folder


def execute(*arguments: str | Path) -> Result:
    """Runs it in this process; what the command itself prints is seen by `capfd`."""
    return CliRunner().invoke(main, ["exec", *map(str, arguments)], catch_exceptions=False)


def asking(*models: str) -> list[str]:
    return ["--", PYTHON, "-c", ASK, *models]


def test_the_command_finds_the_server_and_passes(scenarios: Path) -> None:
    ran = subprocess.run(
        [*COMMAND, "exec", str(scenarios), "--unused", "ignore", *asking("hello")],
        capture_output=True,
        text=True,
        env=variables(OPENAI_API_KEY="sk-real", OPENAI_BASE_URL="https://api.openai.com/v1"),
        timeout=PATIENCE,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "mockserver: ok; 1 request (hello 1)\n")
    assert ran.stdout.rstrip().endswith("data: [DONE]")


def test_the_exit_code_is_the_commands_own(scenarios: Path) -> None:
    result = execute(scenarios, "--", PYTHON, "-c", "import sys; sys.exit(5)")
    assert result.exit_code == 5
    assert result.stderr.splitlines()[-1] == "mockserver: the command exited with 5"


def test_a_command_that_asks_for_nothing_fails(scenarios: Path) -> None:
    nothing = ["--unused", "ignore", "--", PYTHON, "-c", ""]
    failed = execute(scenarios, *nothing)
    assert failed.exit_code == 3
    said = "no_requests: no request came: is the client pointed at OPENAI_BASE_URL?\n"
    assert failed.stderr.startswith(f"mockserver: not as it was meant to be; 0 requests\n{said}")
    warned = execute(scenarios, "--no-requests", "warn", *nothing)
    assert (warned.exit_code, warned.stderr) == (0, f"mockserver: ok; 0 requests\nwarning: {said}")
    assert execute(scenarios, "--no-requests", "ignore", *nothing).exit_code == 0


def test_a_command_that_only_asks_for_models_is_told_so(scenarios: Path) -> None:
    code = "import os, urllib.request as r; r.urlopen(os.environ['OPENAI_BASE_URL'] + '/models')"
    failed = execute(scenarios, "--unused", "ignore", "--", PYTHON, "-c", code)
    assert failed.exit_code == 3
    assert "no_requests: no completion was asked for, only which models there are" in failed.stderr
    assert "pointed at" not in failed.stderr


def test_what_helps_a_command_is_told(scenarios: Path) -> None:
    failed = execute(scenarios, *asking("gpt-4"))
    assert "  to do: send a scenario's name as model" in failed.stderr
    assert "queue a reply" not in failed.stderr
    assert "exited with" not in failed.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such deaths")
def test_death_by_a_signal_is_128_and_the_signal(scenarios: Path) -> None:
    killed = "import os; os.kill(os.getpid(), 9)"
    assert execute(scenarios, "--", PYTHON, "-c", killed).exit_code == 137


def test_a_request_without_an_answer_fails_a_command_that_passed(scenarios: Path) -> None:
    failed = execute(scenarios, *asking("gpt-4"))
    assert failed.exit_code == 3
    assert "unmatched: #1 /v1/chat/completions, model 'gpt-4': No scenario" in failed.stderr
    assert "Nearest: other, but model is 'gpt-4', expected 'gpt-4o'" in failed.stderr
    warned = execute(scenarios, "--unmatched", "warn", *asking("gpt-4"))
    assert (warned.exit_code, "warning: unmatched: #1" in warned.stderr) == (0, True)


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        ([], 0, "warning: unused: the scenario other was never asked for\n"),
        (["--unused", "fail"], 3, "\nunused: the scenario other was never asked for\n"),
        (["--unused", "ignore"], 0, "mockserver: ok; 1 request (hello 1)\n"),
    ],
)
def test_a_scenario_that_nobody_asks_for_is_told(
    options: list[str], code: int, said: str, scenarios: Path
) -> None:
    result = execute(scenarios, *options, *asking("hello"))
    assert result.exit_code == code
    assert said in result.stderr
    assert ("unused" in result.stderr) == (options != ["--unused", "ignore"])


def test_the_key_is_asked_for_and_told(scenarios: Path, capfd: pytest.CaptureFixture[str]) -> None:
    result = execute(scenarios, "--api-key", "k1", "--unused", "ignore", *asking("hello"))
    assert result.exit_code == 0
    assert "[DONE]" in capfd.readouterr().out


def test_more_variables_are_set_with_what_they_stand_for(
    scenarios: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    more = ["--env", "AZURE_OPENAI_ENDPOINT={url}", "--env", "OTHER=a={base_url},{api_key}"]
    names = ["AZURE_OPENAI_ENDPOINT", "MOCKSERVER_URL", "OTHER", "OPENAI_BASE_URL"]
    more += ["--no-requests", "ignore"]
    assert execute(scenarios, *more, "--", PYTHON, "-c", SAY, *names).exit_code == 0
    azure, url, other, base = capfd.readouterr().out.split()
    assert (azure, base, other) == (url, f"{url}/v1", f"a={url}/v1,mockserver")


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ("{ulr}/x", ("{ulr}", "{url}")),
        ("{url}/{URL}", ("{URL}", "{url}")),
        ("{base-url}", ("{base-url}", "{base_url}")),
        ("{openrouter}", ("{openrouter}", "{openrouter_url}")),
        ("{url}{base_url}{openrouter_url}{api_key}", None),
        ('{"url": "{url}", "key": {}}', None),
        ("Dear {name}, your {key} for ${HOME}", None),
    ],
)
def test_only_a_word_in_braces_that_is_nearly_a_place_is_refused(
    value: str, meant: tuple[str, str] | None
) -> None:
    assert almost_place(value) == meant


def test_no_shell_reads_the_command(scenarios: Path, capfd: pytest.CaptureFixture[str]) -> None:
    words = ["$HOME", "a b", "--", "--port", "*"]
    execute(scenarios, "--", PYTHON, "-c", "import sys; print(sys.argv[1:])", *words)
    assert capfd.readouterr().out == f"{words}\n"


def test_a_command_that_is_none_is_127(scenarios: Path) -> None:
    result = execute(scenarios, "--", "no-such-command-here")
    assert result.exit_code == 127
    assert result.stderr == "Error: there is no command no-such-command-here in the PATH\n"
    path = scenarios / "x"
    assert execute(scenarios, "--", path).stderr == f"Error: there is no command {path}\n"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
@pytest.mark.parametrize(
    ("text", "mode", "said"),
    [
        ("#!/bin/sh\n", 0o644, "cannot be run: Permission denied"),
        ("no first line\n", 0o755, "cannot be run: Exec format error; give it a first line"),
        ("#!/no/such/shell\n", 0o755, "what its first line names, or what it links to, is not"),
    ],
)
def test_a_command_that_cannot_be_run_is_126(
    text: str, mode: int, said: str, scenarios: Path, tmp_path: Path
) -> None:
    (tmp_path / "x").write_text(text)
    (tmp_path / "x").chmod(mode)
    result = execute(scenarios, "--", tmp_path / "x")
    assert (result.exit_code, said in result.stderr) == (126, True), result.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_is_passed_on(number: signal.Signals, scenarios: Path) -> None:
    code = (
        "import signal, sys\n"
        "for one in (signal.SIGTERM, signal.SIGINT):\n"
        "    signal.signal(one, lambda number, _: sys.exit(number + 20))\n"
        "print('ready', flush=True)\n"
        "signal.pause()\n"
    )
    with subprocess.Popen(
        [*COMMAND, "exec", str(scenarios), "--", PYTHON, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=variables(),
        start_new_session=True,  # no terminal, as in CI
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.send_signal(number)
        assert process.wait(PATIENCE) == number + 20


def test_reports_say_what_the_verdict_says(scenarios: Path, tmp_path: Path) -> None:
    junit, told = tmp_path / "out" / "junit.xml", tmp_path / "out" / "told.json"
    result = execute(scenarios, "--junit", junit, "--json", told, *asking("hello", "x"))
    said = json.loads(told.read_text("utf-8"))
    assert (result.exit_code, said["ok"], said["exit_code"]) == (3, False, 0)
    assert (said["requests"], said["by_scenario"]) == (2, {"hello": 1})
    assert [one["status"] for one in said["exchanges"]] == [200, 404]
    assert said["exchanges"][0]["headers"]["authorization"] == "Bearer (not shown)"
    (suite,) = ET.parse(junit).getroot()
    assert (suite.attrib["failures"], suite.attrib["skipped"]) == ("1", "1")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["python"], "write the command after --: mockserver exec [PATH…] -- COMMAND"),
        (["--"], "there is no command after --: mockserver exec"),
        (["--env", "X", "--", "x"], "write NAME=VALUE, not 'X'"),
        (["--env", "X={ulr}", "--", "x"], "'X={ulr}' has {ulr}: did you mean {url}?"),
        (["--unused", "fail", "--", "x"], "--unused is about the scenarios of PATH: name one"),
        (["--junit", "/dev/null/x.xml", "--", "x"], "cannot write /dev/null/x.xml: "),
        (["--api-key", "", "--", "x"], "an API key is not empty"),
        (["--allow-origin", "x", "--", "x"], "'x' is not an origin"),
    ],
)
def test_wrong_usage_is_said(arguments: list[str], said: str) -> None:
    result = execute(*arguments)
    assert (result.exit_code, said in result.stderr) == (2, True), result.stderr


def test_files_with_errors_run_nothing(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("reply: 3\n")
    ran = tmp_path / "ran"
    result = execute(tmp_path, "--", PYTHON, "-c", f"open({str(ran)!r}, 'w')")
    assert (result.exit_code, ran.exists()) == (1, False)
    assert "bad.yaml:1:8: " in result.stderr


def test_a_taken_port_is_said(scenarios: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = execute(scenarios, "--port", str(port), "--", PYTHON, "-c", "")
    assert result.exit_code == 1
    assert result.stderr.startswith(f"Error: cannot listen on port {port}: ")
