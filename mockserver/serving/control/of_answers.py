"""Acts on what a session answers: scenarios, the queue, the default one."""

from __future__ import annotations

import asyncio
import re

from mockserver.exchange.selection import Session
from mockserver.scenario.model import Scenario
from mockserver.scenario.said import file_of, file_of_reply
from mockserver.serving.shelf import scenario_named
from mockserver.wire.json_text import Json

from . import written
from .answers import (
    Cleared,
    Deleted,
    PutAnswer,
    QueueAnswer,
    Queued,
    ScenarioAnswer,
    ScenariosAnswer,
    ScenarioSummary,
    Used,
    Validated,
)
from .asked import LONGEST_NAME, NAME, Format, Nothing, Replies, Use, Written
from .errors import ControlError
from .on import On

MOST_QUEUED = 10_000
"""Replies that stand in line at the same time; one more is refused."""


# -- scenarios ------------------------------------------------------------------------------------


async def scenarios(on: On, said: Nothing) -> ScenariosAnswer:
    """Lists the session's scenarios."""
    del said
    every = on.session.choice.scenarios.by_name
    # Bundled ones may be read only now, and streams must not wait for it.
    found = await asyncio.to_thread(lambda: [every[name] for name in sorted(every)])
    return ScenariosAnswer(scenarios=[_summary(on, one) for one in found])


async def scenario(on: On, said: Format) -> ScenarioAnswer:
    """Shows one scenario, as its file would say it; also a bundled one that is not served."""
    found = scenario_named(on.names["name"], on.session.choice.scenarios.by_name)
    summary = _summary(on, found).model_dump()
    if said.format == "yaml":
        return ScenarioAnswer(**summary, yaml=found.to_yaml())
    return ScenarioAnswer(**summary, scenario=file_of(found))


async def put(on: On, said: Written) -> PutAnswer:
    """Has one more scenario answer, or another one in its place. Streams go on as they are."""
    name = on.names["name"]
    if re.fullmatch(NAME, name) is None:
        problem = f"A scenario's name has 1 to {LONGEST_NAME} characters, and no control ones."
        raise ControlError("bad_request", problem, details=[{"at": "path", "message": problem}])
    made, warnings = await written.scenario(name, said.document)
    new = on.session.shelf.put(made)
    return PutAnswer(name=name, new=new, diagnostics=warnings)


async def delete(on: On, said: Nothing) -> Deleted:
    """Takes away a scenario that was put; one of a file that it hid answers again."""
    del said
    name = on.names["name"]
    on.session.shelf.delete(name)
    return Deleted(name=name)


async def validate(on: On, said: Written) -> Validated:
    """Says all that is wrong with a scenario, as `mockserver check` does, and keeps nothing."""
    del on
    made, found = await written.checked("scenario", said.document)
    return Validated(valid=made is not None, diagnostics=found)


async def use(on: On, said: Use) -> Used:
    """Has a scenario answer what is not queued and no other answers; it must be asked for."""
    found = scenario_named(said.scenario, on.session.choice.scenarios.by_name)
    on.session.use(found)
    return Used(scenario=found.name)


def _summary(on: On, one: Scenario) -> ScenarioSummary:
    return ScenarioSummary(
        name=one.name,
        about=" ".join(one.about.split()),
        tags=list(one.tags),
        replies=len(one.replies),
        put=on.session.shelf.has_put(one.name),
    )


# -- the queue ------------------------------------------------------------------------------------


async def queue(on: On, said: Replies) -> Queued:
    """Has replies answer the next requests, each once; those queued earlier come first."""
    choice, listed = on.session.choice, said.listed
    made = await written.replies(listed, several=said.reply is None)
    if len(choice.queued) + len(made) > MOST_QUEUED:
        problem = f"At most {MOST_QUEUED} replies stand in line: take some away, or wait."
        raise ControlError("too_many", problem)
    for one in made:
        choice.queue(one)
    return Queued(queued=len(choice.queued))


async def queued(on: On, said: Nothing) -> QueueAnswer:
    """Lists the replies that stand in line."""
    del said
    return QueueAnswer(queued=_in_line(on.session.choice))


async def clear_queue(on: On, said: Nothing) -> Cleared:
    """Takes away all replies that stand in line."""
    del said
    count = len(on.session.choice.queued)
    on.session.choice.queued.clear()
    return Cleared(removed=count)


def _in_line(choice: Session) -> list[Json]:
    return [file_of_reply(one.replies[0])["reply"] for one in choice.queued]
