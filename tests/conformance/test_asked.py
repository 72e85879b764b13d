"""A verdict is kept as long as nothing changes that it depends on."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.conformance.asked import digest_of, gates_of, request_of
from mockserver.exchange import plan as planning
from mockserver.scenario.load import parse
from mockserver.scenario.model import Scenario
from mockserver.wire.json_text import dumps


def scenario(**file: Any) -> Scenario:
    return parse(dumps({"reply": [{"text": "a"}]} | file), "x.yaml", "a/b")


def test_a_stream_with_usage_is_asked_for() -> None:
    asked = request_of(scenario())
    assert (asked["model"], asked["stream"]) == ("a/b", True)
    assert asked["stream_options"] == {"include_usage": True}


def test_gates_are_found_wherever_they_are() -> None:
    replies = [[{"text": "a"}, {"gate": "one"}], {"stream": [{"gate": "two"}]}]
    gated = parse(dumps({"replies": replies}), "x.yaml", "x")
    assert gates_of(gated) == {"one", "two"}
    assert gates_of(scenario()) == frozenset()


@pytest.mark.parametrize(
    "changed",
    [
        {"reply": [{"text": "b"}]},
        {"reply": [{"text": "a"}], "pace": {"itl": "1ms"}},
        {"expect": {"text": "a"}},
        {"dialect": "openrouter"},
    ],
)
def test_whatever_a_verdict_depends_on_is_in_its_digest(changed: Any) -> None:
    assert digest_of(scenario(**changed)) != digest_of(scenario())


def test_when_a_reply_answers_is_in_its_digest() -> None:
    def digest(**more: Any) -> str:
        replies = [{"stream": [{"text": "a"}], **more}, [{"text": "b"}]]
        return digest_of(parse(dumps({"replies": replies}), "x.yaml", "x"))

    assert len({digest(), digest(times=2), digest(when={"turn": 0})}) == 3


def test_words_for_people_are_not_in_its_digest() -> None:
    assert digest_of(scenario(about="Other words.", tags=["x"])) == digest_of(scenario())


def test_a_reply_that_cannot_be_planned_has_a_digest_too(monkeypatch: pytest.MonkeyPatch) -> None:
    before = digest_of(scenario())
    monkeypatch.setattr(planning, "MOST_ITEMS", 1)
    assert digest_of(scenario()) != before
    assert gates_of(scenario()) == frozenset()
