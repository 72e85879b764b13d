"""Acts on streams and their time: gates, holds, releases, the clock, the reset of a session."""

from __future__ import annotations

import asyncio
from base64 import b64encode

from mockserver.delivery.manual_clock import ManualClock
from mockserver.exchange.journal import Exchange
from mockserver.exchange.progress import State
from mockserver.serving.served import WaitedTooLongError
from mockserver.serving.stream import StreamFacts, release_until
from mockserver.wire.instructions import HOLD

from .answers import ClockAnswer, Gate, Held, ResetAnswer, StreamAnswer
from .asked import Advance, Hold, Nothing, Release, Wait
from .errors import ControlError
from .on import On

MOST_GATES = 10_000
"""Gates that are open at the same time; one more is refused."""


# -- gates and holds ------------------------------------------------------------------------------


async def open_gate(on: On, said: Nothing) -> Gate:
    """Lets every stream pass that waits at `gate: NAME`, and all that come."""
    del said
    name, gates = on.names["name"], on.session.gates
    if gates.opened >= MOST_GATES and not gates.is_open(name):
        raise ControlError("too_many", f"{MOST_GATES} gates are open: reset the session.")
    gates.open(name)
    return Gate(gate=name)


async def hold(on: On, said: Hold) -> Held:
    """Has streams that begin from now on stop before each event until they are released, or not."""
    on.session.hold = said.hold
    return Held(hold=said.hold)


# -- streams --------------------------------------------------------------------------------------


async def next_stream(on: On, said: Wait) -> StreamAnswer:
    """Waits for the next stream that was not asked for yet; hands each one out once."""
    return _stream(on, await on.session.next_stream(said.timeout))


async def stream(on: On, said: Nothing) -> StreamAnswer:
    """How far a stream has come."""
    del said
    return _stream(on, on.exchange())


async def release(on: On, said: Release) -> StreamAnswer:
    """Lets events of a held stream pass; answers when they are sent, or the stream rests."""
    one = on.exchange()
    if one.held is None:
        problem = f"The stream {one.number} is not held: POST hold before its request comes."
        raise ControlError("not_held", problem)
    try:
        async with asyncio.timeout(said.timeout):
            await _released(on, one, said)
    except TimeoutError:
        had = f"the stream {one.number} did not come to rest within {said.timeout:g} s"
        raise WaitedTooLongError(f"{had}: it is {one.progress.state}") from None
    return _stream(on, one)


async def _released(on: On, one: Exchange, said: Release) -> None:
    if said.until is None:
        await on.session.release(one, None if said.events == "all" else said.events or 1)
        return
    try:
        await release_until(on.session, StreamFacts(one), said.until)
    except LookupError as error:
        raise ControlError("not_sent", str(error)) from None


async def wait_until_read(on: On, said: Wait) -> StreamAnswer:
    """Waits until the client has read every byte that was sent so far; only Linux tells."""
    one = on.exchange()
    await on.session.read_by_client(one, said.timeout)
    return _stream(on, one)


def _stream(on: On, one: Exchange) -> StreamAnswer:
    sent = one.sent_body
    return StreamAnswer(
        number=one.number,
        state=one.progress.state if one.outcome is None else State.ENDED,
        gate=one.progress.gate if one.progress.gate != HOLD else None,
        held=one.number in on.session.holds,
        chunks_sent=one.chunks_sent,
        events_sent=one.events_sent,
        sent=sent.decode("utf-8", "replace"),
        sent_base64=b64encode(sent).decode(),
        outcome=one.result,
    )


# -- time -----------------------------------------------------------------------------------------


async def clock(on: On, said: Nothing) -> ClockAnswer:
    """What time it is for the session's streams."""
    del said
    own = on.session.clock
    return ClockAnswer(clock="manual" if isinstance(own, ManualClock) else "real", now=own.now())


async def advance(on: On, said: Advance) -> ClockAnswer:
    """Moves a manual clock on, deadline by deadline; answers when every stream rests."""
    if not isinstance(on.session.clock, ManualClock):
        problem = "The session keeps real time: begin one with `clock: manual`."
        raise ControlError("real_time", problem)
    try:
        async with asyncio.timeout(said.timeout):
            await on.session.advance(said.seconds)
    except TimeoutError:
        had = f"the streams did not come to rest within {said.timeout:g} s"
        raise WaitedTooLongError(f"{had}: the clock stands at {on.session.clock.now()}") from None
    return await clock(on, Nothing())


async def reset(on: On, said: Nothing) -> ResetAnswer:
    """Has the session be as it began, but for scenarios that were put; its streams are aborted."""
    del said
    exchanges, queued, streams = await on.session.reset()
    return ResetAnswer(exchanges=exchanges, queued=queued, streams=streams)
