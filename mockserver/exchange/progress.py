"""How far one stream has come, while it is open; told by delivery, knows no clock and no loop."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Protocol


class State(StrEnum):
    """What a stream does at this moment."""

    RUNNING = "running"  # it is about to go on, or brings its ending about
    SLEEPING = "sleeping"  # in a pause that time ends
    GATED = "gated"  # in a pause that a gate or a release ends
    BLOCKED = "blocked"  # its client has not taken the bytes that it was sent
    ENDED = "ended"  # its outcome is recorded


class Waiter(Protocol):
    """What wakes a stream: a future of delivery's."""

    def done(self) -> bool:
        """Whether the stream was woken."""


class Progress:
    """One stream's state, and what it has sent; delivery alone changes it.

    `sent`        bytes handed to the socket layer: head, segments, beats.
    `times`       for each instruction that was carried out, when; as `Outcome.times`.
    `beats`       how many beats were handed over, by the number of their pause in the plan, from 0.
    `unaccepted`  tells how many bytes the client's kernel has not taken, while the stream is open.
    `stuck`       whether it is BLOCKED, and its client has taken nothing for long; set by whoever
                  has waited for so long.
    `changed`     is called each time the stream comes to rest, which is to be in any state but
                  RUNNING, from inside the stream: it must be quick.
    """

    __slots__ = (
        *("_gate", "_state", "_waiter", "beats", "changed", "sent", "stuck", "times"),
        "unaccepted",
    )

    def __init__(self, changed: Callable[[], None] | None = None) -> None:
        self._state = State.RUNNING
        self._gate: str | None = None
        self._waiter: Waiter | None = None
        self.sent = 0
        self.times: list[int] = []
        self.beats: dict[int, int] = _NONE
        self.changed = changed
        self.stuck = False
        self.unaccepted: Callable[[], int] | None = None

    @property
    def state(self) -> State:
        """The state. A stream that was woken runs, also before its loop has come round to it."""
        if self._waiter is not None and self._waiter.done():
            return State.RUNNING
        return self._state

    @property
    def gate(self) -> str | None:
        """The gate that the stream waits for (`HOLD` is a release); None where it waits for none.

        `HOLD` is the empty text: ask `is None`.
        """
        return self._gate if self.state is State.GATED else None

    def beat(self, pause: int) -> None:
        """One more beat was handed over in the pause of this number."""
        if not self.beats:
            self.beats = {}
        self.beats[pause] = self.beats.get(pause, 0) + 1

    def pending(self) -> int:
        """Bytes that the client's kernel has not taken; 0 where the stream is not open."""
        return self.unaccepted() if self.unaccepted is not None else 0

    def stay(self, state: State, waiter: Waiter | None = None, gate: str | None = None) -> None:
        """Come to rest, at most until the waiter is done."""
        self._state, self._waiter, self._gate = state, waiter, gate
        if self.changed is not None:
            self.changed()

    def go_on(self) -> None:
        """Be RUNNING, where no waiter has said so."""
        self._state, self._waiter, self.stuck = State.RUNNING, None, False

    def __repr__(self) -> str:
        """A line for a failing test."""
        gate = "" if self.gate is None else f" at the gate {self.gate!r}"
        return f"<Progress {self.state}{gate}, {len(self.times)} instructions, {self.sent} bytes>"


_NONE: dict[int, int] = {}
"""The beats of most streams: none. Always empty, so that none needs a dict of its own."""
