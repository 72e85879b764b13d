"""Rows for the tests of reports."""

from __future__ import annotations

from typing import Any

from mockserver.conformance.expected import Expected
from mockserver.conformance.judge import Difference, Judgement, Verdict
from mockserver.conformance.row import Asked, Ran, Report, Row

HOSTILE = '</script><img src=x onerror=alert(1)>&"\x1b[31m\x00\u202e]]>'
"""What a client may say that wants to be more than text."""


def row(name: str = "folder/one", verdict: Verdict = Verdict.CORRECT, **more: Any) -> Row:
    return Row(
        name, "sha256:1", Judgement(verdict, f"why {name}"), Expected(), Ran(0, 0.25), **more
    )


def hostile(verdict: Verdict = Verdict.SILENTLY_WRONG) -> Row:
    """A row that says it wherever anything can be said."""
    difference = Difference("text", HOSTILE, {"a": HOSTILE}, less=False)
    return Row(
        HOSTILE,
        HOSTILE,
        Judgement(verdict, HOSTILE, (HOSTILE,), (HOSTILE,), (difference,)),
        Expected(({"text": HOSTILE},), written=True),
        Ran(1, 0.5, {"text": HOSTILE}, HOSTILE, HOSTILE),
        (Asked(None, 1, HOSTILE, None, HOSTILE), Asked(404, None, None, HOSTILE, HOSTILE)),
        HOSTILE,
        HOSTILE,
        (HOSTILE, f"javascript:{HOSTILE}", f"https://example.com/{HOSTILE}"),
        (HOSTILE,),
    )


def report(*rows: Row, client: str = "client 1.0") -> Report:
    return Report(client, ("python", "ask.py"), rows or (row(), hostile()))
