"""Text of a scenario file (YAML 1.2, so JSON too) as a tree with positions; opens no file.

Knows no key of a scenario. What YAML tools disagree about is refused by name; what does not hinder
reading on is noted and read on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import ClassVar, NoReturn

from . import syntax
from .diagnostics import Diagnostic
from .lines import line_from, line_starts, place
from .scalars import Refusal, resolve
from .text import INVISIBLE, START, SURROGATE, At, Notes, Place, StopError, read_text
from .tree import DEFAULT_BOUNDS, Bounds, Mapping, Node, Plain, Scalar, Sequence
from .yaml_events import TOO_DEEP, Event, NotYamlError, events


def read(
    source: str | bytes, path: str, bounds: Bounds = DEFAULT_BOUNDS
) -> tuple[Node | None, tuple[Diagnostic, ...]]:
    """The tree of a text, and all that is wrong with its writing.

    Without a tree the text could not be read to its end. `path` stands in the diagnostics; a
    path ending in `.json` wants strict JSON. Never raises for any text.
    """
    notes = Notes(path)
    try:
        text = read_text(source, bounds, notes)
        return _Tree(text, bounds, notes).document(), tuple(notes.found)
    except StopError:
        return None, tuple(notes.found)


_EXAMPLE = "write e.g. `reply: [{text: Hello}]`"
_NO_JSON = ("NaN", "Infinity", "-Infinity")
_CUT = re.compile(r" #[^\s#!-]")
_EMPTY_CUT = re.compile(r" +#[^\s#!-]")


class _Tree:
    """Builds the nodes of one text from its events."""

    def __init__(self, text: str, bounds: Bounds, notes: Notes) -> None:
        self.text = text
        self.bounds = bounds
        self.note = notes.note
        self.stop = notes.stop
        self.path = notes.path
        self.found = notes.found
        self.events = events(text, bounds.depth)
        self.anchors: dict[str, Node | None] = {}
        self.unused: dict[str, Event] = {}
        self.nodes = self.characters = 0

    def document(self) -> Node:
        """The one document of the text."""
        try:
            root = self.only_document()
        except NotYamlError as error:
            if TOO_DEEP in error.said:
                self.too_deep(error)
            if not self.found or self.found[-1].rule != "json":
                self.found.append(syntax.explain(error, self.text, self.path))
            raise StopError from None
        for event in self.unused.values():
            self.note(
                event,
                "unused-anchor",
                "an anchor that no alias uses",
                f"&{event.anchor}",
                "if it is text, put quotes around all of it",
                "warning",
            )
        return root

    def only_document(self) -> Node:
        root: Node | None = None
        for event in self.events:
            if event.kind != "document":
                root = self.node(event, 0)
                continue
            if event.value not in ("", "1.2"):
                message = f"this file asks for YAML {event.value}, and scenarios are YAML 1.2"
                self.note(event, "yaml-version", message, hint="leave the %YAML line out")
            if root is not None:
                self.stop(
                    event,
                    "several-documents",
                    "a second document begins here, and one file is one scenario",
                    hint="put it into a file of its own",
                )
        if root is None or (isinstance(root, Scalar) and root.value is None and not root.text):
            self.stop(START, "empty-file", "nothing is in this file", hint=_EXAMPLE)
        return root

    def node(self, event: Event, depth: int) -> Node:
        if event.kind == "alias":
            return self.alias(event, depth)
        self.count(event, 1, len(event.value))
        if event.has_tag:
            hint = "leave the tag out; if it is text, put quotes around it"
            self.note(event, "tag", "a scenario has no tags", self.line_from(event), hint)
        if event.anchor is not None:
            self.anchors[event.anchor] = None
            self.unused[event.anchor] = event
        if depth >= self.bounds.depth and event.kind != "scalar":
            self.too_deep(event)
        made = self.make[event.kind](self, event, depth + 1)
        if event.anchor is not None:
            self.anchors[event.anchor] = made
        return made

    def alias(self, event: Event, depth: int) -> Node:
        name = event.anchor or ""
        self.unused.pop(name, None)
        node = self.anchors.get(name)
        if node is None:
            recursive = name in self.anchors
            self.note(
                event,
                "alias",
                "an alias inside its own value" if recursive else "no anchor has this name",
                f"*{name}",
                None if recursive else "if it is text, put quotes around all of it",
            )
            return Scalar(event.line, event.column, 1, 0, 0, None, f"*{name}", quoted=False)
        self.count(event, node.nodes, node.characters)
        if depth + node.height > self.bounds.depth:
            self.too_deep(event)
        return node

    def sequence(self, event: Event, depth: int) -> Node:
        items = tuple(self.node(item, depth) for item in self.until_end())
        return Sequence(event.line, event.column, *_measure(items), items)

    def mapping(self, event: Event, depth: int) -> Node:
        entries: dict[str, tuple[Scalar, Node]] = {}
        whole = True
        for of_key in self.until_end():
            key = self.node(of_key, depth)
            value = self.node(next(self.events), depth)
            if isinstance(key, Scalar) and self.is_key(of_key, key, entries):
                entries[key.text] = (key, value)
                continue
            whole = False
            if not isinstance(key, Scalar):
                self.note(of_key, "key", "a key must be text", self.line_from(of_key), _QUOTES)
        pairs = tuple(entries.values())
        size = _measure(tuple(node for pair in pairs for node in pair))
        return Mapping(event.line, event.column, *size, pairs, whole)

    def is_key(self, event: Event, key: Scalar, entries: dict[str, tuple[Scalar, Node]]) -> bool:
        """Notes what is wrong with a key; False where it and its value cannot be used."""
        if key.text == "<<" and not key.quoted:
            hint = "write the keys out; `pace`, `automatic` … at the top of the file are defaults"
            self.note(event, "merge-key", "a scenario has no merge keys", "<<", hint)
            return False
        if key.text in entries:
            first = entries[key.text][0]
            where = f"it already stands in line {first.line}, column {first.column}"
            self.note(event, "duplicate-key", "the same key again", key.text, where)
            return False
        if not key.text and not key.quoted:
            self.note(event, "key", "a key is missing before `:`", hint=_QUOTES)
            return False
        if not isinstance(key.value, str):
            self.note(event, "key", "a key must be text", key.text, "put quotes around it")
        return True

    def scalar(self, event: Event, depth: int) -> Node:
        del depth
        text, unquoted = event.value, not event.style
        value: Plain | Refusal = resolve(text) if unquoted else text
        if isinstance(value, Refusal):
            self.note(event, value.rule, value.message, text, value.hint)
            value = text
        if event.style == '"' and SURROGATE.search(text):
            value = text = self.whole_characters(event)
        if event.style != '"' and (bad := INVISIBLE.search(text)):
            self.note(
                event,
                "control-character",
                f"a character that nobody can see: {syntax.name_of(bad.group())}",
                hint=f'use double quotes and write "{syntax.escape_of(bad.group())}"',
            )
        if unquoted:
            self.unquoted(event, value)
            if self.path.lower().endswith(".json") and text in _NO_JSON:
                self.note(event, "json", "this is not JSON: a number that is none", text)
        size = (1, len(text), 0)
        return Scalar(event.line, event.column, *size, value, text, not unquoted)

    def unquoted(self, event: Event, value: Plain) -> None:
        """Notes where text was meant and YAML reads only a part of it."""
        if event.anchor is not None and not event.value:
            self.unused.pop(event.anchor)
            hint = "if it is text, put quotes around it"
            self.note(event, "quotes", "an anchor with nothing behind it", f"&{event.anchor}", hint)
        pattern = _CUT if isinstance(value, str) else _EMPTY_CUT
        cut = None if value and not isinstance(value, str) else pattern.match(self.text, event.end)
        if cut:
            self.note(
                At(*place(self.starts, cut.end() - 2)),
                "comment-cuts-text",
                "a comment begins here, and the text ends before it",
                line_from(self.text, cut.end() - 2),
                "put quotes around the text, or write a space after `#`",
                "warning",
            )

    def whole_characters(self, event: Event) -> str:
        """The text with surrogate pairs, as JSON writes them, made one character each."""
        try:
            return event.value.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
        except UnicodeDecodeError:
            self.note(
                event,
                "lone-surrogate",
                "half of a character: one of \\ud800 … \\udfff stands alone",
                hint="write both halves, or send the bytes with `raw: {base64: …}`",
            )
            return SURROGATE.sub("\ufffd", event.value)

    make: ClassVar[dict[str, Callable[[_Tree, Event, int], Node]]] = {
        "scalar": scalar,
        "list": sequence,
        "mapping": mapping,
    }

    def until_end(self) -> Iterator[Event]:
        """The events that begin the items of this list or mapping."""
        for event in self.events:
            if event.kind == "end":
                return
            yield event

    def line_from(self, event: Event) -> str:
        return line_from(self.text, event.start)

    @cached_property
    def starts(self) -> list[int]:
        """Where the lines of the text begin."""
        return line_starts(self.text)

    def count(self, event: Event, nodes: int, characters: int) -> None:
        self.nodes += nodes
        self.characters += characters
        if self.nodes > self.bounds.nodes:
            self.stop(event, "too-large", f"more than {self.bounds.nodes} values in a file")
        if self.characters > self.bounds.characters:
            message = f"more than {self.bounds.characters} characters in a file's values"
            self.stop(event, "too-large", message)

    def too_deep(self, place: Place) -> NoReturn:
        message = f"lists and mappings nest deeper than {self.bounds.depth}"
        self.stop(place, "too-deep", message)


_QUOTES = "if it is text, put quotes around it"


def _measure(children: tuple[Node, ...]) -> tuple[int, int, int]:
    """`nodes`, `characters` and `height` of a node with these children."""
    return (
        1 + sum(child.nodes for child in children),
        sum(child.characters for child in children),
        1 + max((child.height for child in children), default=0),
    )
