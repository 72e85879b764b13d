"""Which scenario shows which known quirk: framing, tool calls, order, errors, transport."""

from __future__ import annotations

PART_2 = {
    "comment-then-blank-openai-go": "quirks/sse-framing/comment-with-blank-line",
    "data-no-space": "quirks/sse-framing/no-space-after-colon",
    "deepseek-keep-alive-comments": "quirks/sse-framing/long-keep-alive",
    "done-is-not-json": "quirks/sse-framing/done-is-no-json",
    "done-missing": "quirks/sse-framing/no-done-after-tool-call",
    "final-event-unterminated": "quirks/sse-framing/last-event-without-line-end",
    "final-event-unterminated/blank-line": "quirks/sse-framing/last-event-without-blank-line",
    "huge-data-line": "quirks/sse-framing/huge-data-line",
    "id-field-then-ping-comment": "quirks/sse-framing/ids-then-ping",
    "lone-surrogate-escape": "quirks/sse-framing/lone-surrogate",
    "lone-surrogate-escape/two-halves": "chunks/half-characters",
    "or-comment-keepalive": "quirks/sse-framing/processing-comments",
    "retry-only-event": "quirks/sse-framing/events-without-data",
    "sse-crlf": "quirks/sse-framing/crlf",
    "u2028-raw-in-json": "quirks/sse-framing/unicode-line-separators",
    "utf8-split": "quirks/sse-framing/character-over-two-reads",
    "comment-rewrapped-as-data": "quirks/sse-framing/comment-as-data",
    "done-twice": "quirks/sse-framing/done-twice",
    "done-without-brackets": "quirks/sse-framing/done-without-brackets",
    "keepalive-as-data-chunk": "quirks/sse-framing/keep-alive-chunks",
    "named-custom-events": "quirks/sse-framing/named-tool-progress",
    "trailing-empty-event": "quirks/sse-framing/blank-line-for-done",
    "utf8-split-tokens-server-side": "quirks/sse-framing/replacement-characters",
}
"""A quirk's name, with `/` and a word where it has a second file, and its scenario's name."""

LEFT_OUT_2: dict[str, str] = {}
"""Why a quirk has no scenario."""
