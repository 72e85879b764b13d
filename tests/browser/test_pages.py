"""A browser without a network shows each page whole, on a phone and on a screen."""

from __future__ import annotations

import os
from typing import Any

import pytest

from tests.pictures import terminal

from . import pages
from .chromium import Frame, NoBrowserError, command, measured

pytestmark = pytest.mark.timeout(180)

PAGES = {
    "all": pages.replies(pages.EVERYTHING, "everything"),
    "weather": pages.replies(terminal.scenario_text(), terminal.NAME),
    "report": pages.report(),
    "several": pages.replies("replies: [{status: 429}, [{text: a}], {end: reset}]", "several"),
}
TITLES = {
    "all": "everything",
    "weather": "weather",
    "several": "several",
    "report": "client 1.0 and 3 scenarios",
}
BAD = """
<svg role="img"><text y="20">one</text><text y="24">other</text></svg>
<p style="width: 900px">wide</p><img src="https://example.com/x.png"><script>1</script>
"""
PHONE, SCREEN = 360, 1000
SHOWN = [(name, width) for name in PAGES for width in (PHONE, SCREEN)]


@pytest.fixture(scope="module")
def found() -> dict[tuple[str, int], dict[str, Any]]:
    """What the browser measured of each page at each width; one start for all."""
    try:
        command()
    except NoBrowserError as error:
        if os.environ.get("CI"):
            pytest.fail(f"{error}, and in CI these tests are not skipped")
        pytest.skip(str(error))
    frames = [Frame(PAGES[name], width) for name, width in SHOWN]
    keys = [*SHOWN, ("bad", PHONE)]
    return dict(zip(keys, measured([*frames, Frame(BAD, PHONE)]), strict=True))


def test_what_is_wrong_with_a_page_is_found(found: Any) -> None:
    one = found["bad", PHONE]
    assert one["scrollWidth"] > PHONE
    assert [word for word, *_ in one["outside"]] == ["P"]
    assert [(word, other) for word, other, *_ in one["overlaps"]] == [("one", "other")]
    assert (one["loaded"], one["scripts"]) == (["https://example.com/x.png"], 1)


@pytest.mark.parametrize(("name", "width"), SHOWN)
def test_nothing_sticks_out_or_lies_over_another(found: Any, name: str, width: int) -> None:
    one = found[name, width]
    assert one["width"] == width
    assert one["scrollWidth"] <= width
    assert one["outside"] == []
    assert one["overlaps"] == []


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_loaded_and_nothing_runs(found: Any, name: str) -> None:
    one = found[name, PHONE]
    assert (one["loaded"], one["scripts"]) == ([], 0)
    assert one["title"] == TITLES[name]


def test_the_page_shows_what_it_claims(found: Any) -> None:
    one = found["all", PHONE]
    assert one["pictures"] == 2
    assert all(count > 50 for count in one["marks"])
    for said in ("role assistant", "fault 5", "end reset after 49 chunks", "gate", "reset"):
        assert said in one["text"]


def test_each_reply_has_its_pictures(found: Any) -> None:
    assert found["weather", SCREEN]["pictures"] == 2
    assert found["several", SCREEN]["pictures"] == 2


def test_a_report_shows_its_verdicts_and_every_text_as_text(found: Any) -> None:
    one = found["report", PHONE]
    for said in ("correct", "silently wrong", "silently truncated", "</script><img src=x"):
        assert said in one["text"]
