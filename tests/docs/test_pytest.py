"""The examples of docs/pytest.md are run as they stand, each as a file of tests."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mockserver.pytest_plugin import Settings
from tests.plugin.test_verdicts import QUIET

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "pytest.md").read_text(encoding="utf-8")

EXAMPLES = re.findall(r"^(<!-- .* -->\n)?```python\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("example", [code for elsewhere, code in EXAMPLES if not elsewhere])
def test_an_example_passes(example: str, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_example=example)
    ran = pytester.runpytest(*QUIET, "-o", "asyncio_mode=auto")
    ran.assert_outcomes(passed=len(re.findall(r"^(?:async )?def test_", example, re.MULTILINE)))


def test_the_example_of_virtual_time_is_one_that_is_run() -> None:
    (example,) = [code for elsewhere, code in EXAMPLES if elsewhere]
    run = ROOT / "tests" / "virtual_time_project" / "test_virtual_time.py"
    assert example in run.read_text(encoding="utf-8")


@pytest.mark.parametrize("word", Settings.__dataclass_fields__)
def test_every_setting_is_explained(word: str) -> None:
    settings = PAGE.partition("## Settings")[2].partition("\n## ")[0]
    assert f"`{word}`" in settings
