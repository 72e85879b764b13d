"""Which scenarios need one process, and which can be answered by several."""

from __future__ import annotations

import pytest

from mockserver.exchange.apart import bound
from mockserver.scenario.load import parse


def why(text: str) -> str | None:
    return next((said for _, said in bound([parse(text, "x.yaml", "x")])), None)


@pytest.mark.parametrize(
    "text",
    [
        "reply: [text: Hi]",
        "replies: [{stream: [text: Hi], times: 2}]",
        "{replies: [[text: Hi]], after_last: cycle}",
        "replies: [{when: {model: a}, stream: [text: a]}, [text: rest]]",
        "{replies: [{when: {model: a}, stream: [text: a]}, [text: rest]], after_last: cycle}",
        "{replies: [{when: {model: a}, stream: [text: a]}], after_last: refuse}",
        "reply: {stream: [text: Hi], faults: [{after: {chunks: 1}, insert: [comment: x]}]}",
    ],
)
def test_what_depends_on_the_request_alone_is_free(text: str) -> None:
    assert why(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "replies: [[text: one], [text: two]]",
        "{replies: [[text: one]], after_last: refuse}",
        "replies: [{when: {model: a}, times: 1, stream: [text: a]}, [text: rest]]",
        "{replies: [{when: {model: a}, stream: [text: a]}, [text: b]], after_last: refuse}",
    ],
)
def test_a_sequence_is_bound_to_one_process(text: str) -> None:
    assert why(text) == "which of its replies answers depends on earlier requests"


@pytest.mark.parametrize(
    "text",
    [
        "reply: [text: a, gate: later]",
        "reply: [repeat: {times: 2, steps: [gate: later]}]",
        "reply: {choices: [{stream: [text: a]}, {stream: [gate: later]}]}",
        "reply: {stream: [text: a], faults: [{after: {chunks: 1}, insert: [gate: later]}]}",
    ],
)
def test_a_gate_binds_wherever_it_stands(text: str) -> None:
    assert why(text) == "it waits at the gate 'later', which is opened in one process"


def test_a_random_answer_counts_requests_and_so_is_bound() -> None:
    said = why("reply: [random: {words: 3}]")
    assert said == "a random answer depends on how many identical requests came before"


def test_each_that_is_bound_is_told() -> None:
    texts = {"free": "reply: [text: a]", "one": "reply: [gate: g]", "two": "reply: [gate: h]"}
    found = bound(parse(text, f"{name}.yaml", name) for name, text in texts.items())
    assert [scenario.name for scenario, _ in found] == ["one", "two"]
