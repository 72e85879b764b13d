"""The tokenizer cuts text where people would, loses nothing, and is the same on every Python."""

from __future__ import annotations

from unicodedata import ucd_3_2_0

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.script.chunking import count, pieces, tokens

ANY_TEXT = st.text(
    st.characters(categories=None)
    | st.sampled_from(
        "aé \n\t_1世。ก็กिक्ह가👩🏽\u200d\u200c\ufe0f\u20e3\u0301🇩🇪🏴\U000e0067\U000e007f"
    )
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("Hello", "Hello"),
        ("Hello, world!", "Hello|,| world|!"),
        ("naïve Straße", "naïve| Straße"),
        ("e\u0301te\u0301 ", "e\u0301te\u0301| "),
        ("don't", "don|'|t"),
        ("snake_case 3.14", "snake_case| 3|.|14"),
        ("Привет, мир", "Привет|,| мир"),
        ("שלום עולם", "שלום| עולם"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("世界", "世|界"),
        ("人々、〇", "人|々|、|〇"),
        ("Hi 世界 ok", "Hi| |世|界| ok"),
        ("カタカナ・ひらがな", "カ|タ|カ|ナ|・|ひ|ら|が|な"),
        ("か\u3099", "か\u3099"),
        ("안녕 하세요", "안|녕| |하|세|요"),
        ("สวัสดี", "ส|วั|ส|ดี"),
        ("नमस्ते दुनिया", "नमस्ते| दुनिया"),
        ("क्\u200dष", "क्\u200dष"),
        ("👩\u200d👩\u200d👧\u200d👦!", "👩\u200d👩\u200d👧\u200d👦|!"),
        ("👍🏽👍", "👍🏽|👍"),
        ("👩🏽\u200d🚀", "👩🏽\u200d🚀"),
        ("❤️\u200d🔥", "❤️\u200d🔥"),
        ("🏳️\u200d🌈", "🏳️\u200d🌈"),
        ("🇩🇪🇫🇷🇯", "🇩🇪|🇫🇷|🇯"),
        ("🏴\U000e0067\U000e0062\U000e007f.", "🏴\U000e0067\U000e0062\U000e007f|."),
        ("1️⃣#️⃣", "1️⃣|#️⃣"),
        ("a\u200d ", "a\u200d| "),
        ("!\u200d a", "!\u200d| a"),
        ("\u0301a", "\u0301|a"),
        (" \u0301", " \u0301"),
        ("a  b", "a| | b"),
        ("a   b", "a|  | b"),
        ("a\n\n  b", "a|\n\n | b"),
        ("a\r\nb", "a|\r\n|b"),
        ("  ", "  "),
        ("a \t", "a| \t"),
        ("a\u00a0b\u3000c", "a|\u00a0|b|\u3000|c"),
        ("if x==1:\n    f(x)", "if| x|=|=|1|:|\n   | f|(|x|)"),
        ('{"a": [1, true]}', '{|"|a|"|:| |[|1|,| true|]|}'),
        ("\x00\ud800", "\x00|\ud800"),
    ],
)
def test_tokens_of(text: str, expected: str) -> None:
    assert tokens(text) == ([part for part in expected.split("|") if part])
    assert count(text) == len(tokens(text))


def test_vertical_bar_is_a_token() -> None:
    assert tokens("a|b") == ["a", "|", "b"]


@given(ANY_TEXT)
def test_nothing_is_lost(text: str) -> None:
    assert "".join(tokens(text)) == text
    assert all(tokens(text))


@given(ANY_TEXT)
def test_no_character_is_split_from_its_marks(text: str) -> None:
    for token in tokens(text)[1:]:
        first = token[0]
        assert ucd_3_2_0.category(first)[0] != "M"
        assert first not in "\u200d\u200c\ufe0f🏽\U000e007f"


@given(ANY_TEXT)
def test_white_space_between_words_ends_up_before_the_word(text: str) -> None:
    for token, after in zip(tokens(text), tokens(text)[1:], strict=False):
        if token.endswith(" ") and after[0].isascii():
            assert not after[0].isalnum()


@pytest.mark.parametrize(
    ("text", "size", "expected"),
    [("", 3, []), ("abc", 3, ["abc"]), ("abcd", 3, ["abc", "d"]), ("東京", 1, ["東", "京"])],
)
def test_pieces_count_characters(text: str, size: int, expected: list[str]) -> None:
    assert pieces(text, size) == expected
