"""What `mockserver list` shows of scenarios: a line for each, or JSON; opens no file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import click

from mockserver.scenario.model import Scenario
from mockserver.source.diagnostics import did_you_mean, shorten

MOST_SHOWN = 20
"""Words that a message names."""

_CODE = re.compile("`[^`]*`")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: one of the areas, one of the providers, all the tags, and the text."""

    areas: tuple[str, ...] = ()
    providers: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    text: str = ""
    """In the name, the about or a tag, in any case."""

    def fits(self, one: Scenario) -> bool:
        word = self.text.casefold()
        return (
            (not self.areas or not set(self.areas).isdisjoint(areas(one)))
            and (not self.providers or not set(self.providers).isdisjoint(providers(one)))
            and set(self.tags) <= set(one.tags)
            and any(word in said.casefold() for said in (one.name, one.about, *one.tags))
        )

    def unknown(self, scenarios: Sequence[Scenario]) -> Iterator[str]:
        """A line for each area, provider or tag that no scenario has."""
        for kind, wanted, values in (
            ("area", self.areas, areas),
            ("provider", self.providers, providers),
            ("tag", self.tags, lambda one: one.tags),
        ):
            there = sorted({value for one in scenarios for value in values(one)})
            for word in wanted:
                if word not in there:
                    hint = did_you_mean(word, there)
                    which = f"; {hint}" if hint else ""
                    yield f"no scenario has the {kind} {shorten(word)}{which} {_those(there)}"


def _those(there: Sequence[str]) -> str:
    shown = ", ".join(there[:MOST_SHOWN])
    more = f" and {len(there) - MOST_SHOWN} more" if len(there) > MOST_SHOWN else ""
    return f"(there are: {shown or 'none'}{more})"


def areas(one: Scenario) -> tuple[str, ...]:
    """What its tags `area:…` say."""
    return _valued(one, "area:")


def providers(one: Scenario) -> tuple[str, ...]:
    """What its tags `provider:…` say."""
    return _valued(one, "provider:")


def _valued(one: Scenario, prefix: str) -> tuple[str, ...]:
    return tuple(tag.removeprefix(prefix) for tag in one.tags if tag.startswith(prefix))


def first_sentence(about: str, ends: str = ".!?:;") -> str:
    """The first sentence, on one line; nothing between backticks ends it."""
    whole = " ".join(about.split())
    plain = _CODE.sub(lambda code: "x" * len(code[0]), whole)
    found = re.search(rf"[{ends}](?= |$)", plain)
    return (whole[: found.end()] if found else whole).rstrip(":;")


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
            "area": list(areas(one)),
            "provider": list(providers(one)),
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
