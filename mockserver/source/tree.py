"""A scenario file's values and where they stand, as frozen nodes; knows no YAML and no key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

Plain = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Node:
    """A value and where it begins (1-based, in characters).

    `nodes` and `characters` count what is in it, with aliases expanded; `height` is how many lists
    and mappings are inside each other.
    """

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
    """Keys and values in the order of the file, each key once; not `whole` if some were refused."""

    entries: tuple[tuple[Scalar, Node], ...]
    whole: bool
    _by_text: dict[str, tuple[Scalar, Node]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_text", {one[0].text: one for one in self.entries})

    def get(self, key: str) -> Node | None:
        """The value of a key."""
        found = self._by_text.get(key)
        return None if found is None else found[1]

    def key(self, key: str) -> Scalar | None:
        """The key itself, which has a place too."""
        found = self._by_text.get(key)
        return None if found is None else found[0]


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much scenario files may hold; values are counted after aliases are expanded."""

    characters: int = 1_000_000
    """Characters of a file, and of all its values."""
    nodes: int = 100_000
    """Values and keys of a file."""
    depth: int = 64
    """Lists and mappings inside each other; at most 100."""
    files: int = 10_000
    """Files of a folder."""
    findings: int = 1_000
    """Findings that are shown of one file."""

    def __post_init__(self) -> None:
        if not 1 <= self.depth <= 100:
            raise ValueError(f"Bounds.depth must be 1 to 100, got {self.depth}")


DEFAULT_BOUNDS = Bounds()


Way = tuple[str | int, ...]
"""The way to a value: keys of mappings, positions in lists from 0."""


def ways(node: Node, way: Way = ()) -> Iterator[tuple[tuple[int, int], Way]]:
    """The way to each value, and to its key, by the line and column where they stand."""
    yield (node.line, node.column), way
    if isinstance(node, Mapping):
        for key, value in node.entries:
            yield (key.line, key.column), (*way, key.text)
            yield from ways(value, (*way, key.text))
    elif isinstance(node, Sequence):
        for at, item in enumerate(node.items):
            yield from ways(item, (*way, at))


def plain(node: Node) -> Any:
    """The node's value as Python holds JSON."""
    if isinstance(node, Mapping):
        return {key.text: plain(value) for key, value in node.entries}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    assert isinstance(node, Scalar)
    return node.value


def every(node: Node) -> Iterator[Node]:
    """The node and all that is in it; keys left out."""
    yield node
    if isinstance(node, Mapping):
        for _, value in node.entries:
            yield from every(value)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from every(item)


def place(root: Node | None, *keys: str | int) -> tuple[int, int]:
    """Line and column of the value at these keys, or of the last one on the way that is there."""
    node = root
    for key in keys:
        inside = node.get(str(key)) if isinstance(node, Mapping) else None
        if isinstance(node, Sequence) and isinstance(key, int) and key < len(node.items):
            inside = node.items[key]
        if inside is None:
            break
        node = inside
    return (0, 0) if node is None else (node.line, node.column)
