"""The records hold what a file says; Python may build them too."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from mockserver.scenario.keys import keys_at
from mockserver.scenario.literals import Base64, ChunkStep, DoneStep, EventStep, RawStep
from mockserver.scenario.load import parse
from mockserver.scenario.model import Reply, Scenario, ScenarioFile
from mockserver.scenario.patterns import PatternSpec
from mockserver.scenario.speech import TextStep, ToolCall
from mockserver.scenario.steps import STEPS
from mockserver.scenario.timing import StallSpec, StallStep, WaitStep
from mockserver.scenario.wording import locate
from mockserver.source.tree import Scalar


def said(text: str) -> Scenario:
    return parse(text, "a.yaml", "a")


def test_bare_list_is_a_stream() -> None:
    (reply,) = said("reply: [{text: a}]").replies
    assert reply.stream == (TextStep(text="a"),)


def test_file_manner_lies_under_each_reply() -> None:
    first, second = said(
        "pace: {ttft: 1s, itl: 2ms}\n"
        "delivery: {bytes: 3}\n"
        "replies: [[], {stream: [], pace: {itl: 5ms}, delivery: {pause: 1ms}}]\n"
    ).replies
    assert first.pace is not None
    assert (first.pace.ttft, first.pace.itl) == (1_000_000, 2_000)
    assert second.pace is not None
    assert (second.pace.ttft, second.pace.itl) == (1_000_000, 5_000)
    assert second.delivery is not None
    assert (second.delivery.bytes, second.delivery.pause) == (3, 1_000)


def test_faults_of_a_reply_replace_the_files() -> None:
    (reply,) = said(
        "faults: [{after: {chunks: 1}, end: reset}]\nreply: {stream: [], faults: []}"
    ).replies
    assert reply.faults == ()


def test_automatic_none_adds_nothing() -> None:
    (reply,) = said("automatic: none\nreply: []").replies
    assert reply.automatic is not None
    assert reply.automatic.role == "none"
    assert reply.automatic.done is False


def test_refusal_without_words_needs_only_a_status() -> None:
    (reply,) = said("reply: {status: 429, headers: {Retry-After: '1'}}").replies
    assert reply.headers == {"Retry-After": "1"}


def test_only_done_and_data_may_be_null() -> None:
    (reply,) = said("reply: [{done: }, {event: {data: null}}, {chunk: {usage: null}}]").replies
    assert reply.stream is not None
    done, event, chunk = reply.stream
    assert done == DoneStep()
    assert isinstance(event, EventStep)
    assert event.event.model_fields_set == {"data"}
    assert chunk == ChunkStep(chunk={"usage": None})


def test_python_may_say_none_for_left_out() -> None:
    assert StallSpec.model_validate({"for": "1s", "comment": None}).for_ == 1_000_000
    assert ToolCall(name="f", id=None).id is None


def test_python_may_hand_over_records() -> None:
    steps = (TextStep(text="a"), WaitStep.model_validate({"wait": "1s"}))
    assert Reply(stream=steps).stream == steps
    file = ScenarioFile(reply=Reply(stream=steps))
    assert isinstance(file.reply, Reply)
    with pytest.raises(ValidationError, match="not a step"):
        Reply.model_validate({"stream": [ToolCall(name="f")]})


def test_stall_is_for_ever_or_not() -> None:
    (reply,) = said("replies: [[{stall: forever}]]").replies
    assert reply.stream == (StallStep(stall="forever"),)


def test_event_has_its_fields() -> None:
    (reply,) = said("reply: [{event: {name: ping, id: '1', retry: 5, data: a}}]").replies
    assert reply.stream is not None
    (step,) = reply.stream
    assert isinstance(step, EventStep)
    assert step.event.model_dump() == {
        "data": "a",
        "name": "ping",
        "id": "1",
        "retry": 5,
        "lines": None,
    }


def test_base64_is_bytes() -> None:
    (reply,) = said("reply: [{raw: {base64: AP8=}}]").replies
    assert reply.stream == (RawStep(raw=Base64(base64="AP8=")),)
    assert Base64(base64="AP8=").data == b"\x00\xff"


def test_pattern_has_one_kind() -> None:
    assert PatternSpec(regex="a.[[]*b").kind == "regex"
    assert PatternSpec(contains="").kind == "contains"
    with pytest.raises(ValidationError, match="exactly one"):
        PatternSpec(equals=None)


@pytest.mark.parametrize(
    ("loc", "first"),
    [
        ((), "about"),
        (("reply", "<mapping>"), "status"),
        (("reply", "<list>", 0, "<text>"), "text"),
        (("replies", 3, "<mapping>", "error"), "message"),
        (("match", "model", "<mapping>"), "equals"),
        (("reply", "<list>", 0, "<stall>", "stall", "<mapping>"), "for"),
        (("nowhere",), None),
        (("about", "deeper"), None),
        (("reply", "<list>", "x"), None),
    ],
)
def test_keys_of_every_place_are_known(loc: tuple[int | str, ...], first: str | None) -> None:
    assert next(iter(keys_at(ScenarioFile, loc)), None) == first


def test_every_step_key_is_its_records_first() -> None:
    for key, step in STEPS.items():
        assert keys_at(step, ())[0] == key


def test_ways_that_lead_nowhere_end_at_the_last_node() -> None:
    root = Scalar(1, 1, 1, 1, 0, "a", "a", quoted=False)
    assert locate(root, ("<text>", "str", 3)).rest == ("str", 3)
