"""The last pass: pieces of the body become segments, and so a plan; knows no event and no socket.

Pieces without a pause between them leave in one write, up to 64 KiB; coalescing never crosses a
pause. With a segment size, each segment holds that many body bytes; held apart, each item is a
segment. Coding bytes (size lines, line ends, the last HTTP chunk, the end of a content coding) ride
along with the body byte next to them.
"""

from __future__ import annotations

from collections.abc import Iterable

from .http1 import Piece
from .instructions import End, Head, Instruction, Mark, MarkKind, Pause, Plan, Send

MOST = 65_536
"""Socket bytes in one segment, unless a single piece is larger: so memory per write is bounded."""


def assemble(
    items: Iterable[Head | Piece | Pause | End],
    size: int | None = None,
    pause: int = 0,
    notes: Iterable[str] = (),
    *,
    apart: bool = False,
) -> Plan:
    """The plan for these items; `size` body bytes in a segment, `pause` microseconds between two.

    That pause stands only where no other pause stands between the two segments. With `apart`, a
    segment ends where an item of the stream (a piece with a mark) ends.
    """
    segments = _Segments(size, pause, apart=apart)
    for item in items:
        if isinstance(item, Piece):
            segments.add(item)
        else:
            segments.put(item)
    return Plan(tuple(segments.instructions), tuple(segments.marks), tuple(notes))


class _Segments:
    def __init__(self, size: int | None, pause: int, *, apart: bool) -> None:
        self.instructions: list[Instruction] = []
        self.marks: list[Mark] = []
        self._size = size
        self._pause = pause
        self._apart = apart
        self._ended = False  # whether an item ended with the last piece
        self._parts: list[bytes] = []
        self._held = 0  # socket bytes in _parts
        self._filled = 0  # body bytes in _parts
        self._sent = 0  # socket bytes of the stream so far

    def put(self, one: Head | Pause | End) -> None:
        """An instruction ends the segment before it; pauses in a row are one."""
        self._flush()
        last = self.instructions[-1] if self.instructions else None
        if _plain(one) and _plain(last):
            assert isinstance(one, Pause)
            assert isinstance(last, Pause)
            assert one.micros is not None
            assert last.micros is not None
            self.instructions[-1] = Pause(last.micros + one.micros)
        else:
            self.instructions.append(one)

    def add(self, piece: Piece) -> None:
        if self._apart and self._ended and _begins(piece):
            self._part()
        self._ended = piece.mark is not None
        if self._size is not None:
            room = self._room(piece)
            *whole, piece = piece.parted(range(room, len(piece.body), self._size))
            for part in whole:
                self._append(part)
                self._room(part)
        elif piece.body and self._held and self._held + len(piece.data) > MOST:
            self._flush()
        self._append(piece)

    def _room(self, piece: Piece) -> int:
        """Body bytes that the segment still takes; a full one is closed if more are to come."""
        assert self._size is not None
        if self._filled == self._size and piece.body:
            self._part()
        return self._size - self._filled

    def _part(self) -> None:
        """Ends the segment, unless something else has: then another pause stands there."""
        if self._held:
            self._flush()
            if self._pause:
                self.instructions.append(Pause(self._pause))

    def _append(self, piece: Piece) -> None:
        data = piece.data
        self._parts.append(data)
        self._held += len(data)
        self._filled += len(piece.body)
        self._sent += len(data)
        if piece.mark is not None:
            below = len(data) if piece.mark is MarkKind.WIRE else 0
            self.marks.append(Mark(self._sent, piece.mark, below))

    def _flush(self) -> None:
        if self._held:
            self.instructions.append(Send(b"".join(self._parts)))
        self._parts, self._held, self._filled = [], 0, 0


def _begins(piece: Piece) -> bool:
    """Whether a piece begins another item of the stream."""
    return piece.mark is not MarkKind.CODING and bool(piece.body or piece.mark)


def _plain(one: Instruction | None) -> bool:
    return isinstance(one, Pause) and one.micros is not None and one.beat is None
