"""What the doctor says, as text for people and as JSON for programs; judges nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict

from mockserver.wire.json_text import JsonObject

from .examine import Machine
from .promises import Finding, healthy

_WIDTH = 8
"""Columns of the longest verdict."""


def as_text(machine: Machine, findings: Sequence[Finding]) -> str:
    """A line for each promise, its figures below it, and what follows where one does not hold."""
    return "\n".join([*_lines(machine, findings), ""])


def as_json(machine: Machine, findings: Sequence[Finding]) -> JsonObject:
    """The same as JSON; `ok` is whether all holds that this platform should keep."""
    said = [one.to_json() for one in findings]
    return {"ok": healthy(findings), "machine": asdict(machine), "promises": said}


def _lines(machine: Machine, findings: Sequence[Finding]) -> Iterator[str]:
    yield (
        f"mockserver {machine.mockserver} on {machine.system}, Python {machine.python}, "
        f"aiohttp {machine.aiohttp}"
    )
    for one in findings:
        yield f"{one.holds:<{_WIDTH}}  {one.promise.says}"
        yield f"{'':<{_WIDTH}}    {one.why}"
        if one.holds != "ok":
            yield f"{'':<{_WIDTH}}    what it means: {one.promise.means}"
    yield _concluded(findings)


def _concluded(findings: Sequence[Finding]) -> str:
    count = {
        holds: sum(one.holds == holds for one in findings) for holds in ("ok", "not here", "broken")
    }
    if count["broken"]:
        return f"{count['broken']} of {len(findings)} promises are broken on this machine."
    if count["not here"]:
        return f"{count['ok']} promises hold; {count['not here']} cannot be kept on this platform."
    return f"All {len(findings)} promises hold on this machine."
