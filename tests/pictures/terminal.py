"""What a command prints in a terminal, as an SVG picture that needs no font but the reader's own.

Written here, since the libraries that do this make a picture that asks a server for its font. From
the checkout: `.venv/bin/python -m tests.pictures.terminal` writes docs/pictures/render.svg.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.etree import ElementTree

from mockserver.exchange.again import Asked
from mockserver.exchange.rendering import default_request
from mockserver.exchange.shown import shown
from mockserver.exchange.story import Line, story
from mockserver.pages.html import Html, element, join
from mockserver.scenario.load import parse

ROOT = Path(__file__).parents[2]
PICTURE = ROOT / "docs" / "pictures" / "render.svg"
NAME = "weather"
COMMAND = f"mockserver render {NAME}.yaml"

WIDTH, HEIGHT, BAR = 8.43, 19, 34
"""Pixels of a character and of a line at 14 px, and of the bar at the top."""

STYLE = """
.page { fill: #14181e; stroke: #353e4a; } .bar { fill: #1c222b; }
text { font: 14px ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #e6eaf0;
white-space: pre; }
.title { fill: #9aa6b5; } .bold { font-weight: 700; } .soft { fill: #8592a3; }
.wait, .note { fill: #f0b355; } .fault { fill: #ff8080; font-weight: 700; } .bad { fill: #ff8080; }
.good { fill: #5fcf93; } .time { fill: #79aefc; }
"""


def scenario_text() -> str:
    """The scenario file of the README."""
    readme = (ROOT / "README.md").read_text("utf-8")
    found = re.search(rf"`{NAME}\.yaml`:\n\n```yaml\n(.*?)```", readme, re.DOTALL)
    assert found is not None, f"the README shows no {NAME}.yaml"
    return found[1]


def printed() -> Iterator[tuple[Html, str]]:
    """Each line that the command prints: as markup, and as text."""
    said = parse(scenario_text(), f"{NAME}.yaml", NAME)
    one = shown(said, 1, Asked(default_request(said)))
    title = f"{said.name}, reply 1 of 1"
    yield element("tspan", title, class_="bold"), title
    yield element("tspan", said.about, class_="soft"), said.about
    for line in story(one.plan, one.acts):
        yield _coloured(line), str(line)


def _coloured(line: Line) -> Html:
    text = str(line)
    time = len(line.time or "")
    if line.look not in ("said", "head"):
        return element("tspan", text, class_=line.look)
    bold = "bold" if line.look == "head" else None
    parts = (
        element("tspan", text[:time], class_="time"),
        element("tspan", text[time:], class_=bold),
    )
    return join(parts)


def picture(title: str, lines: Sequence[tuple[Html, str]]) -> str:
    """The SVG, its lines one below the other; its `desc` says them again for those who listen."""
    width = round(max(len(text) for _, text in lines) * WIDTH) + 32
    height = BAR + HEIGHT * len(lines) + 20
    texts = (
        element("text", markup, x="16", y=str(BAR + 22 + HEIGHT * at))
        for at, (markup, _) in enumerate(lines)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img">\n'
        f"{element('title', title)}\n<style>{STYLE}</style>\n"
        f"{_box('page', width - 1, height - 1)}\n{_box('bar', width - 1, BAR)}\n"
        f"{element('text', f'$ {title}', class_='title', x='16', y='22')}\n"
        f"{join(texts, Html(chr(10)))}\n</svg>\n"
    )


def _box(kind: str, width: int, height: int) -> Html:
    return element("rect", class_=kind, x="0.5", y="0.5", width=width, height=height, rx="8")


def lines_of(svg: str) -> list[str]:
    """The lines that a picture shows, below its title."""
    texts = ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")
    return ["".join(one.itertext()) for one in texts][1:]


def made() -> str:
    """The picture as it should be."""
    return picture(COMMAND, list(printed()))


if __name__ == "__main__":
    PICTURE.write_text(made(), "utf-8")
