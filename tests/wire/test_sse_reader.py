"""What is read from a body is what the specification says, by a reader that shares no code."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.wire.sse_reader import Event, events

from . import whatwg

PARTS = ("data", "event", "id", "x", ":", " ", "a", "\n", "\r", "\r\n", "\n\n", "data: a\n", "é")


@given(st.lists(st.sampled_from(PARTS)).map("".join))
def test_any_text_is_read_as_the_specification_says(text: str) -> None:
    expected = [Event(one.data, one.type) for one in whatwg.read(text.encode())]
    assert events(text.encode()) == expected


def test_a_byte_order_mark_is_skipped() -> None:
    assert events("\ufeffdata: a\n\n".encode()) == [Event("a")]


def test_what_is_no_utf8_is_not_guessed() -> None:
    with pytest.raises(ValueError, match="codec can't decode"):
        events(b"data: \xff\n\n")
