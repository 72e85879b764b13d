"""The bytes of an item are told as what they are, whole, damaged or cut."""

from __future__ import annotations

import pytest

from mockserver.exchange import telling

CHUNK = '{"choices":[{"index":0,"delta":{"content":"Grüße"}}]}'


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"data: {CHUNK}\n\n", 'text "Grüße"'),
        (f"data:{CHUNK}\r\n\r\n", 'text "Grüße"'),
        (f"data: {CHUNK}\r\r", 'text "Grüße"'),
        (f"data: {CHUNK}\n", 'text "Grüße", without its blank line'),
        (f"\ufeffdata: {CHUNK}\n\n", 'byte order mark, text "Grüße"'),
        ("data: {\ndata: }\n\n", "JSON {}"),
        ("data: [DONE]\n\n", "[DONE]"),
        ("data: [DONE] \n\n", '"[DONE] "'),
        ("data: upstream error\n\n", 'data "upstream error"'),
        ("data\n\n", 'data ""'),
        (
            'event: error\ndata: {"error":{"message":"Bad"}}\n\n',
            'event "error", error "Bad"',
        ),
        ("id: 7\nretry: 5\n\n", 'id "7", retry "5"'),
        ("odd: 1\n\n", 'field "odd" "1"'),
        (": one\n: two\ndata: {}\n\n", 'comment "one", comment "two", JSON {}'),
        ("\n", "nothing"),
        ('data: {"a": "unfinished\n\n', 'no JSON, it ends with {"a": "unfinished'),
    ],
)
def test_an_event_is_told(text: str, words: str) -> None:
    assert telling.of_event(text.encode()).words == words


def test_an_event_that_is_no_utf8_shows_the_place() -> None:
    told = telling.of_event(b"data: " + "ü".encode() * 30 + b"a\xffb\n\n")
    assert told.topic == "error"
    assert told.words == f"not UTF-8: …{'ü' * 21}a\\xffb\\n\\n…"


def test_a_comment_is_its_text() -> None:
    assert telling.of_comment(b": keepalive\n\n").words == '"keepalive"'


def test_long_bytes_show_both_their_ends() -> None:
    assert telling.of_bytes(b"a" * 96).words == f'"{"a" * 96}"'
    long = telling.of_bytes(b"a" * 50 + b"\xff" * 50)
    assert long.words.startswith(f'"{"a" * 48}" … "' + r"\xff\xff")


def test_something_cut_shows_where() -> None:
    assert telling.of_part(b'data: {"a').words == 'up to data: {"a'
    assert telling.of_part(b"data: " + "ü".encode() * 40).words == f"up to …{'ü' * 24}"
    assert telling.of_part(b"a" + "ü".encode() * 40).words == f"up to …{'ü' * 24}"
    assert telling.of_part("ü".encode() * 40 + b"a").words == f"up to …{'ü' * 23}a"


@pytest.mark.parametrize(
    ("body", "words", "topic"),
    [
        (b'{"error":{"message":"Slow down.","code":429}}', 'error 429 "Slow down."', "error"),
        (b'{"object":"chat.completion"}', 'JSON {"object":"chat.completion"}', "text"),
        (b"[1]", "JSON [1]", "text"),
        (b"<html>", '"<html>"', "other"),
    ],
)
def test_a_whole_body_is_told(body: bytes, words: str, topic: str) -> None:
    told = telling.of_body(body)
    assert (told.words, told.topic) == (words, topic)
