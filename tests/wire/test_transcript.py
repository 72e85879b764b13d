"""The transcript shows a plan to people: exact times, exact body, nothing hidden."""

from __future__ import annotations

import pytest

from mockserver.wire.http1 import BodyCoding, last_piece, piece
from mockserver.wire.instructions import Beat, End, Ending, Head, Instruction, Pause, Plan, Send
from mockserver.wire.transcript import transcript

CHUNKED = Head(200, (("Transfer-Encoding", "chunked"),))
COMPLETE = End(Ending.COMPLETE)
LAST = last_piece(BodyCoding.CHUNKED).data


def chunk(body: str) -> bytes:
    return piece(body.encode(), BodyCoding.CHUNKED).data


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
