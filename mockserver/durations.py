"""Durations as people write them (`300ms`, `2s`) and as the code holds them: whole microseconds."""

from __future__ import annotations

import re

_UNITS: dict[str, int] = {
    "us": 1,
    "µs": 1,
    "ms": 1_000,
    "s": 1_000_000,
    "m": 60_000_000,
    "h": 3_600_000_000,
}
_PATTERN = re.compile(r"(\d{1,12})(?:\.(\d{1,9}))?(us|µs|ms|s|m|h)", re.ASCII)

PATTERN = r"^\d{1,12}(\.\d{1,9})?(us|µs|ms|s|m|h)$"
"""The same as a JSON Schema pattern."""

LONGEST = 30 * 24 * 3_600_000_000
"""No duration is longer than this: 30 days, in microseconds."""


def parse(text: str) -> int:
    """Microseconds of `0s`, `250us`, `300ms`, `1.5s`, `2m`, `1h`.

    Raises ValueError, with a sentence a person can act on, where the text is no duration, is finer
    than a microsecond or longer than 30 days.
    """
    found = _PATTERN.fullmatch(text)
    if found is None:
        raise ValueError("write a number and a unit: 250us, 300ms, 2s, 1.5s, 10m or 1h")
    whole, fraction, unit = found.groups()
    digits = fraction or ""
    scale: int = 10 ** len(digits)
    micros, rest = divmod(int(whole + digits) * _UNITS[unit], scale)
    if rest:
        raise ValueError("nothing is finer than a microsecond")
    if micros > LONGEST:
        raise ValueError("nothing lasts longer than 30 days")
    return micros


def text(micros: int) -> str:
    """The shortest exact way to write a duration: 1_500_000 is `1.5s`, 20_000 is `20ms`."""
    if micros == 0:
        return "0s"
    unit = "s" if micros >= 1_000_000 else "ms" if micros >= 1_000 else "us"
    whole, rest = divmod(micros, _UNITS[unit])
    digits = str(rest).zfill(len(str(_UNITS[unit])) - 1).rstrip("0") if rest else ""
    return f"{whole}.{digits}{unit}" if digits else f"{whole}{unit}"
