"""Files and folders become scenarios with names; all that is wrong is said at once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mockserver.scenario.load import (
    Checked,
    check,
    check_file,
    check_folder,
    check_path,
    load,
    load_file,
    load_folder,
    parse,
)
from mockserver.source.diagnostics import ScenarioError
from mockserver.source.tree import Bounds

GOOD = "reply: [{text: Hello}]\n"
BAD = "reply: [{txt: Hello}]\n"
VALID = "text, tool_calls, finish"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, which is the current one."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(path: Path, text: str = GOOD) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def said(checked: Checked) -> list[str]:
    return [str(one) for one in checked.diagnostics]


def names(checked: Checked) -> list[str]:
    return [one.name for one in checked.scenarios]


def test_scenario_has_its_name_and_path() -> None:
    scenario = parse(GOOD, "dir/a.yaml", "dir/a")
    assert (scenario.name, scenario.path) == ("dir/a", "dir/a.yaml")


def test_warnings_come_with_the_scenario() -> None:
    scenario, found = check("reply:\n  - text: x\nabout: x #y\n", "a.yaml", "a")
    assert scenario is not None
    assert [one.rule for one in found] == ["comment-cuts-text"]


def test_parse_drops_warnings() -> None:
    assert parse("reply:\n  - text: we are #1\n", "a.yaml", "a").name == "a"


def test_one_file_is_named_by_its_stem(here: Path) -> None:
    write(here / "dir" / "weather.v2.yaml")
    assert load_file("dir/weather.v2.yaml").name == "weather.v2"
    assert load_file(Path("dir/weather.v2.yaml")).path == str(Path("dir/weather.v2.yaml"))


def test_folder_files_are_named_by_their_paths(here: Path) -> None:
    for name in ("b.yaml", "a/c.yml", "a/b/d.JSON", "a/b.yaml", "e.txt", "yaml"):
        write(here / "dir" / name, '{"reply": []}')
    assert [one.name for one in load_folder("dir")] == ["a/b", "a/b/d", "a/c", "b"]
    assert [one.path for one in load_folder("dir")][-1] == str(Path("dir/b.yaml"))


def test_hidden_files_and_folders_are_skipped(here: Path) -> None:
    for name in (".a.yaml", ".git/a.yaml", "b/.c/d.yaml", "b/e.yaml"):
        write(here / name)
    assert names(check_folder(here)) == ["b/e"]


def test_path_is_a_file_or_a_folder(here: Path) -> None:
    write(here / "a" / "b.yaml")
    assert [one.name for one in load("a")] == ["b"]
    assert [one.name for one in load("a/b.yaml")] == ["b"]
    assert names(check_path(here)) == ["a/b"]


def test_findings_of_all_files_are_said_at_once(here: Path) -> None:
    write(here / "dir" / "b.yaml", BAD)
    write(here / "dir" / "a.yaml", "reply: [{text: 3}]\n")
    write(here / "dir" / "c.yaml")
    with pytest.raises(ScenarioError) as error:
        load_folder("dir")
    first, second = str(error.value).splitlines()
    assert first.startswith("dir/a.yaml:1:16: expected text, ")
    assert second.startswith("dir/b.yaml:1:10: unknown step: txt; did you mean text? (valid: ")
    assert names(check_folder("dir")) == ["c"]


def test_error_of_one_file_is_raised(here: Path) -> None:
    write(here / "a.yaml", BAD)
    with pytest.raises(ScenarioError, match=r"^a\.yaml:1:10: unknown step"):
        load_file("a.yaml")


def test_two_files_of_one_name_are_refused(here: Path) -> None:
    write(here / "s" / "a.yaml")
    write(here / "s" / "a.json", '{"reply": []}')
    write(here / "s" / "b.yaml")
    checked = check_folder("s")
    assert said(checked) == [
        "s/a.yaml: two files have the scenario name a: this one and s/a.json; rename one of them"
    ]
    assert names(checked) == ["b"]


@pytest.mark.parametrize("check_it", [check_file, check_folder, check_path])
def test_missing_path_is_named(here: Path, check_it: type) -> None:
    assert said(check_it("nowhere/a.yaml")) == ["nowhere/a.yaml: there is no such file or folder"]


def test_empty_folder_is_named(here: Path) -> None:
    write(here / "dir" / "a.txt")
    assert said(check_folder("dir")) == [
        "dir: no scenario file is here; scenario files end with .yaml, .yml, .json"
    ]


def test_file_is_no_folder_and_folder_no_file(here: Path) -> None:
    write(here / "a.yaml")
    assert said(check_folder("a.yaml")) == ["a.yaml: this is not a folder"]
    assert said(check_file(".")) == [".: this is not a file"]


def test_unreadable_file_is_named(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    write(here / "a.yaml")
    monkeypatch.setattr(Path, "open", refuse)
    assert said(check_file("a.yaml")) == ["a.yaml: this file cannot be read: Permission denied"]


def test_error_without_words_is_named(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError

    write(here / "a.yaml")
    monkeypatch.setattr(Path, "open", refuse)
    assert said(check_file("a.yaml")) == ["a.yaml: this file cannot be read: OSError"]


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_links_are_not_followed_out_of_the_folder(here: Path) -> None:
    write(here / "out" / "secret.yaml")
    write(here / "in" / "a.yaml")
    (here / "in" / "link.yaml").symlink_to(here / "out" / "secret.yaml")
    (here / "in" / "same.yaml").symlink_to(here / "in" / "a.yaml")
    (here / "in" / "folder").symlink_to(here / "out")
    (here / "in" / "broken.yaml").symlink_to(here / "in" / "nothing")
    checked = check_folder("in")
    assert names(checked) == ["a", "same"]
    assert said(checked) == [
        "in/link.yaml: warning[link]: a link that leads out of the folder is not followed"
    ]


def test_number_of_files_is_bounded(here: Path) -> None:
    for name in "abc":
        write(here / f"{name}.yaml")
    checked = check_folder(".", Bounds(files=2))
    assert names(checked) == ["a", "b"]
    assert said(checked) == [".: more than 2 scenario files"]


def test_size_of_a_file_is_bounded(here: Path) -> None:
    write(here / "a.yaml", "#" * 1000)
    assert said(check_file("a.yaml", Bounds(characters=100))) == [
        "a.yaml:1:1: more than 100 characters in a file"
    ]


def test_number_of_findings_is_bounded() -> None:
    text = "reply: []\n" + "".join(f"x{at}: 1\n" for at in range(9))
    _, found = check(text, "a.yaml", "a", Bounds(findings=3))
    assert [one.line for one in found] == [2, 3, 4, 0]
    assert str(found[-1]) == "a.yaml: there are more than 3 findings; the others are not shown"
