"""Tables of docs/scenario-format.md that are made from the code's tables and bounds; no keys."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from mockserver import durations
from mockserver.dialects import DIALECTS
from mockserver.dialects.base import Defaults
from mockserver.dialects.request import MOST_CHOICES
from mockserver.exchange.journal import MOST_BYTES, MOST_EXCHANGES
from mockserver.exchange.plan import MOST_ITEMS, MOST_SEGMENTS
from mockserver.scenario.faults import FITTING, KINDS_OF
from mockserver.scenario.rules import WARNINGS
from mockserver.scenario.steps import MOST_STEPS
from mockserver.script.presets import PRESETS, Spread
from mockserver.serving.shared import MOST_BODY
from mockserver.source.tree import DEFAULT_BOUNDS


def table(titles: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """A Markdown table."""
    lines = [titles, ("---",) * len(titles), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _presets() -> str:
    rows = []
    for name, one in PRESETS.items():
        more = [f"{one.burst[0]} to {one.burst[1]} chunks at once"] if one.burst[1] > 1 else []
        if one.per_token:
            more.append(f"`ttft` is {durations.text(one.per_token)} longer for each prompt token")
        rows.append((f"`{name}`", _spread(one.ttft), _spread(one.itl), "; ".join(more) or "–"))
    return table(("preset", "`ttft`", "`itl`", "besides"), rows)


def _spread(one: Spread) -> str:
    said = durations.text(one.median)
    if one.sigma:
        said += f", σ {one.sigma:g}"
    return said + (f"; {one.share:.0%} are {one.factor:g} times as long" if one.share else "")


def _places() -> str:
    rows = []
    for key, kinds in KINDS_OF.items():
        for kind in kinds:
            fits = [f"`{action}`" for action, places in FITTING.items() if kind in places]
            place = f"`{key}: …`" if key == kind else f"`{key}: {{{kind}: n}}`"
            rows.append((place, " ".join(fits)))
    return table(("place", "actions"), rows)


def _automatic() -> str:
    keys = Defaults.__dataclass_fields__
    rows = [
        (
            f"`{key}`",
            *(
                f"`{json.dumps(getattr(one.defaults, key)).strip(chr(34))}`"
                for one in DIALECTS.values()
            ),
        )
        for key in keys
    ]
    return table(("key", *(f"`{name}`" for name in DIALECTS)), rows)


def _warnings() -> str:
    return table(("name", "what it warns of"), [(f"`{k}`", v) for k, v in WARNINGS.items()])


def _limits() -> str:
    bounds = DEFAULT_BOUNDS
    rows = [
        ("characters of a file, and of all its values", f"{bounds.characters:,}"),
        ("values and keys of a file, aliases expanded", f"{bounds.nodes:,}"),
        ("lists and mappings inside each other", f"{bounds.depth}"),
        ("files of a folder", f"{bounds.files:,}"),
        ("findings of one file that are shown", f"{bounds.findings:,}"),
        ("steps of a reply, those of `repeat` as often as they are sent", f"{MOST_STEPS:,}"),
        ("items of an answer's stream", f"{MOST_ITEMS:,}"),
        ("segments of an answer", f"{MOST_SEGMENTS:,}"),
        ("choices of an answer", f"{MOST_CHOICES}"),
        ("a duration", f"{durations.LONGEST // durations.parse('24h')} days"),
        ("a request's body", f"{MOST_BODY >> 20} MiB"),
        (
            "exchanges in the journal, and their bytes",
            f"{MOST_EXCHANGES:,}; {MOST_BYTES >> 20} MiB",
        ),
    ]
    return table(("what", "at most"), rows)


TABLES: dict[str, Callable[[], str]] = {
    "presets": _presets,
    "places and actions": _places,
    "automatic by dialect": _automatic,
    "warnings": _warnings,
    "limits": _limits,
}
"""Each marker of a table with what makes the table."""
