"""What the control plane says, as JSON values; knows no route and no connection."""

from __future__ import annotations

from mockserver.wire.json_text import JsonObject

from .sessions import ServedSession


def health(session: ServedSession) -> JsonObject:
    """Whether it is ready, and what it has done so far."""
    return {
        "status": "ok",
        "scenarios": len(session.choice.scenarios.by_name),
        "queued": len(session.choice.queued),
        "requests": session.journal.total,
        "open": sum(exchange.outcome is None for exchange in session.journal),
    }


def journal(session: ServedSession) -> JsonObject:
    """All exchanges that are kept, oldest first."""
    kept = session.journal
    return {"total": kept.total, "exchanges": [exchange.to_json() for exchange in kept]}


def open_gate(session: ServedSession, name: str) -> JsonObject:
    """Lets every stream pass that waits at this gate, and all that come."""
    session.gates.open(name)
    return {"gate": name, "open": True}
