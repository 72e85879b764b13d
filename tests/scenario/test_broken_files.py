"""Every broken file gets exactly these lines: the place, what is wrong, what to write."""

from __future__ import annotations

import re

import pytest

from mockserver.scenario.load import check, parse
from mockserver.source.diagnostics import ScenarioError

from . import broken_json, broken_keys, broken_values, broken_writing

YAML = {**broken_writing.BROKEN, **broken_values.BROKEN, **broken_keys.BROKEN}
LINE = re.compile(r"broken\.(yaml|json):[1-9]\d*:[1-9]\d*: (warning\[[a-z-]+\]: )?\S.*")


@pytest.mark.parametrize("what", YAML)
def test_people_read_exactly_these_lines(what: str) -> None:
    text, lines = YAML[what]
    scenario, found = check(text, "broken.yaml", "broken")
    assert "".join(f"{one}\n" for one in found) == lines
    assert scenario is None


@pytest.mark.parametrize("what", broken_json.BROKEN)
def test_json_files_want_json(what: str) -> None:
    text, lines = broken_json.BROKEN[what]
    _, found = check(text, "broken.json", "broken")
    assert "".join(f"{one}\n" for one in found) == lines


def test_every_line_has_a_place() -> None:
    for text, lines in (*YAML.values(), *broken_json.BROKEN.values()):
        assert lines, text
        for line in lines.splitlines():
            assert LINE.fullmatch(line)


def test_parse_raises_the_same_lines() -> None:
    text, lines = YAML["wrong things of all kinds at once"]
    with pytest.raises(ScenarioError) as error:
        parse(text, "broken.yaml", "broken")
    assert f"{error.value}\n" == lines


def test_every_place_is_in_the_file() -> None:
    for text, _ in YAML.values():
        if isinstance(text, bytes):
            continue
        written = re.split(r"\r\n|\r|\n", text)
        for one in check(text, "broken.yaml", "broken")[1]:
            assert one.column <= len(written[one.line - 1]) + 1
