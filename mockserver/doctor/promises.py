"""What is promised of every machine, and whether it held, judged by plain facts; opens nothing.

Each trial of `trials.py` hands over facts; the functions here say what they prove. Lateness is told
and never judged: it says how loaded the machine is, not whether the server is right.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from mockserver.exchange.outcome import Result

Holds = Literal["ok", "not here", "broken"]
"""`not here`: this platform is known not to keep it; `broken`: it should, and did not."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What a raw client had of one answer: `body` after the chunked coding, and how it ended.

    `end` is `eof`, `reset` or `open`; `reads` are the sizes of its reads, the head's included.
    """

    body: bytes
    end: str
    reads: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Cut:
    """One cut: the body that was meant to arrive, and what did."""

    meant: bytes
    heard: Heard


@dataclass(frozen=True, slots=True)
class Closed:
    """A half-close: what the client had, and whether it could send on afterwards."""

    cut: Cut
    could_send: bool


@dataclass(frozen=True, slots=True)
class Drip:
    """The sizes of the reads that were meant, and of those that happened."""

    meant: tuple[int, ...]
    heard: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """One segment, in microseconds after the request was handed to the socket.

    `planned` counts from the arrival, which is later; `sent` is as the journal has it, from the
    arrival too; `received` is the client's, from before it asked.
    """

    planned: int
    sent: int
    received: int


@dataclass(frozen=True, slots=True)
class Left:
    """How a client left a stalled stream, what the journal says of it, and after how long (µs)."""

    how: str
    result: str
    after: int


@dataclass(frozen=True, slots=True)
class Unread:
    """A stream whose client reads nothing: bytes planned, sent, and not accepted at the end."""

    result: str
    exact: bool
    planned: int
    sent: int
    unaccepted: int


@dataclass(frozen=True, slots=True)
class Reading:
    """Whether the client was known to have read all, before it read and after; None: not knowable.

    `why` says why not.
    """

    before: bool | None
    after: bool | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Promise:
    """What is promised; `means` says what follows where it does not hold.

    `only` names the one platform (as `sys.platform`) that can keep it; None is every one.
    """

    key: str
    says: str
    means: str
    judge: Callable[[Any], tuple[bool, str]]
    only: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One promise on this machine; `why` has the figures."""

    promise: Promise
    holds: Holds
    why: str

    def to_json(self) -> dict[str, str]:
        """The same as JSON."""
        one = self.promise
        said = {"promise": one.key, "says": one.says, "holds": self.holds, "why": self.why}
        return said if self.holds == "ok" else {**said, "means": one.means}


def found(promise: Promise, facts: Any, platform: str) -> Finding:
    """Whether the promise held, by the facts of its trial.

    An exception in their place is why there are none.
    """
    if isinstance(facts, Exception):
        held, why = False, f"{type(facts).__name__}: {facts}".removesuffix(": ")
    else:
        held, why = promise.judge(facts)
    if held:
        return Finding(promise, "ok", why)
    return Finding(promise, "broken" if promise.only in (None, platform) else "not here", why)


def healthy(findings: Sequence[Finding]) -> bool:
    """Whether all holds that this platform should keep."""
    return all(one.holds != "broken" for one in findings)


# -- what the facts prove -------------------------------------------------------------------------


def cuts(end: str, facts: Mapping[str, Sequence[Cut]]) -> tuple[bool, str]:
    """Every cut was exact, on each kind of connection, and the client saw this `end`."""
    said, wrong = [], []
    for kind, some in facts.items():
        bad = [one for one in some if (one.meant, end) != (one.heard.body, one.heard.end)]
        said.append(f"{len(some) - len(bad)} of {len(some)} on {kind} connections")
        wrong += bad
    if not wrong:
        return True, ", ".join(said)
    one = wrong[0]
    first = f"{len(one.heard.body)} of {len(one.meant)} bytes and then {one.heard.end}"
    return False, f"{', '.join(said)}; for example {first}"


def truncated(facts: Mapping[str, Sequence[Cut]]) -> tuple[bool, str]:
    """Cuts that end by a FIN."""
    return cuts("eof", facts)


def reset(facts: Mapping[str, Sequence[Cut]]) -> tuple[bool, str]:
    """Cuts that end by an RST."""
    return cuts("reset", facts)


def half_closed(facts: Closed) -> tuple[bool, str]:
    """The client saw the end, and what it sent afterwards was not answered by a reset."""
    held, why = cuts("eof", {"fresh": [facts.cut]})
    if not facts.could_send:
        return False, "the client saw the end, and could not send on"
    return held, "the client saw the end, and could send on" if held else why


def dripped(facts: Drip) -> tuple[bool, str]:
    """Each segment came in a read of its own."""
    if facts.meant == facts.heard:
        return True, f"{len(facts.meant)} segments in as many reads"
    return False, f"{len(facts.meant)} segments in {len(facts.heard)} reads"


def in_time(facts: Sequence[Moment]) -> tuple[bool, str]:
    """Nothing was early, neither by the journal nor by the client's own clock."""
    if not facts:
        return False, "no segment was seen"
    early = max(max(one.planned - one.sent, one.planned - one.received) for one in facts)
    late = sorted(one.sent - one.planned for one in facts)
    said = f"lateness of {len(late)} segments: {_lateness(late)} (told, not judged)"
    if early > 0:
        return False, f"one was {_ms(early)} early; {said}"
    return True, said


def _lateness(late: Sequence[int]) -> str:
    parts = [f"p{part} {_ms(late[(len(late) - 1) * part // 100])}" for part in (50, 99)]
    return ", ".join([*parts, f"largest {_ms(late[-1])}"])


def seen_leaving(facts: Sequence[Left]) -> tuple[bool, str]:
    """The journal says of each client that it left."""
    bad = [one for one in facts if one.result != Result.CLIENT_LEFT]
    if bad:
        return False, "; ".join(f"{one.how}: {one.result}" for one in bad)
    return True, ", ".join(f"{one.how} after {_ms(one.after)}" for one in facts)


def bounded(facts: Unread) -> tuple[bool, str]:
    """The stream was ended, and the journal says that it was not exact, and by how much."""
    said = f"{facts.sent} of {facts.planned} bytes sent, {facts.unaccepted} not accepted"
    held = facts.result == Result.CLIENT_NOT_READING and not facts.exact and facts.unaccepted > 0
    return held and facts.sent < facts.planned, f"{facts.result}: {said}"


def known_to_read(facts: Reading) -> tuple[bool, str]:
    """Before the client read it was known that it had not, and afterwards that it had."""
    if None in (facts.before, facts.after):
        return False, facts.why
    said = {(False, True): "not before it reads, and as soon as it has"}
    why = said.get((bool(facts.before), bool(facts.after)))
    if why is not None:
        return True, why
    return False, f"{facts.before} before it read, {facts.after} afterwards"


def _ms(micros: int) -> str:
    return f"{micros / 1000:.2f} ms"


PROMISES = (
    Promise(
        "cut",
        "a stream is cut at exactly the byte that is meant, with a clean end",
        "tests that cut a stream at a byte prove nothing here",
        truncated,
    ),
    Promise(
        "reset",
        "a reset comes after exactly the byte that is meant",
        "a reset may take bytes with it that were sent: the journal's `exact` means this machine's "
        "kernel had them",
        reset,
        only="linux",
    ),
    Promise(
        "half-close",
        "a half-close is the end for the client, which can still send",
        "half_close looks like truncate here",
        half_closed,
    ),
    Promise(
        "drip",
        "segments with pauses between come in reads of their own",
        "tests of text that comes byte by byte may see several bytes at once",
        dripped,
    ),
    Promise(
        "never-early",
        "nothing is ever early",
        "planned times are not kept: assert no least time here",
        in_time,
    ),
    Promise(
        "client-left",
        "a client that leaves is seen to leave",
        "tests of cancellation must not rely on the journal's client_left",
        seen_leaving,
    ),
    Promise(
        "not-reading",
        "a client that never reads takes bounded memory and time",
        "such a client may keep a stream, and its memory, for longer",
        bounded,
    ),
    Promise(
        "has-read",
        "it is known when the client has read all that was sent",
        "`wait_until_read()` raises NotKnowableError: let the client say what it has read",
        known_to_read,
        only="linux",
    ),
)
"""All that is tried, in the order in which it is told; `trials.TRIALS` has one for each key."""
