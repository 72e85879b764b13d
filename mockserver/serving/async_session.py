"""What may be waited for of a session, for `async` tests in any loop; knows no route."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Unpack

from mockserver.exchange.exchanges import Exchanges, Wanted
from mockserver.exchange.journal import Exchange
from mockserver.exchange.problem import Level, Problem
from mockserver.exchange.verdict import Verdict

from .host import Host
from .served import PATIENCE, ServedSession
from .stream import AsyncStream


class AsyncSession:
    """The waits of a session, awaited: by asyncio in any loop, and by trio."""

    def __init__(self, host: Host, session: ServedSession) -> None:
        self._host = host
        self._session = session

    async def exchanges(self) -> Exchanges:
        """As the property; here in the server's own loop, too."""
        await self._host.across(self._session.settled())
        return Exchanges(self._session.journal)

    async def wait_for_exchange(
        self,
        *,
        since: int = 0,
        timeout: float = PATIENCE,  # noqa: ASYNC109 - the same words as in the plain form
        **wanted: Unpack[Wanted],
    ) -> Exchange:
        """As the plain one."""
        return await self._host.across(self._session.exchange(timeout, since, **wanted))

    async def next_stream(
        self,
        timeout: float = PATIENCE,  # noqa: ASYNC109 - as above
    ) -> AsyncStream:
        """As the plain one."""
        exchange = await self._host.across(self._session.next_stream(timeout))
        return AsyncStream(self._host, self._session, exchange)

    async def advance(self, seconds: float) -> None:
        """As the plain one."""
        await self._host.across(self._session.advance(seconds))

    async def reset(self) -> None:
        """As the plain one."""
        await self._host.across(self._session.reset())

    async def verdict(self, levels: Mapping[Problem, Level] | None = None) -> Verdict:
        """As the plain one; here in the server's own loop, too, with what is due."""
        await self._host.across(self._session.settled())
        return self._session.verdict(levels)
