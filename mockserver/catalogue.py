"""Scenarios as a page to look things up, by area; the words of the bundled ones' tags; no file."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from mockserver.listing import areas, first_sentence, providers
from mockserver.scenario.model import Scenario

AREAS: dict[str, str] = {
    "chunk-fields": "Keys of completion chunks: missing, null, unknown, of another type.",
    "choices": "Several choices.",
    "content": "Text, refusals, and how they are cut into deltas.",
    "disconnect": "The connection ends before the answer is whole.",
    "errors-mid-stream": "Errors after the first chunk, when the HTTP status is 200 already.",
    "errors-pre-stream": "Errors in place of a stream.",
    "logprobs": "Logprobs of the tokens.",
    "multimodal": "Images and sound.",
    "ordering": "Chunks that come twice, too early, too late, or not at all.",
    "random": "Answers made by chance, the same for the same request.",
    "reasoning": "What a model thinks before it answers.",
    "requests": "Which request gets which reply; several requests in turn.",
    "sse-framing": "Server-sent events: lines, comments, fields, `[DONE]`.",
    "timing": "When things come, and silences.",
    "tool-calls": "Tool calls and their fragments; agents.",
    "transport": "HTTP below the events, and where reads end.",
    "usage": "Token counts.",
}
"""The tags `area:…`: each bundled scenario has one."""

FEATURES: dict[str, str] = {
    "agent": "a tool call, its result, and on from there",
    "basic": "one to start with",
    "comments": "lines that say nothing to a client",
    "conformance": "a rule of a specification",
    "cut": "the body ends before it is whole",
    "document": "an example of an SDK's documents",
    "error": "an error in a provider's words",
    "fault": "written with `faults`",
    "gate": "waits until a test lets it go on",
    "invalid": "bytes that break a rule: of JSON, UTF-8, HTTP",
    "long": "a long stream",
    "match": "chosen by conditions on the request",
    "no-json": "text where JSON was to come",
    "nulls": "null where a value could stand",
    "quirk": "seen in real streams; the source says where",
    "reads": "reads end inside of what belongs together",
    "replies": "several replies, one after the other",
    "reset": "the connection is reset",
    "retry": "a right client asks again",
    "sse": "a rule of server-sent events",
    "stall": "nothing more comes, and the connection stays open",
    "tools": "tool calls, where the area is another",
    "unicode": "characters of several bytes",
}
"""The other tags of bundled scenarios; `provider:…` says who sent or sends such a stream."""

MOST_SOURCES = 3
"""Links that a row has; the file has all."""

_GITHUB = re.compile(
    r"https://github\.com/([\w.-]+/[\w.-]+)(?:/(?:issues|pull|discussions)/(\d+))?"
)
_HOST = re.compile(r"https?://(?:www\.)?([^/]+)")
_CODE = re.compile(r"(`[^`]*`)")

Row = Callable[[Scenario], str]


def as_markdown(scenarios: Sequence[Scenario], link: Row) -> str:
    """The page: what tags mean, and a table for each area; `link` leads to a scenario's file."""
    by_area = _by_area(scenarios)
    parts = [
        "# Scenarios",
        f"{len(scenarios)} scenarios. This page is made by `mockserver list --format markdown`; "
        "with `--area`, `--provider`, `--tag` and `--text` the command finds some of them.",
        " · ".join(f"[{area}](#{_anchor(area)}) {len(them)}" for area, them in by_area.items()),
        *_tags(scenarios),
        *(part for area, them in by_area.items() for part in _section(area, them, link)),
    ]
    return "\n\n".join(parts) + "\n"


def _by_area(scenarios: Sequence[Scenario]) -> dict[str, list[Scenario]]:
    """Those of each area, by its name; those of none come last."""
    found: dict[str, list[Scenario]] = {}
    for one in scenarios:
        for area in areas(one) or ("",):
            found.setdefault(area, []).append(one)
    return dict(sorted(found.items(), key=lambda item: (not item[0], item[0])))


def _anchor(area: str) -> str:
    return area or "no-area"


def _tags(scenarios: Sequence[Scenario]) -> list[str]:
    used = {tag for one in scenarios for tag in one.tags}
    rows = [f"| `{tag}` | {said} |" for tag, said in FEATURES.items() if tag in used]
    return ["\n".join(["| tag | what it says |", "|---|---|", *rows])] if rows else []


def _section(area: str, scenarios: Sequence[Scenario], link: Row) -> list[str]:
    title = [f"## {area or 'No area'}", *([AREAS[area]] if area in AREAS else [])]
    head = ["| scenario | what it shows | provider | seen in |", "|---|---|---|---|"]
    return [*title, "\n".join([*head, *(_row(one, link) for one in scenarios)])]


def _row(one: Scenario, link: Row) -> str:
    shown = _escaped(first_sentence(one.about, ".!?"))
    by = ", ".join(providers(one))
    cells = (f"[{_escaped(one.name)}]({link(one)})", shown, _escaped(by), _sources(one))
    return f"| {' | '.join(cells)} |"


def _sources(one: Scenario) -> str:
    links = [source for source in one.source if _HOST.match(source)]
    shown = [f"[{_label(url)}]({url})" for url in links[:MOST_SOURCES]]
    more = [f"{len(links) - MOST_SOURCES} more"] if len(links) > MOST_SOURCES else []
    return ", ".join([*shown, *more])


def _label(url: str) -> str:
    found = _GITHUB.match(url)
    if found is not None:
        return f"{found[1]}#{found[2]}" if found[2] else found[1]
    host = _HOST.match(url)
    return _escaped(host[1]) if host else url


def _escaped(text: str) -> str:
    """Text that is no table, no HTML and no emphasis; code between backticks stays code."""
    parts = _CODE.split(text.replace("|", "\\|"))
    return "".join(
        one if one.startswith("`") else re.sub(r"([*<\[\]])", r"\\\1", one) for one in parts
    )
