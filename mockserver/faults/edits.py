"""What a fault puts into its gap, one function an action, the same at every level; knows no place.

An action that is added needs its key in `scenario/faults.py`, a function here and its row in
`_INTO_GAPS`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mockserver.scenario.faults import Fault
from mockserver.scenario.speech import ErrorStep
from mockserver.scenario.steps import Step
from mockserver.script.steps import ending, silence
from mockserver.wire.events import WireItem
from mockserver.wire.instructions import Pause

Encode = Callable[[Sequence[Step]], Sequence[WireItem]]
"""Steps as the items that they are on this stream; it ends with an End where they end it."""

Edit = Sequence[WireItem]
"""What is put into a gap; where it ends with an End, nothing that follows is sent."""


def edit(fault: Fault, encode: Encode) -> Edit:
    """What a fault puts into its gap."""
    return _INTO_GAPS[fault.action](fault, encode)


def _end(fault: Fault, _: Encode) -> Edit:
    assert fault.end is not None
    return ending(fault.end)


def _stall(fault: Fault, _: Encode) -> Edit:
    assert fault.stall is not None
    return silence(fault.stall)


def _wait(fault: Fault, _: Encode) -> Edit:
    return (Pause(fault.wait),)


def _error(fault: Fault, encode: Encode) -> Edit:
    assert fault.error is not None
    return encode([ErrorStep(error=fault.error)])


def _insert(fault: Fault, encode: Encode) -> Edit:
    return encode(fault.insert or ())


_INTO_GAPS: dict[str, Callable[[Fault, Encode], Edit]] = {
    "end": _end,
    "stall": _stall,
    "wait": _wait,
    "error": _error,
    "insert": _insert,
}
