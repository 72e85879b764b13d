"""Sentences for text that is not YAML: what is wrong, and what to write; knows no scenario."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from .diagnostics import Diagnostic
from .lines import line_starts, lines_of, place
from .yaml_events import NO_CHARACTER, NotYamlError

_QUOTES = "put quotes around it"
_AROUND_ALL = "put quotes around all of it"
_IF_TEXT = "if it is text, put quotes around it"


class _Spot:
    """Where PyYAML stopped, where the thing that it was reading began, and the text there."""

    def __init__(self, error: NotYamlError, text: str) -> None:
        self.said = error.said
        self.line, self.column = error.line, error.column
        self.opened = (error.opened_line, error.opened_column)
        self.lines = lines_of(text)
        self.here = self.lines[self.line - 1]
        self.before = self.here[: self.column - 1]
        self.rest = self.here[self.column - 1 :].strip()
        self.character = self.here[self.column - 1 : self.column]
        self.from_opened = self.lines[self.opened[0] - 1][self.opened[1] - 1 :].strip()


@dataclass(frozen=True, slots=True)
class _Finding:
    rule: str
    message: str
    value: str | None = None
    hint: str | None = None
    at: tuple[int, int] | None = None


def explain(error: NotYamlError, text: str, path: str) -> Diagnostic:
    """The diagnostic for a text that is not YAML."""
    make = next(make for pattern, make in _FINDINGS if pattern.search(error.said))
    found = make(_Spot(error, text))
    line, column = found.at or (error.line, error.column)
    return Diagnostic(
        path, line, column, "error", found.rule, found.message, found.value, found.hint
    )


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
        said = next((ours for theirs, ours in _NO_JSON.items() if theirs in error.msg), error.msg)
        before = text[: error.pos + 1].rstrip(" \t\r\n}]")
        comma = before.endswith(",") and error.msg.startswith(("Expecting", "Illegal"))
        at = len(before) - 1 if comma else error.pos
        message = f"this is not JSON: {'a comma too many' if comma else said}"
        line, column = place(line_starts(text), at)
        hint = "mend it, or name the file .yaml"
        return [Diagnostic(path, line, column, "error", "json", message, None, hint)]
    except (RecursionError, ValueError):  # the tree's own bounds say this better
        pass
    return []


_VERBATIM = re.compile(r"\b(raw|wire|comment)\s*:\s*$")
"""Keys behind which a captured line is meant as it is."""
_OF_PAIRS = re.compile(
    r"\b(after|arguments|at|body|delivery|framing|headers?|match|metadata|pace|when)\s*:\s*$"
)
"""Keys whose value is a mapping."""
_PAIR = re.compile(r"[A-Za-z][\w-]*: [^\s{}\[\],]+")
"""What may be a key and its value: neither has blanks."""
_VALUE = re.compile(r"""(?:"[^"]*"|'[^']*'|[^:"'])*?:\s+""")
_LONGEST_KEY = 1024
_CONTENT = re.compile(r"([\s\-]*)([^\s#].*)")


_NO_JSON = {
    "Expecting property name": "expected a key in double quotes",
    "Expecting ',' delimiter": "expected a comma",
    "Expecting ':' delimiter": "expected a colon",
    "Expecting value": "expected a value",
    "Extra data": "more text behind its end",
    "Unterminated string": "a text that is never closed",
    "Invalid control character": "a line break or a tab inside a text",
    "Invalid \\": "an escape that JSON does not have",
}
"""What Python's reader says of a text that is not JSON, and our words for it."""


def _colon(spot: _Spot) -> _Finding:
    start = _VALUE.match(spot.before)
    if start is None:
        return _key_of_nothing(spot)
    value, at = spot.here[start.end() :].strip(), (spot.line, start.end() + 1)
    if value.startswith("data:") and not _VERBATIM.search(start[0]):
        hint = "paste only the JSON behind `data: `"
        return _Finding("quotes", "a captured line, not a value", value, hint, at)
    if value[0] in "\"'":
        message = "more text after the closing quote"
        return _Finding("quotes", message, value, _AROUND_ALL, at)
    pair = _PAIR.fullmatch(value) and _OF_PAIRS.search(start[0])
    hint = f"write {{{value}}}; if it is text, {_QUOTES}" if pair else _QUOTES
    return _Finding("quotes", "text with `: ` inside needs quotes", value, hint, at)


def _key_of_nothing(spot: _Spot) -> _Finding:
    """A key that stands where the text of the line above goes on."""
    if len(spot.before) > _LONGEST_KEY:
        message = f"a key of more than {_LONGEST_KEY} characters"
        return _Finding("key", message, spot.here.strip(), _IF_TEXT, (spot.line, 1))
    line = spot.line - 1
    above = None
    while line and above is None:
        above = _CONTENT.match(spot.lines[line - 1].rstrip())
        line -= above is None
    if above is not None and ": " not in above[2]:
        at = (line, above.start(2) + 1)
        aligned = len(spot.here) - len(spot.here.lstrip()) == above.start(2)
        if ":" in above[2]:
            message = "a key without a space after its colon"
            return _Finding("syntax", message, above[2], "write a space after the colon", at)
        if aligned or "-" not in above[1]:
            hint = "write a colon and a value; " + _IF_TEXT
            return _Finding("syntax", "a key without a colon", above[2], hint, at)
    at = (spot.line, len(spot.here) - len(spot.here.lstrip()) + 1)
    hint = "begin it in the same column as its neighbours; " + _IF_TEXT
    message = "this key does not line up with the lines above"
    return _Finding("indentation", message, spot.here.strip(), hint, at)


def _bad_start(spot: _Spot) -> _Finding:
    if spot.character == "\t":
        return _Finding("tab", "a tab where only spaces may stand", hint="indent with spaces")
    return _starts_with(spot, spot.character)


def _starts_with(spot: _Spot, what: str) -> _Finding:
    shown = "a backtick" if what == "`" else f"`{what}`"
    return _Finding("quotes", f"text that begins with {shown} needs quotes", spot.rest, _QUOTES)


def _sign(spot: _Spot) -> _Finding:
    message = f"text that begins with `{spot.from_opened[0]}` needs quotes"
    return _Finding("quotes", message, spot.from_opened, _QUOTES, spot.opened)


def _block_text(spot: _Spot) -> _Finding:
    sign = spot.from_opened[0]
    hint = f"{_QUOTES}, or write the text on the lines below the `{sign}`"
    message = f"text that begins with `{sign}` needs quotes"
    return _Finding("quotes", message, spot.from_opened, hint, spot.opened)


def _no_node(spot: _Spot) -> _Finding:
    if not spot.rest:
        return _Finding("unclosed", "a value is missing", hint="a bracket is not closed above")
    return _starts_with(spot, spot.character)


def _open_bracket(spot: _Spot) -> _Finding:
    opening = spot.from_opened[0]
    closing = {"{": "}", "[": "]"}[opening]
    if "stream end" in spot.said:
        message = f"this `{opening}` is never closed with `{closing}`"
        return _Finding("unclosed", message, spot.from_opened, _IF_TEXT, spot.opened)
    line, column = spot.opened
    hint = f"the `{opening}` of line {line}, column {column} is still open; {_IF_TEXT}"
    message = f"expected `,` or `{closing}` before this"
    if spot.rest.startswith(":") and line != spot.line:
        at = (spot.line, len(spot.here) - len(spot.here.lstrip()) + 1)
        return _Finding("unclosed", message, spot.here.strip(), hint, at)
    return _Finding("unclosed", message, spot.rest, hint)


def _open_quote(spot: _Spot) -> _Finding:
    quote = spot.from_opened[0]
    inside = "" if quote == '"' else "; inside single quotes write '' for '"
    hint = f"write {quote} where the text ends{inside}"
    return _Finding("unclosed", "this quote is never closed", spot.from_opened, hint, spot.opened)


def _separator(spot: _Spot) -> _Finding:
    hint = "write the text on one line, with \\n for line breaks"
    message = "inside quotes no line can begin with this"
    return _Finding("quotes", message, spot.rest, hint)


def _block_end(spot: _Spot) -> _Finding:
    before = spot.before.rstrip()
    if before and before[-1] in "\"'":
        if before.count(before[-1]) % 2:
            message = "a quote is open from a line above up to here"
            return _Finding("quotes", message, spot.here.strip(), "close it where its text ends")
        return _Finding("quotes", "more text after the closing quote", spot.rest, _AROUND_ALL)
    if before and before[-1] in "]}":
        hint = f"if all of it is text, {_AROUND_ALL}"
        return _Finding("quotes", "more text after the closing bracket", spot.rest, hint)
    if spot.rest.startswith(":"):
        return _Finding("key", "a key is missing before `:`", spot.rest, _IF_TEXT)
    if before.strip(" -"):
        return _Finding("quotes", "this cannot stand here", spot.rest, _AROUND_ALL)
    message = "this line does not line up with the lines above"
    hint = "begin it in the same column as its neighbours"
    return _Finding("indentation", message, spot.here.strip(), hint)


def _no_colon(spot: _Spot) -> _Finding:
    value = spot.from_opened
    if re.match(r"-\S", value):
        hint = f"write a space after `-`: - {value[1:]}"
    else:
        hint = "write `key: value`, with a space after the colon; " + _IF_TEXT
    return _Finding("syntax", "expected a key and a colon", value, hint, spot.opened)


def _escape(spot: _Spot) -> _Finding:
    hint = "write \\\\ for a backslash, or put single quotes around the text"
    return _Finding("escape", "unknown escape in double quotes", f"\\{spot.character}", hint)


def _code(spot: _Spot) -> _Finding:
    message = "an escape that names no character"
    found = re.match(r"\\[xuU][0-9a-fA-F]*", f"{spot.before[-2:]}{spot.rest}")
    code = found.group() if found else None
    return _Finding(
        "escape", message, code, "write \\\\ for a backslash, or all digits of the code"
    )


def _document(spot: _Spot) -> _Finding:
    before = spot.lines[: spot.line]
    if before[0].startswith("%") and not any(line.startswith("---") for line in before):
        return _directive(spot)
    if not any(line.startswith("...") for line in before):
        return _block_end(spot) if spot.before.strip(" -") else _key_of_nothing(spot)
    message = "a second document begins here, and one file is one scenario"
    return _Finding("several-documents", message, spot.rest, "put it into a file of its own")


def _tag(spot: _Spot) -> _Finding:
    hint = "leave the tag out; " + _IF_TEXT
    return _Finding("tag", "a scenario has no tags", spot.from_opened, hint, spot.opened)


def _directive(spot: _Spot) -> _Finding:
    message = "a line that begins with `%` is an instruction to YAML"
    hint = "leave it out; " + _IF_TEXT
    line = max(at for at in range(spot.line) if spot.lines[at].startswith("%"))
    return _Finding("syntax", message, spot.lines[line].strip(), hint, (line + 1, 1))


def _other(spot: _Spot) -> _Finding:
    return _Finding("syntax", f"this is not YAML ({spot.said.strip(' |')})", spot.rest, _IF_TEXT)


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
        ("scanning a block scalar", _block_text),
        ("expected the node content", _no_node),
        ("expected ',' or ", _open_bracket),
        ("unexpected end of stream", _open_quote),
        ("unexpected document separator", _separator),
        ("expected <block end>", _block_end),
        ("could not find expected ':'", _no_colon),
        ("unknown escape", _escape),
        (f"hexadecimal|{NO_CHARACTER}", _code),
        ("[ a-z]tag", _tag),
        ("", _other),
    )
)
"""What PyYAML says, and the sentence for it; the first that fits."""
