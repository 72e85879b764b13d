"""Every known quirk of real streams has a scenario that says where it was seen and what is right.

Pure: plans are read by httpx and h11 without a socket, and by the right client of the other tests.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from mockserver import bundled
from mockserver.dialects.request import ChatRequest
from mockserver.exchange.checking import findings
from mockserver.exchange.expectation import Answer, Failed, Unknown, expectation
from mockserver.exchange.rendering import default_request, plan_of
from mockserver.scenario.expect import Expect, ExpectedCall
from mockserver.scenario.load import check_folder, parse
from mockserver.scenario.model import Scenario
from mockserver.wire.digest import digest
from mockserver.wire.instructions import Plan
from mockserver.wire.json_text import JsonObject
from tests.scenarios import right_answer
from tests.scenarios.rows import ask

from .expected import met
from .planned_transport import PlannedTransport


def _part(number: int) -> Any:
    """What is mapped by one of the two tables; nothing where it is not there."""
    name = f"{__package__}.map_part{number}"
    if importlib.util.find_spec(name) is None:
        return SimpleNamespace(**{f"PART_{number}": {}, f"LEFT_OUT_{number}": {}})
    return importlib.import_module(name)


PARTS = [_part(1), _part(2)]
MAPS = [getattr(part, f"PART_{number}") for number, part in enumerate(PARTS, start=1)]
LEFT_OUT = [getattr(part, f"LEFT_OUT_{number}") for number, part in enumerate(PARTS, start=1)]

CHECKED = check_folder(bundled.folder())
BY_NAME = {one.name: one for one in CHECKED.scenarios}
NAMES = sorted({name for each in MAPS for name in each.values()})

SLUG = re.compile(r"(area|provider):[a-z0-9]+(-[a-z0-9]+)*")


def planned(scenario: Scenario, asked: JsonObject | None = None) -> list[Plan]:
    """The plan of each reply, for the default request with further keys."""
    default = default_request(scenario)
    request = ChatRequest.of(scenario.name, {**default.body, **(asked or {})})
    return [plan_of(scenario, number, request) for number in range(1, len(scenario.replies) + 1)]


@cache
def digests(name: str) -> list[str]:
    """Of each reply."""
    return [digest(one) for one in planned(BY_NAME[name])]


def expected(scenario: Scenario, number: int, plan: Plan) -> Expect:
    """What the file says of a reply, or what the plan comes to where the file says nothing."""
    said = scenario.expects[number - 1]
    if said is not None:
        return said
    match expectation(plan):
        case Failed():
            return Expect(error=True)
        case Answer(text, reasoning, refusal, calls, reasons, usage):
            called = tuple(ExpectedCall(name=one.name, arguments=one.arguments) for one in calls)
            return Expect(
                text=text,
                reasoning=reasoning,
                refusal=refusal,
                tool_calls=called,
                finish_reasons=reasons,
                usage=usage,
            )
        case Unknown(why):
            pytest.fail(f"{scenario.name} does not say what is right, and {why}")


async def heard(plan: Plan) -> right_answer.Answer | None:
    """What the right client makes of a plan; None is an error."""
    try:
        return await ask("http://planned", "m", transport=PlannedTransport(plan))
    except right_answer.AnswerError:
        return None


def test_a_quirk_is_mapped_or_left_out_with_a_reason() -> None:
    mapped = [name for each in (*MAPS, *LEFT_OUT) for name in each]
    assert len(mapped) == len(set(mapped))
    assert all(reason for each in LEFT_OUT for reason in each.values())


@pytest.mark.skipif(not all(MAPS), reason="a table is missing")
def test_every_file_of_the_packs_is_mapped() -> None:
    files = {name for name in BY_NAME if name.startswith("quirks/")}
    assert sorted(files - set(NAMES)) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_quirk_is_there_without_errors(name: str) -> None:
    assert name in BY_NAME, [str(one) for one in CHECKED.diagnostics if name in one.path]


@pytest.mark.parametrize("name", NAMES)
def test_a_quirk_says_what_it_is_and_where_it_was_seen(name: str) -> None:
    one = BY_NAME[name]
    assert one.about.strip().endswith(".")
    assert one.source
    assert all(link.startswith("https://") for link in one.source)
    assert "quirk" in one.tags
    assert len(one.tags) == len(set(one.tags))
    slugs = [tag.partition(":")[0] for tag in one.tags if SLUG.fullmatch(tag)]
    assert set(slugs) == {"area", "provider"}
    folder, _, rest = name.partition("/")
    assert folder != "quirks" or f"area:{rest.partition('/')[0]}" in one.tags


def test_no_quirk_has_a_finding() -> None:
    found = [*CHECKED.diagnostics, *findings(BY_NAME.values(), unsaid=True)]
    paths = {BY_NAME[name].path for name in NAMES if name in BY_NAME}
    assert [str(one) for one in found if one.path in paths or "/quirks/" in one.path] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_warning_is_switched_off_with_a_reason(name: str) -> None:
    lines = Path(BY_NAME[name].path).read_text("utf-8").splitlines()
    assert [one for one in lines if one.startswith("ignore:") and " # " not in one] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_quirk_is_the_same_every_time(name: str) -> None:
    path = Path(BY_NAME[name].path)
    again = parse(path.read_bytes(), str(path), name)
    assert digests(name) == [digest(one) for one in planned(again)]


def test_no_quirk_changes_unseen(golden: Callable[[str, str], None]) -> None:
    golden("digests.json", json.dumps({name: digests(name) for name in NAMES}, indent=1) + "\n")


@pytest.mark.parametrize("name", NAMES)
def test_no_fault_of_a_quirk_is_idle(name: str) -> None:
    assert [note for one in planned(BY_NAME[name]) for note in one.notes] == []


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "asked", [{}, {"stream_options": {"include_usage": True}}], ids=["default", "usage"]
)
async def test_a_right_client_ends_with_what_is_expected(name: str, asked: JsonObject) -> None:
    for number, plan in enumerate(planned(BY_NAME[name], asked), start=1):
        got = await heard(plan)
        said = expected(BY_NAME[name], number, plan)
        assert met(said, got), (said, got)
