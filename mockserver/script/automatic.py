"""What the server adds by itself: comments, role, finish, usage, terminator; a function each.

Nothing is added where the script calls for nothing (it has no completion chunk), and nothing after
an error or an end. A literal chunk counts as what it holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace

from mockserver.dialects.base import Defaults
from mockserver.scenario.model import Automatic
from mockserver.wire.events import (
    Comment,
    Delta,
    Done,
    Failure,
    LiteralChunk,
    LiteralDelta,
    ScriptItem,
    UsageTail,
)
from mockserver.wire.instructions import End

Items = Sequence[ScriptItem]

_CALLING = (Delta, LiteralDelta, LiteralChunk, UsageTail, Failure)
"""What is a completion chunk, or stands for one; all else calls for nothing."""


def settle(written: Automatic | None, defaults: Defaults) -> Defaults:
    """What the reply says, and the dialect's defaults for the rest."""
    if written is None:
        return defaults
    said = {one.name: getattr(written, one.name) for one in fields(Defaults)}
    return replace(defaults, **{name: value for name, value in said.items() if value is not None})


def add(
    items: Items, rules: Defaults, comments: Sequence[str], tail: UsageTail | None
) -> list[ScriptItem]:
    """The items with all that is added; `tail` is the usage to add, or None."""
    if not any(isinstance(item, _CALLING) for item in items):
        return list(items)
    added = with_role(items, rules)
    if not ends(items[-1]):
        added = with_finish(added, rules)
        if tail is not None and not any(map(_holds_usage, items)):
            at = _first(added, _is_done)
            added = [*added[:at], tail, *added[at:]]
        if rules.done and not any(map(_is_done, items)):
            added = [*added, Done()]
    return [*map(Comment, comments if rules.comments else ()), *with_usage_in_place(added)]


def with_usage_in_place(items: Items) -> list[ScriptItem]:
    """Usage that is to stand in another chunk moved there: the one with the finish, or every one.

    Where the stream has no such chunk it stays a tail.
    """
    deltas = [at for at, item in enumerate(items) if isinstance(item, Delta)]
    finished = [at for at in deltas if _finish_of(items[at])] or deltas
    result: list[ScriptItem] = list(items)
    for at, item in enumerate(items):
        if not isinstance(item, UsageTail) or item.place == "tail" or not deltas:
            continue
        for place in finished[-1:] if item.place == "finish" else deltas:
            result[place] = replace(_delta(items[place]), usage=item)
        result[at] = _GONE
    return [item for item in result if item is not _GONE]


def with_role(items: Items, rules: Defaults) -> list[ScriptItem]:
    """The role right before a choice's first completion chunk, or in it, or in all."""
    result: list[ScriptItem] = []
    begun: set[int] = set()
    for item in items:
        for choice in _choices(item):
            if choice.index not in begun and not choice.role and rules.role == "own_chunk":
                result.append(Delta(choice.index, role=True, text=""))
            elif isinstance(item, Delta) and (
                rules.role == "every_chunk"
                or (rules.role == "first_delta" and choice.index not in begun)
            ):
                item = replace(item, role=True)
            begun.add(choice.index)
        result.append(item)
    return result


def with_finish(items: Items, rules: Defaults) -> list[ScriptItem]:
    """A finish_reason for each choice that has none: tool_calls after a tool call, else stop."""
    result = list(items)
    if rules.finish == "none":
        return result
    closing = _closing_after(items)
    added: dict[int, list[ScriptItem]] = {}
    for index, seen in sorted(_seen(items).items()):
        reason = "tool_calls" if seen.tool_call else "stop"
        delta = items[seen.last]
        if seen.finish:
            continue
        if rules.finish == "last_delta" and isinstance(delta, Delta):
            result[seen.last] = replace(delta, finish=reason)
        else:
            added.setdefault(closing[seen.last + 1], []).append(Delta(index, finish=reason))
    return [
        one for at in range(len(items) + 1) for one in (*added.get(at, ()), *result[at : at + 1])
    ]


@dataclass(slots=True)
class _Seen:
    """What the items hold of one choice, and the place of the last one that speaks for it."""

    last: int = 0
    finish: bool = False
    tool_call: bool = False


def _seen(items: Items) -> dict[int, _Seen]:
    choices: dict[int, _Seen] = {}
    for at, item in enumerate(items):
        for choice in _choices(item):
            seen = choices.setdefault(choice.index, _Seen())
            seen.last = at
            seen.finish |= choice.finish
            seen.tool_call |= choice.tool_call
    return choices


def _closing_after(items: Items) -> list[int]:
    """For each place, and the one behind the last: where the next item is that closes a stream."""
    found = [len(items)]
    for at in range(len(items) - 1, -1, -1):
        found.append(at if _closes(items[at]) else found[-1])
    return found[::-1]


_GONE = Comment("")
"""Stands where an item has been moved away."""


def _delta(item: ScriptItem) -> Delta:
    assert isinstance(item, Delta)
    return item


def _finish_of(item: ScriptItem) -> str | None:
    return _delta(item).finish


def ends(item: ScriptItem) -> bool:
    """Whether nothing follows an item."""
    return isinstance(item, End) or (isinstance(item, Failure) and not item.continues)


@dataclass(frozen=True, slots=True)
class _Choice:
    """What one entry of a chunk's choices holds, as far as the rules ask."""

    index: int
    role: bool
    finish: bool
    tool_call: bool


def _choices(item: ScriptItem) -> Iterator[_Choice]:
    """The choices that a script item holds; none for what calls for nothing."""
    if isinstance(item, Delta):
        yield _Choice(item.choice, item.role, item.finish is not None, item.tool_call is not None)
    elif isinstance(item, LiteralDelta):
        held = item.json or {}
        said_role = held.get("role") is not None
        yield _Choice(item.choice, said_role, finish=False, tool_call=bool(held.get("tool_calls")))
    elif isinstance(item, LiteralChunk):
        written = item.json.get("choices")
        for choice in written if isinstance(written, list) else ():
            if isinstance(choice, dict) and type(index := choice.get("index", 0)) is int:
                delta = choice.get("delta")
                delta = delta if isinstance(delta, dict) else {}
                yield _Choice(
                    index,
                    delta.get("role") is not None,
                    choice.get("finish_reason") is not None,
                    bool(delta.get("tool_calls")),
                )


def _holds_usage(item: ScriptItem) -> bool:
    return isinstance(item, UsageTail) or (
        isinstance(item, LiteralChunk) and item.json.get("usage") is not None
    )


def _is_done(item: ScriptItem) -> bool:
    return isinstance(item, Done)


def _closes(item: ScriptItem) -> bool:
    """Whether an item belongs after the last finish_reason: usage of no choice, the terminator."""
    return _is_done(item) or (_holds_usage(item) and not any(_choices(item)))


def _first(items: Items, wanted: Callable[[ScriptItem], bool], start: int = 0) -> int:
    """The place of the first wanted item from `start` on; else the end."""
    found = (at for at in range(start, len(items)) if wanted(items[at]))
    return next(found, len(items))
