"""The pictures show each event where and when it leaves, and stay small."""

from __future__ import annotations

import re
from typing import Any

from mockserver.exchange.shown import Act
from mockserver.exchange.timeline import timeline
from mockserver.pages import picture
from tests import say

PACE = {"ttft": "10ms", "itl": "10ms"}


def when(reply: dict[str, Any], *acts: Act) -> str:
    return picture.when(timeline(say.planned({"reply": reply})), acts)


def what(reply: dict[str, Any], *acts: Act) -> str:
    return picture.what(timeline(say.planned({"reply": reply})), acts)


def texts(markup: str) -> list[str]:
    return re.findall("<text[^>]*>([^<]*)</text>", markup)


def marks(markup: str, lane: str) -> list[str]:
    """The places of the marks in a lane."""
    (group,) = re.findall(f'<g class="{lane}">(.*?)</g>', markup)
    return re.findall('<svg x="([^"]*)"', group)


def test_each_kind_of_event_has_a_lane() -> None:
    steps = [
        {"reasoning": "a"},
        {"text": "a"},
        {"refusal": "a"},
        {"tool_calls": [{"name": "f"}]},
        {"comment": "a"},
        {"raw": "a"},
        {"error": {"message": "a"}},
    ]
    shown = texts(when({"pace": PACE, "stream": steps}))
    assert [one for one in picture.LANES.values() if one in shown] == list(picture.LANES.values())


def test_events_stand_at_their_times() -> None:
    shown = when({"pace": PACE, "stream": [{"text": ["a", "b"]}], "automatic": "none"})
    assert marks(shown, "text") == ["50%", "100%"]
    assert texts(shown) == ["0s", "5ms", "10ms", "15ms", "20ms", "text", "complete"]


def test_events_of_one_time_are_counted() -> None:
    steps = [{"text": ["a", "b", "c"]}, {"wait": "10ms"}, {"text": ["d", "e"]}]
    shown = when({"stream": steps, "automatic": "none"})
    assert marks(shown, "text") == ["0%", "100%"]
    assert [one for one in texts(shown) if "×" in one] == ["×3", "×2"]


def test_a_count_without_room_is_left_out() -> None:
    steps = [{"raw": "a"}, {"raw": "b"}, {"wait": "1ms"}] * 20
    assert "×" not in when({"stream": steps, "automatic": "none"})


def test_a_silence_drawn_short_says_how_long_it_is() -> None:
    steps = [{"text": ["a", "b", "c"]}, {"wait": "60s"}, {"text": ["d", "e"]}]
    shown = when({"pace": PACE, "stream": steps, "automatic": "none"})
    assert 'class="silence"' in shown
    assert "60s" in texts(shown)


def test_faults_gates_and_the_ending_are_flags() -> None:
    stream = [{"raw": "a"}, {"gate": "go"}, {"wait": "1ms"}, {"raw": "b"}, {"end": "reset"}]
    reply = {"stream": stream, "automatic": "none"}
    for shown in (when(reply, Act(1, "x")), what(reply, Act(1, "x"))):
        assert {"reset", "gate", "1"} <= set(texts(shown))


def test_a_stall_goes_on_beyond_the_last_event() -> None:
    stall = {"stall": {"for": "60s", "comment": "alive", "every": "15s"}}
    shown = when({"stream": [stall, {"text": "a"}, {"stall": "forever"}]})
    assert 'class="break"' in shown
    assert marks(shown, "comment") == ["22%", "44%", "66%"]
    assert "stall" in texts(shown)


def test_comments_of_a_silence_without_end_go_on_to_the_edge() -> None:
    stall = {"stall": {"comment": "alive", "every": "15s"}}
    assert marks(when({"stream": [{"wait": "1s"}, stall]}), "comment") == ["100%"]


def test_the_blocks_are_all_bytes() -> None:
    shown = what({"stream": [{"raw": "a" * 43}, {"comment": "a" * 40}], "automatic": "none"})
    blocks = re.findall('x="([^"]*)%"[^>]*width="([^"]*)%"[^>]*class="block (\\w+)"', shown)
    assert [one[2] for one in blocks] == ["bytes", "comment", "around"]
    assert float(blocks[-1][0]) + float(blocks[-1][1]) == 100
    assert texts(shown) == ["complete", "0", "104 bytes"]


def test_one_byte_is_no_bytes() -> None:
    cut = {"body": "whole", "faults": [{"after": {"bytes": 1}, "end": "truncate"}]}
    assert "1 byte" in texts(what(cut))


def test_a_long_plan_is_a_small_picture() -> None:
    many = {"repeat": {"times": 1_500, "steps": [{"text": "a"}, {"comment": "b"}]}}
    reply = {"pace": {"itl": "1ms"}, "stream": [many]}
    acts = [Act(at, "x") for at in range(0, 3_000, 10)]
    assert len(when(reply, *acts)) < 200_000
    assert len(what(reply, *acts)) < 200_000
    assert 'class="cut"' not in what(reply)
    assert 'class="many"' in what(reply)
    assert "as many as the width has room for, in 1,502 segments" in what(reply)
