"""A session as a test holds it: what answers, what happened, what to wait for; knows no route.

All of it may be called from any thread. What waits for the server's loop has two forms: plain, for
a server with a thread of its own, and awaited, below `aio`, for any server.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar

from mockserver.building.answers import built_reply
from mockserver.errors import MockServerError
from mockserver.exchange.journal import Exchange
from mockserver.exchange.outcome import Result
from mockserver.exchange.selection import ScenarioSet
from mockserver.scenario import library
from mockserver.scenario.model import Reply, Scenario
from mockserver.scenario.values import Record

from .sessions import ServedSession

T = TypeVar("T")

PATIENCE = 5.0
"""Seconds that a test waits for something at most, unless it says otherwise."""


class WaitedTooLongError(MockServerError, TimeoutError):
    """What a test waited for did not happen; the message says what did."""


class Host(Protocol):
    """The server of a session."""

    @property
    def url(self) -> str:
        """`http://HOST:PORT`. Raises RuntimeError where the server is not running."""

    @property
    def has_thread(self) -> bool:
        """Whether it runs, in a thread of its own."""

    def run(self, waiting: Coroutine[Any, Any, T]) -> T:
        """What a coroutine returns that has to run in the server's loop."""

    async def across(self, waiting: Coroutine[Any, Any, T]) -> T:
        """The same, awaited in whatever loop."""

    def call(self, act: Callable[[], object]) -> None:
        """Has this called in the server's loop, after all that was asked for before."""

    def end_session(self, name: str) -> None:
        """Ends a session."""


class SessionControls:
    """What a server and each of its sessions can be told and asked."""

    def __init__(self, host: Host, session: ServedSession, prefix: str = "") -> None:
        self._host = host
        self._session = session
        self._prefix = prefix

    # -- where it is ------------------------------------------------------------------------

    @property
    def base_url(self) -> str:
        """The base URL for OpenAI's clients."""
        return f"{self._host.url}{self._prefix}/v1"

    @property
    def openrouter_url(self) -> str:
        """The base URL for OpenRouter's clients."""
        return f"{self._host.url}{self._prefix}/api/v1"

    # -- what it answers --------------------------------------------------------------------

    def queue(self, *steps: Record | dict[str, Any], **reply: Any) -> Self:
        """Has one reply answer the next request, once; several calls stand in line.

        `steps` are built ones (`mockserver.build`) or mappings as a scenario file has them, or one
        built reply; `reply` are the keys of a reply beside them:
        `queue(text("Hi"), pace={"itl": "20ms"})`, `queue(status(429))`, `queue({"text": "Hi"})`.
        Raises ScenarioError where a scenario file could not say so, and where `check` would find a
        fault that is never reached; TypeError where steps are said in both ways, or a value is
        none of JSON's.
        """
        return self.queue_reply(built_reply(*steps, **reply))

    def queue_reply(self, reply: Reply) -> Self:
        """The same for a reply that is built already."""
        self._session.choice.queue(reply)
        return self

    def use(self, scenario: Scenario | str) -> Self:
        """Has this scenario answer what is not queued and no other scenario answers.

        A name is one of the session's scenarios or of the bundled ones. That it is asked for is
        part of the session's verdict. Raises LookupError for a name that is neither.
        """
        if isinstance(scenario, str):
            known = self._session.choice.scenarios.by_name
            found = known.get(scenario) or library.bundled_scenario(scenario)
            if found is None:
                raise LookupError(library.unknown(scenario, list(known)))
            scenario = found
        self._session.choice.use(scenario)
        self._session.named.append(scenario.name)
        return self

    def hold(self) -> Self:
        """Has every stream that begins from now on stop before each event until it is released."""
        self._session.hold = True
        return self

    def swap(self, scenarios: Iterable[Scenario] | ScenarioSet) -> Self:
        """Has these scenarios answer from now on; streams under way are not touched.

        A scenario that is not as before begins anew. Raises TiedScenariosError, and changes nothing
        then.
        """
        one_set = scenarios if isinstance(scenarios, ScenarioSet) else ScenarioSet(scenarios)
        self._host.call(lambda: self._session.choice.swap(one_set))
        return self

    def open_gate(self, name: str) -> Self:
        """Lets every stream pass that waits at `gate: NAME`, and all that come."""
        self._host.call(lambda: self._session.gates.open(name))
        return self

    # -- what happened ----------------------------------------------------------------------

    @property
    def exchanges(self) -> list[Exchange]:
        """All exchanges so far, oldest first.

        Where the server has a thread of its own: what clients did before this was asked for, such
        as leaving, is in it, and an outcome that is due by the plan is waited for, 2 s at most.
        """
        if self._host.has_thread:
            self._host.run(self._session.settled())
        return list(self._session.journal)

    def wait_for_exchange(
        self, *, outcome: str | Result | None = None, timeout: float = PATIENCE
    ) -> Exchange:
        """The first exchange that is over and fits, waited for so many seconds.

        Raises WaitedTooLongError, and RuntimeError as `MockServer.run`.
        """
        return self._host.run(_exchange(self._session, outcome, timeout))

    @property
    def aio(self) -> AsyncSession:
        """The same waits for `async` tests."""
        return AsyncSession(self._host, self._session)


class MockSession(SessionControls):
    """One session of a server: its own queue, journal, gates and clock, under its own base URL."""

    @property
    def id(self) -> str:
        """Its name on the server."""
        return self._session.id

    def drop(self) -> None:
        """Ends the session, if it has not ended: streams are aborted, later requests refused.

        Its exchanges can be asked for afterwards, too.
        """
        if not self._session.ended:
            self._host.end_session(self._session.id)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.drop()


class AsyncSession:
    """The waits of a session, awaited: by asyncio in any loop, and by trio."""

    def __init__(self, host: Host, session: ServedSession) -> None:
        self._host = host
        self._session = session

    async def exchanges(self) -> list[Exchange]:
        """As the property; here in the server's own loop, too."""
        await self._host.across(self._session.settled())
        return list(self._session.journal)

    async def wait_for_exchange(
        self,
        *,
        outcome: str | Result | None = None,
        timeout: float = PATIENCE,  # noqa: ASYNC109 - the same words as in the plain form
    ) -> Exchange:
        """As the plain one."""
        return await self._host.across(_exchange(self._session, outcome, timeout))


async def _exchange(
    session: ServedSession, outcome: str | Result | None, seconds: float
) -> Exchange:
    wanted = None if outcome is None else Result(outcome)

    def found() -> Exchange | None:
        over = (one for one in session.journal if one.outcome is not None)
        return next((one for one in over if wanted in (None, one.result)), None)

    exchange = await session.until(found, seconds)
    if exchange is None:
        what = "was over" if wanted is None else f"ended as {wanted}"
        had = "".join(f"\n  #{one.number}: {one.result or 'open'}" for one in session.journal)
        said = f"no exchange {what} within {seconds:g} s; there are:{had or ' none'}"
        raise WaitedTooLongError(said)
    return exchange
