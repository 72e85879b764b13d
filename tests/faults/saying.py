"""Faults written as in a scenario file, and steps encoded without a script around them."""

from __future__ import annotations

from collections.abc import Sequence

from mockserver.dialects import DIALECTS
from mockserver.dialects.base import Identity
from mockserver.faults.inserted import AfterScript
from mockserver.scenario.faults import Fault
from mockserver.scenario.model import Reply
from mockserver.scenario.steps import Step
from mockserver.seeding import Chance
from mockserver.wire.events import WireItem
from mockserver.wire.instructions import Plan
from mockserver.wire.json_text import Json
from tests import say

ROLE, TEXT, EVENT, DONE = (
    {"chunk": {"choices": [{"delta": {"role": "assistant"}}]}},
    {"chunk": {"choices": [{"delta": {"content": "éé"}}]}},
    {"event": {"data": "é"}},
    {"done": None},
)
RAW, COMMENT, WAIT = {"raw": "r"}, {"comment": "c"}, {"wait": "3us"}
STEPS = [COMMENT, ROLE, WAIT, TEXT, RAW, WAIT, EVENT, ROLE, WAIT, DONE]


def fault(**said: Json) -> Fault:
    """A fault as a file says it."""
    return Fault.model_validate(said)


def after(unit: str, position: int, **action: Json) -> Fault:
    """A fault at a gap; a reset where no action is given."""
    return fault(after={unit: position}, **(action or {"end": "reset"}))


def at(unit: str, position: int, **action: Json) -> Fault:
    """A fault at an item."""
    return fault(at={unit: position}, **action)


def encode(steps: Sequence[Step]) -> list[WireItem]:
    """Steps as a stream of openai's has them."""
    write = AfterScript(Reply(stream=()), say.request(), Chance(0, "x", 1))
    return list(DIALECTS["openai"].encode(write(steps), Identity("i", "m")))


def sent(steps: Json, *faults: Json, **manner: Json) -> Plan:
    """The plan of these steps and nothing else."""
    reply = {"stream": steps, "faults": list(faults)}
    return say.planned({"automatic": "none", "reply": reply, **manner})
