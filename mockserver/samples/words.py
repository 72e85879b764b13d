"""Sentences made of Faker's words by our own chance; knows no reply and no token.

Only Faker's lists of words are used: its generators draw with `random.choices` and `shuffle`, which
Python may change, and cost fifty times as much. Faker is imported when words are first wanted.
https://faker.readthedocs.io/en/stable/locales.html
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from mockserver.seeding import Random

EMOJI = (
    "🙂", "🎉", "🚀", "👍🏽", "❤️", "👩‍💻", "👨‍👩‍👧‍👦", "🏳️‍🌈",
    "🇯🇵", "🇧🇷", "✅", "⚠️", "🤷🏻‍♀️", "🐙", "1️⃣", "🫠",
)  # fmt: skip
"""One character for people, one to seven code points, up to 25 bytes."""


@dataclass(frozen=True, slots=True)
class Language:
    """How words become sentences: what joins them, what ends a sentence, the gap after it."""

    words: tuple[str, ...]
    joint: str
    stop: str
    gap: str
    extra: tuple[str, ...] = ()

    def sentence(self, size: int, random: Random) -> str:
        """A sentence of so many words; every fourth word or so is one of the extra ones."""
        words = [_one_of(self._list(random), random) for _ in range(size)]
        text = self.joint.join(words)
        return f"{text[:1].upper()}{text[1:]}{self.stop}"

    def _list(self, random: Random) -> Sequence[str]:
        return self.extra if self.extra and random.random() < 0.25 else self.words


_WRITING: dict[str, tuple[str, str, str]] = {
    "ja_JP": ("", "。", ""),
    "zh_CN": ("", "。", ""),
    "th_TH": ("", "", " "),
}
"""Joint, end of a sentence and gap, where they are not those of English."""


@cache
def language(locale: str) -> Language:
    """The language of a locale, or English with emoji."""
    home = "en_US" if locale == "emoji" else locale
    provider = import_module(f"faker.providers.lorem.{home}").Provider
    joint, stop, gap = _WRITING.get(home, (" ", ".", " "))
    words = tuple(str(word) for word in provider.word_list)
    return Language(words, joint, stop, gap, EMOJI if locale == "emoji" else ())


def version() -> str:
    """Faker's version, which the words hold for."""
    faker = import_module("faker")
    return str(faker.VERSION)


def prose(number: int, locales: Sequence[str], random: Random) -> str:
    """So many words in sentences of 4 to 12, each in one of the locales."""
    written: list[str] = []
    gap = ""
    while number > 0:
        spoken = language(_one_of(locales, random))
        size = min(number, 4 + int(random.random() * 9))
        written += (gap, spoken.sentence(size, random))
        number -= size
        gap = spoken.gap
    return "".join(written)


def word(locale: str, random: Random) -> str:
    """One word."""
    return _one_of(language(locale).words, random)


def _one_of(choices: Sequence[str], random: Random) -> str:
    return choices[int(random.random() * len(choices))]
