"""What the control plane says, as JSON values; knows no route and no connection."""

from __future__ import annotations

from collections.abc import Callable

from mockserver.exchange.journal import Journal
from mockserver.exchange.selection import Session
from mockserver.wire.json_text import JsonObject


def health(session: Session, journal: Journal) -> JsonObject:
    """Whether it is ready, and what it has done so far."""
    return {
        "status": "ok",
        "scenarios": len(session.scenarios.by_name),
        "queued": len(session.queued),
        "requests": journal.total,
        "open": sum(exchange.outcome is None for exchange in journal),
    }


def journal(kept: Journal) -> JsonObject:
    """All exchanges that are kept, oldest first."""
    return {"total": kept.total, "exchanges": [exchange.to_json() for exchange in kept]}


def open_gate(opener: Callable[[str], object], name: str) -> JsonObject:
    """Lets every stream pass that waits at this gate, and all that come."""
    opener(name)
    return {"gate": name, "open": True}
