"""The one tokenizer: how text is cut into tokens; knows nothing of what a token is used for.

Usage, default deltas and everything else that counts tokens counts these. Cutting is lossless, and
the same on every Python: letters are looked up in the Unicode 3.2 tables that every Python carries
unchanged (`unicodedata.ucd_3_2_0`), so what a newer Unicode calls a letter is a symbol here.

A token is, at each place of the text, the longest of

* a word: letters, digits, underscores and their combining marks, with the one space before it;
* a character of a script written without spaces (Han, kana, Thai …) or a Hangul syllable;
* a run of white space (but the last space goes with a word that follows);
* a symbol or punctuation mark: one, with what joins it (a zero-width joiner and what it joins; two
  regional indicators are one flag).

Marks (combining marks, variation selectors, skin tones, tags) and joiners stay with what is before
them.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal
from unicodedata import ucd_3_2_0

_SPACELESS = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Myanmar
    (0x1780, 0x17FF),  # Khmer
    (0x2E80, 0x2FDF),  # CJK radicals
    (0x3005, 0x3007),  # iteration mark, closing mark, ideographic zero
    (0x3040, 0x30FF),  # Hiragana, Katakana
    (0x3100, 0x31FF),  # Bopomofo and extensions
    (0x3400, 0x4DBF),  # CJK extension A
    (0x4E00, 0x9FFF),  # CJK unified ideographs
    (0xA000, 0xA4CF),  # Yi
    (0xAC00, 0xD7AF),  # Hangul syllables
    (0xF900, 0xFAFF),  # CJK compatibility ideographs
    (0x20000, 0x3FFFF),  # CJK extensions B and later
)
_TOKEN = re.compile("S?W[WMJ]*|C[MJ]*|FF[MJ]*|[SN]+(?=SW)|[SN]+[MJ]*|[OF]M*(?:J+[OWCF]?M*)*|[MJ]+")
"""The grammar above, over the kinds of the characters, one letter each."""

_MARKS = frozenset(map(chr, (0x200C, *range(0x1F3FB, 0x1F400), *range(0xE0020, 0xE0080))))
"""Marks whose category does not say so: the non-joiner, skin tones, the tags of regions' flags."""


@lru_cache(maxsize=65536)
def _kind(char: str) -> str:
    """W word, C spaceless, S space, N other space, M mark, J joiner, F half a flag, O other."""
    code = ord(char)
    if char == " ":
        return "S"
    if char == "\u200d":
        return "J"
    if char in _MARKS:
        return "M"
    if 0x1F1E6 <= code <= 0x1F1FF:
        return "F"
    category = ucd_3_2_0.category(char)
    if category[0] == "M":
        return "M"
    if any(first <= code <= last for first, last in _SPACELESS):
        return "C"
    if category[0] in "LN" or char == "_":
        return "W"
    return "N" if category[0] == "Z" or char in "\t\n\v\f\r\x85" else "O"


def tokens(text: str) -> list[str]:
    """The tokens of a text; joined they are the text."""
    kinds = "".join(map(_kind, text))
    return [text[found.start() : found.end()] for found in _TOKEN.finditer(kinds)]


def cut(
    text: str, split: Literal["tokens", "words", "characters", "whole"] | int | None
) -> list[str]:
    """The text in parts: tokens unless another way (or a number of characters) is given.

    `words` keeps white space with the word after it; `characters` are code points.
    """
    match split:
        case None | "tokens":
            return tokens(text)
        case "words":
            return _WORD.findall(text)
        case "characters":
            return list(text)
        case "whole":
            return [text] if text else []
        case _:
            return pieces(text, split)


_WORD = re.compile(r"\s*\S+|\s+")


def count(text: str) -> int:
    """How many tokens a text has."""
    return len(tokens(text))


def pieces(text: str, size: int) -> list[str]:
    """The text in pieces of `size` characters, the last one shorter; none for an empty text."""
    return [text[at : at + size] for at in range(0, len(text), size)]
