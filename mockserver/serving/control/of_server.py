"""Acts on the server and its sessions; each says in its first line what it does."""

from __future__ import annotations

from mockserver.delivery.manual_clock import ManualClock
from mockserver.exchange.selection import ScenarioSet
from mockserver.serving import paths
from mockserver.serving.metrics import exposition
from mockserver.serving.served import SETTLING, ServedSession
from mockserver.serving.shared import SessionOptions
from mockserver.serving.shelf import scenario_named

from . import written
from .answers import Dropped, Health, SessionAnswer, SessionsAnswer, Text
from .asked import NewSession, Nothing
from .on import On


async def health(on: On, said: Nothing) -> Health:
    """Is it ready, and what has it done so far?"""
    del said
    session = on.session
    return Health(
        scenarios=len(session.choice.scenarios.by_name),
        queued=len(session.choice.queued),
        requests=session.journal.total,
        open=sum(exchange.outcome is None for exchange in session.journal),
    )


async def metrics(on: On, said: Nothing) -> Text:
    """The metrics of the server, over all its sessions, and of its process, for Prometheus."""
    del said
    on.serving.lag.asked()
    return Text(exposition(on.serving.tally))


async def begin(on: On, said: NewSession) -> SessionAnswer:
    """Begins a session: its own queue, journal, gates, clock and replies' order, at its own URL."""
    options = SessionOptions(clock=said.clock, label=said.label, hold=said.hold)
    if said.seed is not None:
        options["seed"] = said.seed
    if said.fallback is not None:
        options["fallback"] = said.fallback
    known = on.serving.default.choice.scenarios
    if said.scenarios is not None:
        named = said.scenarios.items()
        known = ScenarioSet([(await written.scenario(*one))[0] for one in named])
    options["scenarios"] = known
    default = None if said.scenario is None else scenario_named(said.scenario, known.by_name)
    if default is not None:
        options["scenario"] = default
    session = on.serving.begin(said.id, **options)
    return _session(on, session)


async def sessions(on: On, said: Nothing) -> SessionsAnswer:
    """Lists the sessions that are open, the default one first."""
    del said
    every = (on.serving.default, *on.serving.sessions.open)
    return SessionsAnswer(sessions=[_session(on, one) for one in every])


async def drop(on: On, said: Nothing) -> Dropped:
    """Ends a session: its streams are aborted, later requests to it are refused."""
    del said
    ended = on.serving.sessions.drop(on.names["id"])
    await ended.until(lambda: not ended.connections or None, SETTLING)
    return Dropped(id=ended.id)


def _session(on: On, session: ServedSession) -> SessionAnswer:
    is_default = session is on.serving.default
    root = on.url if is_default else f"{on.url}{paths.SESSION.format(session=session.id)}"
    return SessionAnswer(
        id=session.id,
        label=session.label,
        url=root,
        base_url=f"{root}/v1",
        openrouter_url=f"{root}/api/v1",
        control_url=f"{root}{paths.CONTROL}",
        clock="manual" if isinstance(session.clock, ManualClock) else "real",
        hold=session.hold,
        requests=session.journal.total,
    )
