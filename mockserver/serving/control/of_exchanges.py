"""Acts on what has happened: the journal, one exchange, the verdict."""

from __future__ import annotations

from mockserver.exchange.exchanges import Exchanges, Wanted
from mockserver.exchange.problem import Level, Problem
from mockserver.exchange.report import journal_text

from .answers import Cleared, ExchangeJson, FindingOfVerdict, JournalAnswer, Report, VerdictAnswer
from .asked import Filter, Levels, Listed, Nothing, Wait, WaitFor
from .on import On


async def journal(on: On, said: Listed) -> JournalAnswer:
    """Lists exchanges, plan against reality; outcomes that are due are waited for, 2 s at most."""
    await on.session.settled()
    kept = on.session.journal
    found = Exchanges(one for one in kept if one.number > said.since).where(**_wanted(said))
    shown = found if said.limit is None else found[-said.limit :]
    return JournalAnswer(total=kept.total, exchanges=[one.to_json() for one in shown])


async def clear_journal(on: On, said: Nothing) -> Cleared:
    """Forgets the exchanges that are over; numbers go on."""
    del said
    await on.session.settled()
    return Cleared(removed=on.session.journal.clear())


async def wait(on: On, said: WaitFor) -> ExchangeJson:
    """Waits for an exchange that is over and fits: the first one."""
    one = await on.session.exchange(said.timeout, said.since, **_wanted(said))
    return one.to_json()


async def exchange(on: On, said: Nothing) -> ExchangeJson:
    """One exchange, plan against reality."""
    del said
    await on.session.settled()
    return on.exchange().to_json()


async def wait_for_end(on: On, said: Wait) -> ExchangeJson:
    """Waits until one exchange is over."""
    one = await on.session.over(on.exchange(), said.timeout)
    return one.to_json()


async def report(on: On, said: Nothing) -> Report:
    """The last exchanges as text, for a test that failed."""
    del said
    await on.session.settled()
    return Report(text=journal_text(on.session.journal))


async def verify(on: On, said: Levels) -> VerdictAnswer:
    """Whether every request was answered, and every reply that was queued or named asked for."""
    await on.session.settled()
    levels: dict[Problem, Level] = {
        problem: level for problem in Problem if (level := getattr(said, problem)) is not None
    }
    told = on.session.verdict(levels)
    findings = [FindingOfVerdict(**one.to_json()) for one in told.findings]
    return VerdictAnswer(
        ok=told.ok,
        requests=told.requests,
        by_scenario=dict(told.by_scenario),
        findings=findings,
        text=str(told),
    )


def _wanted(said: Filter) -> Wanted:
    """What is said, for `Exchanges.where`."""
    wanted = Wanted()
    if said.scenario is not None:
        wanted["scenario"] = said.scenario
    if said.status is not None:
        wanted["status"] = said.status
    if said.outcome is not None:
        wanted["outcome"] = said.outcome
    if said.model is not None:
        wanted["model"] = said.model
    if said.path is not None:
        wanted["path"] = said.path
    return wanted
