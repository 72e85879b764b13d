"""`mockserver check --format`: what CI systems and programs read, on the screen or in a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner, Result

from mockserver.cli import main
from mockserver.scenario.schema import schema_text

SAID = "1 scenario without errors; 1 error, 0 warnings\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_WORKSPACE", raising=False)
    Path("mock").mkdir()
    Path("mock/good.yaml").write_text("reply: [text: a]\n")
    Path("mock/bad.yaml").write_text("reply: [txt: a]\n")
    return tmp_path


def check(*arguments: str, **more: Any) -> Result:
    return CliRunner().invoke(main, ["check", *arguments], catch_exceptions=False, **more)


@pytest.mark.parametrize("strict", [[], ["--strict"]])
@pytest.mark.parametrize("form", ["text", "github", "junit", "json"])
def test_every_form_ends_as_the_text_does(form: str, strict: list[str], here: Path) -> None:
    Path("mock/wary.yaml").write_text("reply: [text: a, comment: b, finish: odd]\n")
    Path("mock/bad.yaml").unlink()
    assert check("mock", *strict, "--format", form).exit_code == len(strict)
    assert check("mock/good.yaml", *strict, "--format", form).exit_code == 0


def test_github_gets_paths_as_from_its_checkout(here: Path) -> None:
    for root, path in (("", "mock/bad.yaml"), (here.parent, f"{here.name}/mock/bad.yaml")):
        ran = check("mock", "--format", "github", env={"GITHUB_WORKSPACE": str(root)})
        assert ran.output.startswith(f"::error file={path},line=1,col=9,title=mockserver%3A ")
        assert ran.output.endswith(SAID)


def test_github_gets_a_path_outside_of_its_checkout_as_it_is(here: Path) -> None:
    ran = check("mock", "--format", "github", env={"GITHUB_WORKSPACE": str(here / "other")})
    assert ran.output.startswith("::error file=mock/bad.yaml,")


def test_a_report_in_a_file_leaves_the_lines_to_people(here: Path) -> None:
    ran = check("mock", "--format", "junit", "--output", "out/check.xml")
    assert (ran.exit_code, ran.output) == (1, check("mock").output)
    (suite,) = ET.parse("out/check.xml").getroot()
    assert suite.attrib["name"] == "mockserver check"


def test_text_and_json_go_into_files_too(here: Path) -> None:
    text = check("mock", "--output", "check.txt").output
    assert Path("check.txt").read_text("utf-8") == text
    check("mock", "--format", "json", "--output", "check.json")
    assert json.loads(Path("check.json").read_text("utf-8"))["errors"] == 1


def test_a_name_that_is_not_utf_8_breaks_no_report(here: Path) -> None:
    name = b"mock/\xff.yaml".decode("utf-8", "surrogateescape")
    Path(name).write_text("reply: []\n")
    assert check("mock", "--format", "json", "--output", "check.json").exit_code == 1
    paths = [one["path"] for one in json.loads(Path("check.json").read_text())["findings"]]
    assert paths == ["mock/bad.yaml", name]


def test_a_report_that_cannot_be_written_is_said_in_one_line(here: Path) -> None:
    ran = check("mock", "--output", "mock/bad.yaml/out.txt")
    assert (ran.exit_code, ran.stdout) == (1, "")
    assert ran.stderr.startswith("Error: mock/bad.yaml/out.txt cannot be written: ")


def test_the_schema_goes_into_a_file_too(here: Path) -> None:
    ran = CliRunner().invoke(main, ["schema", "--output", "mock/scenario.schema.json"])
    assert (ran.exit_code, ran.output) == (0, "")
    assert Path("mock/scenario.schema.json").read_text("utf-8") == schema_text()
