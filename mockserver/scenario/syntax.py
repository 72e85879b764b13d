"""Sentences for text that is not YAML: what is wrong, and what to write; knows no scenario."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from yaml.error import MarkedYAMLError

from .diagnostics import Diagnostic

_QUOTES = "put quotes around it"
_IF_TEXT = "if it is text, put quotes around it"


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where PyYAML stopped (0-based), what it was reading, and the line there."""

    text: str
    line: int
    column: int
    problem: str
    context_line: int
    context_column: int

    @property
    def lines(self) -> list[str]:
        return re.split(r"\r\n|\r|\n", self.text)

    @property
    def here(self) -> str:
        return self.lines[self.line]

    @property
    def before(self) -> str:
        return self.here[: self.column]

    @property
    def rest(self) -> str:
        return self.here[self.column :].strip()

    @property
    def character(self) -> str:
        return self.here[self.column : self.column + 1]


@dataclass(frozen=True, slots=True)
class _Finding:
    rule: str
    message: str
    value: str | None = None
    hint: str | None = None
    at: tuple[int, int] | None = None


def explain(error: MarkedYAMLError, text: str, path: str) -> Diagnostic:
    """The diagnostic for a syntax error that PyYAML found in the text."""
    mark = error.problem_mark
    assert mark is not None
    context = error.context_mark or mark
    spot = _Spot(text, mark.line, mark.column, error.problem or "", context.line, context.column)
    said = f"{error.context or ''} | {error.problem or ''}"
    make = next(make for pattern, make in _FINDINGS if pattern.search(said))
    found = make(spot)
    line, column = found.at or (spot.line, spot.column)
    return Diagnostic(
        path, line + 1, column + 1, "error", found.rule, found.message, found.value, found.hint
    )


def place(text: str, index: int) -> tuple[int, int]:
    """The line and column (1-based) of a character of the text."""
    lines = re.split(r"\r\n|\r|\n", text[:index])
    return len(lines), len(lines[-1]) + 1


def name_of(character: str) -> str:
    """A character's code, as in `U+0007`."""
    return f"U+{ord(character):04X}"


def escape_of(character: str) -> str:
    """How double-quoted text writes a character."""
    return f"\\x{ord(character):02x}" if ord(character) < 256 else f"\\u{ord(character):04x}"


def json_problems(text: str, path: str) -> list[Diagnostic]:
    """What keeps a `.json` file from being JSON: nothing, or the first thing."""
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        message = f"this is not JSON: {error.msg[0].lower()}{error.msg[1:]}"
        hint = "mend it, or name the file .yaml"
        line, column = place(text, error.pos)
        return [Diagnostic(path, line, column, "error", "json", message, None, hint)]
    except (RecursionError, ValueError):  # the tree's own bounds say this better
        pass
    return []


def _colon(spot: _Spot) -> _Finding:
    start = re.match(r"[\s\-]*(?:\"[^\"]*\"|'[^']*'|[^:\"'])*?:\s+", spot.before)
    if start is None:
        return _Finding(
            "indentation",
            "this key does not line up with the lines above",
            spot.here.strip(),
            "begin it in the same column as its neighbours; " + _IF_TEXT,
            (spot.line, len(spot.here) - len(spot.here.lstrip())),
        )
    value, at = spot.here[start.end() :].strip(), (spot.line, start.end())
    if value.startswith("data:"):
        hint = "paste only the JSON behind `data: `"
        return _Finding("quotes", "a captured line, not a value", value, hint, at)
    if value[0] in "\"'":
        message = "more text after the closing quote"
        return _Finding("quotes", message, value, "put quotes around all of it", at)
    return _Finding("quotes", "text with `: ` inside needs quotes", value, _QUOTES, at)


def _bad_start(spot: _Spot) -> _Finding:
    if spot.character == "\t":
        return _Finding("tab", "a tab where only spaces may stand", hint="indent with spaces")
    return _starts_with(spot, spot.character)


def _starts_with(spot: _Spot, what: str) -> _Finding:
    return _Finding("quotes", f"text that begins with `{what}` needs quotes", spot.rest, _QUOTES)


def _sign(spot: _Spot) -> _Finding:
    at = (spot.context_line, spot.context_column)
    value = spot.lines[at[0]][at[1] :].strip()
    return _Finding(
        "quotes", f"text that begins with `{value[0]}` needs quotes", value, _QUOTES, at
    )


def _no_node(spot: _Spot) -> _Finding:
    if not spot.rest:
        return _Finding("unclosed", "something is missing here", hint="close what was opened")
    return _starts_with(spot, spot.character)


def _open_bracket(spot: _Spot) -> _Finding:
    at = (spot.context_line, spot.context_column)
    opening = spot.lines[at[0]][at[1] : at[1] + 1]
    closing = {"{": "}", "[": "]"}[opening]
    if "stream end" in spot.problem:
        return _Finding(
            "unclosed",
            f"this `{opening}` is never closed with `{closing}`",
            spot.lines[at[0]][at[1] :].strip(),
            _IF_TEXT,
            at,
        )
    return _Finding(
        "unclosed",
        f"expected `,` or `{closing}` before this",
        spot.rest,
        f"the `{opening}` of line {at[0] + 1}, column {at[1] + 1} is still open; {_IF_TEXT}",
    )


def _open_quote(spot: _Spot) -> _Finding:
    at = (spot.context_line, spot.context_column)
    value = spot.lines[at[0]][at[1] :].strip()
    quote = value[0]
    inside = "" if quote == '"' else "; inside single quotes write '' for '"
    return _Finding(
        "unclosed",
        "this quote is never closed",
        value,
        f"write {quote} where the text ends{inside}",
        at,
    )


def _separator(spot: _Spot) -> _Finding:
    message = "a line inside quotes cannot begin with `---` or `...`"
    return _Finding("quotes", message, hint="write the text on one line, with \\n for line breaks")


def _block_end(spot: _Spot) -> _Finding:
    before = spot.before.rstrip()
    if before and before[-1] in "\"'":
        message = "more text after the closing quote"
        return _Finding("quotes", message, spot.rest, "put quotes around all of it")
    if before and before[-1] in "]}":
        message = "more text after the closing bracket"
        return _Finding("quotes", message, spot.rest, _IF_TEXT.replace("it", "all of it", 2))
    if before.strip(" -"):
        return _Finding("quotes", "this cannot stand here", spot.rest, _IF_TEXT)
    return _Finding(
        "indentation",
        "this line does not line up with the lines above",
        spot.here.strip(),
        "begin it in the same column as its neighbours",
    )


def _no_colon(spot: _Spot) -> _Finding:
    at = (spot.context_line, spot.context_column)
    value = spot.lines[at[0]][at[1] :].strip()
    if re.match(r"-\S", value):
        hint = f"write a space after `-`: - {value[1:]}"
    else:
        hint = "write `key: value`, with a space after the colon; " + _IF_TEXT
    return _Finding("syntax", "expected a key and a colon", value, hint, at)


def _block_text(spot: _Spot) -> _Finding:
    sign = spot.lines[spot.context_line][spot.context_column]
    at = (spot.context_line, spot.context_column)
    hint = f"{_QUOTES}, or write the text on the lines below the `{sign}`"
    value = spot.lines[at[0]][at[1] :].strip()
    return _Finding("quotes", f"text that begins with `{sign}` needs quotes", value, hint, at)


def _escape(spot: _Spot) -> _Finding:
    value = "\\" + spot.character
    hint = "write \\\\ for a backslash, or put single quotes around the text"
    return _Finding("escape", "unknown escape in double quotes", value, hint)


def _hexadecimal(spot: _Spot) -> _Finding:
    hint = "write \\\\ for a backslash, or all digits of the code"
    return _Finding("escape", "an escape with too few hexadecimal digits", hint=hint)


def _no_character(spot: _Spot) -> _Finding:
    hint = "write \\\\ for a backslash, or a code up to \\U0010ffff"
    return _Finding("escape", "an escape that names no character", hint=hint)


def _document(spot: _Spot) -> _Finding:
    if spot.text.startswith("%") and not spot.rest:
        return _Finding("quotes", "text that begins with `%` needs quotes", hint=_QUOTES)
    hint = "put it into a file of its own"
    message = "a second document begins here, and one file is one scenario"
    return _Finding("several-documents", message, spot.rest, hint)


def _tag(spot: _Spot) -> _Finding:
    at = (spot.context_line, spot.context_column)
    value = spot.lines[at[0]][at[1] :].strip()
    hint = "leave the tag out; " + _IF_TEXT
    return _Finding("tag", "a scenario has no tags", value, hint, at)


def _directive(spot: _Spot) -> _Finding:
    message = "a line that begins with `%` is an instruction to YAML"
    return _Finding("syntax", message, spot.here.strip(), "leave it out; " + _IF_TEXT)


def _other(spot: _Spot) -> _Finding:
    return _Finding("syntax", f"this is not YAML ({spot.problem})", spot.rest or None, _IF_TEXT)


_FINDINGS: tuple[tuple[re.Pattern[str], Callable[[_Spot], _Finding]], ...] = tuple(
    (re.compile(pattern), make)
    for pattern, make in (
        ("mapping values are not allowed", _colon),
        ("sequence entries are not allowed", lambda spot: _starts_with(spot, "- ")),
        ("mapping keys are not allowed", lambda spot: _starts_with(spot, "? ")),
        ("cannot start any token", _bad_start),
        ("scanning an? (alias|anchor)", _sign),
        ("directive|incompatible YAML|duplicate tag handle", _directive),
        ("expected '<document start>'", _document),
        (r"scanning a block scalar", _block_text),
        ("expected the node content", _no_node),
        ("expected ',' or ", _open_bracket),
        ("unexpected end of stream", _open_quote),
        ("unexpected document separator", _separator),
        ("expected <block end>", _block_end),
        ("could not find expected ':'", _no_colon),
        ("unknown escape", _escape),
        ("hexadecimal", _hexadecimal),
        ("no such character", _no_character),
        (" tag", _tag),
        ("", _other),
    )
)
"""What PyYAML says, and the sentence for it; the first that fits."""
