"""What `mockserver list` shows of scenarios: a line for each, or JSON; opens no file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

import click

from mockserver.scenario.model import Scenario

_SENTENCE = re.compile(r"(.+?[.!?:;])(?:\s|$)")


def chosen(scenarios: Iterable[Scenario], tags: Sequence[str], text: str | None) -> list[Scenario]:
    """Those that have all the tags, and the text in name, about or tags (in any case)."""
    word = (text or "").casefold()
    return [
        one
        for one in scenarios
        if set(tags) <= set(one.tags)
        and any(word in said.casefold() for said in (one.name, one.about, *one.tags))
    ]


def first_sentence(about: str) -> str:
    """The first sentence, on one line."""
    whole = " ".join(about.split())
    found = _SENTENCE.match(whole)
    return (found[1] if found else whole).rstrip(":;")


def as_table(scenarios: Sequence[Scenario]) -> str:
    """A line for each scenario: its name, what it shows, its tags."""
    width = max((len(one.name) for one in scenarios), default=0)
    return "".join(f"{_line(one, width)}\n" for one in scenarios)


def as_json(scenarios: Iterable[Scenario]) -> list[dict[str, Any]]:
    """A mapping for each scenario."""
    return [
        {
            "name": one.name,
            "about": " ".join(one.about.split()),
            "tags": list(one.tags),
            "source": list(one.source),
            "path": one.path,
            "replies": len(one.replies),
        }
        for one in scenarios
    ]


def _line(one: Scenario, width: int) -> str:
    name = click.style(one.name, bold=True) + " " * (width - len(one.name))
    tags = click.style(f"[{', '.join(one.tags)}]", dim=True) if one.tags else ""
    return "  ".join(part for part in (name, first_sentence(one.about), tags) if part).rstrip()
