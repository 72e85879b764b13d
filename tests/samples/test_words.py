"""Sentences of Faker's words: so many of them, in each language's own writing."""

from __future__ import annotations

import pytest

from mockserver.samples import words
from mockserver.scenario.chance import Locale
from mockserver.seeding import stream

LOCALES: tuple[str, ...] = Locale.__args__  # type: ignore[attr-defined]


@pytest.mark.parametrize("locale", LOCALES)
def test_every_locale_has_words(locale: str) -> None:
    spoken = words.language(locale)
    assert len(spoken.words) > 100
    assert all(spoken.words)


@pytest.mark.parametrize("number", [1, 4, 12, 13, 200])
def test_there_are_as_many_words_as_asked(number: int) -> None:
    assert len(words.prose(number, ["en_US"], stream(number)).split()) == number


def test_a_sentence_begins_with_a_capital_and_ends_with_a_stop() -> None:
    text = words.prose(100, ["en_US"], stream("a"))
    sentences = text[:-1].split(". ")
    assert all(one[0].isupper() for one in sentences)
    assert {len(one.split()) for one in sentences[:-1]} <= set(range(4, 13))
    assert text.endswith(".")


@pytest.mark.parametrize("locale", ["ja_JP", "zh_CN"])
def test_what_is_written_without_spaces_has_none(locale: str) -> None:
    text = words.prose(100, [locale], stream("a"))
    assert " " not in text
    assert text.endswith("。")


def test_emoji_stand_among_english_words() -> None:
    found = [one.rstrip(".") for one in words.prose(400, ["emoji"], stream("a")).split()]
    share = sum(one in words.EMOJI for one in found) / len(found)
    assert 0.15 < share < 0.35


def test_of_several_locales_each_sentence_takes_one() -> None:
    text = words.prose(200, ["en_US", "ja_JP"], stream("a"))
    assert "。" in text
    assert ". " in text


def test_a_word_is_one_of_the_list() -> None:
    assert words.word("de_DE", stream("a")) in words.language("de_DE").words


def test_the_version_is_that_of_the_installed_faker() -> None:
    import faker

    assert words.version() == faker.VERSION
