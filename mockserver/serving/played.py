"""One scenario played alone on a session, and one cut of a sweep so; runs no client."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Self

from mockserver.exchange.journal import Exchange
from mockserver.exchange.sweep_way import SweepError
from mockserver.exchange.sweeping import Cut, as_asked, prove
from mockserver.scenario.model import Scenario
from mockserver.wire.instructions import Ending

if TYPE_CHECKING:
    from .host import Host
    from .served import ServedSession


class Player:
    """What a session does to play one scenario; what it is besides, it knows itself."""

    _host: Host
    _session: ServedSession

    @property
    def base_url(self) -> str:
        """The base URL for OpenAI's clients."""
        raise NotImplementedError

    @contextmanager
    def playing(self, scenario: Scenario) -> Iterator[list[Exchange]]:
        """Has this scenario alone answer meanwhile, from its first reply on, whatever is asked for.

        What is queued still comes first. The list has, afterwards, the exchanges that began
        meanwhile; one that stalls for ever is ended then.
        """
        choice, journal = self._session.choice, self._session.journal
        before = journal.total
        found: list[Exchange] = []
        choice.play(scenario)
        try:
            yield found
        finally:
            choice.play(None)
            found += [one for one in journal if one.number > before]
            left = [one for one in found if one.plan.ending is Ending.STALL and not one.outcome]
            if left:
                self._host.call(partial(self._session.end_stalls, left))

    def told_elsewhere(self, exchanges: list[Exchange]) -> None:
        """A report tells of these, so that the text of the journal only counts them."""
        self._session.journal.told_elsewhere(exchanges)


@dataclass(frozen=True, eq=False)
class PlayedCut(Cut):
    """A cut on a session: in its `with`, all requests are answered by this variant.

    At the end it is held that at least one was made, and that what was served is the cut, by its
    digest: SweepError says what was served instead. An error in the `with` gets a note that says
    where the cut is. `learns` takes what the client asks for as the request of the sweep.
    """

    session: Player
    learns: bool = False
    served: list[Exchange] = field(default_factory=list)
    """The exchanges of the last `with`."""
    _entered: list[tuple[AbstractContextManager[object], list[Exchange]]] = field(
        default_factory=list
    )

    @property
    def base_url(self) -> str:
        """The session's base URL for OpenAI's clients."""
        return self.session.base_url

    def __enter__(self) -> Self:
        playing = self.session.playing(self.scenario)
        self._entered.append((playing, playing.__enter__()))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        playing, found = self._entered.pop()
        playing.__exit__(None, None, None)
        self.served[:] = found
        if error is None:
            self._prove()
            return
        error.add_note(f"mockserver swept {self.note}")
        try:
            self._prove()
        except SweepError as wrong:
            error.add_note(f"But this cut is not what was served: {wrong}")

    def _prove(self) -> None:
        if not self.learns:
            return prove(self, self.served)
        known = as_asked(self.swept, self.served, request=True, scenario=self.scenario)
        if self.position > known.size:
            said = f"what the client asks for has {known.size} bytes, so nothing was cut: "
            raise SweepError(f"{said}pass its request, request={{…}}")
        return prove(Cut(known, self.way, self.position), self.served, self.scenario)
