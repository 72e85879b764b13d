"""The body of a plan, item by item, as people are told of it."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.exchange.layout import Layout, layout
from mockserver.wire.instructions import MarkKind
from tests import say


def of(*steps: dict[str, Any], **more: Any) -> Layout:
    """The layout of a stream to which the server adds nothing."""
    return layout(say.planned({"reply": {"automatic": "none", "stream": list(steps), **more}}))


def test_the_body_is_that_without_the_chunked_coding() -> None:
    assert of({"raw": "abc"}, {"raw": "de"}).body == b"abcde"


def test_a_body_of_a_known_length_has_no_coding() -> None:
    assert of({"raw": "abc"}, framing={"body": "length"}).body == b"abc"


def test_bytes_below_the_coding_are_not_in_the_body() -> None:
    assert of({"raw": "ab"}, {"wire": "xyz"}, {"raw": "cd"}).body == b"abcd"


def test_a_head_that_says_what_is_not_so_takes_nothing_away() -> None:
    said = of({"raw": "xyz"}, framing={"body": "length"}, headers={"Transfer-Encoding": "chunked"})
    assert said.body == b"xyz"


def test_an_end_before_any_head_has_no_body() -> None:
    assert layout(say.planned({"reply": {"end": "reset"}})) == Layout(b"", ())


def test_items_are_named_and_leave_no_gap() -> None:
    said = of({"comment": "c"}, {"delta": {"content": "a"}}, {"event": {"data": "b"}}, {"raw": "d"})
    names = [one.name for one in said.items]
    assert names == ["comment 1", "completion chunk 1", "event 2", "raw part 1"]
    begins = [0, *(one.end for one in said.items)]
    assert [*(one.begin for one in said.items), len(said.body)] == begins


def test_the_end_of_a_content_coding_is_an_item() -> None:
    said = of({"raw": "abc"}, framing={"coding": "gzip"})
    assert said.items[-1].name == "the end of the content coding"
    assert said.items[-1].end == len(said.body)


def test_an_item_that_is_cut_off_is_the_last_one() -> None:
    said = of({"raw": "abc"}, {"raw": "def"}, faults=[{"after": {"bytes": 5}, "end": "reset"}])
    assert [(one.name, one.end) for one in said.items] == [("raw part 1", 3), ("the rest", 5)]


def test_a_body_that_is_no_stream_is_one_item() -> None:
    said = layout(say.planned({"reply": {"json": [1]}}))
    assert said.where(1) == "inside the body, behind byte 1 of its 3"


def test_ends_are_counted_in_body_bytes() -> None:
    said = of({"raw": "abc"}, {"comment": "x"}, {"raw": "de"})
    assert (said.ends(MarkKind.RAW), said.ends(MarkKind.COMMENT)) == ([3, 10], [8])
    assert said.body[:8] == b"abc: x\n\n"


def test_a_gap_is_inside_an_item_or_right_behind_it() -> None:
    said = of({"raw": "abc"}, {"raw": "de"})
    assert said.where(2) == "inside raw part 1, behind byte 2 of its 3"
    assert said.where(3) == "right behind raw part 1"
    assert said.where(4) == "inside raw part 2, behind byte 1 of its 2"


def test_the_bytes_around_a_gap_are_on_one_line() -> None:
    assert of({"raw": "ab\ncd"}).around(2, "cut") == "ab⟨cut⟩\\ncd"


def test_what_is_left_out_is_said() -> None:
    said = of({"raw": "a" * 30 + "b" * 30}).around(30, "cut")
    assert said == f"…{'a' * 28}⟨cut⟩{'b' * 20}…"


@pytest.mark.parametrize(("gap", "shown"), [(2, "é⟨cut⟩é"), (3, "é\\xc3⟨cut⟩\\xa9")])
def test_a_gap_inside_a_character_shows_its_bytes(gap: int, shown: str) -> None:
    assert of({"raw": "éé"}).around(gap, "cut") == shown


def test_what_is_shown_begins_with_a_whole_character() -> None:
    assert of({"raw": "aé" + "b" * 27}).around(30, "cut") == f"…{'b' * 27}⟨cut⟩"
