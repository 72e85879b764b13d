"""How to write a duration that somebody has almost written; knows text and numbers, no file."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"\d+(\.\d+)?", re.ASCII)
_GROUPED = re.compile(r"\d+(_\d+)+", re.ASCII)
_CLOCK = re.compile(r"(?:(\d+):)?(\d{1,2}):(\d{1,2}(?:\.\d+)?)", re.ASCII)
_SPELT = re.compile(r"(\d+)(?:[.,](\d+))?\s*([a-zµμ]+)\.?", re.ASCII | re.IGNORECASE)
_UNITS = {
    word: unit
    for unit, words in {
        "us": "us µs μs usec usecs microsecond microseconds micros",
        "ms": "ms msec msecs millisecond milliseconds millis",
        "s": "s sec secs second seconds",
        "m": "m min mins minute minutes",
        "h": "h hr hrs hour hours",
    }.items()
    for word in words.split()
}
_LONGEST = 60
"""Longer text is no slip of the pen, and Python refuses to read thousands of digits."""
_DAYS = ("d", "day", "days")


def almost(value: str | float) -> str | None:
    """A hint what to write instead, where what was meant can be guessed."""
    text = str(value).strip()
    if len(text) > _LONGEST:
        return None
    if text.startswith("-"):
        return "nothing lasts less than 0s"
    if _NUMBER.fullmatch(text):
        return f"write {text}s or {text}ms"
    if _GROUPED.fullmatch(text):
        plain = text.replace("_", "")
        return f"in YAML 1.2 this is text; write {plain}s or {plain}ms"
    if clock := _CLOCK.fullmatch(text):
        return f"in YAML 1.2 this is text; write {_seconds(clock)}s"
    spelt = _SPELT.fullmatch(text)
    return _with_unit(spelt) if spelt else None


def _seconds(clock: re.Match[str]) -> str:
    whole, _, fraction = clock[3].partition(".")
    seconds = int(clock[1] or 0) * 3600 + int(clock[2]) * 60 + int(whole)
    return f"{seconds}.{fraction}" if fraction else str(seconds)


def _with_unit(spelt: re.Match[str]) -> str | None:
    whole, fraction, word = spelt[1], spelt[2], spelt[3].lower()
    if word in _DAYS and not fraction:
        return f"did you mean {int(whole) * 24}h?"
    unit = _UNITS.get(word)
    meant = f"{whole}.{fraction}{unit}" if fraction else f"{whole}{unit}"
    return None if unit is None or meant == spelt[0] else f"did you mean {meant}?"
