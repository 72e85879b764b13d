"""`mockserver list` shows what there is; `mockserver new` writes files that work as they are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from mockserver import bundled
from mockserver.cli import main
from mockserver.listing import first_sentence
from mockserver.scenario.load import load_folder
from mockserver.scenario.schema import FILE_NAME, json_schema, modeline, schema_text
from mockserver.starters import STARTERS


def invoke(*arguments: str | Path, **more: Any) -> Result:
    words = [*map(str, arguments)]
    return CliRunner().invoke(main, words, catch_exceptions=False, **more)


# -- list -----------------------------------------------------------------------------------------

FILES = {
    "cut.yaml": "about: Cut in the middle. No more.\ntags: [cut, easy]\nreply: [text: a]\n",
    "deep/one.yaml": "source: https://example.com\ntags: [easy]\nreply: [text: a]\n",
    "three.yaml": "about: >-\n  Says\n  three: a, b and c\nreply: [text: a]\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def test_each_scenario_is_a_line(folder: Path) -> None:
    result = invoke("list", folder)
    assert result.exit_code == 0
    assert result.output.splitlines() == [
        "cut       Cut in the middle.  [cut, easy]",
        "deep/one  [easy]",
        "three     Says three",
    ]


@pytest.mark.parametrize(
    ("options", "names"),
    [
        (("--tag", "easy"), ["cut", "deep/one"]),
        (("--tag", "easy", "--tag", "cut"), ["cut"]),
        (("--text", "THREE"), ["three"]),
        (("--text", "deep"), ["deep/one"]),
        (("--text", "cut", "--tag", "none"), []),
    ],
)
def test_some_are_found(folder: Path, options: tuple[str, ...], names: list[str]) -> None:
    shown = json.loads(invoke("list", folder, *options, "--format", "json").stdout)
    assert [one["name"] for one in shown] == names


TAGGED = {
    "a": "[area:usage, provider:one, provider:two]",
    "b": "[area:timing, provider:two]",
    "c": "[provider:three, slow]",
}


@pytest.mark.parametrize(
    ("options", "names"),
    [
        (("--area", "usage"), ["a"]),
        (("--area", "usage", "--area", "timing"), ["a", "b"]),
        (("--provider", "two"), ["a", "b"]),
        (("--provider", "one", "--provider", "three"), ["a", "c"]),
        (("--provider", "two", "--area", "timing"), ["b"]),
        (("--tag", "provider:two", "--tag", "area:usage"), ["a"]),
    ],
)
def test_they_are_found_by_area_and_provider(
    options: tuple[str, ...], names: list[str], tmp_path: Path
) -> None:
    for name, tags in TAGGED.items():
        (tmp_path / f"{name}.yaml").write_text(f"tags: {tags}\nreply: []\n")
    ran = invoke("list", tmp_path, *options, "--format", "json")
    shown = json.loads(ran.stdout)
    assert ([one["name"] for one in shown], ran.stderr) == (names, "")
    for one in shown:
        assert one["tags"][: len(one["area"])] == [f"area:{area}" for area in one["area"]]


@pytest.mark.parametrize(
    ("option", "said"),
    [
        (("--area", "usgae"), "no scenario has the area usgae; did you mean usage? (there are: "),
        (("--provider", "opnai"), "no scenario has the provider opnai; did you mean openai? "),
        (("--tag", "xyz"), "no scenario has the tag xyz (there are: agent, area:choices, "),
    ],
)
def test_a_word_that_no_scenario_has_is_said_and_a_near_one(
    option: tuple[str, str], said: str
) -> None:
    ran = invoke("list", *option)
    assert (ran.exit_code, ran.stdout) == (0, "")
    assert ran.stderr.startswith(said)
    assert ran.stderr.count("\n") == 1


def test_a_page_leads_to_the_files_from_where_it_is(folder: Path) -> None:
    (folder / "deep" / "a b.yaml").write_text("reply: []\n")
    page = folder / "docs" / "page.md"
    assert invoke("list", folder, "--format", "markdown", "--output", page).output == ""
    assert "[cut](../cut.yaml)" in page.read_text("utf-8")
    assert "[deep/a b](../deep/a%20b.yaml)" in page.read_text("utf-8")


def test_a_table_in_a_file_has_no_colour(folder: Path) -> None:
    invoke("list", folder, "--output", folder / "list.txt", color=True)
    assert (folder / "list.txt").read_text("utf-8") == invoke("list", folder).output


def test_json_has_all_that_is_said(folder: Path) -> None:
    _, one, _ = json.loads(invoke("list", folder, "--format", "json").output)
    assert one == {
        "name": "deep/one",
        "about": "",
        "tags": ["easy"],
        "area": [],
        "provider": [],
        "source": ["https://example.com"],
        "path": f"{folder}/deep/one.yaml",
        "replies": 1,
    }


def test_without_a_path_the_bundled_ones_are_listed() -> None:
    names = [line.split(" ")[0] for line in invoke("list").output.splitlines()]
    assert names == [one.name for one in load_folder(bundled.folder())]


def test_a_terminal_gets_colour_and_a_pipe_none(folder: Path) -> None:
    assert "\x1b[1mcut" in invoke("list", folder, color=True).output
    assert "\x1b" not in invoke("list", folder).output


def test_broken_files_are_said_and_the_others_listed(folder: Path) -> None:
    (folder / "cut.yaml").write_text("reply: 3\n")
    result = invoke("list", folder)
    assert result.exit_code == 1
    assert result.stderr.startswith(f"{folder}/cut.yaml:1:8: ")
    assert [line.split(" ")[0] for line in result.stdout.splitlines()] == ["deep/one", "three"]


@pytest.mark.parametrize(
    ("about", "sentence"),
    [
        ("", ""),
        ("One", "One"),
        ("Is it? Yes.", "Is it?"),
        ("3.5 s. More", "3.5 s."),
        ("a; b", "a"),
        ("It is `a: b`. More", "It is `a: b`."),
    ],
)
def test_the_first_sentence_is_enough(about: str, sentence: str) -> None:
    assert first_sentence(about) == sentence


# -- new ------------------------------------------------------------------------------------------


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("kind", STARTERS)
def test_each_kind_checks_without_findings_and_renders(kind: str, here: Path) -> None:
    written = invoke("new", "a/b", "--kind", kind)
    assert written.exit_code == 0
    path = Path("a/b.yaml")
    assert written.output.splitlines() == [
        f"{path} is written. See what it sends: mockserver render {path}",
        f"{path.parent / FILE_NAME} is written: by it an editor completes keys and shows mistakes.",
    ]
    checked = invoke("check", "--strict", path)
    assert checked.output == "1 scenario without errors; 0 errors, 0 warnings\n"
    assert invoke("render", path).exit_code == 0


@pytest.mark.parametrize("kind", STARTERS)
def test_each_kind_says_what_it_shows(kind: str, here: Path) -> None:
    invoke("new", kind, "--kind", kind)
    (shown,) = json.loads(invoke("list", f"{kind}.yaml", "--format", "json").output)
    assert shown["about"].endswith(".")


def test_the_file_is_as_it_is_named(here: Path) -> None:
    invoke("new", "one")
    invoke("new", "two.yaml")
    assert sorted(one.name for one in here.iterdir()) == ["one.yaml", FILE_NAME, "two.yaml"]
    assert (here / "one.yaml").read_text("utf-8") == modeline() + STARTERS["text"]


def test_a_file_that_is_there_is_not_overwritten(here: Path) -> None:
    (here / "one.yaml").write_text("mine")
    result = invoke("new", "one")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "Error: one.yaml is there already: nothing was written\n"
    assert [(one.name, one.read_text()) for one in here.iterdir()] == [("one.yaml", "mine")]


def test_a_file_that_cannot_be_written_is_said_in_one_line(here: Path) -> None:
    (here / "file").write_text("")
    result = invoke("new", "file/one")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("folder", "name", "lead"),
    [
        ("", "one", ""),
        ("mock", "mock/one", ""),
        ("", "mock/deep/one", "../../"),
        ("mock", "mock/deep/one", "../"),
        ("mock", "mock/deep/../one", ""),
    ],
)
def test_the_schema_of_a_folder_above_is_enough(
    folder: str, name: str, lead: str, here: Path
) -> None:
    (here / folder).mkdir(exist_ok=True)
    (here / folder / FILE_NAME).write_text(schema_text(), "utf-8")
    (here / "mock" / "deep").mkdir(parents=True, exist_ok=True)
    assert invoke("new", name).output.count("\n") == 1
    path = here / f"{name}.yaml"
    first = path.read_text("utf-8").splitlines(keepends=True)[0]
    assert first == modeline(f"{lead}{FILE_NAME}")
    assert json.loads((path.parent / f"{lead}{FILE_NAME}").read_text("utf-8")) == json_schema()


def test_no_schema_outside_of_here_is_taken(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "inside").mkdir()
    (here / FILE_NAME).write_text(schema_text(), "utf-8")
    monkeypatch.chdir(here / "inside")
    for name in ("one", here / "other" / "two"):
        invoke("new", name)
    for folder in ("inside", "other"):
        assert (here / folder / FILE_NAME).exists()


def test_a_schema_of_another_version_is_said_and_stays(here: Path) -> None:
    (here / FILE_NAME).write_text("{}")
    last = invoke("new", "one").output.splitlines()[-1]
    command = f"mockserver schema --output {FILE_NAME}"
    assert last == f"{FILE_NAME} is of another version: {command}"
    assert (here / FILE_NAME).read_text() == "{}"


@pytest.mark.parametrize("text", STARTERS.values(), ids=[*STARTERS])
def test_every_starter_teaches_by_comments(text: str) -> None:
    assert "   # " in text or "    # " in text


def test_a_kind_that_is_none_is_wrong_usage(here: Path) -> None:
    result = invoke("new", "one", "--kind", "tool")
    assert result.exit_code == 2
    assert "did you mean tools? The kinds are text, tools, usage" in " ".join(result.stderr.split())
    assert list(here.iterdir()) == []


# -- bundled scenarios by name --------------------------------------------------------------------

NAME = "quirks/usage/choices-null"


def test_a_bundled_scenario_is_shown_by_its_name(here: Path) -> None:
    shown = invoke("render", NAME)
    assert (shown.exit_code, shown.output.splitlines()[0]) == (0, f"{NAME}, reply 1 of 1")
    assert invoke("check", "--strict", NAME, "text").output.startswith("2 scenarios without errors")
    assert invoke("list", NAME).output.startswith(f"{NAME}  ")


def test_a_folder_goes_before_a_bundled_scenario_of_its_name(here: Path) -> None:
    (here / NAME).mkdir(parents=True)
    (here / NAME / "mine.yaml").write_text("about: Mine.\nreply: [text: a]\n")
    assert invoke("list", NAME).output == "mine  Mine.\n"


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("quirks/usage/choice-null", f"; did you mean {NAME}?"),
        ("text.yaml", ""),
        ("none/../../etc", ""),
        ("zzz", ""),
    ],
)
def test_what_is_neither_a_path_nor_a_name_is_an_error(path: str, hint: str, here: Path) -> None:
    ran = invoke("list", path)
    assert (ran.exit_code, ran.stderr) == (1, f"{path}: there is no such file or folder{hint}\n")
