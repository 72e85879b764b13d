"""From a reply's script to the items of its stream: steps, then what is added, then the pace.

Pure: the same reply, request and chance give the same items. Knows no dialect's JSON.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from mockserver.dialects.base import Defaults, Dialect
from mockserver.dialects.request import ChatRequest
from mockserver.scenario.model import Reply
from mockserver.scenario.speech import Usage
from mockserver.seeding import Chance
from mockserver.wire.events import Comment, Done, ScriptItem, UsageTail

from . import automatic, choices, chunking, pacing
from .steps import Writer, write


def compile_reply(
    reply: Reply, request: ChatRequest, dialect: Dialect, chance: Chance
) -> list[ScriptItem]:
    """The items of a reply's stream, paced, the pause before the head left out."""
    rules = automatic.settle(reply.automatic, dialect.defaults)
    scripts = choices.scripts(reply, request)
    compiled = _Compiled(reply, request, chance, rules, dialect.comments)
    items = compiled.one(scripts[0]) if len(scripts) == 1 else compiled.several(scripts)
    keep = reply.pace.keep_alive if reply.pace else None
    return list(pacing.kept_alive(items, keep))


class _Compiled:
    """One reply on its way from steps to items."""

    def __init__(
        self,
        reply: Reply,
        request: ChatRequest,
        chance: Chance,
        rules: Defaults,
        comments: Sequence[str],
    ) -> None:
        self._reply = reply
        self._request = request
        self._chance = chance
        self._rules = rules
        self._comments = comments

    def one(self, script: choices.Script) -> Iterator[ScriptItem]:
        """The items of a single script, which may speak for several choices."""
        writer = Writer(self._request, self._chance)
        items = list(write(script, writer))
        added = automatic.add(items, self._rules, self._comments, self._tail(writer))
        return pacing.paced(added, self._gaps(self._chance))

    def several(self, scripts: Sequence[choices.Script]) -> Iterator[ScriptItem]:
        """The items of one script for each choice, merged by planned time."""
        paced: list[list[ScriptItem]] = []
        spoken = 0
        bare = replace(self._rules, usage="none", done=False, comments=False)
        for index, script in reversed(list(enumerate(scripts))):  # so that usage counts them all
            chance = replace(self._chance, choice=index)
            writer, gaps = Writer(self._request, chance, spoken=spoken), self._gaps(chance)
            items = list(choices.of_choice(write(script, writer), index))
            paced.insert(0, list(pacing.paced(automatic.add(items, bare, (), None), gaps)))
            spoken = writer.completion
        merged, last = choices.merged(paced)
        yield from map(Comment, self._comments if self._rules.comments else ())
        yield from merged
        yield from self._closing(merged, last, writer, gaps)

    def _closing(
        self,
        merged: list[ScriptItem],
        last: list[ScriptItem],
        writer: Writer,
        gaps: pacing.Gaps,
    ) -> Iterator[ScriptItem]:
        """What stands after all choices: usage and the terminator, written or added."""
        if not merged or automatic.ends(merged[-1]):
            return
        usage: list[ScriptItem] = [item for item in last if isinstance(item, UsageTail)]
        done: list[ScriptItem] = [item for item in last if isinstance(item, Done)]
        if not usage and (tail := self._tail(writer)) is not None:
            usage = [tail]
        if not done and self._rules.done:
            done = [Done()]
        yield from pacing.following([*usage, *done], gaps)

    def _tail(self, writer: Writer) -> UsageTail | None:
        """The usage that is added by itself, if any is."""
        asked = self._rules.usage == "asked" and self._request.wants_usage
        return writer.usage(Usage()) if asked or self._rules.usage == "always" else None

    def _gaps(self, chance: Chance) -> pacing.Gaps:
        return pacing.Gaps(
            self._reply.pace, chance.stream("pace"), lambda: chunking.count(self._request.prompt)
        )
