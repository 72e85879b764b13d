"""The moments of a plan: every byte is in one of them, each at the time when it leaves."""

from __future__ import annotations

import pytest

from mockserver import bundled
from mockserver.exchange.rendering import default_request, plan_of
from mockserver.exchange.timeline import Moment, Segment, timeline
from mockserver.scenario.load import load_folder
from mockserver.scenario.model import Scenario
from mockserver.wire.instructions import Ending, Plan
from mockserver.wire.json_text import Json
from tests import say

SCENARIOS = load_folder(bundled.folder())


def told(reply: Json, **body: Json) -> list[tuple[int, str, str]]:
    """Time, name and words of each moment after the head."""
    moments = timeline(say.planned(reply, **body)).moments
    return [(one.at, one.name, one.words) for one in moments if one.kind != "head"]


def raw(*texts: str) -> Json:
    return [{"raw": text} for text in texts]


def stream(*steps: Json, **more: Json) -> Json:
    return {"reply": {"stream": list(steps), "automatic": "none", **more}}


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one.name)
def test_every_byte_is_in_one_moment(scenario: Scenario) -> None:
    for number in range(1, len(scenario.replies) + 1):
        planned = plan_of(scenario, number, default_request(scenario))
        moments = timeline(planned).moments
        sent = b"".join(m.sent for m in moments if m.kind not in ("head", "wait", "gate"))
        assert sent == planned.body
        assert [m.at for m in moments] == sorted(m.at for m in moments)


def test_a_stream_is_told_event_by_event() -> None:
    said = {"pace": {"ttft": "5ms", "itl": "1ms"}, "stream": [{"text": ["Hel", "lo"]}]}
    assert told({"reply": said}) == [
        (5_000, "chunk 1", "role assistant"),
        (6_000, "chunk 2", 'text "Hel"'),
        (7_000, "chunk 3", 'text "lo"'),
        (8_000, "chunk 4", "finish stop"),
        (8_000, "event 5", "[DONE]"),
        (8_000, "coding", "the last HTTP chunk"),
        (8_000, "end", "complete: the body is whole"),
    ]


def test_items_below_and_beside_events_are_told() -> None:
    steps = [{"comment": "hi"}, {"raw": "x"}, {"wire": "zz\r\n"}, {"event": {"data": "y"}}]
    assert [one[1:] for one in told(stream(*steps))][:4] == [
        ("comment", '"hi"'),
        ("raw", '"x"'),
        ("wire", r'"zz\r\n"'),
        ("event 1", 'data "y"'),
    ]


def test_an_item_in_several_segments_says_since_when() -> None:
    planned = say.planned(stream(*raw("abcde"), delivery={"bytes": 2, "pause": "1ms"}))
    (item,) = (one for one in timeline(planned).moments if one.kind == "raw")
    assert (item.since, item.at, item.segments) == (0, 2_000, (1, 3))
    assert [one.at for one in timeline(planned).segments] == [0, 1_000, 2_000]


def test_a_silence_of_a_second_is_told_and_a_shorter_one_is_not() -> None:
    assert told(stream({"wait": "999ms"}))[0][1] == "coding"
    assert told(stream({"wait": "1s"}))[0] == (0, "wait", "for 1s, nothing is sent")


def test_comments_in_a_silence_and_a_gate_are_told() -> None:
    stall = {"stall": {"for": "60s", "comment": "alive", "every": "15s"}}
    waits = [one for one in told(stream(stall, {"gate": "go"})) if one[1] in ("wait", "gate")]
    assert waits == [
        (0, "wait", 'for 60s, every 15s comment "alive"'),
        (60_000_000, "gate", "until go is opened, nothing is sent"),
    ]


def test_the_times_of_comments_are_known_as_far_as_they_are_planned() -> None:
    def beats(*steps: Json, **more: Json) -> list[tuple[int, ...]]:
        moments = timeline(say.planned(stream(*steps, **more))).moments
        return [one.beats for one in moments if one.kind in ("wait", "gate")]

    every = {"comment": "a", "every": "15us"}
    assert beats({"stall": {"for": "45us", **every}}) == [(15, 30)]
    assert beats({"stall": every}) == [(15,)]
    assert beats({"gate": "go"}, pace={"keep_alive": every}) == [(0,)]
    assert len(beats({"stall": {"for": "9s", **every}})[0]) == 100
    assert beats({"wait": "1s"}) == [()]


def test_what_waits_or_is_cut_is_a_part() -> None:
    faults = [{"after": {"bytes": 2}, "wait": "1s"}, {"after": {"bytes": 4}, "end": "reset"}]
    assert told(stream(*raw("abcdef"), faults=faults)) == [
        (0, "part", "up to ab"),
        (0, "wait", "for 1s, nothing is sent"),
        (1_000_000, "part", "up to abcd"),
        (1_000_000, "end", "reset: the connection is reset"),
    ]


def test_bytes_of_the_coding_alone_are_told() -> None:
    cut = stream(*raw("abcdef"), faults=[{"after": {"wire_bytes": 1}, "end": "reset"}])
    assert told(cut)[0] == (0, "coding", '"6" of the body\'s coding')
    zipped = [one[1:] for one in told(stream(*raw("abc"), framing={"coding": "gzip"}))]
    assert zipped[:3] == [
        ("raw", '"abc"'),
        ("coding", "the end of the gzip body"),
        ("coding", "the last HTTP chunk"),
    ]


def test_wire_bytes_inside_an_item_part_it() -> None:
    insert = {"after": {"wire_bytes": 4}, "insert": [{"wire": "!"}]}
    assert [one[1] for one in told(stream(*raw("abcdef"), faults=[insert]))][:3] == [
        "part",
        "wire",
        "raw",
    ]


def test_a_body_that_is_no_stream_is_one_moment() -> None:
    assert told({"reply": {"status": 429, "error": {"message": "Slow."}}})[0] == (
        0,
        "body",
        'error "Slow."',
    )
    cut = {"body": "whole", "faults": [{"after": {"bytes": 2}, "end": "truncate"}]}
    assert told({"reply": cut})[0][1:] == ("body", '"wh"')


def test_an_end_before_the_head_is_the_only_moment() -> None:
    assert timeline(say.planned({"reply": {"end": "reset"}})).moments == (
        Moment(0, "end", "reset: the connection is reset"),
    )


def test_how_much_it_is() -> None:
    one = timeline(say.planned(stream({"wait": "1ms"}, *raw("a", "b"), {"wait": "1ms"})))
    assert (one.count("raw"), one.size, one.duration) == (2, 17, 2_000)
    assert one.segments == (Segment(1_000, 12), Segment(2_000, 5))
    assert one.ending is Ending.COMPLETE


def test_a_long_plan_is_told_in_time_that_grows_with_it_alone() -> None:
    said = stream(*raw("x" * 300_000), delivery={"bytes": 1})
    planned: Plan = say.planned(said)
    assert timeline(planned).moments[1].segments == (1, 300_000)
