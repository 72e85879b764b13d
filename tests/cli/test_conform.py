"""`mockserver conform`: options, refusals, files, exit codes; and two real clients."""

from __future__ import annotations

import json
import os
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from mockserver.adapters import ADAPTERS
from mockserver.cli import main
from mockserver.cli.conform import ADAPTER_NAMES, VERDICTS
from mockserver.conformance.judge import Verdict
from tests.driving.commands import fake, said

from .running import COMMAND, PATIENCE, ROOT

RIGHT = fake("ask", "say", said(text="Hello", error=None, client="fake 1.0"))
WRONG = fake("ask", "say", said(text="Bye", error=None))

Conform = Callable[..., Result]


@pytest.fixture
def conform(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Conform:
    """Runs the command in a folder that has the scenarios `one` and `two`."""
    monkeypatch.chdir(tmp_path)
    for name in ("one", "two"):
        path = tmp_path / "mine" / f"{name}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text("about: Says hello.\nreply: [text: Hello]\n", encoding="utf-8")

    def run(*options: str, command: tuple[str, ...] = RIGHT, where: str = "mine") -> Result:
        own = ["--scenarios", where] if where else []
        return CliRunner().invoke(main, ["conform", *own, *options, "--", *command])

    return run


# -- what comes out -------------------------------------------------------------------------------


def test_a_right_client_passes(conform: Conform) -> None:
    ran = conform()
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert ran.stdout == "correct  one\ncorrect  two\nfake 1.0: 2 scenarios: 2 correct\n"


def test_a_wrong_client_fails_and_sees_why(conform: Conform) -> None:
    ran = conform("--client", "mine 7", command=WRONG)
    assert ran.exit_code == 1
    assert '    text: right is "Hello", the client said "Bye"\n' in ran.stdout
    assert ran.stdout.endswith("mine 7: 2 scenarios: 2 silently wrong\n")


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--fail-on", "hang"), 0),
        (("--fail-on", "nothing"), 0),
        (("--fail-on", "hang", "--fail-on", "silently-wrong"), 1),
    ],
)
def test_what_fails_is_what_is_asked_for(
    conform: Conform, options: tuple[str, ...], code: int
) -> None:
    assert conform(*options, command=WRONG).exit_code == code


def test_json_has_all_rows(conform: Conform) -> None:
    told = json.loads(conform("--format", "json").stdout)
    assert (told["client"], told["counts"]) == ("fake 1.0", {"correct": 2})
    assert [one["scenario"] for one in told["rows"]] == ["one", "two"]


def test_junit_goes_into_a_file(conform: Conform, tmp_path: Path) -> None:
    ran = conform("--format", "junit", "--output", "junit.xml", command=WRONG)
    assert (ran.stdout, ran.stderr) == ("", "junit.xml is written\n")
    suite = ElementTree.parse(tmp_path / "junit.xml").getroot()
    assert (suite.get("tests"), suite.get("failures")) == ("2", "2")


def test_a_page_says_how_to_run_it_again(conform: Conform) -> None:
    page = conform("--format", "html").stdout
    assert page.startswith("<!doctype html>")
    assert "mockserver conform --scenarios=mine -- " in page
    assert "Says hello." in page


# -- what is known already ------------------------------------------------------------------------


def test_verdicts_are_kept_and_not_asked_for_again(conform: Conform, tmp_path: Path) -> None:
    conform("--resume", "kept.jsonl")
    lines = (tmp_path / "kept.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 2
    again = conform("--resume", "kept.jsonl")
    assert again.stdout.endswith("2 correct\n")
    assert again.stderr == "2 verdicts taken from kept.jsonl\n"
    assert (tmp_path / "kept.jsonl").read_text(encoding="utf-8").splitlines() == lines


def test_another_command_or_a_changed_scenario_is_asked_again(
    conform: Conform, tmp_path: Path
) -> None:
    conform("--resume", "kept.jsonl")
    assert "2 silently wrong" in conform("--resume", "kept.jsonl", command=WRONG).stdout
    (tmp_path / "mine/one.yaml").write_text("reply: [text: Bye]\n", encoding="utf-8")
    ran = conform("--resume", "kept.jsonl")
    assert "1 verdict taken" in ran.stderr
    assert "1 correct, 1 silently wrong" in ran.stdout


def test_a_line_that_was_cut_off_spoils_no_other(conform: Conform, tmp_path: Path) -> None:
    (tmp_path / "kept.jsonl").write_text('{"command": ["a', encoding="utf-8")
    conform("--resume", "kept.jsonl")
    assert "2 verdicts taken" in conform("--resume", "kept.jsonl").stderr


# -- which scenarios ------------------------------------------------------------------------------


def test_bundled_scenarios_are_named_by_name_pattern_and_tag(conform: Conform) -> None:
    ran = conform("--scenarios", "te[x]t", "--scenarios", "mine/two.yaml", where="", command=WRONG)
    names = [line.split()[2] for line in ran.stdout.splitlines() if line.startswith("silently")]
    assert names == ["text", "two"]


def test_what_names_no_scenario_is_refused_with_a_suggestion(conform: Conform) -> None:
    ran = conform(where="tool-cal")
    said = "tool-cal is no path, and no name or tag of a bundled scenario; did you mean tool-call?"
    assert ran.exit_code == 2
    assert said in " ".join(ran.stderr.split())


def test_a_broken_file_ends_it_with_its_place(conform: Conform, tmp_path: Path) -> None:
    (tmp_path / "mine/one.yaml").write_text("reply: [txt: Hello]\n", encoding="utf-8")
    ran = conform()
    assert ran.exit_code == 1
    assert "mine/one.yaml:1:9: " in ran.stderr


# -- refusals -------------------------------------------------------------------------------------


def test_there_must_be_something_to_run(conform: Conform) -> None:
    ran = conform(command=())
    assert (ran.exit_code, "name a COMMAND behind --, or an --adapter" in ran.stderr) == (2, True)


def test_a_program_that_is_not_there_is_refused_before_anything_runs(conform: Conform) -> None:
    ran = conform(command=("no-such-program",))
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert "there is no program no-such-program that can be run" in ran.stderr


def test_a_program_that_cannot_be_started_is_refused(conform: Conform, tmp_path: Path) -> None:
    program = tmp_path / "program"
    program.write_text("#!/no/such/interpreter\n", encoding="utf-8")
    program.chmod(0o755)
    ran = conform(command=(str(program),))
    assert ran.exit_code == 2
    assert "cannot be run: No such file or directory" in ran.stderr


@pytest.mark.parametrize("option", ["--output", "--resume"])
def test_a_file_that_cannot_be_written_is_said(conform: Conform, option: str) -> None:
    ran = conform(option, "no/such/folder/file")
    assert ran.exit_code == 1
    assert "no/such/folder/file cannot be written: No such file" in ran.stderr


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="there is no such device")
def test_a_device_is_no_file_to_resume_from(conform: Conform) -> None:
    ran = conform("--resume", "/dev/zero")
    assert ran.exit_code == 2
    assert "/dev/zero is not a file" in ran.stderr


@pytest.mark.skipif(os.name != "posix", reason="there are process groups on POSIX alone")
def test_what_runs_is_ended_with_it(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("reply: [text: Hello]\n", encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
        asked = [*COMMAND, "conform", "--scenarios", str(path), "--", *fake("leave", port, "hang")]
        with subprocess.Popen(asked, cwd=ROOT, stderr=subprocess.DEVNULL) as running:
            left, _ = server.accept()
            with left:
                assert left.recv(4) == b"here"
                running.terminate()
                assert left.recv(1) == b""
            assert running.wait(PATIENCE) == 143


# -- adapters -------------------------------------------------------------------------------------


def test_the_options_name_what_there_is() -> None:
    assert sorted(ADAPTERS) == sorted(ADAPTER_NAMES)
    assert [one.replace("-", " ") for one in VERDICTS] == list(Verdict)


@pytest.mark.parametrize("name", ADAPTERS)
def test_every_adapter_is_a_short_program_that_is_there(name: str) -> None:
    *_, path = ADAPTERS[name].command()
    text = Path(path).read_text(encoding="utf-8")
    assert len(text.splitlines()) < 80
    assert any(line.count("https://") for line in text.splitlines()[:6])


def test_an_adapter_runs_with_the_interpreter_that_is_named() -> None:
    assert ADAPTERS["httpx"].command(("py", "-3"))[:2] == ("py", "-3")
    assert ADAPTERS["vercel-ai"].command(("/a/node",))[:2] == ("/a/node", "--import")


@pytest.mark.timeout(240)
@pytest.mark.parametrize(
    ("adapter", "named"),
    [("openai-python", ["text", "parallel-tool-calls", "truncated"]), ("aiohttp", ["truncated"])],
)
def test_a_real_client_is_seen_as_it_is(adapter: str, named: list[str]) -> None:
    own = ["--adapter", adapter, "--format", "json", "--fail-on", "nothing", "--timeout", "200"]
    asked = [part for name in named for part in ("--scenarios", name)]
    ran = CliRunner().invoke(main, ["conform", *own, *asked])
    told = json.loads(ran.stdout)
    assert told["counts"] == {"correct": len(named)}, ran.stdout
    assert told["client"].startswith(f"{adapter.removesuffix('-python')} ")
