"""What an aiohttp handler calls to answer with a plan; the only file of this floor with aiohttp."""

from __future__ import annotations

from functools import lru_cache

from aiohttp import HttpVersion11, web

from mockserver.delivery.base import Limits
from mockserver.delivery.clock import Clock
from mockserver.delivery.deliver import Record, deliver
from mockserver.delivery.gates import Doors
from mockserver.delivery.transport import Connection
from mockserver.exchange.outcome import Outcome, Result
from mockserver.exchange.progress import Progress
from mockserver.wire.instructions import Head, Plan


async def answer(
    request: web.BaseRequest,
    plan: Plan,
    clock: Clock,
    arrival: int,
    *,
    record: Record,
    limits: Limits,
    gates: Doors | None = None,
    progress: Progress | None = None,
) -> Delivered:
    """Answer `request` with `plan`; return from the handler what this returns.

    `arrival` is `clock.now()` at the request's arrival; `record` hears the outcome exactly once,
    and `progress` how far the stream has come.
    The request's body must have been read: aiohttp does not read on while a handler runs.
    """
    connection = Connection(request.transport, limits)
    try:
        outcome = await deliver(
            plan,
            connection,
            clock,
            arrival,
            record=record,
            limits=limits,
            gates=gates,
            progress=progress,
        )
        if outcome.result is Result.HALF_CLOSE:
            await connection.linger()
    finally:
        connection.release()
    head = plan.head
    if head is None:
        return Delivered(outcome, status=0, keep=False)
    whole = outcome.result is Result.COMPLETE and not plan.unsafe
    keep = whole and _persistent(request) and _delimited(head)
    return Delivered(outcome, status=head.status, keep=keep)


class Delivered(web.StreamResponse):
    """A response that was sent already; `outcome` says how it went.

    `status` is 0 where the connection ended before any head.
    """

    def __init__(self, outcome: Outcome, *, status: int, keep: bool) -> None:
        super().__init__(status=status)
        self.outcome = outcome
        self._keep = keep

    @property
    def keep_alive(self) -> bool:
        """Whether aiohttp may wait for another request; if not, it closes the connection."""
        return self._keep

    async def prepare(self, request: web.BaseRequest) -> None:
        """Write nothing: the head has been sent."""

    async def write_eof(self, data: bytes = b"") -> None:
        """Write nothing: the body has been sent."""


def _persistent(request: web.BaseRequest) -> bool:
    """Whether the client counts on further requests on its connection (RFC 9112, section 9.3)."""
    return request.version >= HttpVersion11 and request.keep_alive


@lru_cache(maxsize=256)
def _delimited(head: Head) -> bool:
    """Whether the answer's end shows without closing (RFC 9112, section 6.3)."""
    fields = {name.lower(): str(value).lower() for name, value in head.headers}
    if "close" in {token.strip() for token in fields.get("connection", "").split(",")}:
        return False
    return "transfer-encoding" in fields or "content-length" in fields or head.status in {204, 304}
