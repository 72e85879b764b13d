"""HTML that stands alone, with one look for every page; knows no plan, no report and no file.

A text is escaped unless it is `Html`, so what a scenario holds can never become markup. A page
needs no network: its style stands in it, it has no script, and its policy allows neither.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

from mockserver.wire.visible import visible

from .style import STYLE


class Html(str):
    """Text that is markup already. Only this module and what it gives make some."""

    __slots__ = ()


Content = str | float | Html
"""What may stand in an element; what is not `Html` is escaped."""

_VOID = frozenset({"br", "hr", "meta"})


def escape(text: str) -> Html:
    """Text as markup that shows it; characters that nobody could see stand as escapes.

    https://html.spec.whatwg.org/multipage/syntax.html#text-2
    """
    return Html(html.escape(visible(text, lines=True)))


def element(tag: str, *contents: Content, **attributes: Content | None) -> Html:
    """One element: `element("td", text, class_="time")`; an attribute that is None is left out.

    A `_` at a name's end is dropped and one inside it is a `-`: `class_`, `text_anchor`.
    """
    written = "".join(
        f' {name.removesuffix("_").replace("_", "-")}="{escape(str(value))}"'
        for name, value in attributes.items()
        if value is not None
    )
    if tag in _VOID:
        return Html(f"<{tag}{written}>")
    return Html(f"<{tag}{written}>{join(contents)}</{tag}>")


def join(contents: Iterable[Content], between: Content = "") -> Html:
    """These, one after another."""
    return Html(_markup(between).join(map(_markup, contents)))


def chip(text: str, kind: str = "plain") -> Html:
    """A word in a coloured box; kinds: `plain`, `good`, `warn`, `bad`, `time`, `off`."""
    return element("span", text, class_=f"chip {kind}")


def facts(pairs: Iterable[tuple[Content, Content]]) -> Html:
    """Names and what is said of them; two columns where there is room, one on a phone."""
    rows = (join((element("dt", name), element("dd", value)), "") for name, value in pairs)
    return element("dl", join(rows), class_="facts")


def table(
    head: Sequence[str],
    rows: Iterable[Sequence[Content]],
    kinds: Sequence[str] = (),
    look: str | None = None,
) -> Html:
    """A table; on a phone each row is a block whose cells say the name of their column.

    `kinds` are the classes of its columns: `time`, `number` and `code` have a look of their own;
    `look` is the class of the whole table.
    """
    classes = [*kinds, *[""] * (len(head) - len(kinds))]
    body = (
        element(
            "tr",
            *(
                element("td", cell, data_name=name, class_=kind or None)
                for name, kind, cell in zip(head, classes, row, strict=True)
            ),
        )
        for row in rows
    )
    named = (
        element("th", name, class_=kind or None, scope="col")
        for name, kind in zip(head, classes, strict=True)
    )
    return element(
        "table",
        element("thead", element("tr", *named)),
        element("tbody", join(body, "\n")),
        class_=look,
    )


def page(title: str, *contents: Content, style: str = "") -> str:
    """A whole page; `style` is what it needs beside the common one. Same input, same text."""
    policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    head = (
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", title),
        Html(f"<style>\n{STYLE}{style}</style>"),
    )
    body = element("body", element("main", Html("\n"), join(contents, "\n"), Html("\n")))
    return (
        "<!doctype html>\n"
        f'<html lang="en">\n<head>\n{join(head, chr(10))}\n</head>\n{body}\n</html>\n'
    )


def _markup(content: Content) -> Html:
    return content if isinstance(content, Html) else escape(str(content))
