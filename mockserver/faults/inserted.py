"""The steps that a fault brings along, as items of a script; knows no place and no provider.

They are written down after the reply's own script, so that ids and indexes go on from there, and
whatever they are, the script's own are the same. Nothing is added to them by the server, and they
leave at once: only what stands beside them and their waits take time.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from mockserver.dialects.request import ChatRequest
from mockserver.scenario.model import Reply
from mockserver.scenario.steps import Step
from mockserver.script.choices import scripts
from mockserver.script.steps import Writer, write
from mockserver.seeding import Chance
from mockserver.wire.events import Failure, Paced, ScriptItem
from mockserver.wire.instructions import End, Ending, Pause


class AfterScript:
    """Writes steps down for one plan, those of several faults one after the other.

    An error that ends the stream has the end behind it.
    """

    def __init__(self, reply: Reply, request: ChatRequest, chance: Chance) -> None:
        self._script = (reply, request)
        self._chance = chance

    def __call__(self, steps: Sequence[Step]) -> list[ScriptItem]:
        """The items of some steps."""
        items = list(_with_gaps(write(steps, self._writer)))
        last = items[-1] if items else None
        if isinstance(last, Failure) and not last.continues:
            items.append(End(Ending.COMPLETE))
        return items

    @cached_property
    def _writer(self) -> Writer:
        """The writer that has written down the script."""
        reply, request = self._script
        writer = Writer(request, self._chance)
        deque(write(scripts(reply, request)[0], writer), maxlen=0)
        return writer


def _with_gaps(items: Iterable[ScriptItem]) -> Iterator[ScriptItem]:
    """The items with a pause before each that has one of its own (`itl` beside its step)."""
    for item in items:
        if isinstance(item, Paced) and item.gap:
            yield Pause(item.gap)
        yield item
