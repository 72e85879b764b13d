"""`mockserver sweep`: a command run for each cut, its exit codes, and what is written down."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mockserver import load
from mockserver.cli import main
from mockserver.cli.sweep import _Bar
from mockserver.exchange.sweep_report import ClientFailedError
from mockserver.exchange.sweeping import swept
from mockserver.scenario.load import load_file
from mockserver.serving.sweep_commands import Commands

ASK = """
import os, socket, sys
_, _, place, *path = os.environ["OPENAI_BASE_URL"].split("/")
host, _, port = place.partition(":")
body = b'{"model": "m", "stream": true, "messages": []}'
head = f"POST /{'/'.join(path)}/chat/completions HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\n"
said = b""
with socket.create_connection((host, int(port))) as one:
    one.sendall(f"{head}Content-Length: {len(body)}\\r\\n\\r\\n".encode() + body)
    while data := one.recv(65536):
        said += data
if "strict" in sys.argv and not said.endswith(b"0\\r\\n\\r\\n"):
    sys.exit("first line\\nnot whole\\n")
print(said.partition(b"\\r\\n\\r\\n")[2].split(b"\\r\\n")[1].decode())
"""
"""A client of few imports: a process of it is started for each cut."""

UNTIL_THE_BODY = 'while not said.partition(b"\\r\\n\\r\\n")[2] and (data := one.recv(65536))'

PYTHON = [sys.executable, "-I", "-S", "-c"]


@pytest.fixture
def scenario(tmp_path: Path) -> str:
    file = tmp_path / "abc.yaml"
    file.write_text("{automatic: none, reply: [raw: abcdef]}")
    return str(file)


def sweep(*arguments: str, client: str = "", code: str = ASK) -> Result:
    return CliRunner().invoke(main, ["sweep", *arguments, "--", *PYTHON, code, client])


def test_a_silent_truncation_is_exit_code_1_with_the_bytes(scenario: str) -> None:
    ran = sweep(scenario, "--cut", "3")
    assert "abc: cut every 3 bytes, end truncate; 2 cuts of the body's 6 bytes" in ran.output
    assert "SILENT: another result, and no error (1 cut)\n  after byte 3\n" in ran.output
    assert "abc⟨cut⟩def" in ran.output
    assert ran.exit_code == 1


def test_a_command_that_notices_is_exit_code_0(scenario: str) -> None:
    ran = sweep(scenario, "--cut", "3", "--jobs", "2", client="strict")
    assert "raised exit code 1: not whole (2 cuts)\n  after byte 3-6\n" in ran.output
    assert ran.exit_code == 0


def test_what_was_silent_is_written_down(scenario: str, tmp_path: Path) -> None:
    ran = sweep(scenario, "--at", "2", "--format", "json", "--save", str(tmp_path / "saved"))
    said = json.loads(ran.stdout)
    assert (said["counts"]["silent"], ran.exit_code) == (1, 1)
    (cut,) = load(tmp_path / "saved")
    assert cut.name == "abc-2-truncate"
    (fault,) = cut.replies[0].faults or ()
    assert fault.model_dump(exclude_none=True) == said["outcomes"][0]["ranges"][0]["fault"]


def test_a_split_that_changes_nothing_is_exit_code_0(scenario: str) -> None:
    assert sweep(scenario, "--split", "every-byte", "--at", "3").exit_code == 0


def test_a_client_that_reads_once_is_found_by_a_split(scenario: str) -> None:
    once = ASK.replace("while data := one.recv(65536)", UNTIL_THE_BODY)
    ran = sweep(scenario, "--split", "every-byte", "--at", "3", "--pause", "500ms", code=once)
    assert ("abc⟨split⟩def" in ran.output, ran.exit_code) == (True, 1), ran.output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nonesuch"], "there is no scenario 'nonesuch'"),
        (["text", "--cut", "every-bite"], "did you mean every byte?"),
        (["text", "--end", "rest"], "did you mean reset?"),
        (["text", "--split", "1", "--cut", "1"], "not both"),
        (["text", "--split", "1", "--end", "reset"], "a split ends nothing"),
        (["text", "--at", "1", "--cut", "1"], "leave --cut out"),
        (["text", "--timeout", "30"], "write a number and a unit"),
    ],
)
def test_wrong_usage_is_exit_code_2(arguments: list[str], said: str) -> None:
    ran = sweep(*arguments)
    assert (ran.exit_code, said in ran.output) == (2, True), ran.output


def test_the_command_stands_behind_dashes() -> None:
    ran = CliRunner().invoke(main, ["sweep", "text"])
    assert "write the command after --: mockserver sweep SCENARIO -- COMMAND" in ran.output
    assert ran.exit_code == 2


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("print('no')", "does the command take its base URL from OPENAI_BASE_URL?"),
        ("raise SystemExit(3)", "fails with the whole stream already: exit code 3"),
        ("import os, signal; os.kill(0, signal.SIGKILL)", "already: exit code -9"),
    ],
)
def test_what_cannot_be_swept_is_exit_code_2(code: str, said: str, scenario: str) -> None:
    ran = sweep(scenario, code=code)
    assert (ran.exit_code, said in ran.output) == (2, True), ran.output


def test_a_byte_is_counted_in_what_the_command_asks_for(tmp_path: Path) -> None:
    file = tmp_path / "longer-than-m.yaml"  # each chunk has the model: the command's is "m"
    file.write_text("reply: [text: Hi]")
    sizes = {said: len(_body(file, said)) for said in ("m", "longer-than-m")}
    ran = sweep(str(file), "--at", str(sizes["longer-than-m"]), code=ASK)
    assert f"the body has {sizes['m']} bytes: there is no byte" in ran.output
    assert ran.exit_code == 2


def test_a_byte_that_only_the_commands_own_stream_has_is_cut(tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    file.write_text("reply: [text: Hi]")
    code = ASK.replace('"model": "m"', '"model": "longer-than-x"')
    size = len(_body(file, "longer-than-x"))
    ran = sweep(str(file), "--at", str(size), code=code, client="strict")
    assert f"1 cut of the body's {size:,} bytes" in ran.output
    assert ran.exit_code == 0


def _body(file: Path, model: str) -> bytes:
    return swept(load_file(file), request={"model": model}).layout.body


def test_a_folder_that_cannot_be_written_is_exit_code_2(scenario: str) -> None:
    ran = sweep(scenario, "--at", "6", "--save", "/dev/null/x", client="strict")
    assert (ran.exit_code, "/dev/null/x cannot be written" in ran.output) == (2, True), ran.output


# -- commands -------------------------------------------------------------------------------------


def run(code: str, seconds: float = 20) -> object:
    return Commands([*PYTHON, code], seconds)("http://127.0.0.1:1/v1")


def test_a_command_that_takes_too_long_is_killed() -> None:
    with pytest.raises(ClientFailedError, match=r"no end within 0\.2 s, so it was killed"):
        run("import signal; signal.pause()", 0.2)


def test_what_is_printed_is_compared_to_the_last_byte() -> None:
    long = "print('a' * 1_000_000 + {!r})"
    one, other, same = (run(long.format(end)) for end in "xyx")
    assert (one == other, one == same) == (False, True)
    assert repr(one) == repr(other)


def test_bytes_that_are_no_text_are_shown() -> None:
    assert repr(run("import os; os.write(1, bytes([255, 10]))")) == "'\\\\xff\\n'"


def test_a_command_that_is_not_there_is_told() -> None:
    with pytest.raises(FileNotFoundError):
        Commands(["/nonesuch"], 1)("http://127.0.0.1:1/v1")


def test_a_sweep_that_was_stopped_starts_nothing() -> None:
    commands = Commands(PYTHON, 1)
    commands.stop()
    with pytest.raises(ClientFailedError, match="the sweep was stopped"):
        commands("http://127.0.0.1:1/v1")


# -- the bar --------------------------------------------------------------------------------------


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("terminal", [True, False])
def test_a_terminal_has_a_bar(terminal: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    errors = Terminal() if terminal else io.StringIO()
    monkeypatch.setattr(sys, "stderr", errors)
    with _Bar() as bar:
        bar.show(1, 2)
        bar.show(2, 2)
    assert ("2/2" in errors.getvalue()) is terminal
