"""Exchanges as a server's journal has them, without a server."""

from __future__ import annotations

from typing import Any

from mockserver.dialects import DIALECTS
from mockserver.exchange.journal import Exchange
from mockserver.exchange.respond import respond
from mockserver.exchange.selection import ScenarioSet, Session
from mockserver.scenario.load import parse
from mockserver.wire.json_text import dump_bytes, dumps


def exchanges(file: Any, requests: int = 1, **body: Any) -> list[Exchange]:
    """Those of so many of the same requests."""
    session = Session(ScenarioSet([parse(dumps(file), "x.yaml", "x")]))
    asked = dump_bytes({"model": "x", "messages": [], "stream": True, **body})
    responses = [respond(session, DIALECTS["openai"], asked) for _ in range(requests)]
    return [Exchange(at, "/", 0, one) for at, one in enumerate(responses)]
