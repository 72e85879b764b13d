"""How a worker asks all workers of its server, itself among them; knows no route.

Each serves its own control plane on a socket that only this user reaches, without the token.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout, UnixConnector

from mockserver.errors import MockServerError

_HURRY = 10.0
"""Seconds that a worker may take to answer, beside those that it is asked to wait."""


class NoAnswerError(MockServerError):
    """A worker does not answer."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a worker answers: the status, and JSON or a text."""

    status: int
    value: Any

    @property
    def good(self) -> bool:
        """Whether it is no refusal."""
        return self.status < 400


@dataclass(frozen=True, slots=True)
class Peers:
    """The workers of one server by their private sockets."""

    sockets: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.sockets)

    async def all(self, method: str, path: str, given: Mapping[str, Any]) -> list[Said]:
        """What each of them answers, in order. Raises NoAnswerError."""
        asked = (self.one(number, method, path, given) for number in range(1, len(self) + 1))
        return await asyncio.gather(*asked)

    async def one(self, number: int, method: str, path: str, given: Mapping[str, Any]) -> Said:
        """What one of them answers; `given` is the query of a GET, else the body's JSON."""
        more: dict[str, Any] = {"params": given} if method == "GET" else {"json": given}
        patience = ClientTimeout(total=float(given.get("timeout", 60.0)) + _HURRY)
        connector = UnixConnector(self.sockets[number - 1])
        try:
            async with (
                ClientSession(connector=connector, timeout=patience) as session,
                session.request(method, f"http://localhost{path}", **more) as answer,
            ):
                is_json = answer.content_type == "application/json"
                value = await (answer.json() if is_json else answer.text())
                return Said(answer.status, value)
        except (ClientError, TimeoutError, OSError) as error:
            why = type(error).__name__
            said = f"worker {number} of {len(self)} does not answer: {why}"
            raise NoAnswerError(said) from None

    async def first(self, method: str, path: str, given: Mapping[str, Any]) -> Said:
        """The first good answer of any of them; a refusal where each of them refuses."""
        tasks = [
            asyncio.ensure_future(self.one(number, method, path, given))
            for number in range(1, len(self) + 1)
        ]
        try:
            for coming in asyncio.as_completed(tasks):
                said = await coming
                if said.good:
                    return said
            return said
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def owner(self, exchange: str) -> int:
        """The worker that numbered an exchange; the first one for what is no number."""
        return (int(exchange) - 1) % len(self) + 1 if exchange.isdecimal() else 1
