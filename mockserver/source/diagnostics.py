"""What is wrong with a scenario file, where, and what to write; knows no YAML and no record."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from mockserver.errors import MockServerError

Severity = Literal["error", "warning"]

LONGEST_VALUE = 60
"""Characters of a value that a message shows."""
_LONGEST_HINT = 400
_LONGEST_WORD = 80


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One thing that is wrong in one place; `str()` is the line that people read.

    `line` and `column` are 1-based and count characters; both are 0 where a file as a whole is
    meant. `rule` is a stable kebab-case name. `value` is what stands in the file, `hint` what to
    do about it, `valid` what may stand there.
    """

    path: str
    line: int
    column: int
    severity: Severity
    rule: str
    message: str
    value: str | None = None
    hint: str | None = None
    valid: tuple[str, ...] = ()

    def __str__(self) -> str:
        """`path:line:column: message: value; hint (valid: …)`, without what does not apply."""
        place = f"{self.path}:{self.line}:{self.column}" if self.line else self.path
        prefix = f"warning[{self.rule}]: " if self.severity == "warning" else ""
        return _visible(f"{place}: {prefix}") + self.said

    @property
    def said(self) -> str:
        """The line without its place and its rule, for those who show these elsewhere."""
        value = "" if self.value is None else f": {shorten(self.value)}"
        hint = "" if self.hint is None else f"; {_cut(self.hint, _LONGEST_HINT)}"
        valid = f" (valid: {', '.join(self.valid)})" if self.valid else ""
        return _visible(f"{self.message}{value}{hint}{valid}")


class ScenarioError(MockServerError):
    """Scenario files that cannot be used; `diagnostics` holds all findings, in file order."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = in_order(diagnostics)
        super().__init__(self.diagnostics)

    def __str__(self) -> str:
        return "\n".join(str(one) for one in self.diagnostics)


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The same without repetitions, by file, line and column."""
    unique = dict.fromkeys(diagnostics)
    return tuple(sorted(unique, key=lambda one: (one.path, one.line, one.column)))


def errors(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Those that make a file unusable."""
    return tuple(one for one in diagnostics if one.severity == "error")


def shorten(text: str, longest: int = LONGEST_VALUE) -> str:
    """The text on one line and not too long: as it is, or in quotes where that would mislead."""
    cut = _cut(text, longest)
    return cut if cut and cut.isprintable() and cut == cut.strip() else quoted(cut, longest)


def quoted(text: str, longest: int = LONGEST_VALUE) -> str:
    """The text on one line, not too long, in double quotes."""
    cut = _cut(text, longest)
    if cut.isprintable():
        return f'"{cut}"'
    return _visible(json.dumps(cut, ensure_ascii=False))


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _visible(text: str) -> str:
    """The text with characters that do not print as escapes."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)


def closest(word: str, options: Sequence[str]) -> str | None:
    """The option that was probably meant: a slip of the finger, or another tool's word for it."""
    if len(word) > _LONGEST_WORD:
        return None
    plain = _plain(word)
    by_plain = {_plain(option): option for option in options}
    for meant in _OTHER_WORDS.get(plain, ()):
        if meant in options:
            return meant
    found = difflib.get_close_matches(plain, by_plain, n=1)
    return by_plain[found[0]] if found else None


def did_you_mean(word: str, options: Sequence[str]) -> str | None:
    """The hint `did you mean …?`, where some option is close."""
    found = closest(word, options)
    return None if found is None else f"did you mean {found}?"


def _plain(word: str) -> str:
    return word.strip().casefold().replace("-", "_").replace(" ", "_")


_OTHER_WORDS: dict[str, tuple[str, ...]] = {
    "abort": ("reset", "end"),
    "args": ("arguments",),
    "body": ("raw",),
    "chunks": ("stream",),
    "close": ("truncate", "end"),
    "closed": ("truncate",),
    "completion": ("completion_tokens",),
    "content": ("text",),
    "content_type": ("headers",),
    "data": ("event",),
    "delay": ("wait", "itl"),
    "description": ("about",),
    "disconnect": ("truncate", "end"),
    "drop": ("truncate",),
    "duration": ("for",),
    "finish_reason": ("finish",),
    "function": ("name",),
    "function_call": ("tool_calls",),
    "hang": ("stall",),
    "input": ("prompt_tokens",),
    "input_tokens": ("prompt_tokens",),
    "interval": ("itl", "every"),
    "latency": ("ttft",),
    "message": ("text",),
    "output": ("completion_tokens",),
    "output_tokens": ("completion_tokens",),
    "pause": ("wait",),
    "prompt": ("prompt_tokens",),
    "response": ("reply",),
    "responses": ("replies",),
    "rst": ("reset",),
    "sleep": ("wait",),
    "steps": ("stream",),
    "stop": ("end",),
    "stop_reason": ("finish",),
    "title": ("about",),
    "tool_call": ("tool_calls",),
    "total": ("total_tokens",),
    "tools": ("tool_calls",),
    "when": ("match", "after"),
}
"""Words of other tools and APIs, and which of ours they mean, the first one that fits."""
