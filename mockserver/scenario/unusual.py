"""What a file may say and probably does not mean: warnings, from the tree alone."""

from __future__ import annotations

from collections.abc import Iterator

from mockserver.source.diagnostics import Diagnostic, did_you_mean
from mockserver.source.tree import Mapping, Node, Scalar

from .reach import streams

FINISH_REASONS = ("stop", "length", "tool_calls", "content_filter", "function_call", "error")
"""What providers send: OpenAI's API, and OpenRouter's `error`.

https://platform.openai.com/docs/api-reference/chat/streaming
"""


def unusual(root: Node, path: str) -> Iterator[Diagnostic]:
    """A warning for each `finish` that no provider sends."""
    for steps in streams(root):
        for step in steps.items:
            said = step.get("finish") if isinstance(step, Mapping) else None
            if isinstance(said, Scalar) and said.value not in FINISH_REASONS:
                yield Diagnostic(
                    path,
                    said.line,
                    said.column,
                    "warning",
                    "unknown-finish",
                    "no provider sends this finish_reason",
                    said.text,
                    did_you_mean(said.text, FINISH_REASONS),
                    FINISH_REASONS,
                )
