"""What unquoted text means in YAML 1.2 (core schema); knows no position and no file."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass

from .tree import Plain


@dataclass(frozen=True, slots=True)
class Refusal:
    """Unquoted text that is read differently by different tools: what it is, what to write."""

    rule: str
    message: str
    hint: str


_NAMES: dict[str, Plain] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_DIGITS = 4300
"""Python refuses to read or write longer whole numbers."""


_TOO_LONG = Refusal("number", f"a number of more than {_DIGITS} digits", "put quotes around it")
_TOO_LARGE = 10**_DIGITS


def _whole(text: str) -> Plain | Refusal:
    return _TOO_LONG if len(text) > _DIGITS else int(text)


def _of_base(base: int) -> Callable[[str], Plain | Refusal]:
    """Reads `0o17` or `0x1F`; what decimal digits could not say is refused here, too."""

    def read(text: str) -> Plain | Refusal:
        value = int(text[2:], base)
        return _TOO_LONG if value >= _TOO_LARGE else value

    return read


def _leading_zero(text: str) -> Refusal:
    sign, digits = (text[0], text[1:]) if text[0] in "+-" else ("", text)
    stripped = digits.lstrip("0")
    if not stripped[:1].isdigit():
        stripped = "0" + stripped
    return Refusal(
        "leading-zero",
        "a number with a leading zero",
        f"write {sign}{stripped} for the number, put quotes around it for text",
    )


def _fraction(text: str) -> Plain | Refusal:
    value = float(text)
    if math.isinf(value):
        return Refusal("number", "a number too large to hold", "put quotes around it for text")
    return value


def _not_finite(text: str) -> Refusal:
    del text
    return Refusal(
        "number", "a number that JSON cannot write", "put quotes around it if it is text"
    )


_FORMS: tuple[tuple[re.Pattern[str], Callable[[str], Plain | Refusal]], ...] = (
    (re.compile(r"[-+]?0[0-9]+(\.[0-9]*)?([eE][-+]?[0-9]+)?"), _leading_zero),
    (re.compile(r"[-+]?[0-9]+"), _whole),
    (re.compile(r"0o[0-7]+"), _of_base(8)),
    (re.compile(r"0x[0-9a-fA-F]+"), _of_base(16)),
    (re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"), _fraction),
    (re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"), _not_finite),
)


def resolve(text: str) -> Plain | Refusal:
    """What unquoted text means: null, a truth value, a number, or the text itself.

    What YAML readers disagree about (`010`) or JSON cannot write (`.inf`) is a Refusal.
    """
    if text in _NAMES:
        return _NAMES[text]
    if text[0] not in "+-.0123456789":
        return text
    for form, meaning in _FORMS:
        if form.fullmatch(text):
            return meaning(text)
    return text
