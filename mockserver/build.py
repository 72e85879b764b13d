"""Replies and scenarios said in Python: one function for each step of a scenario file.

Each makes what a scenario file would, and refuses what it would refuse, so one test may say
`mockserver.queue(text("Hel", "lo"), usage(3, 2))` and another serve the same from a file. A step's
own value comes first, its other keys are keywords of the same names (`with_`, `continue_` and
`for_` for Python's own words). All of it has `.to_yaml()`.
"""

from __future__ import annotations

from .building.answers import reply, scenario, status
from .building.literals import (
    chunk,
    comment,
    delta,
    done,
    end,
    event,
    gate,
    raw,
    repeat,
    stall,
    wait,
    wire,
)
from .building.places import after, at, inside
from .building.speech import (
    call,
    echo,
    error,
    finish,
    random_reply,
    reasoning,
    refusal,
    text,
    tool_call,
    tool_calls,
    usage,
)

__all__ = [
    "after",
    "at",
    "call",
    "chunk",
    "comment",
    "delta",
    "done",
    "echo",
    "end",
    "error",
    "event",
    "finish",
    "gate",
    "inside",
    "random_reply",
    "raw",
    "reasoning",
    "refusal",
    "repeat",
    "reply",
    "scenario",
    "stall",
    "status",
    "text",
    "tool_call",
    "tool_calls",
    "usage",
    "wait",
    "wire",
]
