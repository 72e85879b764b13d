"""The body of a plan, and which item of the stream each of its bytes is in; pure, for people.

Body bytes are counted as faults count them: after the content coding, before the chunked coding.
"""

from __future__ import annotations

from dataclasses import dataclass

from mockserver.wire.http1 import Unchunker
from mockserver.wire.instructions import Mark, MarkKind, Plan
from mockserver.wire.visible import visible_bytes

BEFORE, BEHIND = 28, 20
"""Bytes that are shown on each side of a gap."""


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the stream: body bytes from `begin` up to `end`, and what people call it."""

    begin: int
    end: int
    kind: MarkKind | None
    name: str


@dataclass(frozen=True, slots=True)
class Layout:
    """A body without its chunked coding, and its items in their order; together they are all."""

    body: bytes
    items: tuple[Item, ...]

    def ends(self, *kinds: MarkKind) -> list[int]:
        """How many body bytes are before the end of each item of these kinds."""
        return [one.end for one in self.items if one.kind in kinds]

    def where(self, gap: int) -> str:
        """Where the gap after `gap` body bytes is, `1 <= gap <= len(body)`."""
        item = next(one for one in self.items if gap <= one.end)
        if gap == item.end:
            return f"right behind {item.name}"
        return f"inside {item.name}, behind byte {gap - item.begin} of its {item.end - item.begin}"

    def around(self, gap: int, word: str) -> str:
        """The bytes around a gap as text on one line, with `⟨word⟩` in the gap."""
        begin, end = max(0, gap - BEFORE), min(len(self.body), gap + BEHIND)
        while 0 < begin < gap and self.body[begin] & 0xC0 == 0x80:
            begin += 1  # what is left out begins before a character, not inside it
        before, behind = self.body[begin:gap], self.body[gap:end]
        left = f"{'…' if begin else ''}{visible_bytes(before)}"
        return f"{left}⟨{word}⟩{visible_bytes(behind)}{'…' if end < len(self.body) else ''}"


def layout(plan: Plan) -> Layout:
    """The body of a plan and its items; one that is cut off is the last item."""
    body = _Body(plan)
    items: list[Item] = []
    counts = dict.fromkeys(MarkKind, 0)
    for mark in plan.marks:
        begin, end = body.until(mark)
        counts[mark.kind] += 1
        if end > begin:
            items.append(Item(begin, end, mark.kind, _name(mark.kind, counts)))
    begin, end = body.to_the_end()
    if end > begin:
        items.append(Item(begin, end, None, "the rest" if begin else "the body"))
    return Layout(bytes(body.data), tuple(items))


def _name(kind: MarkKind, counts: dict[MarkKind, int]) -> str:
    if kind is MarkKind.CODING:
        return "the end of the content coding"
    if kind is MarkKind.EVENT:
        return f"event {counts[MarkKind.CHUNK] + counts[kind]}"
    return f"{_NAMES[kind]} {counts[kind]}"


_NAMES = {
    MarkKind.CHUNK: "completion chunk",
    MarkKind.COMMENT: "comment",
    MarkKind.RAW: "raw part",
    MarkKind.WIRE: "wire part",  # it has no byte of the body
}


class _Body:
    """Takes the chunked coding off, mark by mark."""

    def __init__(self, plan: Plan) -> None:
        fields = {name.lower() for name, _ in plan.head.headers} if plan.head else set()
        self._coding = Unchunker() if "transfer-encoding" in fields else None
        self._sent = plan.body
        self._at = 0
        self.data = bytearray()

    def until(self, mark: Mark) -> tuple[int, int]:
        """Where the body bytes of an item begin and end."""
        span = self._feed(mark.end - mark.size)
        self._at = mark.end  # bytes below the coding are none of the body
        return span

    def to_the_end(self) -> tuple[int, int]:
        return self._feed(len(self._sent))

    def _feed(self, end: int) -> tuple[int, int]:
        begin, data = len(self.data), self._sent[self._at : end]
        self._at = end
        try:
            self.data += data if self._coding is None else self._coding.feed(data)
        except ValueError:  # the head that a reply writes may say what is not so
            self._coding = None
            self.data += data
        return begin, len(self.data)
