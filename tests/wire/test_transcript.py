"""The transcript shows a plan to people: exact times, exact body, nothing hidden."""

from __future__ import annotations

import pytest

from mockserver.wire import body
from mockserver.wire.events import Done, Raw, Wire, WireItem
from mockserver.wire.framing import DEFAULT, Framing
from mockserver.wire.http1 import BodyCoding, last_piece, piece
from mockserver.wire.instructions import (
    Beat,
    End,
    Ending,
    Head,
    Instruction,
    Mark,
    MarkKind,
    Pause,
    Plan,
    Send,
)
from mockserver.wire.segments import assemble
from mockserver.wire.transcript import transcript

CHUNKED = Head(200, (("Transfer-Encoding", "chunked"),))
COMPLETE = End(Ending.COMPLETE)
LAST = last_piece(BodyCoding.CHUNKED).data


def chunk(text: str) -> bytes:
    return piece(text.encode(), BodyCoding.CHUNKED).data


def shown(*instructions: Instruction) -> list[str]:
    """The transcript's lines."""
    return transcript(Plan(instructions)).splitlines()


def after_head(*instructions: Instruction) -> list[str]:
    return shown(CHUNKED, *instructions)[2:]


def test_whole_stream() -> None:
    assert shown(
        Pause(1_500_000),
        Head(200, (("Content-Type", "text/event-stream"), ("Transfer-Encoding", "chunked"))),
        Send(chunk("data: a\n\n")),
        Pause(20_000),
        Send(chunk("data: b\n\n") + LAST),
        COMPLETE,
    ) == [
        "1.5s      head 200 OK",
        "          | Content-Type: text/event-stream",
        "          | Transfer-Encoding: chunked",
        "1.5s      send 14 bytes",
        "          | data: a",
        "          |",
        "1.52s     send 19 bytes",
        "          | data: b",
        "          |",
        "1.52s     end complete: the body is whole",
    ]


def test_a_long_time_is_parted_from_what_happens_then() -> None:
    assert shown(Pause(12_345_678_901), COMPLETE) == [
        "12345.678901s end complete: the body is whole"
    ]


def test_line_that_goes_on_stands_beside_its_segment() -> None:
    assert after_head(Send(b"5\r\nab"), Send(b"c\n"), Send(b"\n\r\n"), COMPLETE)[:-1] == [
        "0s        send 5 bytes",
        "          | ab",
        "0s        send 2 bytes  + c",
        "0s        send 3 bytes",
        "          |",
    ]


def test_line_that_goes_on_with_more_after_it() -> None:
    assert after_head(Send(b"5\r\nab"), Send(b"c\nd\r\n"), COMPLETE)[2:-1] == [
        "0s        send 5 bytes",
        "          + c",
        "          | d",
    ]


def test_line_that_ends_with_cr_is_a_line() -> None:
    assert [line[10:] for line in stream(Done("a"), Raw(b"b"), framing=Framing(newline="\r"))] == [
        "send 25 bytes", r"| data: a\r", r"| \r", "| b", "end complete: the body is whole",
    ]  # fmt: skip


def test_cr_lf_in_two_segments_is_one_line_end() -> None:
    assert stream(Raw(b"a\r\n\rb"), size=2)[:-1] == [
        "0s        send 5 bytes",
        r"          | a\r",
        "0s        send 2 bytes",
        "          +",
        r"          | \r",
        "0s        send 8 bytes",
        "          | b",
    ]


def test_line_end_alone_leaves_no_blanks() -> None:
    assert after_head(Send(b"2\r\na"), Send(b"\n\r\n"), COMPLETE)[2] == "0s        send 3 bytes  +"


def test_segment_of_coding_bytes_alone_has_no_body() -> None:
    assert after_head(Send(LAST), COMPLETE)[0] == "0s        send 5 bytes"
    assert after_head(Send(b"3"), COMPLETE)[0] == "0s        send 1 byte"


def test_what_is_no_text_is_escaped() -> None:
    half = "é".encode()[:1]
    assert (
        after_head(Send(b"4\r\n\x00\t" + half + b"\r\r\n"), COMPLETE)[1]
        == r"          | \x00\t\xc3\r"
    )


def test_body_without_chunked_coding_stands_as_it_is() -> None:
    head = Head(200, (("Content-Length", "3"),))
    assert shown(head, Send(b"a\r\n"), COMPLETE)[3] == r"          | a\r"


def test_chunked_coding_is_known_in_any_spelling() -> None:
    head = Head(200, (("transfer-encoding", "chunked"),))
    assert shown(head, Send(chunk("a")), COMPLETE)[3] == "          | a"


def test_pause_with_a_beat_shows_both() -> None:
    beat = Beat(15_000_000, chunk(": k\n\n"))
    assert after_head(Pause(60_000_000, beat), Send(chunk("a\n")), COMPLETE)[:4] == [
        "0s        wait for 60s, every 15s 10 bytes",
        "          | : k",
        "          |",
        "60s       send 7 bytes",
    ]


def test_stall_for_ever() -> None:
    assert after_head(Pause(None), End(Ending.STALL)) == [
        "0s        wait for ever",
        "0s        end stall: nothing more is sent, the connection stays open",
    ]


def test_stall_for_ever_with_a_beat() -> None:
    first = after_head(Pause(None, Beat(1_000, chunk(":"))), End(Ending.STALL))[0]
    assert first == "0s        wait for ever, every 1ms 6 bytes"


@pytest.mark.parametrize("ending", [Ending.TRUNCATE, Ending.RESET, Ending.HALF_CLOSE])
def test_ending_before_any_head(ending: Ending) -> None:
    assert shown(End(ending))[0].startswith(f"0s        end {ending}: ")


def test_status_without_a_reason() -> None:
    assert shown(Head(299), COMPLETE)[0] == "0s        head 299"


def stream(*items: WireItem, framing: Framing = DEFAULT, size: int | None = None) -> list[str]:
    """The lines after the head of a stream, as it would be planned."""
    fields = [("Transfer-Encoding", "chunked"), ("Content-Encoding", "gzip")]
    head = Head(200, tuple(fields[: 1 + framing.gzip]))
    plan = assemble([head, *body.pieces(items, framing)], size)
    return transcript(plan).splitlines()[1 + len(head.headers) :]


def test_gzip_body_shows_its_text() -> None:
    text, gzip = stream(Done("é")), stream(Done("é"), framing=Framing(gzip=True))
    assert gzip[1:] == text[1:]
    assert gzip[0] == "0s        send 54 bytes"


def test_gzip_body_shows_its_text_in_segments_of_any_size() -> None:
    lines = stream(Raw(b"abc"), framing=Framing(gzip=True), size=1)
    assert [line[-1] for line in lines if "+ " in line or "| " in line] == ["a", "b", "c"]


def test_beat_in_a_gzip_body_shows_its_text() -> None:
    beat = Pause(4_000_000, Beat(3_000_000, b": a\n\n"))
    lines = stream(Done("x"), beat, Done("y"), framing=Framing(gzip=True))
    assert [line[10:] for line in lines if "|" in line or "wait" in line] == [
        "| data: x", "|", "wait for 4s, every 3s 15 bytes", "| : a", "|", "| data: y", "|",
    ]  # fmt: skip


def test_wire_bytes_have_lines_of_their_own() -> None:
    assert stream(Raw(b"ab"), Wire(b"zz\r\nq"), Raw(b"c\n"))[:-1] == [
        "0s        send 24 bytes",
        "          | ab",
        r"          ~ zz\r\n",
        "          ~ q",
        "          | c",
    ]


def test_wire_bytes_show_after_the_last_http_chunk() -> None:
    lines = stream(Wire(b"0\r\nX: 1\r\n\r\n"), End(Ending.TRUNCATE))
    assert lines[1:4] == [r"          ~ 0\r\n", r"          ~ X: 1\r\n", r"          ~ \r\n"]


def test_wire_bytes_parted_by_a_segment_show_in_both() -> None:
    sends = Send(b"1\r\na\r\nz"), Send(b"z"), Send(b"1\r\nb\r\n")
    plan = Plan((CHUNKED, *sends, COMPLETE), (Mark(8, MarkKind.WIRE, 2),))
    assert [line[10:] for line in transcript(plan).splitlines()[2:-1]] == [
        "send 7 bytes", "| a", "~ z", "send 1 byte", "~ z", "send 6 bytes", "| b",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("field", "sent"),
    [
        (("Transfer-Encoding", "chunked"), b"data: x\n"),
        (("Content-Encoding", "gzip"), b"a body that is not coded so\n"),
    ],
)
def test_what_is_not_as_the_head_says_stands_as_it_is(field: tuple[str, str], sent: bytes) -> None:
    lines = shown(Head(200, (field,)), Send(sent), COMPLETE)
    assert sent.decode().split("\n")[0].split("\r")[0] in "".join(lines)
