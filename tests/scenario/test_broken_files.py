"""Every broken file gets exactly these lines: the place, what is wrong, what to write."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from mockserver.scenario.load import check, parse
from mockserver.source.diagnostics import ScenarioError

from . import (
    broken_chance,
    broken_expect,
    broken_faults,
    broken_framing,
    broken_json,
    broken_keys,
    broken_requests,
    broken_rules,
    broken_values,
    broken_writing,
)

TABLES = {
    "broken_writing.txt": ("broken.yaml", broken_writing.BROKEN),
    "broken_values.txt": ("broken.yaml", broken_values.BROKEN),
    "broken_keys.txt": ("broken.yaml", broken_keys.BROKEN),
    "broken_faults.txt": ("broken.yaml", broken_faults.BROKEN),
    "broken_framing.txt": ("broken.yaml", broken_framing.BROKEN),
    "broken_chance.txt": ("broken.yaml", broken_chance.BROKEN),
    "broken_requests.txt": ("broken.yaml", broken_requests.BROKEN),
    "broken_expect.txt": ("broken.yaml", broken_expect.BROKEN),
    "broken_rules.txt": ("broken.yaml", broken_rules.BROKEN),
    "broken_json.txt": ("broken.json", broken_json.BROKEN),
}
FILES = [(path, text) for path, table in TABLES.values() for text in table.values()]
LINE = re.compile(r"broken\.(yaml|json):[1-9]\d*:[1-9]\d*: (warning\[[a-z-]+\]: )?\S.*")


def told(text: str | bytes, path: str) -> str:
    _, found = check(text, path, "broken")
    return "".join(f"{one}\n" for one in found)


@pytest.mark.parametrize("name", TABLES)
def test_people_read_exactly_these_lines(name: str, golden: Callable[[str, str], None]) -> None:
    path, table = TABLES[name]
    golden(name, "\n".join(f"## {what}\n{told(text, path)}" for what, text in table.items()))


@pytest.mark.parametrize(("path", "text"), FILES)
def test_a_broken_file_is_no_scenario_and_every_line_has_a_place(
    path: str, text: str | bytes
) -> None:
    scenario, _ = check(text, path, "broken")
    assert scenario is None
    lines = told(text, path).splitlines()
    assert lines
    assert [line for line in lines if not LINE.fullmatch(line)] == []


def test_parse_raises_the_same_lines() -> None:
    text = broken_keys.BROKEN["wrong things of all kinds at once"]
    with pytest.raises(ScenarioError) as error:
        parse(text, "broken.yaml", "broken")
    assert f"{error.value}\n" == told(text, "broken.yaml")


@pytest.mark.parametrize(("path", "text"), [one for one in FILES if isinstance(one[1], str)])
def test_every_place_is_in_the_file(path: str, text: str) -> None:
    written = re.split(r"\r\n|\r|\n", text)
    for one in check(text, path, "broken")[1]:
        assert one.column <= len(written[one.line - 1]) + 1
