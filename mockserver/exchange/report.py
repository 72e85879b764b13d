"""An exchange as JSON and as text, short or whole, for people and scripts; changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from shlex import quote
from typing import Protocol

from mockserver import durations
from mockserver.wire.json_text import JsonObject
from mockserver.wire.transcript import transcript
from mockserver.wire.visible import visible

from . import again
from .facts import Facts
from .problem import Problem
from .reached import waiting

MOST_SHOWN = 20
"""Exchanges that the text of a journal shows: the last ones."""

SAVED = "JOURNAL.json"
"""Stands for a journal's JSON where nobody has said where it is."""

_LONGEST = 400
"""Characters of a line of a summary."""


class Kept(Protocol):
    """The exchanges that a journal keeps, oldest first, of `total` ones."""

    total: int

    def __iter__(self) -> Iterator[Facts]:
        """The exchanges."""


def to_json(one: Facts) -> JsonObject:
    """Everything about an exchange; times and durations in microseconds."""
    return {
        "number": one.number,
        "path": one.path,
        "arrival": one.arrival,
        "connection": one.connection,
        "earlier_on_connection": one.earlier_on_connection,
        "model": one.request.model if one.request else None,
        "stream": one.request.stream if one.request else None,
        "headers": dict(one.headers),
        "scenario": one.scenario,
        "reply": one.reply_number,
        "refused": one.refused,
        "problem": one.problem,
        "status": one.status,
        "digest": one.digest,
        **again.to_json(one.response),
        "planned": {
            "ending": one.plan.ending,
            "bytes": len(one.plan.body),
            "duration": one.plan.duration,
            "notes": list(one.plan.notes),
        },
        "happened": _happened(one),
    }


def _happened(one: Facts) -> JsonObject | None:
    if (outcome := one.outcome) is None:
        return None
    return {
        "result": outcome.result,
        "exact": outcome.exact,
        "sent": outcome.sent,
        "unaccepted": outcome.unaccepted,
        "instructions": len(outcome.times),
        "chunks": one.chunks_sent,
        "events": one.events_sent,
        "left_after": one.left_after,
        "lasted": one.lasted,
        "lateness": one.lateness,
        "segments": [list(segment) for segment in one.segments()],
        "detail": outcome.detail,
    }


def title(one: Facts) -> str:
    """One line: what was asked for, what answered, and how it ended."""
    answered = one.refused or f"{one.scenario}, reply {one.reply_number}"
    result = one.result or "open"
    unsure = "" if one.exact in (True, None) else " (not exact)"
    said = f"#{one.number} {one.path} → {one.status} {result}{unsure}: {answered}"
    return visible(said)


def whole(one: Facts) -> str:
    """Its title, the transcript with what did not happen, the notes and the digest."""
    done = len(one.outcome.times) if one.outcome else None
    notes = "".join(f"note: {note}\n" for note in one.plan.notes)
    return f"{title(one)}\n{transcript(one.plan, done)}{notes}{one.digest}"


def summary(one: Facts, since: int | None = None, saved: str = SAVED) -> str:
    """A few lines: who answered and how, when, how much; and how to see it byte by byte.

    Its arrival is told from `since` on, in the server's microseconds. `saved` is where the journal
    or the exchange is written as JSON, for the command.
    """
    return "\n".join(
        line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
        for line in _summary(one, one.arrival if since is None else since, saved)
    )


def journal_text(journal: Kept, limit: int = MOST_SHOWN, saved: str | None = None) -> str:
    """The summaries of the last exchanges (`limit` of them), and how many came before.

    `saved` is where the journal's JSON is written; without it, the text says how to get it.
    """
    kept = list(journal)
    shown = kept[-limit:] if limit > 0 else []
    before = journal.total - len(shown)
    lines = [f"(the first {before} of {journal.total} exchanges are not shown)"] if before else []
    since = kept[0].arrival if kept else None
    lines += [summary(one, since, saved or SAVED) for one in shown]
    if any(_again(one) for one in shown) and saved is None:
        lines.append(_HOW_TO_SAVE)
    return "\n".join(lines) if lines else "(no exchange)"


_HOW_TO_SAVE = (
    f"({SAVED} is what the server answers at /__mockserver__/journal, or one "
    "`exchange.to_json()` as JSON)"
)


def _summary(one: Facts, since: int, saved: str) -> Iterator[str]:
    yield title(one)
    model = f"model {one.request.model!r}, " if one.request else ""
    yield f"   {model}at +{durations.text(one.arrival - since)}{_times(one)}; {_amount(one)}"
    if one.left_after is not None:
        yield f"   the client left after {one.left_after}{_waiting(one)}"
    elif one.problem is Problem.OPEN:
        yield f"   the stream did not end, after {one.position}{_waiting(one)}"
    if _again(one):
        yield f"   {one.digest}"
        yield f"   mockserver render --request {quote(saved)} --exchange {one.number}"


def _waiting(one: Facts) -> str:
    found = waiting(one.plan, one.carried_out)
    return f"; it was {found}" if found else ""


def _again(one: Facts) -> bool:
    """Whether the answer can be planned again: a refusal cannot."""
    return one.refused is None


def _times(one: Facts) -> str:
    if one.lasted is None:
        return ""
    planned, late = durations.text(one.plan.duration), durations.text(one.lateness)
    return f", sent until +{durations.text(one.lasted)} (planned {planned}, at most {late} late)"


def _amount(one: Facts) -> str:
    sent = sum(size for _, _, size in one.segments())
    return f"chunks {one.chunks_sent}, events {one.events_sent}, bytes {sent}"
