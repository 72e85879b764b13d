"""What a value is, in people's words, and what to write where another kind was expected.

Knows nodes, and neither pydantic nor a key of a scenario.
"""

from __future__ import annotations

import re

from mockserver.source.diagnostics import quoted, shorten
from mockserver.source.tree import Mapping, Node, Scalar, Sequence


def kind_of(node: Node) -> str:
    """What a value is, for people: `3 (a whole number)`, `a list`."""
    if isinstance(node, Mapping):
        return "a mapping" if node.entries else "an empty mapping"
    if isinstance(node, Sequence):
        return "a list" if node.items else "an empty list"
    assert isinstance(node, Scalar)
    if node.value is None:
        return "nothing" if not node.text else f"{node.text} (nothing)"
    return f"{shown(node)} ({_KINDS[type(node.value)]})"


_KINDS: dict[type, str] = {
    str: "text",
    bool: "a truth value",
    int: "a whole number",
    float: "a number with a fraction",
}


def shown(node: Node) -> str:
    """A value as it is written, a text in its quotes."""
    if not isinstance(node, Scalar):
        return kind_of(node)
    return quoted(node.text) if node.quoted else shorten(node.text)


_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?([eE][-+]?\d+)?")
_GROUPED = re.compile(r"[-+]?\d{1,3}([_, ']\d{3})+|[-+]?\d+(_\d+)+")
_CLOCK = re.compile(r"\d+(:\d\d)+(\.\d+)?")
_DATE = re.compile(r"\d{4}-\d\d?-\d\d?")
_SWITCHES = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}


def for_text(node: Node) -> str | None:
    """Where text was expected."""
    if isinstance(node, Scalar):
        return 'write "" for empty text' if node.value is None else "put quotes around it"
    return "if it is text, put quotes around it"


def for_number(node: Node) -> str | None:
    """Where a number was expected."""
    if not isinstance(node, Scalar):
        return None
    if isinstance(node.value, float) and node.value.is_integer():
        return f"write {int(node.value)}"
    text = node.text.strip()
    if node.quoted and _NUMBER.fullmatch(text):
        return "leave the quotes out"
    if _GROUPED.fullmatch(text):
        return f"write {re.sub('[_, ]', '', text)}"
    if _CLOCK.fullmatch(text) or _DATE.fullmatch(text):
        return "in YAML 1.2 this is text; write one number"
    return None


def for_switch(node: Node) -> str | None:
    """Where true or false was expected."""
    if not isinstance(node, Scalar) or not isinstance(node.value, str):
        return None
    text = node.text.strip().lower()
    if node.quoted and text in ("true", "false"):
        return "leave the quotes out"
    meant = _SWITCHES.get(text)
    return None if meant is None else f"write {meant}"


def for_list(node: Node) -> str | None:
    """Where a list was expected."""
    return "begin each item with `- `" if isinstance(node, Mapping) else None


def for_mapping(node: Node) -> str | None:
    """Where a mapping was expected."""
    if isinstance(node, Scalar) and (found := re.fullmatch(r"(\w+):(\S.*)", node.text, re.DOTALL)):
        return f"write a space after the colon: {found[1]}: {shorten(found[2])}"
    if isinstance(node, Scalar) and node.quoted and node.text.lstrip().startswith("{"):
        return "leave the quotes out"
    return None
