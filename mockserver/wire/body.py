"""From the items of a stream to the pieces of its body: framing, content coding, chunked coding.

Each item is one piece, and under the chunked coding one HTTP chunk. Knows no fault and no socket.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from . import http1, sse
from .events import Damaged, SseItem, Wire, WireItem
from .framing import Framing
from .gzip_stored import Gzip
from .http1 import BodyCoding, Piece
from .instructions import Beat, End, Ending, MarkKind, Pause

BodyItem = Piece | Pause | End

Damage = Callable[[Damaged, bytes], bytes]
"""From a damaged event and its right bytes to the bytes that are sent."""


def pieces(
    items: Iterable[WireItem], framing: Framing, damage: Damage | None = None
) -> list[BodyItem]:
    """The bytes of each item as a piece, in their order, and an End where there is none.

    Before a complete ending stands what tells the client that the body is whole. `damage` is
    needed where an item is damaged.
    """
    items = list(items)
    if not (items and isinstance(items[-1], End)):
        items.append(End(Ending.COMPLETE))
    last = None if framing.last_blank_line else _last_sent(items)
    body = _Body(framing, damage)
    return [piece for at, item in enumerate(items) for piece in body.of(item, whole=at != last)]


def size(items: Iterable[BodyItem]) -> int:
    """How many bytes a body has."""
    return sum(len(item.body) for item in items if isinstance(item, Piece))


def inserted(
    items: Iterable[WireItem], framing: Framing, damage: Damage | None = None
) -> list[BodyItem]:
    """The bytes of items that are put between two bytes of a body, as pieces.

    There is no room for a beat in a body of a known length. In a gzip body, bytes stand in blocks
    of their own, and a beat has no room, either: a client that decodes finds neither in its place.
    """
    begun = _Body(replace(framing, bom=False), damage, begun=True)
    result: list[BodyItem] = []
    for item in items:
        match item:
            case Pause() if framing.gzip:
                result.append(replace(item, beat=None))
            case End(Ending.COMPLETE):
                result += [http1.last_piece(framing.body), item]
            case _:
                result += begun.of(item, whole=True)
    return result


class _Body:
    """A body on its way: what was begun must be ended."""

    def __init__(self, framing: Framing, damage: Damage | None, *, begun: bool = False) -> None:
        self._framing = framing
        self._of_items = framing.of_items
        self._damage = damage
        self._gzip = Gzip(begun=begun) if framing.gzip else None
        self._opening = sse.BOM if framing.bom else b""

    def of(self, item: WireItem, *, whole: bool) -> Iterator[BodyItem]:
        """What one item becomes; `whole` says whether it has its blank line."""
        match item:
            case Wire(data):
                yield Piece(b"", before=data, mark=MarkKind.WIRE)
            case Pause(beat=None):
                yield item
            case Pause():
                yield from self._beat(item)
            case End(Ending.COMPLETE):
                yield from self._end()
                yield item
            case End():
                yield item
            case _:
                yield self._piece(item, whole=whole)

    def _piece(self, item: SseItem | Damaged, *, whole: bool) -> Piece:
        event = item.item if isinstance(item, Damaged) else item
        text = sse.serialize(event, self._of_items, blank_line=whole)
        if isinstance(item, Damaged):
            assert self._damage is not None
            text = self._damage(item, text)
        return http1.piece(self._coded(self._open() + text), self._framing.body, sse.kind(event))

    def _beat(self, pause: Pause) -> Iterator[BodyItem]:
        """A beat that comes first of all needs the body's opening before it, in its own piece."""
        known = pause.gate is None
        if self._framing.body is BodyCoding.LENGTH or (self._gzip and not known):
            yield replace(pause, beat=None)
            return
        opening = self._coded(self._open()) or (self._gzip.begin() if self._gzip else b"")
        if opening:
            yield http1.piece(opening, self._framing.body, MarkKind.CODING)
        assert pause.beat is not None
        times = ((pause.micros or 1) - 1) // pause.beat.every
        text = sse.reframed(pause.beat.data, self._framing)
        yield _beating(pause, self._coded(text, times), self._framing)

    def _end(self) -> Iterator[Piece]:
        if self._gzip is not None:
            yield http1.piece(self._gzip.end(), self._framing.body, MarkKind.CODING)
        yield http1.last_piece(self._framing.body)

    def _open(self) -> bytes:
        """The byte order mark, the first time."""
        opening, self._opening = self._opening, b""
        return opening

    def _coded(self, text: bytes, times: int = 1) -> bytes:
        return text if self._gzip is None else self._gzip.code(text, times)


def _beating(pause: Pause, data: bytes, framing: Framing) -> Pause:
    assert pause.beat is not None
    return replace(pause, beat=Beat(pause.beat.every, http1.piece(data, framing.body).data))


def _last_sent(items: list[WireItem]) -> int:
    """The place of the last item with bytes; -1 where there is none."""
    found = (at for at, item in enumerate(items) if not isinstance(item, Pause | End))
    return max(found, default=-1)
