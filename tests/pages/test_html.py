"""No text becomes markup, what cannot be seen is shown, and a page needs nothing but itself."""

from __future__ import annotations

import re

import pytest

from mockserver.pages import html

HOSTILE = "</style><script>alert(\"1\")</script><img src=x onerror='x'>&amp;"


def test_a_text_is_never_markup() -> None:
    made = html.element("p", HOSTILE, title=HOSTILE)

    assert re.findall("<[^>]*>", made) == [made[: made.index(">") + 1], "</p>"]
    assert made.count("<script") == 0
    assert "&amp;amp;" in made


def test_markup_is_not_escaped_twice() -> None:
    assert html.element("p", html.element("b", "<")) == "<p><b>&lt;</b></p>"


def test_attributes_are_named_as_in_html() -> None:
    made = html.element("text", 3, class_="a b", text_anchor="end", x=1, y=None)

    assert made == '<text class="a b" text-anchor="end" x="1">3</text>'


def test_an_element_without_an_end() -> None:
    assert html.element("br") == "<br>"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x00b", r"a\x00b"),
        ("\r\n\t", "\\r\n\t"),
        ("\u202eabc", r"\u202eabc"),
        ("\ud83d", r"\ud83d"),
        ("\ufeff", r"\ufeff"),
        ("\U000e0041", r"\U000e0041"),
        ("東京 é 🌍", "東京 é 🌍"),
    ],
)
def test_what_nobody_can_see_is_an_escape(text: str, shown: str) -> None:
    assert html.escape(text) == shown


def test_a_chip_says_its_kind() -> None:
    assert html.chip("cut", "bad") == '<span class="chip bad">cut</span>'


def test_facts_are_pairs() -> None:
    assert html.facts([("seed", 7)]) == '<dl class="facts"><dt>seed</dt><dd>7</dd></dl>'


def test_cells_say_the_name_of_their_column() -> None:
    made = html.table(["at", ""], [["1ms", "<"]], ["time"])

    assert '<th class="time" scope="col">at</th>' in made
    assert '<td data-name="at" class="time">1ms</td><td data-name="">&lt;</td>' in made


def test_a_row_has_as_many_cells_as_the_table() -> None:
    with pytest.raises(ValueError, match="shorter"):
        html.table(["a", "b"], [["1"]])


def test_a_page_needs_nothing_but_itself() -> None:
    made = html.page(HOSTILE, html.element("p", "x"), style="p { margin: 0; }\n")

    assert made.startswith("<!doctype html>\n")
    assert "<script" not in made
    assert not re.search(r"https?:|src=|href=|url\(|@import", made.replace("src=x", ""))
    assert "default-src &#x27;none&#x27;" in made
    assert made.index("p { margin: 0; }") < made.index("</style>")


def test_a_page_has_no_half_characters() -> None:
    assert html.page("\ud83d", "\ud83d").encode()


def test_no_attribute_is_left_by_what_it_holds() -> None:
    assert html.element("p", title=html.Html('"><b>')) == '<p title="&quot;&gt;&lt;b&gt;"></p>'
