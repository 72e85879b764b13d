"""Gates by name, which hold streams until they are opened; knows neither streams nor time."""

from __future__ import annotations

import asyncio


class Gates:
    """All gates that streams of one server may wait for; closed until opened, then open for good.

    Belongs to the loop of the streams: `open` is called there.
    """

    def __init__(self) -> None:
        self._open: set[str] = set()
        self._waiting: dict[str, set[asyncio.Future[None]]] = {}

    def is_open(self, name: str) -> bool:
        """Whether a stream may pass."""
        return name in self._open

    def open(self, name: str) -> None:
        """Let every stream pass that waits for this gate, and all that come."""
        self._open.add(name)
        for alarm in self._waiting.pop(name, ()):
            if not alarm.done():
                alarm.set_result(None)

    def watch(self, name: str, alarm: asyncio.Future[None]) -> None:
        """Resolve `alarm` as soon as this gate is opened; it is forgotten once it is done."""
        waiting = self._waiting.setdefault(name, set())
        waiting.add(alarm)
        alarm.add_done_callback(waiting.discard)
