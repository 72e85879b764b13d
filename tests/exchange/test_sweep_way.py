"""Where a sweep cuts: the places, the endings, and what is refused with what to write instead."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from mockserver.exchange import sweep_way
from mockserver.exchange.layout import Layout, layout
from mockserver.exchange.sweep_way import Places, SweepError, Way, way
from mockserver.wire.instructions import Ending
from tests import say


def body(*steps: dict[str, Any]) -> Layout:
    return layout(say.planned({"reply": {"automatic": "none", "stream": list(steps)}}))


THREE = body({"event": {"data": "a"}}, {"comment": "c"}, {"delta": {"content": "b"}}, {"raw": "xy"})
EVENT, CHUNK = THREE.items[0].end, THREE.items[2].end


def test_every_byte_is_a_place() -> None:
    assert list(way().positions(body({"raw": "abc"}))) == [1, 2, 3]


def test_events_are_completion_chunks_and_other_events() -> None:
    assert way("every event").positions(THREE) == [EVENT, CHUNK]


def test_chunks_are_completion_chunks_alone() -> None:
    assert way("every chunk").positions(THREE) == [CHUNK]


def test_a_number_is_every_so_many_bytes() -> None:
    assert list(way(2).positions(body({"raw": "abcde"}))) == [2, 4]


def test_several_numbers_are_these_bytes() -> None:
    assert way([5, 2, 5]).positions(body({"raw": "abcde"})) == (2, 5)


def test_a_complete_body_is_no_cut() -> None:
    assert list(way(end="complete").positions(body({"raw": "abc"}))) == [1, 2]


def test_a_split_ends_nothing() -> None:
    said = way(split="every byte", pause="3ms")
    assert (said.word, said.end, said.pause) == ("split", None, 3000)


def test_a_cut_is_a_fault_of_the_file() -> None:
    assert way(end="reset").fault(7).model_dump(exclude_none=True) == {
        "after": {"bytes": 7},
        "end": "reset",
    }


def test_a_split_is_a_wait_of_the_file() -> None:
    assert way(split=1).fault(7).wait == 2000


def test_what_is_written_in_a_file_is_the_fault() -> None:
    for one in (way(end="stall"), way(split=1, pause="1.5s")):
        (fault,) = say.reply({"reply": {"stream": [], **read(one.written(7))}}).faults or ()
        assert fault == one.fault(7)


def read(text: str) -> dict[str, Any]:
    said: dict[str, Any] = yaml.safe_load(text)
    return said


@pytest.mark.parametrize("said", ["every byte", "every-byte", "every_byte"])
def test_words_may_be_joined(said: str) -> None:
    assert way(said) == Way("byte", Ending.TRUNCATE)


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (way(), "cut after every byte, end truncate"),
        (way(split=7), "split every 7 bytes, pause 2ms"),
        (way([3]), "cut after 1 chosen byte, end truncate"),
        (way([3, 4], end="stall"), "cut after 2 chosen bytes, end stall"),
    ],
)
def test_a_way_is_told_in_a_line(one: Way, said: str) -> None:
    assert str(one) == said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"cut": "every bite"}, "'every bite' is no place; did you mean every byte?"),
        ({"cut": "xyz"}, "(valid: every byte, every event, every chunk)"),
        ({"cut": 0}, "a place is counted from 1, in bytes: got 0"),
        ({"cut": [3, -1]}, "got -1"),
        ({"cut": True}, "got True"),
        ({"cut": []}, "got []"),
        ({"end": "truncat"}, "'truncat' is no ending; did you mean truncate?"),
        ({"split": 1, "pause": "2"}, "'2' is no duration: write a number and a unit"),
        ({"split": 1, "pause": "0s"}, "without a pause"),
    ],
)
def test_what_is_no_way_is_refused_with_what_is(arguments: dict[str, Any], said: str) -> None:
    with pytest.raises(SweepError) as raised:
        way(**arguments)
    assert said in str(raised.value)


@pytest.mark.parametrize("more", [{"cut": 1}, {"end": "reset"}])
def test_a_split_excludes_cuts(more: dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        way(split=1, **more)


def test_a_byte_that_is_not_there_is_refused() -> None:
    with pytest.raises(SweepError, match="the body has 3 bytes: there is no byte 4"):
        way([2, 4]).positions(body({"raw": "abc"}))


def test_nothing_to_cut_is_no_silent_success() -> None:
    with pytest.raises(SweepError, match="nothing to cut: of a body of 3 bytes"):
        way("every event").positions(body({"raw": "abc"}))


def test_too_many_cuts_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep_way, "MOST_CUTS", 2)
    with pytest.raises(SweepError, match="3 cuts are more than 2: pass `every event`"):
        way().positions(body({"raw": "abc"}))


@pytest.mark.parametrize(
    ("places", "first"),
    [("every byte", None), ("every chunk", None), (7, 7), ([9, 4], 4)],
)
def test_the_first_place_is_known_where_it_is_counted(places: Places, first: int | None) -> None:
    assert way(places).first == first
