"""A session as a test holds it: what answers, what happened, what to wait for; knows no route.

All of it may be called from any thread. What waits for the server's loop has two forms: plain, for
a server with a thread of its own, and awaited, below `aio`, for any server.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self, Unpack

from mockserver.building.answers import built_reply
from mockserver.exchange.exchanges import Exchanges, Wanted
from mockserver.exchange.journal import Exchange
from mockserver.exchange.problem import Level, Problem
from mockserver.exchange.report import journal_text
from mockserver.exchange.selection import ScenarioSet
from mockserver.exchange.verdict import Verdict
from mockserver.scenario.model import Reply, Scenario
from mockserver.scenario.values import Record
from mockserver.wire.json_text import dumps

from .async_session import AsyncSession
from .environment import ANY_KEY, environment
from .host import Host
from .in_vain import STANDS_STILL
from .options import scenario_set
from .served import PATIENCE, SETTLING, ServedSession
from .shelf import scenario_named
from .stream import Stream
from .sweeps import Sweeps

LEAVING = 0.25
"""Seconds that clients have to leave after a test is done."""


class SessionControls(Sweeps):
    """What a server and each of its sessions can be told and asked."""

    def __init__(self, host: Host, session: ServedSession, prefix: str = "") -> None:
        self._host = host
        self._session = session
        self._prefix = prefix

    # -- where it is ------------------------------------------------------------------------

    @property
    def root_url(self) -> str:
        """What stands before every path of the data plane: Azure's endpoint, too."""
        return f"{self._host.url}{self._prefix}"

    @property
    def base_url(self) -> str:
        """The base URL for OpenAI's clients."""
        return f"{self.root_url}/v1"

    @property
    def openrouter_url(self) -> str:
        """The base URL for OpenRouter's clients."""
        return f"{self.root_url}/api/v1"

    def client_kwargs(self) -> dict[str, Any]:
        """What `openai.OpenAI(…)` and its like take: `base_url` and `api_key`."""
        return {"base_url": self.base_url, "api_key": self._host.api_key or ANY_KEY}

    def env(self) -> dict[str, str]:
        """The variables by which clients find this session, for subprocesses, too.

        `environment` says which, and why these. The fixture `mockserver_env` sets them.
        """
        token = self._host.control_token
        return environment(self.root_url, self._host.api_key, os.environ, token)

    # -- what it answers --------------------------------------------------------------------

    def queue(self, *steps: Record | dict[str, Any], **reply: Any) -> Self:
        """Has one reply answer the next request, once; several calls stand in line.

        `steps` are built ones (`mockserver.build`) or mappings as a scenario file has them, or one
        built reply; `reply` are the keys of a reply beside them:
        `queue(text("Hi"), pace={"itl": "20ms"})`, `queue(status(429))`, `queue({"text": "Hi"})`.
        Raises ScenarioError where a scenario file could not say so, and where `check` would find a
        fault that is never reached; TypeError where nothing is said, where steps are said in both
        ways, or a value is none of JSON's.
        """
        return self.queue_reply(built_reply(*steps, **reply))

    def queue_reply(self, reply: Reply) -> Self:
        """The same for a reply that is built already."""
        self._session.choice.queue(reply)
        return self

    def use(self, scenario: Scenario | str, *, expected: bool = True) -> Self:
        """Has this scenario answer what is not queued and no other scenario answers.

        A name is one of the session's scenarios or of the bundled ones. Where it is `expected`,
        that it is asked for is part of the session's verdict. Raises LookupError for a name that is
        neither.
        """
        if isinstance(scenario, str):
            scenario = scenario_named(scenario, self._session.choice.scenarios.by_name)
        self._session.use(scenario, expected=expected)
        return self

    def hold(self, *, enabled: bool = True) -> Self:
        """Has every stream that begins from now on stop before each event until it is released.

        With `enabled=False` those that begin from now on are not held.
        """
        self._session.hold = enabled
        return self

    def swap(self, scenarios: Iterable[Scenario] | ScenarioSet) -> Self:
        """Has these scenarios answer from now on; streams under way are not touched.

        A scenario that is not as before begins anew. Raises TiedScenariosError, and TypeError where
        one is no scenario, and changes nothing then.
        """
        one_set = scenario_set(scenarios)
        return self._told(lambda: self._session.shelf.swap(one_set))

    def put(self, scenario: Scenario) -> Self:
        """Has one more scenario answer, or another one in place of the one of its name.

        Raises TiedScenariosError, and ShelfError where too many were put.
        """
        return self._told(lambda: self._session.shelf.put(scenario))

    def delete(self, name: str) -> Self:
        """Takes away a scenario that was put; one of a file that it hid answers again.

        Raises ShelfError where none of this name was put.
        """
        return self._told(lambda: self._session.shelf.delete(name))

    @property
    def queued(self) -> list[Reply]:
        """The replies that stand in line, the next one first."""
        return [one.replies[0] for one in tuple(self._session.choice.queued)]

    def open_gate(self, name: str) -> Self:
        """Lets every stream pass that waits at `gate: NAME`, and all that come."""
        self._host.call(lambda: self._session.gates.open(name))
        return self

    # -- what happened ----------------------------------------------------------------------

    @property
    def exchanges(self) -> Exchanges:
        """All exchanges so far, oldest first.

        Where the server has a thread of its own: what clients did before this was asked for, such
        as leaving, is in it, and an outcome that is due by the plan is waited for, 2 s at most.
        """
        if self._host.has_thread:
            self._host.run(self._session.settled())
        return Exchanges(self._session.journal)

    def wait_for_exchange(
        self, *, since: int = 0, timeout: float = PATIENCE, **wanted: Unpack[Wanted]
    ) -> Exchange:
        """The first exchange that is over and fits, waited for so many seconds.

        `wanted` is as for `exchanges.where`: `outcome="reset"`; `since` leaves out numbers up to
        this one. Raises WaitedTooLongError, and RuntimeError as `MockServer.run`.
        """
        return self._host.run(self._session.exchange(timeout, since, **wanted))

    def next_stream(self, timeout: float = PATIENCE) -> Stream:
        """The next stream that was not asked for yet: the first one that begins from now on, or
        began already. Raises WaitedTooLongError, and RuntimeError as `MockServer.run`.
        """
        exchange = self._host.run(self._session.next_stream(timeout))
        return Stream(self._host, self._session, exchange)

    def advance(self, seconds: float) -> Self:
        """Moves a manual clock on, from deadline to deadline; returns when every stream rests.

        A stream rests while it sleeps, waits at a gate or for a release, has a client that does
        not read, or has ended. Wait for requests by `next_stream()` before. Raises RuntimeError
        where the session keeps real time, and as `MockServer.run`; TypeError and ValueError for
        what is no number of seconds from 0 to ten years.
        """
        self._host.run(self._session.advance(seconds))
        return self

    def report(self, saved: Path | None = None) -> str:
        """The last exchanges as text, a few lines each, for a test that failed.

        Those of a sweep, whose own report tells of them, are only counted. With `saved`, the whole
        journal is written there as JSON, for the commands in the text.
        """
        journal = self._session.journal
        if saved is not None:
            kept = {"exchanges": [exchange.to_json() for exchange in journal]}
            saved.write_text(dumps(kept), encoding="utf-8")
        rest = journal.untold
        text = journal_text(rest, saved=None if saved is None else str(saved))
        if self._session.stands_still:
            text = f"{text}\n{STANDS_STILL}"
        if not rest.elsewhere:
            return text
        swept = f"({rest.elsewhere} exchanges of a sweep, whose report tells of them)"
        return f"{swept}\n{text}" if rest.exchanges else swept

    def verdict(self, levels: Mapping[Problem, Level] | None = None) -> Verdict:
        """What nobody asserted: requests without an answer, replies nobody asked for, and more.

        `levels` say which problems fail it, where that is otherwise than by default.
        """
        if self._host.has_thread:
            self._host.run(self._session.settled())
        return self._session.verdict(levels)

    def reset(self) -> Self:
        """Has the session be as it began, but for scenarios that were put; streams are aborted.

        Raises RuntimeError as `MockServer.run`.
        """
        self._host.run(self._session.reset())
        return self

    @property
    def aio(self) -> AsyncSession:
        """The same waits for `async` tests."""
        return AsyncSession(self._host, self._session)

    def _told(self, act: Callable[[], object]) -> Self:
        """Has this called in the server's loop, and raises what it raises."""

        async def called() -> None:
            act()

        if self._host.has_thread:
            self._host.run(called())
        else:
            act()
        return self


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
        if self._host.has_thread:
            self._host.run(self._drop())
        else:
            self._end()

    def close(self, levels: Mapping[Problem, Level]) -> Verdict:
        """The verdict, and then the end of the session, as by `drop()`.

        Where an open stream fails the verdict, clients have 0.25 s to leave.
        """
        return self._host.run(self._close(levels))

    def _end(self) -> None:
        if not self._session.ended:
            self._host.sessions.drop(self.id)

    async def _drop(self) -> None:
        self._end()
        await self._session.until(self._at_end, SETTLING)

    async def _close(self, levels: Mapping[Problem, Level]) -> Verdict:
        await self._session.settled()
        if levels.get(Problem.OPEN) == "fail":
            await self._session.until(self._at_end, LEAVING)
        verdict = self._session.verdict(levels)
        self._end()
        return verdict

    def _at_end(self) -> bool | None:
        return not self._session.connections or None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.drop()
