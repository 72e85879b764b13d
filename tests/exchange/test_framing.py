"""What a reply says of its framing and delivery is in its plan: head, body, segments."""

from __future__ import annotations

import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.exchange.plan import Connection, FoldError
from mockserver.wire.digest import digest
from mockserver.wire.http1 import Unchunker
from mockserver.wire.instructions import Plan
from tests import say

STREAM: list[Any] = [{"event": {"data": "é"}}, {"event": {"data": "b"}}]


def framed(
    stream: list[Any] | None = None, connection: Connection | None = None, **framing: Any
) -> Plan:
    said = {"automatic": "none", "reply": {"stream": stream or STREAM, "framing": framing}}
    return say.planned(said, connection=connection)


def delivered(stream: list[Any] | None = None, **delivery: Any) -> Plan:
    return say.planned(
        {"automatic": "none", "delivery": delivery, "reply": {"stream": stream or STREAM}}
    )


def header(plan: Plan, name: str) -> Any:
    assert plan.head is not None
    return dict(plan.head.headers).get(name)


def test_framing_of_the_providers_is_the_default() -> None:
    written = framed(
        newline="lf", bom=False, space_after_colon=True, data_lines=1, last_blank_line=True,
        escape="none", coding="none", body="chunked",
    )  # fmt: skip
    assert digest(written) == digest(framed())


def test_file_framing_is_replaced_key_by_key() -> None:
    file = {"automatic": "none", "framing": {"newline": "cr", "space_after_colon": False}}
    plan = say.planned({**file, "reply": {"stream": STREAM, "framing": {"newline": "crlf"}}})
    assert say.body(plan) == "data:é\r\n\r\ndata:b\r\n\r\n".encode()


@pytest.mark.parametrize(
    ("framing", "body"),
    [
        ({"newline": "cr"}, "data: é\r\rdata: b\r\r"),
        ({"bom": True}, "\ufeffdata: é\n\ndata: b\n\n"),
        ({"space_after_colon": False}, "data:é\n\ndata:b\n\n"),
        ({"last_blank_line": False}, "data: é\n\ndata: b\n"),
    ],
)
def test_each_framing_is_in_the_body(framing: dict[str, Any], body: str) -> None:
    assert say.body(framed(**framing)) == body.encode()


def test_json_is_laid_out_as_said() -> None:
    stream = [{"event": {"data": {"a": ["é"]}}}]
    assert say.body(framed(stream, data_lines=2, escape="unicode")) == (
        b'data: {"a":[\ndata: "\\u00e9"]}\n\n'
    )
    assert say.body(framed(stream, data_lines="pretty")).count(b"data: ") == 5


@pytest.mark.parametrize(
    ("said", "sent"),
    [("text/plain", "text/plain"), ("none", None), (None, "text/event-stream; charset=utf-8")],
)
def test_content_type_is_as_said(said: str | None, sent: str | None) -> None:
    framing: dict[str, Any] = {} if said is None else {"content_type": said}
    assert header(framed(**framing), "Content-Type") == sent


def test_gzip_is_told_and_decodable() -> None:
    plan = framed(coding="gzip")
    assert header(plan, "Content-Encoding") == "gzip"
    assert zlib.decompress(say.body(plan), wbits=31) == say.body(framed())


def test_length_is_that_of_the_whole_body() -> None:
    plan = framed(body="length")
    assert (header(plan, "Content-Length"), header(plan, "Transfer-Encoding")) == ("19", None)
    assert len(plan.body) == 19


@pytest.mark.parametrize(
    ("place", "end", "length", "sent"),
    [
        ({"events": 1}, "truncate", 19, 10),
        ({"events": 2}, "reset", 20, 19),
        ({"bytes": 3}, "truncate", 19, 3),
        ({"bytes": 3}, "complete", 3, 3),
        ({"bytes": 19}, "reset", 20, 19),
    ],
)
def test_length_shows_that_something_is_missing(
    place: dict[str, int], end: str, length: int, sent: int
) -> None:
    said = {"stream": STREAM, "faults": [{"after": place, "end": end}]}
    plan = say.planned({"automatic": "none", "framing": {"body": "length"}, "reply": said})
    assert (header(plan, "Content-Length"), len(plan.body)) == (str(length), sent)


def test_length_of_an_edited_stream_is_what_is_sent() -> None:
    said = {"stream": STREAM, "faults": [{"at": {"event": 1}, "drop": True}]}
    plan = say.planned({"automatic": "none", "framing": {"body": "length"}, "reply": said})
    assert (header(plan, "Content-Length"), len(plan.body)) == ("9", 9)


def test_close_ends_the_body_with_the_connection() -> None:
    plan = framed(body="close")
    assert (header(plan, "Connection"), header(plan, "Transfer-Encoding")) == ("close", None)
    assert plan.body == say.body(framed())


def test_http_1_0_has_no_chunked_coding() -> None:
    old = Connection(chunked=False, keep_alive=False)
    assert header(framed(connection=old, body="chunked"), "Connection") == "close"
    assert header(framed(connection=old, body="length"), "Content-Length") == "19"


def test_wire_bytes_are_sent_as_they_are() -> None:
    plan = framed([{"raw": "a"}, {"wire": "zz\r\n"}, {"wire": {"base64": "AA=="}}, {"wire": ""}])
    assert plan.body == b"1\r\na\r\nzz\r\n\x000\r\n\r\n"
    assert plan.unsafe


def test_faults_count_no_wire_bytes_as_body() -> None:
    said = {
        "stream": [{"wire": "zz"}, {"raw": "ab"}],
        "faults": [{"after": {"bytes": 1}, "end": "reset"}],
    }
    assert say.planned({"automatic": "none", "reply": said}).body == b"zz2\r\na"


def test_fault_inside_text_is_found_in_gzip() -> None:
    said = {
        "stream": [{"raw": "aé"}],
        "faults": [{"inside": "multibyte_character", "end": "reset"}],
    }
    plan = say.planned({"automatic": "none", "framing": {"coding": "gzip"}, "reply": said})
    assert say.body(plan).endswith(b"a\xc3")


@pytest.mark.parametrize(
    "reply",
    [
        {"stream": [{"text": "a"}], "framing": {"bom": True}},
        {"stream": [{"text": "a"}, {"wire": "b"}]},
    ],
)
def test_without_a_stream_they_are_refused(reply: dict[str, Any]) -> None:
    with pytest.raises(FoldError, match=r"its (framing|step `wire`) has no meaning"):
        say.planned({"reply": reply}, stream=False)


def test_cut_inside_each_place_has_its_pause() -> None:
    plan = delivered([{"raw": "é"}, {"raw": "aé"}], cut={"inside": "multibyte_character"})
    assert say.pauses(plan) == [1000, 1000]
    assert [one[-1:] for one in say.sends(plan)[:2]] == [b"\xc3", b"\xc3"]


@pytest.mark.parametrize("lines", [1, 2, 9, "pretty"])
def test_tool_fragments_are_found_in_any_layout(lines: Any) -> None:
    stream = [{"tool_calls": [{"name": "f", "arguments": "ab"}], "fragments": 1}]
    cut = {"cut": {"inside": "tool_fragment"}}
    plan = say.planned({"framing": {"data_lines": lines}, "delivery": cut, "reply": stream})
    assert say.pauses(plan) == [1000, 1000]


def test_cut_goes_with_segments_of_a_size() -> None:
    cut = {"inside": "crlf", "pause": "5ms"}
    plan = delivered([{"raw": "abc\r\nde"}], cut=cut, bytes=3, pause="2ms")
    assert say.pauses(plan) == [2000, 5000]
    assert say.sends(plan) == [b"7\r\nabc", b"\r", b"\nde\r\n0\r\n\r\n"]


def test_each_event_is_a_segment() -> None:
    plan = delivered(events="one", pause="3ms")
    assert say.pauses(plan) == [3000]
    assert say.pauses(delivered(events="one")) == [1000]
    assert say.pauses(delivered(events="all")) == []


DELIVERIES = st.fixed_dictionaries(
    {},
    optional={
        "bytes": st.integers(1, 40),
        "events": st.sampled_from(["one", "all"]),
        "cut": st.sampled_from(
            ["multibyte_character", "crlf", "json_escape", "tool_fragment", "http_chunk"]
        ).map(lambda inside: {"inside": inside}),
    },
)
FRAMINGS = st.fixed_dictionaries(
    {},
    optional={
        "newline": st.sampled_from(["lf", "crlf", "cr"]),
        "bom": st.booleans(),
        "coding": st.sampled_from(["gzip", "none"]),
        "body": st.sampled_from(["chunked", "close", "length"]),
    },
)
TOOLS: list[Any] = [
    {"text": "é\n"},
    {"tool_calls": [{"name": "f", "arguments": {"a": "ü"}}]},
    {"wait": "1ms"},
    {"wire": "zz"},
    {"comment": "c"},
]


@given(DELIVERIES, FRAMINGS)
def test_delivery_changes_no_byte(delivery: dict[str, Any], framing: dict[str, Any]) -> None:
    plain = say.planned({"framing": framing, "reply": TOOLS})
    cut = say.planned({"framing": framing, "delivery": delivery, "reply": TOOLS})
    assert (cut.body, cut.marks, cut.head) == (plain.body, plain.marks, plain.head)


@given(DELIVERIES, FRAMINGS)
def test_body_of_any_framing_is_decodable(
    delivery: dict[str, Any], framing: dict[str, Any]
) -> None:
    lawful = [one for one in TOOLS if "wire" not in one]
    plan = say.planned({"framing": framing, "delivery": delivery, "reply": lawful})
    body = plan.body
    if header(plan, "Transfer-Encoding"):
        unchunker = Unchunker()
        body = unchunker.feed(body)
        assert unchunker.ended
    if header(plan, "Content-Encoding"):
        body = zlib.decompress(body, wbits=31)
    assert "[DONE]" in body.decode()
