"""The faults of a stream, as functions: one for each kind of place; the action is a keyword."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, TypedDict, Unpack

from mockserver.scenario.faults import Fault
from mockserver.wire.inside import Inside
from mockserver.wire.json_text import JsonObject

from .beside import Ending, JsonMapping, Step
from .made import FAULT, given, makes


class AtGap(TypedDict, total=False):
    """What happens at a gap: one of these."""

    end: Ending
    """What happens to the connection; the rest is not sent."""
    stall: Literal["forever"] | JsonMapping
    """Silence; `{"for": "2s"}` is for a time."""
    wait: str
    """So much silence."""
    error: JsonMapping
    """An error in the dialect's shape, and the end: `{"message": "Overloaded", "code": 529}`."""
    insert: Sequence[Step]
    """More steps."""


class AtItem(TypedDict, total=False):
    """What happens to an item: one of these."""

    drop: bool
    """It is not sent."""
    duplicate: bool
    """It is sent twice."""
    swap_next: bool
    """It and the next one change places."""
    replace: JsonMapping
    """Keys laid over a chunk's JSON, or the event that is sent in place of one."""
    corrupt: Literal["json", "utf8"]
    """Its data is damaged."""


@makes(Fault, FAULT)
def after(
    *,
    chunks: int | None = None,
    events: int | None = None,
    bytes: int | None = None,  # noqa: A002
    wire_bytes: int | None = None,
    **action: Unpack[AtGap],
) -> JsonObject:
    """A fault in the gap after so many of something.

    >>> print(after(chunks=3, end="truncate").to_yaml())
    - after: {chunks: 3}
      end: truncate
    <BLANKLINE>
    """
    counts = {"chunks": chunks, "events": events, "bytes": bytes, "wire_bytes": wire_bytes}
    return {"after": given(counts), **given(action)}


@makes(Fault, FAULT)
def at(
    *, chunk: int | None = None, event: int | None = None, **action: Unpack[AtItem]
) -> JsonObject:
    """A fault at a completion chunk or an event, by its number from 1.

    >>> print(at(chunk=2, drop=True).to_yaml())
    - at: {chunk: 2}
      drop: true
    <BLANKLINE>
    """
    return {"at": given({"chunk": chunk, "event": event}), **given(action)}


@makes(Fault, FAULT)
def inside(
    what: Inside,
    /,
    *,
    nth: int | None = None,
    of: dict[Literal["chunk", "event", "tool_fragment"], int] | None = None,
    **action: Unpack[AtGap],
) -> JsonObject:
    """A fault inside what belongs together, in the `nth` one of the body, or `of` a part of it.

    >>> print(inside("tool_fragment", nth=3, end="reset").to_yaml())
    - inside: tool_fragment
      nth: 3
      end: reset
    <BLANKLINE>
    """
    options: dict[str, Any] = {"nth": nth, "of": of, **action}
    return {"inside": what, **given(options)}
