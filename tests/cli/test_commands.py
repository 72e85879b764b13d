"""What each command prints and how it exits: `check`, `render`, `schema`, help."""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from mockserver import bundled
from mockserver.cli import main
from tests.scenarios.rows import PACKS

from .running import run, run_into

FOLDER = bundled.folder()
FILES = sorted(FOLDER.rglob("*.yaml"))
FIRST = [one for one in FILES if not one.relative_to(FOLDER).as_posix().startswith(PACKS)]
"""Without the packs, whose plans are held elsewhere (`tests/quirks`)."""


def invoke(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [*map(str, arguments)], catch_exceptions=False)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "one.yaml"


# -- check ----------------------------------------------------------------------------------------


def test_a_good_folder_is_one_summary_line() -> None:
    result = invoke("check", FOLDER)
    assert result.exit_code == 0
    assert result.output == f"{len(FILES)} scenarios without errors; 0 errors, 0 warnings\n"


BROKEN = {
    "a duplicate key at the second one": ("about: a\nreply: []\nabout: b\n", 3, 1),
    "an unknown key at the key": ("reply:\n  - text: a\n    itll: 20ms\n", 3, 5),
    "a bad value at the value": ("reply:\n  pace: {ttft: 300}\n  stream: []\n", 2, 16),
    "bad syntax where it is": ("reply:\n  - text: [a\n", 2, 11),
}


@pytest.mark.parametrize("name", BROKEN)
def test_an_error_has_its_path_line_and_column(name: str, file: Path) -> None:
    text, line, column = BROKEN[name]
    file.write_text(text)
    result = invoke("check", file)
    *found, summary = result.output.splitlines()
    assert result.exit_code == 1
    assert [one.partition(": ")[0] for one in found] == [f"{file}:{line}:{column}"]
    assert summary == "0 scenarios without errors; 1 error, 0 warnings"


def test_all_errors_of_all_files_are_said_in_order(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text("repply: []\nreply: 3\n")
    (tmp_path / "a.yaml").write_text("reply: [{texd: a}]\n")
    (tmp_path / "c.yaml").write_text("reply: [{text: a}]\n")
    *found, summary = invoke("check", tmp_path).output.splitlines()
    places = [one.partition(": ")[0].removeprefix(f"{tmp_path}/") for one in found]
    assert places == ["a.yaml:1:10", "b.yaml:1:1", "b.yaml:2:8"]
    assert "did you mean text?" in found[0]
    assert summary == "1 scenario without errors; 3 errors, 0 warnings"


WARNED = "about: x\nreply: &unused [{text: a}]\n"


def test_a_warning_fails_only_with_strict(file: Path) -> None:
    file.write_text(WARNED)
    lenient, strict = invoke("check", file), invoke("check", "--strict", file)
    assert lenient.output.startswith(f"{file}:2:8: warning[unused-anchor]: ")
    assert (lenient.exit_code, strict.exit_code) == (0, 1)
    assert lenient.output == strict.output
    assert strict.output.endswith("1 scenario without errors; 0 errors, 1 warning\n")


def test_a_path_that_is_not_there_is_an_error() -> None:
    result = invoke("check", "nowhere/at/all.yaml")
    assert result.exit_code == 1
    assert result.output.startswith("nowhere/at/all.yaml: there is no such file or folder\n")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["check"],
        ["check", "--nonsense", FOLDER],
        ["chekc", FOLDER],
        ["render"],
        ["render", FOLDER],
        ["render", FILES[0], FILES[1]],
        ["render", FILES[0], "--format", "hex"],
        ["render", FILES[0], "--reply", "0"],
        ["render", FOLDER / "text.yaml", "--reply", "2"],
        ["serve", "--port", "x"],
    ],
    ids=lambda arguments: " ".join(Path(one).name for one in arguments) or "nothing",
)
def test_wrong_usage_exits_with_2(arguments: list[str | Path]) -> None:
    result = invoke(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr


def test_check_in_a_process_says_and_exits_the_same(file: Path) -> None:
    file.write_text("reply: [{text: [}]\n")
    ended = run("check", file)
    assert (ended.returncode, ended.stdout.decode()) == (1, invoke("check", file).output)
    assert ended.stderr == b""
    assert run("check").returncode == 2


# -- render ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", FIRST, ids=lambda path: path.stem)
def test_each_bundled_file_renders(path: Path) -> None:
    result = invoke("render", path)
    assert result.exit_code == 0
    assert result.output.startswith(f"{path.stem}, reply 1 of ")
    assert result.output.splitlines()[-1].startswith("sha256:")


def test_render_is_the_same_in_every_process() -> None:
    path = FOLDER / "parallel-tool-calls.yaml"
    environments = [
        {"PYTHONHASHSEED": "0"},
        {"PYTHONHASHSEED": "1", "PYTHONIOENCODING": "latin-1"},
        {"PYTHONHASHSEED": "2", "LC_ALL": "C", "TZ": "Asia/Tokyo"},
    ]
    ended = [run("render", path, **environment) for environment in environments]
    assert {one.returncode for one in ended} == {0}
    assert {one.stdout.decode() for one in ended} == {invoke("render", path).output}


def test_render_shows_every_reply_or_one() -> None:
    path = FOLDER / "rate-limit-then-success.yaml"
    both = invoke("render", path).output
    first, second = (invoke("render", path, "--reply", n).output for n in ("1", "2"))
    assert both == first + second
    assert "head 429 Too Many Requests" in first
    assert "head 200 OK" in second


def test_render_without_a_stream_shows_one_body() -> None:
    shown = invoke("render", FOLDER / "text.yaml", "--no-stream", "--format", "bytes").stdout_bytes
    head, _, body = shown.partition(b"\r\n\r\n")
    assert b"Content-Type: application/json" in head
    assert json.loads(body)["object"] == "chat.completion"


def test_the_name_is_the_files_or_the_one_that_is_given(file: Path) -> None:
    file.write_text("reply: [{text: a}]\n")
    lines = ("render", file, "--format", "lines")
    assert '"model":"one"' in invoke(*lines).output
    named = invoke(*lines, "--name", "some/one").output
    assert named.startswith("some/one, reply 1 of 1\n")
    assert '"model":"some/one"' in named


def test_a_name_that_no_request_can_say_is_wrong_usage(file: Path) -> None:
    file.write_text("reply: [{text: a}]\n")
    ended = run("render", file, "--name", os.fsdecode(b"a\xff"))
    assert (ended.returncode, ended.stdout) == (2, b"")
    assert b'this is not UTF-8: "a\\udcff"' in ended.stderr


@pytest.mark.parametrize("seed", [2**63, -(2**63) - 1, 10**4000])
def test_a_seed_is_as_large_as_a_files_at_most(seed: int) -> None:
    result = invoke("render", FILES[0], "--seed", str(seed))
    assert result.exit_code == 2
    assert "is not in the range" in result.output


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has such a disk")
@pytest.mark.parametrize(
    "command",
    [
        ["render", FILES[0]],
        ["render", FILES[0], "--format", "bytes"],
        ["check", FOLDER],
        ["schema"],
        ["demo"],
        ["--help"],
        ["--version"],
    ],
    ids=lambda command: " ".join(str(one) for one in command if one not in {FILES[0], FOLDER}),
)
def test_a_full_disk_is_said_in_one_line(command: list[str | Path]) -> None:
    with Path("/dev/full").open("wb") as full:
        ended = run_into(full, *command)
    assert ended.returncode == 1
    assert ended.stderr == b"Error: cannot write the output: No space left on device\n"


def test_who_reads_no_further_is_told_nothing(file: Path) -> None:
    file.write_text("reply: [{text: a}]\n")
    read_end, write_end = os.pipe()
    os.close(read_end)
    with os.fdopen(write_end, "wb") as pipe:
        ended = run_into(pipe, "render", file)
    assert (ended.returncode, ended.stderr) == (1, b"")


def test_render_says_why_a_reply_is_no_body(file: Path) -> None:
    file.write_text("reply: [{raw: x}]\n")
    result = invoke("render", file, "--no-stream")
    assert result.exit_code == 1
    assert f"{file} cannot answer `stream: false`: its step `raw`" in result.stderr


def test_render_refuses_a_file_with_errors(file: Path) -> None:
    file.write_text("reply: 3\n")
    result = invoke("render", file)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(f"{file}:1:8: ")


def test_render_shows_a_file_with_warnings(file: Path) -> None:
    file.write_text(WARNED)
    result = invoke("render", file)
    assert result.exit_code == 0
    assert "warning[" in result.stderr
    assert "head 200 OK" in result.stdout


def _json(path: Path, *more: str) -> Any:
    return json.loads(invoke("render", path, "--format", "json", *more).output)


@pytest.mark.parametrize("path", FIRST, ids=lambda path: path.stem)
def test_the_formats_of_render_agree(path: Path) -> None:
    data = invoke("render", path, "--reply", "1", "--format", "bytes").stdout_bytes
    shown = _json(path, "--reply", "1")
    sent = [base64.b64decode(one["send"]) for one in shown["instructions"] if "send" in one]
    beats = any("beat" in one for one in shown["instructions"])
    assert beats or data.partition(b"\r\n\r\n")[2] == b"".join(sent)
    digest = invoke("render", path, "--reply", "1", "--format", "digest").output
    assert digest == f"{shown['digest']}\n"
    assert invoke("render", path, "--reply", "1").output.endswith(digest)


def test_the_seed_makes_other_ids_where_the_file_has_none(file: Path) -> None:
    path = FOLDER / "text.yaml"
    assert invoke("render", path).output == invoke("render", path, "--seed", "0").output
    assert invoke("render", path).output != invoke("render", path, "--seed", "1").output
    file.write_text("seed: 7\nreply: [{text: a}]\n")
    assert invoke("render", file).output == invoke("render", file, "--seed", "1").output


def test_render_shows_times_and_beats(file: Path) -> None:
    beat = "{for: 1s, comment: alive, every: 400ms}"
    file.write_text(f"reply: [{{text: a}}, {{stall: {beat}}}, {{text: b}}]\n")
    pauses = [one for one in _json(file)["instructions"] if "pause" in one]
    data = base64.b64encode(b"9\r\n: alive\n\n\r\n").decode()
    assert pauses == [{"at": 0, "pause": 1_000_000, "beat": {"every": 400_000, "send": data}}]


# -- schema, help, version ------------------------------------------------------------------------


def test_schema_prints_the_json_schema_of_a_file() -> None:
    result = invoke("schema")
    schema = json.loads(result.output)
    assert result.exit_code == 0
    assert schema["$schema"].startswith("https://json-schema.org/")
    assert {"reply", "replies", "match"} <= set(schema["properties"])


def test_schema_is_the_same_in_every_process() -> None:
    assert run("schema", PYTHONHASHSEED="3").stdout.decode() == invoke("schema").output


@pytest.mark.parametrize(
    "command", [[], ["serve"], ["check"], ["render"], ["list"], ["new"], ["schema"]]
)
def test_every_command_has_help(command: list[str]) -> None:
    short, long = invoke(*command, "-h"), invoke(*command, "--help")
    assert (short.exit_code, long.exit_code) == (0, 0)
    assert short.output == long.output
    assert short.output.startswith("Usage: main")


@pytest.mark.parametrize(
    ("command", "usage"),
    [
        ("render", "render [OPTIONS] [FILE]"),
        ("exec", "exec [OPTIONS] [PATH]... -- COMMAND..."),
        ("serve", "serve [OPTIONS] [PATH]..."),
        ("check", "check [OPTIONS] PATH..."),
    ],
)
def test_what_may_be_left_out_stands_in_brackets(command: str, usage: str) -> None:
    assert f" {usage}\n" in invoke(command, "--help").output
