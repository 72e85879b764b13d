"""Damage is exactly what it says, and never reaches beyond its event."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.faults.on_framing import damaged, no_json, no_utf8
from mockserver.wire import sse
from mockserver.wire.events import CompletionChunk, Damaged, DamageKind, Done, ServerSentEvent

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
)
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\r\n"))


@pytest.mark.parametrize(
    ("block", "cut"),
    [
        (b'data: {"a":1}\n\n', b'data: {"a":1\n\n'),
        (b'data: {"a":1}\r\n\r\n', b'data: {"a":1\r\n\r\n'),
        (b'data: {"a":1}\r\r', b'data: {"a":1\r\r'),
        (b'data:{"a":1}\n', b'data:{"a":1\n'),
        (b'data: {"a":1}', b'data: {"a":1'),
        (b"data: [DONE]\n\n", b"data: [DONE\n\n"),
        (b"data: 123\n\n", b"data: \n\n"),
        (b"data: {}  \n\n", b"data: {\n\n"),
        (b'data: {"a":\ndata: 1}\n\n', b'data: {"a":\ndata: 1\n\n'),
        (b'\xef\xbb\xbfdata: ""\n\n', b'\xef\xbb\xbfdata: "\n\n'),
        ("event: é\n\n".encode(), b"event: \n\n"),
        (b"\n", b"\n"),
    ],
)
def test_no_json_is_cut_by_as_little_as_possible(block: bytes, cut: bytes) -> None:
    assert no_json(block) == cut


@pytest.mark.parametrize(
    ("block", "bad"),
    [
        ("data: aéb\n\n".encode(), b"data: a\xc3\xffb\n\n"),
        ("data: 😀é\n\n".encode(), b"data: \xf0\x9f\x98\xff\xc3\xa9\n\n"),
        (b'data: {"a":"xyz","b":null}\n\n', b'data: {"a":"\xffyz","b":null}\n\n'),
        (b'data: {"a":"x","b":"\\n"}\n\n', b'data: {"a":"\xff","b":"\\n"}\n\n'),
        (b'data: {"a":"x","b":""}\n\n', b'data: {"a":"\xff","b":""}\n\n'),
        (b'data: {"a" : 1}\n\n', b'data: {"a" : 1\xff\n\n'),
        (b"data: [DONE]\r\n\r\n", b"data: [DONE\xff\r\n\r\n"),
        (b"\n", b"\n"),
    ],
)
def test_no_utf8_is_one_byte(block: bytes, bad: bytes) -> None:
    assert no_utf8(block) == bad


def test_text_of_a_chunk_is_damaged_in_its_delta() -> None:
    chunk = {"id": "c", "choices": [{"delta": {"content": "Hi"}, "finish_reason": None}]}
    bad = damaged(Damaged(CompletionChunk(chunk), "utf8"), sse.serialize(CompletionChunk(chunk)))
    assert b'"content":"\xffi"' in bad


@given(JSON)
def test_cut_json_is_no_json_and_a_beginning_of_it(value: object) -> None:
    event = ServerSentEvent(json.dumps(value, ensure_ascii=False))
    block = sse.serialize(event)
    cut = damaged(Damaged(event, "json"), block)
    assert cut.endswith(b"\n\n")
    assert len(cut) < len(block)
    assert block.startswith(cut[:-2])
    with pytest.raises(json.JSONDecodeError):
        json.loads(cut[:-2].removeprefix(b"data: "))


@given(TEXT.filter(bool))
def test_damaged_utf8_differs_in_one_byte_and_is_none(text: str) -> None:
    block = sse.serialize(ServerSentEvent(text))
    bad = no_utf8(block)
    assert len(bad) == len(block)
    assert sum(a != b for a, b in zip(block, bad, strict=True)) == 1
    with pytest.raises(UnicodeDecodeError):
        bad.decode()


@pytest.mark.parametrize("kind", ["json", "utf8"])
def test_terminator_can_be_damaged(kind: DamageKind) -> None:
    block = sse.serialize(Done())
    assert damaged(Damaged(Done(), kind), block) != block
