"""Steps that are never sent because the stream has ended before them; reads the tree alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from mockserver.source.diagnostics import Diagnostic
from mockserver.source.tree import Mapping, Node, Scalar, Sequence


def unreachable(root: Node, path: str) -> Iterator[Diagnostic]:
    """One error for each stream, at the first step that can never be sent."""
    for steps in streams(root):
        for step, following in zip(steps.items, steps.items[1:], strict=False):
            if (ending := _ending(step)) is not None:
                yield Diagnostic(
                    path,
                    following.line,
                    following.column,
                    "error",
                    "unreachable-step",
                    f"this step is never sent: `{ending}` in line {step.line} ends the stream",
                    hint="leave it out, or move it up",
                )
                break


def streams(root: Node) -> Iterator[Sequence]:
    """Each list of steps of a file: of replies, of their choices, in `repeat` and in `insert`."""
    replies = [_at(root, "reply"), *_items(_at(root, "replies"))]
    for reply in replies:
        yield from _scripts(_at(reply, "stream") if isinstance(reply, Mapping) else reply)
        for choice in _items(_at(reply, "choices")):
            yield from _scripts(_at(choice, "stream"))
    for place in (root, *replies):
        for fault in _items(_at(place, "faults")):
            yield from _scripts(_at(fault, "insert"))


def _scripts(steps: Node | None) -> Iterator[Sequence]:
    """A list of steps, and those that are repeated in it."""
    if isinstance(steps, Sequence):
        yield steps
        for step in steps.items:
            yield from _scripts(_at(_at(step, "repeat"), "steps"))


def _items(node: Node | None) -> tuple[Node, ...]:
    return node.items if isinstance(node, Sequence) else ()


def _ending(step: Node) -> str | None:
    """The key of a step after which nothing is sent."""
    for key, ends in _ENDS.items():
        value = _at(step, key)
        if value is not None and ends(value) and not _goes_on(step):
            return key
    return None


def _for_ever(stall: Node) -> bool:
    if isinstance(stall, Mapping):
        return stall.get("for") is None
    return isinstance(stall, Scalar) and stall.value == "forever"


def _goes_on(step: Node) -> bool:
    on = _at(step, "continue")
    return isinstance(on, Scalar) and on.value is True


_ENDS: dict[str, Callable[[Node], bool]] = {
    "end": lambda _: True,
    "error": lambda _: True,  # but for `continue: true`, which stands beside it
    "stall": _for_ever,
}


def _at(node: Node | None, key: str) -> Node | None:
    return node.get(key) if isinstance(node, Mapping) else None
