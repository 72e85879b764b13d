"""docs/security.md has the limits that the code has, and leaves none out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import mockserver

from .limits import limits

PAGE = Path(__file__).parents[2] / "docs" / "security.md"
ROOT = Path(mockserver.__file__).parent
TABLE = re.compile(r"(<!-- limits -->\n)(.*?)(<!-- end -->\n)", re.DOTALL)
BOUND = re.compile(r"^((?:MOST|LONGEST|LARGEST|DEEPEST|WIDEST|QUICK)\w*)(?:: \w+)? =", re.MULTILINE)

ELSEWHERE = (
    *("cli", "conformance", "adapters", "pages", "listing", "catalogue"),  # run by hand, or pages
    *("exchange.report", "exchange.again", "exchange.shown", "exchange.shadows"),  # what is shown
    *("source.diagnostics", "scenario.logprobs", "serving.workers", "wire"),  # of formats
)
"""Where a bound is about something that nobody else can make grow."""

BESIDE = {
    "samples.schema_bounds.WIDEST",
    "samples.schema_bounds.COMPARED",
    "samples.budget.MOST_PATTERNS",
    "samples.budget.WIDEST_PATTERN",
    "samples.regex_text.LONGEST",
    "scenario.json_path.MOST_NESTED",
    "exchange.plan_cache.MOST_BODY",
    "serving.control.plane.MOST_DETAILS",
    "serving.sessions.MOST_LATE",
}
"""Bounds within one that the table has."""


def bounds() -> set[str]:
    """The names of all bounds that the code has, with their modules."""
    found = set()
    for path in ROOT.rglob("*.py"):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        if not module.startswith(ELSEWHERE):
            found |= {f"{module}.{name}" for name in BOUND.findall(path.read_text("utf-8"))}
    return found


def imported() -> set[str]:
    """Those that the table is made of."""
    made = (Path(__file__).parent / "limits.py").read_text("utf-8")
    return {one for one in bounds() if re.search(rf"\b{one.rpartition('.')[2]}\b", made)}


def test_the_limits_are_those_of_the_code(request: pytest.FixtureRequest) -> None:
    page = PAGE.read_text("utf-8")
    made = TABLE.sub(lambda found: f"{found[1]}\n{limits()}\n{found[3]}", page)
    if request.config.getoption("--rewrite-goldens"):
        PAGE.write_text(made, "utf-8")
    assert PAGE.read_text("utf-8") == made


def test_no_bound_of_the_code_is_left_out() -> None:
    assert bounds() - imported() - BESIDE == set()
