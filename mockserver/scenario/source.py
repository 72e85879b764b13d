"""Text of a scenario file (YAML 1.2, so JSON too) as a tree with positions; opens no file.

Knows no key of a scenario. What YAML tools disagree about is refused by name; what does not hinder
reading on is noted and read on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from yaml.error import Mark, MarkedYAMLError
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    ScalarEvent,
    SequenceStartEvent,
)

from . import syntax
from .diagnostics import Diagnostic, Severity
from .events import TooDeep, events
from .scalars import Plain, Refusal, resolve


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much a scenario file may hold, counted after its aliases are expanded."""

    characters: int = 1_000_000
    """Characters of a file, and of all its values."""
    nodes: int = 100_000
    """Values and keys of a file."""
    depth: int = 64
    """Lists and mappings inside each other; at most 100."""
    files: int = 10_000
    """Files of a folder."""


DEFAULT_BOUNDS = Bounds()


@dataclass(frozen=True, slots=True)
class Node:
    """A value and where it begins; `nodes` and `characters` count what is in it."""

    line: int
    column: int
    nodes: int
    characters: int
    height: int


@dataclass(frozen=True, slots=True)
class Scalar(Node):
    """Text, a number, a truth value or null; `text` is what is written, without its quotes."""

    value: Plain
    text: str
    quoted: bool


@dataclass(frozen=True, slots=True)
class Sequence(Node):
    """A list."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Mapping(Node):
    """Keys and values in the order of the file, each key once; whole unless some were refused."""

    entries: tuple[tuple[Scalar, Node], ...]
    whole: bool = True

    def get(self, key: str) -> Node | None:
        """The value of a key."""
        return next((value for name, value in self.entries if name.text == key), None)

    def key(self, key: str) -> Scalar | None:
        """The key itself, which has a place too."""
        return next((name for name, _ in self.entries if name.text == key), None)


def plain(node: Node) -> Any:
    """The node's value as Python holds JSON."""
    if isinstance(node, Mapping):
        return {key.text: plain(value) for key, value in node.entries}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    assert isinstance(node, Scalar)
    return node.value


def read(
    source: str | bytes, path: str, bounds: Bounds = DEFAULT_BOUNDS
) -> tuple[Node | None, tuple[Diagnostic, ...]]:
    """The tree of a text, and all that is wrong with its writing.

    Without a tree the text could not be read to its end. `path` stands in the diagnostics; a
    path ending in `.json` wants strict JSON. Never raises for any text.
    """
    reader = _Reader(path, bounds)
    try:
        return reader.read(source), tuple(reader.found)
    except _Stop:
        return None, tuple(reader.found)


class _Stop(Exception):  # noqa: N818 - it says that reading cannot go on, after a diagnostic
    pass


_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_NEEDS_ESCAPE = re.compile("[\x7f-\x84\x86-\x9f\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_CUT = re.compile(r" #[^\s#!-]")


class _Reader:
    def __init__(self, path: str, bounds: Bounds) -> None:
        self.path = path
        self.bounds = bounds
        self.found: list[Diagnostic] = []
        self.anchors: dict[str, Node | None] = {}
        self.unused: dict[str, Mark] = {}
        self.nodes = self.characters = 0
        self.text = ""

    # -- text ---------------------------------------------------------------------------------

    def read(self, source: str | bytes) -> Node:
        self.text = (
            source.removeprefix("\ufeff") if isinstance(source, str) else self.decode(source)
        )
        if len(self.text) > self.bounds.characters:
            self.stop(1, 1, "too-large", f"more than {self.bounds.characters} characters in a file")
        if bad := _CONTROL.search(self.text):
            self.stop(
                *syntax.place(self.text, bad.start()),
                "control-character",
                f"a character that no text file may have: {syntax.name_of(bad.group())}",
                hint=f'inside double quotes write "{syntax.escape_of(bad.group())}"',
            )
        if self.path.lower().endswith(".json"):
            self.found += syntax.json_problems(self.text, self.path)
        stream = events(self.text, self.bounds.depth)
        try:
            return self.document(stream)
        except TooDeep as error:
            assert error.problem_mark is not None
            self.too_deep(error.problem_mark)
        except MarkedYAMLError as error:
            self.found.append(syntax.explain(error, self.text, self.path))
        raise _Stop

    def decode(self, source: bytes) -> str:
        if source.startswith((b"\xff\xfe", b"\xfe\xff")):
            self.stop(1, 1, "encoding", "this file is saved as UTF-16", hint="save it as UTF-8")
        try:
            return source.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            before = source[: error.start].decode("utf-8-sig", "replace")
            self.stop(
                *syntax.place(before, len(before)),
                "encoding",
                "this is not UTF-8",
                value=f"byte 0x{source[error.start]:02x}",
                hint="save the file as UTF-8",
            )
            raise

    # -- nodes --------------------------------------------------------------------------------

    def document(self, stream: Iterator[Event]) -> Node:
        root: Node | None = None
        for event in stream:
            if isinstance(event, DocumentStartEvent) and root is not None:
                mark = event.start_mark
                self.stop(
                    mark.line + 1,
                    mark.column + 1,
                    "several-documents",
                    "a second document begins here, and one file is one scenario",
                    hint="put it into a file of its own",
                )
            if isinstance(event, ScalarEvent | SequenceStartEvent | MappingStartEvent | AliasEvent):
                root = self.node(event, stream, 0)
        if root is None or (isinstance(root, Scalar) and root.value is None):
            self.stop(1, 1, "empty-file", "nothing is in this file", hint=_EXAMPLE)
        for name, mark in self.unused.items():
            self.note(
                mark,
                "unused-anchor",
                "an anchor that no alias uses",
                value=f"&{name}",
                hint="if it is text, put quotes around all of it",
                severity="warning",
            )
        assert root is not None
        return root

    def node(self, event: Any, stream: Iterator[Event], depth: int) -> Node:
        mark = event.start_mark
        if isinstance(event, AliasEvent):
            return self.alias(event, depth)
        self.count(mark, 1, len(getattr(event, "value", "")))
        if event.tag is not None:
            self.note(
                mark,
                "tag",
                "a scenario has no tags",
                value=self.line_from(mark),
                hint="leave the tag out; if it is text, put quotes around it",
            )
        if isinstance(event, ScalarEvent):
            node = self.scalar(event)
            self.remember(event.anchor, mark, node)
            return node
        if depth >= self.bounds.depth:
            self.too_deep(mark)
        self.remember(event.anchor, mark, None)
        make = self.sequence if isinstance(event, SequenceStartEvent) else self.mapping
        made = make(mark, stream, depth + 1)
        if event.anchor is not None:
            self.anchors[event.anchor] = made
        return made

    def remember(self, anchor: str | None, mark: Mark, node: Node | None) -> None:
        if anchor is None:
            return
        self.anchors[anchor] = node
        self.unused[anchor] = mark
        if isinstance(node, Scalar) and not node.text and not node.quoted:
            self.note(
                mark,
                "quotes",
                "an anchor with nothing behind it",
                value=f"&{anchor}",
                hint="if it is text, put quotes around it",
            )

    def alias(self, event: AliasEvent, depth: int) -> Node:
        mark, name = event.start_mark, event.anchor
        self.unused.pop(name, None)
        node = self.anchors.get(name)
        if node is None:
            inside = name in self.anchors
            self.note(
                mark,
                "alias",
                "an alias inside the value that it stands for"
                if inside
                else "no anchor of this name",
                value=f"*{name}",
                hint=None if inside else "if it is text, put quotes around all of it",
            )
            return Scalar(mark.line + 1, mark.column + 1, 1, 0, 0, None, f"*{name}", quoted=False)
        self.count(mark, node.nodes, node.characters)
        if depth + node.height > self.bounds.depth:
            self.too_deep(mark)
        return node

    def sequence(self, mark: Mark, stream: Iterator[Event], depth: int) -> Sequence:
        items = tuple(self.node(event, stream, depth) for event in _until_end(stream))
        return Sequence(mark.line + 1, mark.column + 1, *_measure(items), items)

    def mapping(self, mark: Mark, stream: Iterator[Event], depth: int) -> Mapping:
        entries: dict[str, tuple[Scalar, Node]] = {}
        whole = True
        for event in _until_end(stream):
            key = self.node(event, stream, depth)
            value = self.node(next(stream), stream, depth)
            if not self.is_key(event, key, entries):
                whole = False
                continue
            assert isinstance(key, Scalar)
            entries[key.text] = (key, value)
        pairs = tuple(entries.values())
        size = _measure(tuple(node for pair in pairs for node in pair))
        return Mapping(mark.line + 1, mark.column + 1, *size, pairs, whole)

    def is_key(self, event: Event, key: Node, entries: dict[str, tuple[Scalar, Node]]) -> bool:
        """Notes what is wrong with a key; False where it and its value cannot be used."""
        mark = event.start_mark
        if not isinstance(key, Scalar):
            self.note(mark, "key", "a key must be text", value=self.line_from(mark))
            return False
        if key.text == "<<" and not key.quoted:
            hint = "write the keys out, or use `pace`, `automatic` … at the top of the file"
            self.note(mark, "merge-key", "a scenario has no merge keys", value="<<", hint=hint)
            return False
        if key.text in entries:
            first = entries[key.text][0]
            where = f"it already stands in line {first.line}, column {first.column}"
            self.note(mark, "duplicate-key", "the same key again", value=key.text, hint=where)
            return False
        if not key.text and not key.quoted:
            self.note(mark, "key", "a key is missing before `:`", hint="put quotes around text")
            return False
        if not isinstance(key.value, str):
            hint = f'put quotes around it: "{key.text}"'
            self.note(mark, "key", "a key must be text", value=key.text, hint=hint)
        return True

    def scalar(self, event: ScalarEvent) -> Scalar:
        mark, text = event.start_mark, event.value
        plain = event.style is None or event.style == ""
        value: Plain | Refusal = resolve(text) if plain else text
        if isinstance(value, Refusal):
            self.note(mark, value.rule, value.message, value=text, hint=value.hint)
            value = text
        if event.style == '"' and _SURROGATE.search(text):
            value = text = self.pairs(mark, text)
        elif event.style != '"' and (bad := _NEEDS_ESCAPE.search(text)):
            self.note(
                mark,
                "control-character",
                f"a character that people cannot see: {syntax.name_of(bad.group())}",
                hint=f'put double quotes around the text and write "{syntax.escape_of(bad.group())}"',
            )
        if plain and isinstance(value, str):
            self.cut_off(event)
        return Scalar(
            mark.line + 1, mark.column + 1, 1, len(text), 0, value, text, quoted=not plain
        )

    def pairs(self, mark: Mark, text: str) -> str:
        """The text with surrogate pairs, as JSON writes them, made one character each."""
        try:
            return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
        except UnicodeDecodeError:
            self.note(
                mark,
                "lone-surrogate",
                "half of a character: one of \\ud800 … \\udfff stands alone",
                hint="write both halves, or send the bytes with `raw: {base64: …}`",
            )
            return _SURROGATE.sub("\ufffd", text)

    def cut_off(self, event: ScalarEvent) -> None:
        end = event.end_mark
        if _CUT.match(self.text, end.index):
            self.note(
                Mark("", end.index + 1, end.line, end.column + 1, None, None),
                "comment-cuts-text",
                "a comment begins here, and the text ends before it",
                value=self.text[end.index + 1 :].partition("\n")[0].strip(),
                hint="put quotes around the text, or write a space after `#`",
                severity="warning",
            )

    # -- findings -----------------------------------------------------------------------------

    def count(self, mark: Mark, nodes: int, characters: int) -> None:
        self.nodes += nodes
        self.characters += characters
        place = (mark.line + 1, mark.column + 1)
        if self.nodes > self.bounds.nodes:
            self.stop(*place, "too-large", f"more than {self.bounds.nodes} values in a file")
        if self.characters > self.bounds.characters:
            most = self.bounds.characters
            self.stop(*place, "too-large", f"more than {most} characters in a file's values")

    def too_deep(self, mark: Mark) -> None:
        message = f"lists and mappings nest deeper than {self.bounds.depth}"
        self.stop(mark.line + 1, mark.column + 1, "too-deep", message)

    def line_from(self, mark: Mark) -> str:
        return self.text[mark.index :].partition("\n")[0].strip()

    def note(
        self,
        mark: Mark,
        rule: str,
        message: str,
        *,
        value: str | None = None,
        hint: str | None = None,
        severity: Severity = "error",
    ) -> None:
        line, column = mark.line + 1, mark.column + 1
        self.found.append(Diagnostic(self.path, line, column, severity, rule, message, value, hint))

    def stop(
        self,
        line: int,
        column: int,
        rule: str,
        message: str,
        *,
        value: str | None = None,
        hint: str | None = None,
    ) -> None:
        self.found.append(Diagnostic(self.path, line, column, "error", rule, message, value, hint))
        raise _Stop


def _until_end(stream: Iterator[Event]) -> Iterator[Event]:
    """The events up to the end of this list or mapping (what is inside is taken by the caller)."""
    for event in stream:
        if isinstance(event, CollectionEndEvent):
            return
        yield event


def _measure(children: tuple[Node, ...]) -> tuple[int, int, int]:
    return (
        1 + sum(child.nodes for child in children),
        sum(child.characters for child in children),
        1 + max((child.height for child in children), default=0),
    )


_EXAMPLE = "write e.g. `reply: [{text: Hello}]`"
