"""Every worked example of docs/positions.md is what `mockserver render` prints for its scenario."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mockserver.exchange.rendering import default_request, plan_of
from mockserver.scenario.load import parse
from mockserver.wire.instructions import Plan
from mockserver.wire.transcript import transcript

PAGE = Path(__file__).parents[2] / "docs" / "positions.md"
EXAMPLES = re.findall(r"```yaml\n(.*?)```\n```text\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
HEADER_LINES = re.compile(r"(^\S+ +head [^\n]*\n)(?: +\|[^\n]*\n)+", re.MULTILINE)


def plan(scenario: str) -> Plan:
    """The plan of an example for the default request."""
    said = parse(scenario, str(PAGE), "x")
    return plan_of(said, 1, default_request(said))


def printed(one: Plan) -> str:
    """What `render` prints, but for the digest."""
    return transcript(one) + "".join(f"note: {note}\n" for note in one.notes)


@pytest.mark.parametrize(("scenario", "shown"), EXAMPLES)
def test_example_is_what_is_sent(scenario: str, shown: str) -> None:
    text = printed(plan(scenario))
    assert shown in (text, HEADER_LINES.sub(r"\1", text))


def test_every_block_of_the_page_is_an_example() -> None:
    assert PAGE.read_text("utf-8").count("```") == 4 * len(EXAMPLES) > 0


def test_page_is_short() -> None:
    assert len(PAGE.read_text("utf-8").splitlines()) <= 420
