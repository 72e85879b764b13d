"""What really happened to one plan; plain facts, told by delivery, read by the journal."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Result(StrEnum):
    """How an exchange ended in reality: as an Ending says, or in one of three other ways."""

    COMPLETE = "complete"
    TRUNCATE = "truncate"
    RESET = "reset"
    HALF_CLOSE = "half_close"
    STALL = "stall"  # held open until the bound on a stream's life
    CLIENT_LEFT = "client_left"  # the client closed before the plan was done
    CLIENT_NOT_READING = "client_not_reading"  # bytes were refused for longer than the bound
    SERVER_STOPPED = "server_stopped"  # this server was stopped while the stream was open
    FAILED = "failed"  # a fault of this server; the connection was aborted


@dataclass(frozen=True, slots=True)
class Outcome:
    """The reality of one exchange, beside its plan.

    `exact`: every planned byte was accepted by the peer's kernel and the planned ending happened.
    `sent`: bytes handed to the socket layer (head, segments, beats).
    `unaccepted`: of those, the bytes that the peer's kernel had not accepted at the end.
    `times`: for each instruction that was carried out, microseconds after the request's arrival
    at which it was (the moment after a pause, the moment of a write); so `len(times)` is how many
    were carried out, and where `result` is CLIENT_LEFT the client left after the last of them.
    `detail`: for FAILED, what went wrong.
    """

    result: Result
    exact: bool
    sent: int
    unaccepted: int
    times: tuple[int, ...]
    detail: str = ""
