"""Gates by name, which hold streams until they are opened; knows neither streams nor time."""

from __future__ import annotations

from typing import Protocol

from mockserver.delivery.base import Alarm
from mockserver.wire.instructions import HOLD


class Doors(Protocol):
    """What one stream asks where its plan has it wait at a gate."""

    def is_open(self, name: str) -> bool:
        """Whether the stream may pass."""

    def watch(self, name: str, alarm: Alarm) -> None:
        """Ring `alarm` as soon as this gate is opened, unless it is forgotten before."""

    def forget(self, name: str, alarm: Alarm) -> None:
        """Nobody waits for this any more; nothing happens where it has rung."""

    def passed(self, name: str) -> None:
        """Know that the stream has passed."""


class Gates:
    """All gates that streams of one session may wait for; closed until opened, then open for good.

    Belongs to the loop of the streams: `open` is called there.
    """

    def __init__(self) -> None:
        self._open: set[str] = set()
        self._waiting: dict[str, dict[Alarm, None]] = {}

    def is_open(self, name: str) -> bool:
        """Whether a stream may pass."""
        return name in self._open

    def open(self, name: str) -> None:
        """Let every stream pass that waits for this gate, and all that come."""
        self._open.add(name)
        for alarm in self._waiting.pop(name, ()):
            _ring(alarm)

    def clear(self) -> None:
        """Close every gate again."""
        self._open.clear()

    @property
    def opened(self) -> int:
        """How many are open."""
        return len(self._open)

    @property
    def waiting(self) -> int:
        """How many alarms wait for a gate."""
        return sum(map(len, self._waiting.values()))

    def watch(self, name: str, alarm: Alarm) -> None:
        """Ring `alarm` as soon as this gate is opened, unless it is forgotten before."""
        self._waiting.setdefault(name, {})[alarm] = None

    def forget(self, name: str, alarm: Alarm) -> None:
        """Nobody waits for this any more."""
        waiting = self._waiting.get(name, {})
        waiting.pop(alarm, None)
        if not waiting:
            self._waiting.pop(name, None)

    def passed(self, name: str) -> None:
        """Nothing changes: an open gate stays open."""


class Holds:
    """One stream's holds, each of which takes a release to pass, beside the gates of its session.

    Releases may come before the stream does: they are kept. Belongs to the loop of the stream.
    """

    def __init__(self, gates: Gates) -> None:
        self._gates = gates
        self._releases: float = 0
        self._alarm: Alarm | None = None

    def release(self, events: int = 1) -> None:
        """Let so many more held events pass. Raises ValueError for fewer than one, or for parts."""
        if not isinstance(events, int) or events < 1:
            raise ValueError(f"release lets a whole number of events pass, from 1 on, not {events}")
        self._let(events)

    def release_all(self) -> None:
        """Let every event pass from now on."""
        self._let(float("inf"))

    def is_open(self, name: str) -> bool:
        """Whether the stream may pass."""
        return self._releases > 0 if name == HOLD else self._gates.is_open(name)

    def watch(self, name: str, alarm: Alarm) -> None:
        """Ring `alarm` at the next release, or as soon as the session's gate is opened."""
        if name == HOLD:
            self._alarm = alarm
        else:
            self._gates.watch(name, alarm)

    def forget(self, name: str, alarm: Alarm) -> None:
        """Nobody waits for this any more."""
        if name == HOLD:
            self._alarm = None
        else:
            self._gates.forget(name, alarm)

    def passed(self, name: str) -> None:
        """A hold takes its release with it."""
        if name == HOLD:
            self._releases -= 1

    def _let(self, events: float) -> None:
        self._releases += events
        if self._alarm is not None:
            _ring(self._alarm)


def _ring(alarm: Alarm) -> None:
    if not alarm.done():
        alarm.set_result(None)
