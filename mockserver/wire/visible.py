"""Text that people can see whole, the same on every Python; knows nothing of what it says.

`str.isprintable` follows the Unicode of the Python that runs, so what it says differs between them.
"""

from __future__ import annotations

import re

_CHARACTERS = (
    "\x00-\x1f\x7f-\xa0\xad\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000"
    "\ud800-\uf8ff\ufe00-\ufe0f\ufeff\ufff9-\uffff\U000e0000-\U0010ffff"
)
"""Those that nobody sees, or that hide or turn round what stands beside them."""

_UNSEEN = re.compile(f"[{_CHARACTERS}]")
_BUT_LINES = re.compile(rf"(?![\n\t])[{_CHARACTERS}]")


def visible(text: str, *, lines: bool = False) -> str:
    """The text with an escape for each character that nobody sees; `lines` stay where asked for."""
    unseen = _BUT_LINES if lines else _UNSEEN
    return unseen.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def visible_bytes(data: bytes) -> str:
    """The same of bytes; what is no UTF-8 stands as `\\xff`."""
    return visible(data.decode("utf-8", "backslashreplace"))


def quoted(text: str, longest: int = 60) -> str:
    """The text in quotes on one line: double ones, unless it has these and no single ones.

    A backslash of its own is doubled, so that an escape can be told from it. Of a longer one stand
    its first `longest` characters, and how many there are.
    """
    quote = "'" if '"' in text and "'" not in text else '"'
    escaped = text[:longest].replace("\\", r"\\")
    shown = f"{quote}{visible(escaped)}{quote}"
    return shown if len(text) <= longest else f"{shown}… ({len(text):,} characters)"
