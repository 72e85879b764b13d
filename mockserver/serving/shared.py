"""What the handlers of one application share: sessions, clock, who may ask; knows no route."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Literal, NamedTuple, TypedDict, Unpack
from weakref import WeakKeyDictionary

from aiohttp import web

from mockserver.delivery.base import Limits
from mockserver.delivery.clock import RealClock
from mockserver.delivery.manual_clock import ManualClock
from mockserver.exchange.journal import Exchange, Journal
from mockserver.exchange.outcome import Outcome
from mockserver.exchange.selection import FALLBACKS, Fallback, ScenarioSet, Session
from mockserver.scenario.model import Scenario

from . import paths
from .access import Access
from .guard import Guard
from .lag import LoopLag
from .options import check, scenario_set
from .served import ServedSession
from .sessions import SessionError, Sessions
from .shelf import scenario_named
from .tally import Tally
from .workers.peers import Peers

MOST_BODY = 32 * 1024 * 1024
"""Bytes of a request's body; a larger one is refused."""


MOST_STREAMS = 20_000
"""Streams that are open at the same time, of all sessions; one more is refused."""


class SessionOptions(TypedDict, total=False):
    """What a session can be told; without it, it is as the server's default one."""

    scenarios: Iterable[Scenario] | ScenarioSet
    """The scenarios that answer."""
    seed: int
    """The seed of all chance where a scenario has none."""
    fallback: Fallback
    """What answers a request that no scenario does."""
    clock: Literal["real", "manual"]
    """Whose time it is: the machine's, or the test's, which moves it on by `advance`."""
    scenario: Scenario | str | None
    """What answers where nothing is queued and no other scenario does; a name as `use` takes it."""
    expected: bool
    """Whether that it is asked for is part of the verdict."""
    hold: bool
    """Whether streams stop before each event until they are released."""
    label: str
    """Whose it is, for people."""


class Addressed(NamedTuple):
    """What a path names: a session, the default one where there never was such a one."""

    session: ServedSession
    path: str
    """The path without what names the session; whole, where that answers nothing."""
    missing: str | None = None
    """Why the session answers nothing; None where it does."""


@dataclass
class Serving:
    """All that the handlers of one application share."""

    default: ServedSession
    sessions: Sessions = field(default_factory=Sessions)
    clock: RealClock = field(default_factory=RealClock)
    limits: Limits = field(default_factory=Limits)
    max_body: int = MOST_BODY
    access: Access = field(default_factory=Access)
    guard: Guard = field(default_factory=Guard)
    rate_limit_headers: bool = False
    max_streams: int = MOST_STREAMS
    tally: Tally = field(default_factory=Tally)
    peers: Peers | None = None
    """The workers of the server, this one among them, where there are several."""
    lag: LoopLag = field(init=False)
    _connections: WeakKeyDictionary[asyncio.BaseTransport, list[int]] = field(
        default_factory=WeakKeyDictionary
    )
    _count: Iterator[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.lag = LoopLag(self.tally.lag)

    def numbered(self, first: int, step: int) -> None:
        """Numbers exchanges and connections otherwise than other workers of the same server."""
        self._count = count(first, step)
        self.default.journal = Journal(first=first, step=step)

    def connection(self, transport: asyncio.BaseTransport | None) -> tuple[int, int]:
        """The number of a TCP connection, from 1, and how many requests came on it before."""
        if transport is None:
            return 0, 0
        known = self._connections.get(transport)
        if known is None:
            known = self._connections[transport] = [next(self._count), -1]
        known[1] += 1
        return known[0], known[1]

    def begin(self, name: str | None = None, **options: Unpack[SessionOptions]) -> ServedSession:
        """Begins a session. Raises SessionError where it cannot be, TiedScenariosError.

        Its scenarios and seed are the default session's where no others are given. Options are
        refused as `create_app` refuses its own: TypeError, ValueError.
        """
        check({"name": name, **options}, ("name", *SessionOptions.__annotations__))
        like = self.default.choice
        choice = Session(
            scenario_set(options.get("scenarios", like.scenarios)),
            options.get("seed", like.seed),
            fallback=FALLBACKS[options["fallback"]] if "fallback" in options else like.fallback,
            plans=like.plans,
        )
        if name == self.default.id:
            said = f"{name!r} is the session at the server's own URL: name this one otherwise."
            raise SessionError(said, "session_exists")
        clock = ManualClock() if options.get("clock") == "manual" else self.clock

        def made(name: str) -> ServedSession:
            session = ServedSession(name, choice, clock, label=options.get("label", ""))
            if (scenario := options.get("scenario")) is not None:
                if isinstance(scenario, str):
                    scenario = scenario_named(scenario, choice.scenarios.by_name)
                session.use(scenario, expected=options.get("expected", True))
            session.hold = options.get("hold", False)
            session.begun()
            return session

        return self.sessions.add(made, name)

    def addressed(self, path: str) -> Addressed:
        """What a path names."""
        name, rest = paths.split(path)
        if name is None:
            return Addressed(self.default, rest)
        found = self.sessions.find(name)
        if found is None:
            return Addressed(self.default, path, f"There is no session {name!r} on this server.")
        return _ended(found, path) if found.ended else Addressed(found, rest)

    def still(self, to: Addressed, path: str) -> Addressed:
        """The same later, when its session may have ended, and its id may be another's."""
        if not to.session.ended or to.session is self.default:
            return to
        now = self.addressed(path)
        return now if now.missing else _ended(to.session, path)

    def finished(self, session: ServedSession, exchange: Exchange, outcome: Outcome) -> None:
        """The outcome of an exchange of this session is certain."""
        session.finished(exchange, outcome)
        self.tally.over(exchange)

    def stop(self) -> None:
        """What happens to connections from now on is this server's doing."""
        for session in (self.default, *self.sessions.open):
            session.ended = True


def _ended(session: ServedSession, path: str) -> Addressed:
    when = "its test was done" if session.label else "it was dropped"
    said = f"The session {session.id!r} has ended: this request came after {when}."
    return Addressed(session, path, said)


SERVING = web.AppKey("SERVING", Serving)
