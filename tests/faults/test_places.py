"""A fault is described in the same words everywhere, and belongs to one level."""

from __future__ import annotations

import pytest

from mockserver.faults.places import (
    clash,
    describe,
    is_clash,
    no_next,
    no_stream,
    of_level,
    streaming_only,
    unreached,
    where,
)
from mockserver.wire.json_text import Json

from .saying import after, at, fault


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"after": {"chunks": 2}, "end": "reset"}, "end reset after 2 chunks"),
        ({"after": {"events": 2}, "stall": "forever"}, "stall after 2 events"),
        ({"after": {"bytes": 2}, "wait": "1s"}, "wait after 2 bytes"),
        ({"after": {"wire_bytes": 2}, "wait": "1s"}, "wait after 2 wire_bytes"),
        ({"after": {"chunks": 2}, "error": {"message": "m"}}, "error after 2 chunks"),
        ({"after": {"chunks": 2}, "insert": [{"text": "a"}]}, "insert after 2 chunks"),
        ({"at": {"chunk": 2}, "drop": True}, "drop at chunk 2"),
        ({"at": {"event": 3}, "corrupt": "utf8"}, "corrupt utf8 at event 3"),
        ({"inside": "crlf", "end": "reset"}, "end reset inside crlf 1"),
        (
            {"inside": "json_escape", "nth": 2, "of": {"tool_fragment": 3}, "end": "truncate"},
            "end truncate inside json_escape 2 of tool_fragment 3",
        ),
    ],
)
def test_description(said: Json, words: str) -> None:
    assert describe(fault(**said)) == f"fault `{words}`"


def test_same_words_are_the_same_place() -> None:
    assert where(fault(inside="crlf", wait="1s")) == where(fault(inside="crlf", nth=1, end="reset"))
    assert where(after("bytes", 1)) != where(after("wire_bytes", 1))


def test_faults_are_chosen_by_level_in_their_order() -> None:
    events = [after("chunks", 1), at("event", 1, drop=True), after("events", 1)]
    body = [after("bytes", 1), fault(inside="crlf", end="reset")]
    wire = [after("wire_bytes", 1)]
    mixed = [wire[0], body[0], *events, body[1]]
    assert of_level(mixed, "events") == events
    assert of_level(mixed, "bytes") == body
    assert of_level(mixed, "wire_bytes") == wire
    assert of_level(None, "bytes") == []


def test_what_counts_or_sends_events_needs_a_stream() -> None:
    needing = [
        after("chunks", 1),
        at("event", 1, drop=True),
        after("bytes", 1, error={"message": "m"}),
        after("bytes", 1, insert=[{"text": "a"}]),
        fault(inside="json_escape", of={"chunk": 1}, end="reset"),
    ]
    others = [
        after("bytes", 1),
        after("wire_bytes", 1),
        fault(inside="json_escape", of={"tool_fragment": 1}, end="reset"),
    ]
    assert streaming_only([*others, *needing]) == needing
    assert streaming_only(None) == []


@pytest.mark.parametrize(
    ("said", "found", "sent"),
    [
        (after("chunks", 2), 1, "1 chunk is sent"),
        (after("wire_bytes", 9), 0, "0 wire_bytes are sent"),
        (at("event", 9, drop=True), 2, "2 events are sent"),
        (at("chunk", 9, drop=True), 1, "1 chunk is sent"),
        (fault(inside="crlf", end="reset"), 0, "0 such places are sent"),
        (fault(inside="crlf", nth=2, end="reset"), 1, "1 such place is sent"),
    ],
)
def test_note_says_how_far_the_stream_goes(said: Json, found: int, sent: str) -> None:
    assert unreached(said, found) == f"{describe(said)} is never reached: {sent}"


def test_note_of_a_swap_with_nothing() -> None:
    note = no_next(at("chunk", 3, swap_next=True))
    assert note == "fault `swap_next at chunk 3` is never done: it is the last chunk"


def test_note_of_two_edits_of_one_item() -> None:
    note = clash(at("event", 3, drop=True), at("chunk", 2, corrupt="json"))
    assert note == (
        "fault `drop at event 3` is in the same place as fault `corrupt json at chunk 2`"
    )
    assert is_clash(note)
    assert not is_clash(unreached(after("chunks", 1), 0))


def test_note_where_there_is_no_stream() -> None:
    assert no_stream(after("chunks", 1)) == unreached(after("chunks", 1), 0)
    note = no_stream(after("bytes", 1, error={"message": "m"}))
    assert note == "fault `error after 1 bytes` is never done: the answer is no stream"
