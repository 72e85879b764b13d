"""What the bytes of one item of a stream say, in a few words for people; knows no plan and no time.

It reads what is sent and not what was meant: damaged JSON is told as what it is.
"""

from __future__ import annotations

import re

from mockserver.dialects.meaning import Meaning, meaning, shortened
from mockserver.wire.json_text import loads
from mockserver.wire.visible import quoted, visible_bytes

_LINE_END = re.compile("\r\n|\n|\r")
_TAIL = 48
"""Bytes at the end of something cut that are shown."""


def of_event(text: bytes) -> Meaning:
    """An event or a comment, from its first line to its blank line.

    https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
    """
    try:
        lines = _LINE_END.split(text.decode().removeprefix("\ufeff"))
    except UnicodeDecodeError as error:
        return Meaning(f"not UTF-8: {_around(text, error.start)}", "error")
    fields = [_field(line) for line in lines if line]
    data = [value for name, value in fields if name == "data"]
    said = _of_data("\n".join(data)) if data else None
    words = ["byte order mark"] if text.startswith(b"\xef\xbb\xbf") else []
    words += [f"{name} {quoted(value)}" for name, value in fields if name != "data"]
    words += [said.words] if said else []
    if data and lines[-2:] != ["", ""]:
        words.append("without its blank line")
    return Meaning(", ".join(words) or "nothing", said.topic if said else "other")


def of_comment(text: bytes) -> Meaning:
    """A comment alone."""
    return Meaning(of_event(text).words.removeprefix("comment "), "other")


def _field(line: str) -> tuple[str, str]:
    """The name of a line, as people say it, and its value."""
    name, _, value = line.partition(":")
    known = name if name in ("data", "event", "id", "retry") else f"field {quoted(name)}"
    return known if name else "comment", value.removeprefix(" ")


def _of_data(data: str) -> Meaning:
    if data.strip() == "[DONE]":
        return Meaning("[DONE]" if data == "[DONE]" else quoted(data), "other")
    try:
        return meaning(loads(data.encode()))
    except ValueError:
        if data.startswith("{"):
            return Meaning(f"no JSON, it ends with {_end(data.encode())}", "error")
        return Meaning(f"data {quoted(data)}", "other")


def of_bytes(data: bytes) -> Meaning:
    """Bytes that stand for themselves."""
    if len(data) <= 2 * _TAIL:
        return Meaning(f'"{visible_bytes(data)}"', "other")
    return Meaning(f'"{visible_bytes(data[:_TAIL])}" … "{visible_bytes(data[-_TAIL:])}"', "other")


def of_part(text: bytes) -> Meaning:
    """The beginning of an item, which is cut there or has to wait."""
    return Meaning(f"up to {_end(text)}", "other")


def of_body(body: bytes) -> Meaning:
    """The whole body of an answer that is no stream."""
    try:
        json = loads(body)
    except ValueError:
        return of_bytes(body)
    if isinstance(json, dict) and json.get("error") is not None:
        return meaning({"error": json["error"]})
    return Meaning(f"JSON {shortened(json)}", "text")


def _end(text: bytes) -> str:
    return f"{'…' if len(text) > _TAIL else ''}{visible_bytes(_from_a_character(text))}"


def _from_a_character(text: bytes) -> bytes:
    """The last bytes, without the end of a character whose beginning is not among them."""
    tail = text[-_TAIL:]
    return tail if tail == text else tail.lstrip(bytes(range(0x80, 0xC0)))


def _around(text: bytes, at: int) -> str:
    return f"…{visible_bytes(_from_a_character(text[: at + 12]))}…"
