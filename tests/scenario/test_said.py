"""What is loaded or built is written as a scenario file that people can read, and loses nothing."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from mockserver.bundled import folder
from mockserver.exchange.rendering import default_request, plan_of
from mockserver.scenario.load import check, load, parse
from mockserver.scenario.model import Entry, Reply, Scenario, ScenarioFile
from mockserver.scenario.pace import Pace
from mockserver.scenario.said import ORDER, said
from mockserver.scenario.speech import TextStep
from mockserver.wire.digest import digest

BUNDLED = {one.name: one for one in load(folder())}


def written(text: str) -> str:
    return parse(text, "a.yaml", "a").to_yaml()


@pytest.mark.parametrize("name", BUNDLED)
def test_a_bundled_scenario_is_the_same_after_writing_it(name: str) -> None:
    one = BUNDLED[name]
    again, found = check(one.to_yaml(), one.path, one.name)
    assert again == one
    assert found == ()


@pytest.mark.parametrize("name", list(BUNDLED)[::10])
def test_what_is_written_sends_the_same(name: str) -> None:
    one = BUNDLED[name]
    again = parse(one.to_yaml(), "again.yaml", name)
    request = default_request(one)
    for number in range(1, len(one.replies) + 1):
        assert digest(plan_of(again, number, request)) == digest(plan_of(one, number, request))


@pytest.mark.parametrize(
    "text",
    [
        "reply:\n  - text: Hello\n",
        "reply:\n  - done:\n  - done: twice\n  - delta: null\n  - event: {data: null}\n",
        "reply:\n  pace: typical\n  stream:\n    - text: [a, b]\n      split: 3\n      choice: 1\n",
        "reply:\n  pace: {preset: fast, itl: 1.5s}\n  stream:\n    - wait: 250us\n",
        "reply:\n  automatic: none\n  stream:\n    - raw: {base64: AA==}\n",
        "reply:\n  automatic: {role: none, done: false}\n  stream:\n    - stall: forever\n",
        "reply:\n  stream: []\n  faults:\n    - {after: {bytes: 1}, stall: {for: 2s}}\n",
        "reply:\n  - repeat:\n      times: 2\n      steps:\n        - random: {words: 3}\n",
        "reply:\n  json: null\n",
        "reply:\n  end: reset\n",
        "reply:\n  status: 503\n  headers: {Retry-After: {date_in: 2s}}\n",
        "reply:\n  choices:\n    - stream:\n        - text: a\n    - stream: []\n",
        "reply:\n  stream:\n    - event: {retry: 1}\n  nonstream:\n    status: 404\n",
        "about: Two.\nignore: [missing-expect]\nseed: 0\nreplies:\n"
        "  - - text: a\n  - when: {turn: 1, body: {$.x: {equals: {a: 1}}}}\n    times: 2\n"
        "    status: 404\n    expect: {error: true}\nafter_last: cycle\n",
        "match: {model: gpt*, header: {X-A: {regex: ^a}}}\nreply: []\nexpect: {text: a}\n",
        "reply:\n  - text: a\n    logprobs:\n"
        "      - [{token: a, logprob: 0.0, bytes: null, top_logprobs: [{token: a, logprob: -1.5}]"
        "}]\n",
    ],
)  # fmt: skip
def test_what_people_write_so_is_written_so(text: str) -> None:
    assert written(text) == text


def test_what_is_as_it_would_be_anyway_is_left_out() -> None:
    text = (
        "after_last: repeat\nabout: ''\nreplies: [{stream: [{text: a, choice: 0}], headers: {}},"
        " [{tool_calls: [{name: f, arguments: {}}], interleave: false}]]"
    )
    assert written(text) == "replies:\n  - - text: a\n  - - tool_calls: [{name: f}]\n"


def test_what_all_replies_say_is_said_once() -> None:
    text = "pace: fast\ndelivery: {bytes: 1}\nreplies: [[], {delivery: {bytes: 2}, stream: []}]"
    assert written(text) == (
        "pace: fast\nreplies:\n"
        "  - delivery: {bytes: 1}\n    stream: []\n  - delivery: {bytes: 2}\n    stream: []\n"
    )


def test_numbers_that_are_equal_are_not_the_same_in_all_replies() -> None:
    text = "replies: [{stream: [], with: {chunk: {a: 1}}}, {stream: [], with: {chunk: {a: 1.0}}}]"
    assert written(text).count("with:") == 2


def test_a_reply_alone_is_a_whole_file() -> None:
    reply = Reply(stream=(TextStep(text="a"),), pace=Pace(preset="fast"))
    again = parse(reply.to_yaml(), "a.yaml", "a")
    assert again.replies == (reply,)
    assert parse(Entry(status=404, times=2).to_yaml(), "a.yaml", "a").replies == (
        Entry(status=404, times=2),
    )


def test_several_replies_of_python_are_written_as_replies() -> None:
    both = Scenario("a", (Reply(status=404), Reply(status=500)), source=("x", "y"), tags=("t",))
    assert both.to_yaml() == (
        "source: [x, y]\ntags: [t]\nreplies:\n  - status: 404\n  - status: 500\n"
    )


def test_a_step_and_a_fault_are_items_of_lists_and_all_else_is_a_value() -> None:
    (reply,) = parse(
        "reply: {stream: [text: a], pace: {itl: 1ms}, faults: [{at: {chunk: 1}, drop: true}]}",
        "a", "a",
    ).replies  # fmt: skip
    assert reply.stream is not None
    assert reply.stream[0].to_yaml() == "- text: a\n"
    assert reply.faults is not None
    assert reply.faults[0].to_yaml() == "- at: {chunk: 1}\n  drop: true\n"
    assert reply.pace is not None
    assert reply.pace.to_yaml() == "itl: 1ms\n"


def test_a_preset_alone_is_still_a_mapping_where_it_is_asked_for() -> None:
    assert said(Pace(preset="fast")) == {"preset": "fast"}


def test_a_changed_copy_is_written_as_it_is(tmp_path: Path) -> None:
    one = dataclasses.replace(BUNDLED["text"], about="Changed.", root=None)
    file = tmp_path / "text.yaml"
    file.write_text(one.to_yaml(), encoding="utf-8")
    assert load(file)[0].about == "Changed."


def test_every_key_of_a_file_is_written() -> None:
    """A new key fails here until `said.py` writes it, and `ORDER` says where."""
    text = (
        "about: a\nsource: b\ntags: [c]\nignore: [idle-cut]\ndialect: openai\nseed: 1\n"
        "match: {turn: 1}\nautomatic: none\nwith: {delta: {}}\nomit: [chunk.id]\npace: fast\n"
        "framing: {bom: true}\ndelivery: {bytes: 1}\nfaults:\n  - {at: {chunk: 1}, drop: true}\n"
        "replies:\n  - - text: a\n  - - text: b\nafter_last: cycle\n"
    )
    assert written(text) == text
    keys = {field.alias or name for name, field in ScenarioFile.model_fields.items()}
    assert {line.partition(":")[0] for line in text.splitlines()} - {"  - {at", "  - - text"} == (
        keys - {"reply", "expect"}
    )


def test_every_key_of_a_reply_has_its_place() -> None:
    keys = {field.alias or name for name, field in Entry.model_fields.items()}
    assert keys - set(ORDER) == set()
