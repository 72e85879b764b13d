"""What a worker is told by the process that starts it; knows no process and no connection."""

from __future__ import annotations

from dataclasses import dataclass, field

from mockserver.scenario.model import Scenario
from mockserver.serving.app import Options

READY = b"ready\n"
"""What a worker says on its standard output once it listens; anything else is why it cannot."""


@dataclass(frozen=True, slots=True)
class Setup:
    """One worker of several; `number` counts from 1.

    `sockets` are the paths of the private sockets on which the workers ask each other, in order.
    """

    number: int
    sockets: tuple[str, ...]
    host: str
    port: int
    scenarios: tuple[Scenario, ...]
    options: Options = field(default_factory=Options)

    @property
    def workers(self) -> int:
        """How many there are."""
        return len(self.sockets)
