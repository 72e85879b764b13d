"""YAML text as PyYAML's parse events; the only file that knows PyYAML, and it knows no scenario.

The pure Python scanner, because its positions differ from the C one's, brought to YAML 1.2 where
captured JSON needs it: tabs between tokens, long keys, `?` in text, and line breaks that are only
`\\n`, `\\r\\n` and `\\r`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from yaml.error import Mark, MarkedYAMLError
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from yaml.parser import Parser
from yaml.scanner import Scanner
from yaml.tokens import ScalarToken

_BLANKS = re.compile(r"[ \t]+")
_REST_IS_BLANK = re.compile(r"[ \t]*(?:#|[\r\n\0])")
_TRAILING_BLANKS = re.compile(r"[ \t]+(?=[\r\n])")
_IN_BLOCK = r"(?:[^\0 \t\r\n:]|:(?![\0 \t\r\n]))+"
_IN_FLOW = r"(?:[^\0 \t\r\n:,\[\]{}]|:(?![\0 \t\r\n,\[\]{}]))+"
_PLAIN_BLOCK = re.compile(rf"{_IN_BLOCK}(?:[ \t]+(?![# \t]){_IN_BLOCK})*")
_PLAIN_FLOW = re.compile(rf"{_IN_FLOW}(?:[ \t]+(?![# \t]){_IN_FLOW})*")
_LINE_BREAKS_OF_YAML_1_1 = re.compile("[\x85\u2028\u2029]")
TOO_DEEP = "too deep"
NO_CHARACTER = "no such character"
"""What is said of the two errors that are not PyYAML's."""
_WHITE = "\0 \t\r\n"


@dataclass(frozen=True, slots=True)
class Event:
    """One step of reading: a document, a value, or the end of a list or mapping begins here.

    `line` and `column` are 1-based. `start` and `end` are indexes in the text. `value` is a
    text's, or the YAML version that a document asks for; `style` is the quote (or `|`, `>`) of a
    text, empty where it has none.
    """

    kind: Literal["document", "scalar", "alias", "list", "mapping", "end"]
    line: int
    column: int
    start: int
    end: int
    anchor: str | None = None
    has_tag: bool = False
    value: str = ""
    style: str = ""


@dataclass(eq=False)
class NotYamlError(Exception):
    """Where and why reading cannot go on, in PyYAML's words; `opened` is where the thing began."""

    said: str
    line: int
    column: int
    opened_line: int
    opened_column: int


class _Text:
    """The reader that the scanner asks for characters; the whole text is in memory."""

    encoding = None

    def __init__(self, text: str) -> None:
        self.buffer = text + "\0" * 16
        self.index = self.pointer = 0
        self.line = self.column = 0

    def peek(self, index: int = 0) -> str:
        return self.buffer[self.pointer + index]

    def prefix(self, length: int = 1) -> str:
        return self.buffer[self.pointer : self.pointer + length]

    def forward(self, length: int = 1) -> None:
        end = self.pointer + length
        for at in range(self.pointer, end):
            ch = self.buffer[at]
            if ch == "\n" or (ch == "\r" and self.buffer[at + 1] != "\n"):
                self.line += 1
                self.column = 0
            else:
                self.column += 1
        self.index = self.pointer = end

    def get_mark(self) -> Mark:
        return Mark("", self.index, self.line, self.column, None, 0)


class _Events(_Text, Scanner, Parser):
    def __init__(self, text: str, depth: int) -> None:
        _Text.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)
        self.depth = depth

    def fetch_flow_collection_start(self, TokenClass: Any) -> None:  # noqa: N803
        if self.flow_level >= self.depth:
            raise MarkedYAMLError(problem=TOO_DEEP, problem_mark=self.get_mark())
        super().fetch_flow_collection_start(TokenClass)

    def fetch_flow_scalar(self, style: str) -> None:
        super().fetch_flow_scalar(style)
        key = self.possible_simple_keys.get(self.flow_level)
        if self.flow_level and key is not None:
            key.index = self.index  # in brackets, a quoted key may have any length, as in JSON

    def check_key(self) -> bool:
        return self.peek(1) in _WHITE

    def check_plain(self) -> bool:
        ch, after = self.peek(), self.peek(1)
        if ch in "-?:":
            return after not in _WHITE and not (self.flow_level and after in ",[]{}")
        return ch not in "\0 \t\r\n,[]{}#&*!|>'\"%@`"

    def scan_to_next_token(self) -> None:
        while True:
            if self.peek() in " \t":
                self._skip_blanks()
            if self.peek() == "#":
                while self.peek() not in "\0\r\n":
                    self.forward()
            if not self.scan_line_break():  # type: ignore[no-untyped-call]
                return
            if not self.flow_level:
                self.allow_simple_key = True

    def _skip_blanks(self) -> None:
        """Skips spaces; tabs too, where they do not stand for indentation."""
        found = _BLANKS.match(self.buffer, self.pointer)
        assert found is not None
        indents = not self.flow_level and self._indents()
        if indents and not _REST_IS_BLANK.match(self.buffer, self.pointer):
            while self.peek() == " ":
                self.forward()
        else:
            self.forward(len(found.group()))

    def _indents(self) -> bool:
        """Whether only spaces and dashes of lists can stand before this place of the line."""
        before = self.buffer[self.pointer - self.column : self.pointer].strip()
        return not before or before[-1] == "-"

    def scan_plain(self) -> ScalarToken:
        start = end = self.get_mark()
        chunks: list[str] = []
        spaces: list[str] = []
        pattern = _PLAIN_FLOW if self.flow_level else _PLAIN_BLOCK
        indent = self.indent + 1
        while self.peek() != "#" and (found := pattern.match(self.buffer, self.pointer)):
            self.allow_simple_key = False
            chunks += [*spaces, found.group()]
            self.forward(len(found.group()))
            end = self.get_mark()
            spaces = self.scan_plain_spaces(indent, start)
            if not spaces or (not self.flow_level and self.column < indent):
                break
        return ScalarToken("".join(chunks), True, start, end)  # noqa: FBT003

    def scan_plain_spaces(self, indent: int, start_mark: Mark) -> list[str]:
        trailing = _TRAILING_BLANKS.match(self.buffer, self.pointer)
        if trailing:
            self.forward(len(trailing.group()))
        return super().scan_plain_spaces(indent, start_mark) or []


def events(text: str, depth: int) -> Iterator[Event]:
    """The events of a text without control characters below U+0020, one by one.

    Raises NotYamlError where the text is not YAML, or where brackets nest deeper than `depth`.
    """
    there, back = _stand_ins(text)
    source = _Events(text.translate(there), depth)
    try:
        while source.check_event():
            if (event := _event(source.get_event(), back)) is not None:  # type: ignore[no-untyped-call]
                yield event
    except MarkedYAMLError as error:
        raise _refusal(error) from None
    except (OverflowError, ValueError):
        mark = source.get_mark()
        raise _refusal(MarkedYAMLError(problem=NO_CHARACTER, problem_mark=mark)) from None


def _event(event: Any, back: dict[int, str]) -> Event | None:
    kind = _KINDS.get(type(event))
    if kind is None:
        return None
    start, end = event.start_mark, event.end_mark
    value, style = "", ""
    if isinstance(event, DocumentStartEvent) and event.version:
        value = ".".join(str(number) for number in event.version)
    if isinstance(event, ScalarEvent):
        value, style = event.value.translate(back), event.style or ""
    return Event(
        kind,
        start.line + 1,
        start.column + 1,
        start.index,
        end.index,
        getattr(event, "anchor", None),
        getattr(event, "tag", None) is not None,
        value,
        style,
    )


_KINDS: dict[type, Literal["document", "scalar", "alias", "list", "mapping", "end"]] = {
    DocumentStartEvent: "document",
    ScalarEvent: "scalar",
    AliasEvent: "alias",
    SequenceStartEvent: "list",
    MappingStartEvent: "mapping",
    SequenceEndEvent: "end",
    MappingEndEvent: "end",
}


def _refusal(error: MarkedYAMLError) -> NotYamlError:
    mark, opened = error.problem_mark, error.context_mark or error.problem_mark
    assert mark is not None
    assert opened is not None
    said = f"{error.context or ''} | {error.problem or ''}"
    return NotYamlError(said, mark.line + 1, mark.column + 1, opened.line + 1, opened.column + 1)


def _stand_ins(text: str) -> tuple[dict[int, int], dict[int, str]]:
    """Characters that stand in for those that PyYAML takes for line breaks, and the way back."""
    found = sorted(set(_LINE_BREAKS_OF_YAML_1_1.findall(text)))
    if not found:
        return {}, {}
    taken = set(text)
    free = (code for code in range(0xF0000, 0x110000) if chr(code) not in taken)
    there = {ord(ch): code for ch, code in zip(found, free, strict=False)}
    return there, {code: chr(ch) for ch, code in there.items()}
