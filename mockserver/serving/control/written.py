"""Scenarios and replies that a request says, through the checks of a scenario file; opens no file.

What is found is told with a JSON Pointer into what the request says, and for YAML with the line.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import replace

from mockserver.exchange.checking import findings
from mockserver.scenario.load import check
from mockserver.scenario.model import Reply, Scenario
from mockserver.source import tree
from mockserver.source.diagnostics import Diagnostic, errors, in_order
from mockserver.source.read import read
from mockserver.wire.json_text import Json, dumps

from . import asked
from .answers import Finding
from .errors import ControlError

_QUEUED = "queue"


async def checked(name: str, document: asked.Document) -> tuple[Scenario | None, list[Finding]]:
    """The scenario (None where it has errors) and all that was found.

    It is checked in another thread, since that may take long and streams must not wait for it.
    """
    return await asyncio.to_thread(_checked, name, document)


async def scenario(name: str, document: asked.Document) -> tuple[Scenario, list[Finding]]:
    """The scenario, and warnings. Raises ControlError where it has errors."""
    made, found = await checked(name, document)
    if made is None:
        raise refused(f"The scenario {name!r}", found)
    return made, found


async def replies(listed: Iterable[Json], *, several: bool) -> list[Reply]:
    """The replies, all of them good. Raises ControlError."""
    made: list[Reply] = []
    found: list[Finding] = []
    for number, one in enumerate(listed):
        scenario, wrong = await checked(_QUEUED, {"reply": one})
        made += scenario.replies if scenario is not None else ()
        way = f"/replies/{number}" if several else "/reply"
        found += [_moved(each, way) for each in wrong if each.severity == "error"]
    if found:
        raise refused("The reply", found)
    return made


def refused(what: str, found: list[Finding]) -> ControlError:
    """The refusal that says all that was found."""
    wrong = [one for one in found if one.severity == "error"]
    more = f", and {len(wrong) - 1} more" if len(wrong) > 1 else ""
    said = f"{what} cannot be used: {wrong[0].text}{more}."
    return ControlError("bad_scenario", said, diagnostics=[one.model_dump() for one in found])


def _checked(name: str, document: asked.Document) -> tuple[Scenario | None, list[Finding]]:
    is_text = isinstance(document, str)
    text = document if isinstance(document, str) else dumps(document)
    made, found = check(text, f"{name}.yaml" if is_text else f"{name}.json", name)
    if made is not None:
        found = in_order([*found, *findings([made])])
        made = None if errors(found) else replace(made, path="")
    if not found:
        return made, []
    root, _ = read(text, name)
    ways = {} if root is None else dict(tree.ways(root))
    return made, [_finding(one, ways.get((one.line, one.column)), is_text=is_text) for one in found]


def _finding(one: Diagnostic, way: tree.Way | None, *, is_text: bool) -> Finding:
    at = "".join(f"/{_escaped(str(part))}" for part in way or ())
    told = one if is_text else replace(one, path=at or "/", line=0, column=0)
    return Finding(
        at=at,
        line=one.line or None if is_text else None,
        column=one.column or None if is_text else None,
        severity=one.severity,
        rule=one.rule,
        message=one.message,
        value=one.value,
        hint=one.hint,
        valid=list(one.valid),
        text=str(told),
    )


def _moved(one: Finding, way: str) -> Finding:
    """The same where the reply stands elsewhere than behind `reply`."""
    at = way + one.at.removeprefix("/reply")
    return one.model_copy(update={"at": at, "text": at + one.text.removeprefix(one.at or "/")})


def _escaped(part: str) -> str:
    return part.replace("~", "~0").replace("/", "~1")
