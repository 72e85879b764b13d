"""What QA finds the bundled scenarios by: tags with a meaning, and a page that is not stale."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mockserver import catalogue
from mockserver.listing import areas
from mockserver.scenario import library
from mockserver.scenario.load import load_folder, parse
from mockserver.scenario.model import Scenario

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "catalogue.md"
SCENARIOS = load_folder(ROOT / "scenarios")
PROVIDER = re.compile(r"provider:[a-z0-9]+(-[a-z0-9]+)*")


def bundled_link(one: Scenario) -> str:
    return f"../{Path(one.path).relative_to(ROOT).as_posix()}"


def test_every_bundled_scenario_is_in_one_area() -> None:
    assert [one.name for one in SCENARIOS if len(areas(one)) != 1] == []


def test_every_tag_has_a_meaning() -> None:
    meant = {*catalogue.FEATURES, *(f"area:{area}" for area in catalogue.AREAS)}
    used = {tag for one in SCENARIOS for tag in one.tags}
    assert [tag for tag in used if tag not in meant and not PROVIDER.fullmatch(tag)] == []
    assert meant <= used


def test_the_page_is_not_stale(request: pytest.FixtureRequest) -> None:
    made = catalogue.as_markdown(SCENARIOS, bundled_link)
    if request.config.getoption("--rewrite-goldens"):
        PAGE.write_text(made, "utf-8", newline="\n")
    told = "mockserver list --format markdown --output docs/catalogue.md"
    assert made == PAGE.read_text("utf-8"), f"write it anew, and read the diff: {told}"


def test_every_link_of_the_page_leads_to_a_file_or_a_heading() -> None:
    page = PAGE.read_text("utf-8")
    headings = re.findall("^## (.*)$", page, re.MULTILINE)
    links = re.findall(r"\]\(((?!https?:).*?)\)", page)
    assert {one[1:] for one in links if one.startswith("#")} == set(headings)
    assert all((PAGE.parent / one).is_file() for one in links if not one.startswith("#"))


def test_all_scenarios_come_with_the_package() -> None:
    assert library.names() == [one.name for one in SCENARIOS]
    for name in ("quirks/usage/choices-null", "conformance/sse/format-bom", "text"):
        assert library.bundled_scenario(name) is not None


# -- the page of anybody's scenarios --------------------------------------------------------------


def page(*texts: str) -> str:
    made = [parse(text, f"{n}.yaml", f"n{n}") for n, text in enumerate(texts)]
    return catalogue.as_markdown(made, lambda one: one.path)


def rows(*texts: str) -> list[str]:
    return [one for one in page(*texts).splitlines() if one.startswith("| [")]


def test_an_area_of_ones_own_is_a_section_and_none_is_the_last() -> None:
    made = page("reply: []", "tags: [area:ours]\nreply: []", "tags: [area:usage]\nreply: []")
    assert re.findall("^## (.*)$", made, re.MULTILINE) == ["ours", "usage", "No area"]
    assert "| tag |" not in made
    assert catalogue.AREAS["usage"] in made


def test_only_tags_that_are_used_are_explained() -> None:
    made = page("tags: [cut]\nreply: []")
    assert f"| `cut` | {catalogue.FEATURES['cut']} |" in made
    assert "`reset`" not in made


def test_what_is_said_of_a_scenario_breaks_no_table() -> None:
    (row,) = rows("about: 'a|b `c|<d` <e>[f](g) *h*. More.'\nreply: []")
    assert row == r"| [n0](0.yaml) | a\|b `c\|<d` \<e>\[f\](g) \*h\*. |  |  |"


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("https://github.com/a/b/issues/7", "[a/b#7](https://github.com/a/b/issues/7)"),
        ("https://github.com/a/b/tree/c", "[a/b](https://github.com/a/b/tree/c)"),
        ("https://www.example.com/x", "[example.com](https://www.example.com/x)"),
        ("seen in a log", ""),
        ("javascript:alert(1)", ""),
    ],
)
def test_a_source_is_a_link_with_a_short_name(source: str, shown: str) -> None:
    assert rows(f"source: '{source}'\nreply: []") == [f"| [n0](0.yaml) |  |  | {shown} |"]


def test_many_sources_are_counted() -> None:
    links = ", ".join(f"https://e.com/{n}" for n in range(5))
    (row,) = rows(f"source: [{links}]\ntags: [provider:a, provider:b]\nreply: []")
    assert row.endswith(
        "| a, b | [e.com](https://e.com/0), [e.com](https://e.com/1), "
        "[e.com](https://e.com/2), 2 more |"
    )
