"""The page of a scenario says what is sent, escapes what is hostile, and is bounded."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from mockserver import bundled
from mockserver.exchange.again import Asked
from mockserver.exchange.rendering import default_request
from mockserver.exchange.shown import shown
from mockserver.pages import replies
from mockserver.pages.replies import replies_page
from mockserver.scenario.load import load_folder, parse
from mockserver.scenario.model import Scenario
from mockserver.wire.digest import digest

HOSTILE = "</script><script>alert(1)</script>\"'<img src=x onerror=alert(1)>&#x1b;[31m\u202e"
ALLOWED = {
    *("html", "head", "meta", "title", "style", "body", "main", "section", "h1", "h2", "p", "a"),
    *("dl", "dt", "dd", "br", "code", "span", "figure", "figcaption", "svg", "g", "rect", "line"),
    *("text", "table", "thead", "tbody", "tr", "th", "td", "details", "summary", "pre"),
}


class Reader(HTMLParser):
    """The tags of a page, and its texts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: list[str] = []
        self.links: list[str | None] = []
        self.attributes: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def page_of(scenario: Scenario) -> str:
    asked = Asked(default_request(scenario))
    numbers = range(1, len(scenario.replies) + 1)
    return replies_page(scenario, [shown(scenario, number, asked) for number in numbers])


def page(text: str) -> str:
    return page_of(parse(text, "x.yaml", "x"))


@pytest.mark.parametrize("scenario", load_folder(bundled.folder()), ids=lambda one: one.name)
def test_each_bundled_scenario_has_a_page(scenario: Scenario) -> None:
    asked = Asked(default_request(scenario))
    made = page_of(scenario)
    read = Reader(made)
    assert set(read.tags) <= ALLOWED
    assert digest(shown(scenario, 1, asked).plan) in read.texts
    assert len(made) < 1_000_000


def test_what_is_sent_is_said() -> None:
    read = Reader(
        page(
            """
about: A cut.
source: [https://example.com/1, a log]
tags: [cut, short]
dialect: openai
seed: 7
reply:
  pace: {ttft: 5ms, itl: 5ms}
  stream: [{text: [Hel, lo]}]
  faults: [{after: {chunks: 2}, end: reset}, {after: {chunks: 9}, wait: 1s}]
expect: {error: true}
"""
        )
    )
    said = " ".join(read.texts)
    for words in (
        *("x", "A cut.", "https://example.com/1", "a log", "cut", "short", "openai", "7"),
        *("200 OK", "2 chunks, 0 other events, 2 segments", "the connection is reset"),
        *('{"error":true}', "role assistant", 'text "Hel"', "fault 1", "end reset after 2 chunks"),
        "fault `wait after 9 chunks` is never reached",
    ):
        assert words in said
    assert read.links == ["https://example.com/1"]
    assert read.tags.count("svg") > 2


def test_a_hostile_text_is_only_text() -> None:
    text = "'" + HOSTILE.replace("'", "''") + "'"
    made = page(
        f"""
about: {text}
source: [{text}, "javascript:alert(1)", "https://x/\\" onclick=\\"alert(1)"]
tags: [{text}]
expect: {{text: {text}}}
reply:
  headers: {{X-A: "</pre><script>"}}
  stream:
    - text: {text}
    - tool_calls: [{{name: {text}, arguments: {text}}}]
    - comment: {text}
    - raw: {text}
    - gate: {text}
    - event: {{data: {text}, name: {text}}}
    - error: {{message: {text}, code: {text}}}
"""
    )
    read = Reader(made)
    assert set(read.tags) <= ALLOWED
    assert not {name for name in read.attributes if name.startswith("on")}
    assert read.links == []
    assert "\u202e" not in made


def test_each_of_several_replies_has_its_section() -> None:
    read = Reader(page("about: a\nreplies: [{status: 429}, [{text: a}], {end: reset}]"))
    assert [one for one in read.texts if one.startswith("Reply")] == [
        "Reply 1 of 3",
        "Reply 2 of 3",
        "Reply 3 of 3",
    ]
    assert read.tags.count("section") == 3


def test_a_head_that_comes_late_is_still_the_status() -> None:
    assert "200 OK" in page("reply: {pace: {head: 2s}, stream: [{text: a}]}")


def test_long_plans_are_cut_and_the_page_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replies, "MOST_REPLIES", 1)
    monkeypatch.setattr(replies, "MOST_MOMENTS", 2)
    monkeypatch.setattr(replies, "MOST_BYTES", 30)
    monkeypatch.setattr(replies, "MOST_BYTES_IN_ALL", 40)
    said = " ".join(Reader(page("replies: [[{text: a}], [{text: b}]]")).texts)
    assert "These are the first 1 of 2 replies." in said
    assert "These are the first 2 of 7 events." in said
    assert re.search(r"\d+ more bytes", said)


def test_no_byte_is_shown_once_all_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replies, "MOST_BYTES_IN_ALL", 10)
    assert Reader(page("reply: [{text: a}]")).tags.count("pre") == 1


def test_an_item_in_several_segments_says_so() -> None:
    said = page("reply: {delivery: {bytes: 100, pause: 1ms}, stream: [{text: a}]}")
    assert re.search(r"\(in 3 segments since \dms\)", said)


SHOW = """
import sys
from tests.pages.test_replies import page
sys.stdout.buffer.write(page("reply: {pace: typical, stream: [{text: a b c}]}").encode())
"""


def test_the_page_is_the_same_in_another_process() -> None:
    environment = {**os.environ, "PYTHONHASHSEED": "4242"}
    command = [sys.executable, "-X", "utf8", "-c", SHOW]
    root = Path(__file__).parents[2]
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, check=True)
    made = page("reply: {pace: typical, stream: [{text: a b c}]}")
    assert done.stdout == made.encode()
