"""docs/scenario-format.md: its tables are those of the records, its examples send what it shows.

`pytest tests/docs --rewrite-goldens` makes both anew.

What an example sends is printed as `mockserver render` prints it, but shorter: without the header
lines and the digest, and `…` stands for the keys that are the same in every chunk of an answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from mockserver.exchange.checking import findings
from mockserver.exchange.rendering import default_request, plan_of
from mockserver.scenario.load import check, parse
from mockserver.scenario.model import ScenarioFile
from mockserver.scenario.values import Record
from mockserver.source.read import read
from mockserver.source.tree import plain
from mockserver.wire.json_text import dumps
from mockserver.wire.transcript import transcript

from . import made

PAGE = Path(__file__).parents[2] / "docs" / "scenario-format.md"
TEXT = PAGE.read_text("utf-8")
EXAMPLE = re.compile(r"(```yaml\n(.*?)```\n```text( no-stream)?\n)(.*?)(```\n)", re.DOTALL)
SCENARIOS = [found[2] for found in EXAMPLE.finditer(TEXT)]

HEADERS = re.compile(r"(^\S+ +head [^\n]*\n)(?: +\|[^\n]*\n)+", re.MULTILINE)
ENVELOPE = re.compile(
    r'\{"id":"chatcmpl-\w+","object":"chat\.completion(?:\.chunk)?","created":\d+,"model":"[^"]*",'
    r'"system_fingerprint":"\w+",'
    r'|\{"id":"gen-\w+","provider":"Mock","model":"[^"]*",'
    r'"object":"chat\.completion(?:\.chunk)?","created":\d+,'
)
NOTHING_SAID = re.compile(
    r'"logprobs":null,"finish_reason":null(?:,"native_finish_reason":null)?(?=\})'
)
NAMED_VERSION = re.compile(r"Faker [\d.]+")


def sent(scenario: str, *, stream: bool = True) -> str:
    """What `render` prints for an example, shortened."""
    said = parse(scenario, "example.yaml", "example")
    request = default_request(said, stream=stream)
    text = ""
    for number in range(1, len(said.replies) + 1):
        if len(said.replies) > 1:
            text += f"example, reply {number} of {len(said.replies)}\n"
        plan = plan_of(said, number, request)
        text += HEADERS.sub(r"\1", transcript(plan))
        text += "".join(f"note: {note}\n" for note in plan.notes)
    return NOTHING_SAID.sub("…", ENVELOPE.sub("{…,", text))


def with_examples(page: str) -> str:
    """The page with what each example sends; words of another Faker than this one's stay."""

    def example(found: re.Match[str]) -> str:
        text = sent(found[2], stream=found[3] is None)
        if NAMED_VERSION.findall(text) != NAMED_VERSION.findall(found[4]) and found[4]:
            text = found[4]
        return f"{found[1]}{text}{found[5]}"

    return EXAMPLE.sub(example, page)


def hold(page: str, request: pytest.FixtureRequest) -> None:
    """Compares the page with what it should be, or rewrites it."""
    if request.config.getoption("--rewrite-goldens"):
        PAGE.write_text(page, "utf-8")
    assert page.splitlines() == PAGE.read_text("utf-8").splitlines()


def test_tables_are_those_of_the_records(request: pytest.FixtureRequest) -> None:
    hold(made.rewritten(PAGE.read_text("utf-8")), request)


def test_examples_send_what_is_shown(request: pytest.FixtureRequest) -> None:
    hold(with_examples(PAGE.read_text("utf-8")), request)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_nothing_is_wrong_with_an_example(scenario: str) -> None:
    found, written = check(scenario, "example.yaml", "example")
    assert found is not None, "\n".join(map(str, written))
    ignored = ("missing-expect", *(record(scenario).ignore or ()))
    wrong = [*written, *findings([found])]
    assert [str(one) for one in wrong if one.rule not in ignored] == []


def test_every_block_is_an_example() -> None:
    assert TEXT.count("```") == 4 * len(SCENARIOS)


def test_every_record_has_its_keys_on_the_page_once() -> None:
    keyed = sorted(name for name, record in made.RECORDS.items() if made.own_fields(record))
    assert sorted(made.shown_records(TEXT)) == keyed


@pytest.mark.parametrize("page", ["", "positions.md"])
def test_links_lead_to_headings(page: str) -> None:
    text = (PAGE.parent / page).read_text("utf-8") if page else TEXT
    anchors = set(map(made.anchor, re.findall(r"^#+ (.*)$", text, re.MULTILINE)))
    linked = re.findall(rf"\]\({page}#(.*?)\)", TEXT)
    assert [one for one in linked if one not in anchors] == []


def test_page_begins_with_all_its_sections() -> None:
    contents, *sections = re.split(r"^## (.*)$", TEXT, flags=re.MULTILINE)
    titles = [made.anchor(one) for one in sections[::2]]
    assert [one for one in titles if f"(#{one})" not in contents] == []


def test_every_section_has_an_example() -> None:
    sections = re.split(r"^## ", TEXT, flags=re.MULTILINE)[1:]
    assert [one.splitlines()[0] for one in sections if not EXAMPLE.search(one)] == ["Limits"]


# -- every key has an example ---------------------------------------------------------------------


def used(said: object) -> Iterator[tuple[str, str]]:
    """Each key that is written in a record or below it: the record that declares it, its field."""
    if isinstance(said, Record):
        for name in said.model_fields_set:
            declared = next(one for one in type(said).__mro__ if name in one.__annotations__)
            yield declared.__name__, name
            yield from used(getattr(said, name))
    elif isinstance(said, tuple | dict):
        for one in said.values() if isinstance(said, dict) else said:
            yield from used(one)


def test_every_key_is_in_an_example() -> None:
    written = {key for one in SCENARIOS for key in used(record(one))}
    declared = {
        (one.__name__, name) for one in made.RECORDS.values() for name in made.own_fields(one)
    }
    assert sorted(declared - written) == []


def record(scenario: str) -> ScenarioFile:
    root, _ = read(scenario, "example.yaml")
    assert root is not None
    return ScenarioFile.model_validate_json(dumps(plain(root)))
