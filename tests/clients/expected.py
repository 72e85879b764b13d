"""What a right client makes of each bundled scenario, in the words of both tests of clients."""

from __future__ import annotations

from dataclasses import dataclass, field

from mockserver import bundled
from mockserver.scenario.load import load_folder

BUNDLED = load_folder(bundled.folder())


@dataclass
class Said:
    """What a client made of an answer; `calls` are the arguments of tool calls by index."""

    text: str = ""
    calls: dict[int, str] = field(default_factory=dict)
    finish: str | None = None
    tokens: int | None = None


WHOLE = {
    "text": Said("The quick brown fox jumps over the lazy dog.", finish="stop", tokens=19),
    "unicode": Said("Grüße, 世界! 👋🏽 Привет — שלום، नमस्ते", finish="stop"),
    "drip": Said("Hello!", finish="stop"),
    "usage-tail": Said("Short.", finish="stop", tokens=14),
    "tool-call": Said(
        "Let me look that up.", {0: '{"city":"Paris","unit":"celsius"}'}, "tool_calls"
    ),
    "parallel-tool-calls": Said(
        calls={0: '{"city":"Paris"}', 1: '{"city":"東京"}'}, finish="tool_calls"
    ),
    "agent-loop": Said(calls={0: '{"city":"Paris"}'}, finish="tool_calls"),
    "rate-limit-then-success": Said("Here you are.", finish="stop"),
}
"""The answers that are whole in the end."""

FAILURES = {
    "midstream-error": "The server had an error while processing your request.",
    "openrouter/midstream-error": "Provider returned error",
}
"""The messages of errors in the middle of a stream."""

CUT = ("truncated", "reset", "stalled")
"""The answers that have no end."""
