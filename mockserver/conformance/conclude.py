"""From how a command ended and what the server saw to the verdict; runs nothing, waits for nothing.

The order of what counts: it hung, it printed nothing that can be read, it never asked, its answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mockserver.exchange.journal import Exchange
from mockserver.scenario.model import Scenario
from mockserver.wire.instructions import Ending

from .expected import Expected, expected
from .judge import Judgement, Verdict, judge
from .row import Ran, Row, row
from .said import Said, UnreadableError, said

MOST_OUTPUT = 8 * 1024 * 1024
"""Bytes that a command may print; one that prints more is ended."""

MOST_COMPLAINTS = 4_000
"""Bytes of standard error that are kept: the last ones."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended: by itself with an exit code, or killed (None).

    `seconds` is how long it ran; `output` and `complaints` are what it wrote to standard output and
    error. `flooded` is whether it was killed for what it printed.
    """

    exit_code: int | None
    seconds: float
    output: bytes = b""
    complaints: bytes = b""
    flooded: bool = False


def conclude(
    scenario: Scenario, digest: str, ended: Ended, exchanges: Sequence[Exchange], timeout: float
) -> Row:
    """The row of a scenario; `timeout` is how many seconds the command was given."""
    answered = any(_has_reply(one) for one in exchanges)
    right = expected(scenario, exchanges) if answered else Expected(why="no reply was sent")
    told, unreadable = _told(ended)
    if ended.exit_code is None and not ended.flooded:
        judgement = Judgement(Verdict.HANG, _hung(exchanges, timeout))
    elif told is None:
        asked = "" if exchanges else "; the server got no request"
        judgement = Judgement(Verdict.CRASH, f"{_code(ended)}{unreadable}{asked}")
    elif not answered:
        judgement = Judgement(Verdict.NO_REQUEST, _unasked(exchanges, told))
    else:
        judgement = judge(right, told)
    complaints = ended.complaints[-MOST_COMPLAINTS:].decode(errors="replace")
    output = None if told is None else told.to_json()
    client = "" if told is None else told.client
    ran = Ran(ended.exit_code, ended.seconds, output, complaints, client)
    return row(scenario, digest, judgement, right, ran, exchanges)


def _has_reply(one: Exchange) -> bool:
    return one.reply_number is not None and one.refused is None


def _told(ended: Ended) -> tuple[Said | None, str]:
    """What the command said, or why it cannot be read."""
    if ended.flooded:
        return None, f"it printed more than {MOST_OUTPUT:,} bytes"
    try:
        return said(ended.output), ""
    except UnreadableError as error:
        return None, str(error)


def _code(ended: Ended) -> str:
    return "" if ended.exit_code is None else f"exit code {ended.exit_code}, and "


def _hung(exchanges: Sequence[Exchange], timeout: float) -> str:
    """That it was still running, and what it may have been waiting for."""
    still = f"still running after {timeout:g} s"
    if not exchanges:
        return f"{still}; the server got no request"
    last = exchanges[-1]
    if last.plan.ending is Ending.STALL:
        return f"{still}; the scenario says no more and keeps the connection open"
    asked = f", and it asked {len(exchanges)} times" if len(exchanges) > 1 else ""
    sent = "everything was sent" if last.exact else "the answer was not read to its end"
    return f"{still}; {sent}{asked}"


def _unasked(exchanges: Sequence[Exchange], told: Said) -> str:
    error = "" if told.error is None else f"; the client says: {told.error}"
    if not exchanges:
        return f"the server got no request{error}"
    return f"the server had no reply to the request: {exchanges[-1].refused}{error}"
