"""Files and folders become scenarios with names; all that is wrong is said at once."""

from __future__ import annotations

import os
from pathlib import Path
from time import process_time

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


def test_the_schema_beside_scenarios_is_no_scenario(here: Path) -> None:
    write(here / "a.yaml")
    write(here / "Scenario.Schema.json", "{}")
    checked = check_folder(".")
    assert (names(checked), said(checked)) == (["a"], [])
    assert said(check_path("Scenario.Schema.json")) == [
        "Scenario.Schema.json: a file named ….schema.json is a JSON Schema for editors, and no "
        "scenario; name a scenario file"
    ]


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
    checked = check_folder("in")
    assert names(checked) == ["a", "same"]
    out = "warning[link]: a link that leads out of the folder is not followed"
    assert said(checked) == [f"in/folder: {out}", f"in/link.yaml: {out}"]


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_that_leads_nowhere_is_not_skipped_without_a_word(here: Path) -> None:
    write(here / "a.yaml")
    (here / "b.yaml").symlink_to("nothing")
    (here / "c.yaml").symlink_to("c.yaml")
    checked = check_folder(".")
    assert names(checked) == ["a"]
    nowhere = "warning[broken-link]: this link leads to nothing, and is skipped"
    assert said(checked) == [f"b.yaml: {nowhere}", f"c.yaml: {nowhere}"]


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_linked_folder_is_not_skipped_without_a_word(here: Path) -> None:
    write(here / "a" / "b.yaml")
    for link in ("c", "d.yaml", ".hidden"):
        (here / link).symlink_to("a")
    checked = check_folder(".")
    assert names(checked) == ["a/b"]
    inside = "warning[link]: a link to a folder is not followed"
    assert said(checked) == [f"c: {inside}", f"d.yaml: {inside}"]


@pytest.mark.skipif(os.name == "nt", reason="no such thing is there")
def test_what_is_no_file_is_never_opened(here: Path) -> None:
    write(here / "a.yaml")
    os.mkfifo(here / "b.yaml")  # to open it would block
    checked = check_folder(".")
    assert names(checked) == ["a"]
    assert said(checked) == ["b.yaml: warning[not-a-file]: this is not a file, and is skipped"]


def test_a_folder_of_nothing_but_skipped_things_is_empty(here: Path) -> None:
    (here / "b.yaml").symlink_to("nothing")
    checked = check_folder(".")
    assert [(one.rule, one.severity) for one in checked.diagnostics] == [
        ("empty-folder", "error"),
        ("broken-link", "warning"),
    ]


def test_a_folder_that_cannot_be_read_is_named(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: str) -> None:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert said(check_folder(here)) == [f"{here}: this folder cannot be read: Permission denied"]


@pytest.mark.parametrize("check_it", [check_file, check_path])
def test_a_file_name_that_no_request_can_say_is_an_error(here: Path, check_it: type) -> None:
    message = "this file's name is not UTF-8, so no request can name the scenario; rename it"
    name = os.fsdecode(b"\xff.yaml")
    write(here / "dir" / name)
    (only,) = said(check_it(Path("dir", name)))
    assert said(check_folder("dir")) == [only] == [f"dir/\\udcff.yaml: {message}"]


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


def test_more_warnings_than_are_shown_do_not_make_a_file_unusable() -> None:
    text = "reply:\n" + "- text: a #x\n" * 4
    scenario, found = check(text, "a.yaml", "a", Bounds(findings=3))
    assert scenario is not None
    assert [one.severity for one in found] == ["warning"] * 4
    assert found[-1].rule == "too-many-findings"


def test_an_error_that_is_not_shown_makes_a_file_unusable() -> None:
    text = "reply:\n" + "- text: a #x\n" * 3 + "- text: 010\n"
    scenario, found = check(text, "a.yaml", "a", Bounds(findings=3))
    assert scenario is None
    assert [one.severity for one in found] == [*["warning"] * 3, "error"]


LARGE = {
    "a warning in every line": "reply:\n" + "- text: a #x\n" * 20_000,
    "a finding in every item of a long line": f"reply: [{'!t a,' * 20_000}{' ' * 800_000}]\n",
    "blanks behind a long text": f"reply: ['😀{'x' * 700_000}',{'a, ' * 40_000}]\n",
    "a key far to the right": "reply:\n- text: a\n" + " " * 200_000 + "b: c\n",
    "blanks inside a line": "reply:\n  a" + " " * 200_000 + "b\n b: c\n",
}


@pytest.mark.parametrize("name", LARGE)
def test_time_grows_with_a_file_and_not_with_its_square(name: str) -> None:
    started = process_time()
    check(LARGE[name], "a.yaml", "a")
    assert process_time() - started < 15
