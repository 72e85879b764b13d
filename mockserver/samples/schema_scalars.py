"""Texts, numbers and truth values that satisfy a flat JSON Schema, by chance."""

from __future__ import annotations

import base64
from collections.abc import Callable
from fractions import Fraction
from math import ceil, floor

from mockserver.seeding import Random
from mockserver.wire.json_text import Json, JsonObject

from .budget import Budget, CannotError
from .regex_text import found_by

_LONGEST = 10_000


class Scalars:
    """Makes values without parts; `word` gives the words of free text."""

    def __init__(self, word: Callable[[], str], random: Random, budget: Budget) -> None:
        self._budget = budget
        self._word = word
        self._random = random

    def make(self, kind: str, flat: JsonObject) -> Json:
        """A value of one type, as its keywords ask."""
        return _KINDS[kind](self, flat)

    def text(self, flat: JsonObject) -> str:
        """Text by pattern, by format, or of one to three words."""
        least, most = flat.get("minLength", 0), flat.get("maxLength", _LONGEST)
        if least > _LONGEST or least > most:
            raise CannotError("minLength")
        if "pattern" in flat:
            return self._matching(flat["pattern"], least, most)
        if flat.get("format") in _FORMATS:
            return _FORMATS[flat["format"]](self)
        words = [self._word() for _ in range(1 + self._below(3))]
        length = len(" ".join(words))
        while length < least:
            words.append(self._word())
            length += 1 + len(words[-1])
            self._budget.write("minLength", 1 + len(words[-1]))
        text = " ".join(words)[: int(most)]
        return text[:-1] + "." if len(text) > least and text.endswith(" ") else text

    def _matching(self, pattern: str, least: int, most: int) -> str:
        """Text by pattern; what repeats does so seldom or often until the length is right."""
        text = ""
        for often in (False, True) * 10:
            more = int(min(most, max(least, 8))) if often else self._below(4)
            try:
                text = found_by(pattern, more, self._random, self._budget)
            except ValueError as error:
                raise CannotError("pattern", str(error)) from None
            if least <= len(text) <= most:
                break
        return text

    def number(self, flat: JsonObject) -> float:
        """A number of hundredths, where there are any between the limits."""
        for step in (Fraction(1, 100), Fraction(1, 10**6), Fraction(1, 10**12)):
            found = self._multiple(flat, step)
            if found is not None:
                return _as_float(found, flat)
        raise CannotError("minimum")

    def whole(self, flat: JsonObject) -> int:
        """A whole number."""
        found = self._multiple(flat, Fraction(1), whole=True)
        if found is None:
            raise CannotError("minimum")
        return int(found)

    def _multiple(
        self, flat: JsonObject, step: Fraction, *, whole: bool = False
    ) -> Fraction | None:
        """A multiple of `multipleOf`, or of the step, between the limits; None without any."""
        if "multipleOf" in flat:
            step = Fraction(str(flat["multipleOf"]))
            step = Fraction(step.numerator) if whole else step
        low, high = _limits(flat)
        first, last = ceil(low / step), floor(high / step)
        first += first * step == _exact(flat.get("exclusiveMinimum"))
        last -= last * step == _exact(flat.get("exclusiveMaximum"))
        if last < first:
            return None
        return (first + self._below(last - first + 1)) * step

    def _below(self, limit: int) -> int:
        """A whole number from 0, below the limit; of a large range, one of 2**53 places."""
        if limit < 2**40:
            return int(self._random.random() * limit)
        return self._random.getrandbits(53) * limit >> 53

    # -- formats ------------------------------------------------------------------------------

    def plain(self) -> str:
        """A few small letters, as names of computers are made of."""
        letters = "abcdefghijklmnopqrstuvwxyz"
        return "".join(letters[self._below(26)] for _ in range(4 + self._below(5)))

    def date(self) -> str:
        """A day of this century."""
        return f"20{self._below(100):02}-{1 + self._below(12):02}-{1 + self._below(28):02}"

    def time(self) -> str:
        """A time of day, in UTC."""
        return f"{self._below(24):02}:{self._below(60):02}:{self._below(60):02}Z"

    def hexadecimal(self, length: int) -> str:
        """So many digits of base 16."""
        return "".join("0123456789abcdef"[self._below(16)] for _ in range(length))

    def uuid(self) -> str:
        """A random UUID, of version 4."""
        variant = "89ab"[self._below(4)]
        digits = self.hexadecimal(30)
        return (
            f"{digits[:8]}-{digits[8:12]}-4{digits[12:15]}-{variant}{digits[15:18]}-{digits[18:]}"
        )

    def host(self) -> str:
        """A name that no one has."""
        return f"{self.plain()}.example.com"


def _as_float(number: Fraction, flat: JsonObject) -> float:
    try:
        return float(number)
    except OverflowError:
        keyword = next((key for key in _NUMBERS if _large(flat.get(key))), "multipleOf")
        raise CannotError(keyword, "it leads beyond the largest number") from None


_NUMBERS = ("minimum", "exclusiveMinimum", "multipleOf", "maximum", "exclusiveMaximum")


def _large(value: Json) -> bool:
    exact = _exact(value)
    return exact is not None and abs(exact) > Fraction(10) ** 300


def _limits(flat: JsonObject) -> tuple[Fraction, Fraction]:
    """The least and the most; a thousand apart where one of them is open."""
    lows = [_exact(flat[key]) for key in ("minimum", "exclusiveMinimum") if key in flat]
    highs = [_exact(flat[key]) for key in ("maximum", "exclusiveMaximum") if key in flat]
    low = max((one for one in lows if one is not None), default=None)
    high = min((one for one in highs if one is not None), default=None)
    span = 1000 * max(Fraction(1), abs(_exact(flat.get("multipleOf")) or Fraction(1)))
    if low is None:
        low = Fraction(0) if high is None or high >= 0 else high - span
    return low, low + span if high is None else high


def _exact(value: Json) -> Fraction | None:
    """A number as it is written; None for what is none, such as draft 4's booleans."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return Fraction(str(value))


_KINDS: dict[str, Callable[[Scalars, JsonObject], Json]] = {
    "string": Scalars.text,
    "number": Scalars.number,
    "integer": Scalars.whole,
    "boolean": lambda made, _: made._random.random() < 0.5,  # noqa: SLF001 - its own table
    "null": lambda _made, _flat: None,
}

_FORMATS: dict[str, Callable[[Scalars], str]] = {
    "date": Scalars.date,
    "time": Scalars.time,
    "date-time": lambda made: f"{made.date()}T{made.time()}",
    "duration": lambda made: f"P{len(made.plain())}D",
    "email": lambda made: f"{made.plain()}@{made.host()}",
    "idn-email": lambda made: f"{made.plain()}@{made.host()}",
    "hostname": Scalars.host,
    "idn-hostname": Scalars.host,
    "ipv4": lambda made: f"192.0.2.{len(made.plain())}",
    "ipv6": lambda made: f"2001:db8::{made.hexadecimal(4)}",
    "uri": lambda made: f"https://{made.host()}/{made.plain()}",
    "url": lambda made: f"https://{made.host()}/{made.plain()}",
    "iri": lambda made: f"https://{made.host()}/{made.plain()}",
    "uri-reference": lambda made: f"/{made.plain()}",
    "iri-reference": lambda made: f"/{made.plain()}",
    "uri-template": lambda made: f"/{{{made.plain()}}}",
    "json-pointer": lambda made: f"/{made.plain()}",
    "relative-json-pointer": lambda made: f"0/{made.plain()}",
    "regex": Scalars.plain,
    "uuid": Scalars.uuid,
    "byte": lambda made: base64.b64encode(made.plain().encode()).decode(),
}
"""Texts of each format; addresses and names are those reserved for examples."""
