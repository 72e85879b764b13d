"""A scenario file's bytes as text, and the notes on what is wrong with it; knows no YAML."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NoReturn, Protocol

from . import syntax
from .diagnostics import Diagnostic, Severity
from .lines import line_starts, place
from .tree import Bounds


class StopError(Exception):
    """Reading cannot go on; why is noted already."""


class Place(Protocol):
    @property
    def line(self) -> int: ...

    @property
    def column(self) -> int: ...


@dataclass(frozen=True, slots=True)
class At:
    line: int
    column: int


class Notes:
    """Collects what is wrong with one file."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.found: list[Diagnostic] = []

    def note(
        self,
        place: Place,
        rule: str,
        message: str,
        value: str | None = None,
        hint: str | None = None,
        severity: Severity = "error",
    ) -> None:
        line, column = place.line, place.column
        self.found.append(Diagnostic(self.path, line, column, severity, rule, message, value, hint))

    def stop(
        self,
        place: Place,
        rule: str,
        message: str,
        value: str | None = None,
        hint: str | None = None,
    ) -> NoReturn:
        self.note(place, rule, message, value, hint)
        raise StopError


START = At(1, 1)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
INVISIBLE = re.compile("[\x7f-\x84\x86-\x9f\ufffe\uffff]")
SURROGATE = re.compile("[\ud800-\udfff]")


def read_text(source: str | bytes, bounds: Bounds, notes: Notes) -> str:
    """The text without a byte order mark, and without characters that no text file has."""
    text = source if isinstance(source, str) else _decoded(source, notes)
    text = text.removeprefix("\ufeff")
    if len(text) > bounds.characters:
        message = f"more than {bounds.characters} characters in a file"
        notes.stop(START, "too-large", message)
    if bad := _CONTROL.search(text):
        notes.stop(
            At(*place(line_starts(text), bad.start())),
            "control-character",
            f"a character that no text file has: {syntax.name_of(bad.group())}",
            hint=f'inside double quotes write "{syntax.escape_of(bad.group())}"',
        )
    if notes.path.lower().endswith(".json"):
        notes.found += syntax.json_problems(text, notes.path)
    return text


def _decoded(source: bytes, notes: Notes) -> str:
    if (form := _other_form(source)) is not None:
        notes.stop(START, "encoding", f"this file is saved as {form}", hint="save it as UTF-8")
    try:
        return source.decode("utf-8")
    except UnicodeDecodeError as error:
        before = source[: error.start].decode("utf-8").removeprefix("\ufeff")
        notes.stop(
            At(*place(line_starts(before), len(before))),
            "encoding",
            "this is not UTF-8",
            f"byte 0x{source[error.start]:02x}",
            "save the file as UTF-8",
        )


def _other_form(source: bytes) -> str | None:
    """Which form of Unicode these bytes are where they are not UTF-8; all begin with ASCII."""
    if source.startswith((b"\xff\xfe\0\0", b"\0\0")) or source[1:4] == b"\0\0\0":
        return "UTF-32"
    marked = source.startswith((b"\xff\xfe", b"\xfe\xff"))
    return "UTF-16" if marked or 0 in source[:2] else None
