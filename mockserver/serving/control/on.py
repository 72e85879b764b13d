"""What an act of the control plane is done on; knows no request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mockserver.exchange.journal import Exchange
from mockserver.serving.served import ServedSession
from mockserver.serving.shared import Serving

from .errors import ControlError


@dataclass(frozen=True)
class On:
    """A server, the session that the path names, and the names in the path.

    `url` is how the client calls the server: `http://HOST:PORT`.
    """

    serving: Serving
    session: ServedSession
    names: Mapping[str, str] = field(default_factory=dict)
    url: str = ""

    def exchange(self) -> Exchange:
        """The exchange that the path names. Raises ControlError."""
        number = self.names["number"]
        for one in self.session.journal:
            if str(one.number) == number:
                return one
        had = [one.number for one in self.session.journal]
        kept = f"kept are {had[0]} to {had[-1]}" if had else "there is none"
        raise ControlError("no_exchange", f"There is no exchange {number!r}: {kept}.")
