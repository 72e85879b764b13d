"""From a reply's script to the items of its stream: steps, then what is added, then the pace.

Pure: the same reply, request and chance give the same items. Knows no dialect's JSON.
"""

from __future__ import annotations

from mockserver.dialects.base import Dialect
from mockserver.dialects.request import ChatRequest
from mockserver.scenario.model import Reply
from mockserver.scenario.speech import Usage
from mockserver.seeding import Chance
from mockserver.wire.events import ScriptItem

from . import automatic, pacing
from .steps import Writer, write


def compile_reply(
    reply: Reply, request: ChatRequest, dialect: Dialect, chance: Chance
) -> list[ScriptItem]:
    """The items of a reply's stream, paced, the pause before the head left out."""
    writer = Writer(request, chance)
    items = list(write(reply.stream or (), writer))
    rules = automatic.settle(reply.automatic, dialect.defaults)
    wanted = rules.usage == "always" or (
        rules.usage == "asked" and (request.include_usage or not request.stream)
    )
    tail = writer.usage(Usage()) if wanted else None
    added = automatic.add(items, rules, dialect.comments, tail)
    return list(pacing.paced(added, pacing.gaps(reply.pace)))
