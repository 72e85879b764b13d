"""Several exchanges, as tests ask for them: which of them fit, how far apart they came; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from mockserver.source.diagnostics import did_you_mean

from .outcome import Result

if TYPE_CHECKING:
    from .journal import Exchange

OPEN = "open"
"""The outcome of an exchange whose stream is open."""

_SHOWN = 20


class Wanted(TypedDict, total=False):
    """What an exchange can be asked for by."""

    scenario: str | None
    """The name of the scenario that answered; None is none."""
    status: int | None
    """The HTTP status of the answer; None is a connection that ended before any head."""
    outcome: str | None
    """How it ended, as `Result` says it, or `open`."""
    path: str
    """The path of the request's URL."""
    model: str | None
    """The request's model; None is a body that was no request."""


class Exchanges(list["Exchange"]):
    """A list of exchanges that reads well in a failing test: a line or two for each."""

    def where(self, **wanted: Unpack[Wanted]) -> Exchanges:
        """Those that are all of what is wanted.

        Raises TypeError for a word that is none of `Wanted`, ValueError for an outcome that is
        none; also where there is no exchange.
        """
        _check(wanted)
        return Exchanges(one for one in self if _fits(one, wanted))

    def only(self, **wanted: Unpack[Wanted]) -> Exchange:
        """The one that fits. Raises AssertionError where there is none, or more than one."""
        found = self.where(**wanted)
        if len(found) == 1:
            return found[0]
        said = ", ".join(f"{key} {value!r}" for key, value in wanted.items())
        which = f" with {said}" if said else ""
        raise AssertionError(
            f"expected one exchange{which}, there are {len(found)}. All {len(self)}: {self!r}"
        )

    def gaps(self) -> list[float]:
        """Seconds between each arrival and the next one, as `gaps` says."""
        return gaps(self)

    def __repr__(self) -> str:
        if not self:
            return "[] (no exchange)"
        lines = [one.title for one in self[:_SHOWN]]
        if len(self) > _SHOWN:
            lines.append(f"… and {len(self) - _SHOWN} more")
        return "[\n  " + "\n  ".join(lines) + "\n]"


def gaps(exchanges: Iterable[Exchange]) -> list[float]:
    """Seconds between each request's arrival and the next one's: how long a client backed off.

    One fewer than there are exchanges. A request has arrived when its body is whole.
    """
    arrivals = (one.arrival for one in exchanges)
    return [(later - earlier) / 1_000_000 for earlier, later in pairwise(arrivals)]


def _check(wanted: Wanted) -> None:
    for word in wanted:
        if word not in _LOOK:
            hint = did_you_mean(word, tuple(_LOOK))
            said = f"no such word {word!r}{f'; {hint}' if hint else ''}"
            raise TypeError(f"{said} (valid: {', '.join(_LOOK)})")
    outcome = wanted.get("outcome")
    known = (*Result, OPEN)
    if outcome is not None and outcome not in known:
        hint = did_you_mean(outcome, known)
        said = f"{outcome!r} is no outcome{f'; {hint}' if hint else ''}"
        raise ValueError(f"{said} (valid: {', '.join(known)})")


def _fits(exchange: Exchange, wanted: Mapping[str, Any]) -> bool:
    return all(_LOOK[key](exchange) == value for key, value in wanted.items())


_LOOK: Mapping[str, Callable[[Exchange], object]] = {
    "scenario": lambda one: one.scenario,
    "status": lambda one: one.status,
    "outcome": lambda one: one.result or OPEN,
    "path": lambda one: one.path,
    "model": lambda one: one.request.model if one.request else None,
}
