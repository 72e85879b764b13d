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

from . import automatic, chunking, pacing
from .steps import Writer, write


def compile_reply(
    reply: Reply, request: ChatRequest, dialect: Dialect, chance: Chance
) -> list[ScriptItem]:
    """The items of a reply's stream, paced, the pause before the head left out."""
    writer = Writer(request, chance)
    items = list(write(reply.stream or (), writer))
    rules = automatic.settle(reply.automatic, dialect.defaults)
    wanted = rules.usage == "always" or (rules.usage == "asked" and request.wants_usage)
    tail = writer.usage(Usage()) if wanted else None
    added = automatic.add(items, rules, dialect.comments, tail)
    gaps = gaps_of(reply, request, chance)
    keep = reply.pace.keep_alive if reply.pace else None
    return list(pacing.kept_alive(pacing.paced(added, gaps), keep))


def gaps_of(reply: Reply, request: ChatRequest, chance: Chance) -> pacing.Gaps:
    """The gaps of a reply's pace, from the first."""
    return pacing.Gaps(reply.pace, chance.stream("pace"), lambda: chunking.count(request.prompt))
