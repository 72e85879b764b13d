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
    "control-char-in-arguments": "quirks/tool-calls/control-characters-in-arguments",
    "control-char-in-arguments/outer": "quirks/tool-calls/control-character-in-data",
    "legacy-function-call-stub": "quirks/tool-calls/function-call-stub",
    "tool-arguments-resent-in-full": "quirks/tool-calls/arguments-sent-again",
    "tool-arguments-split-escape": "quirks/tool-calls/escape-over-two-fragments",
    "tool-finish-stop": "quirks/tool-calls/finish-says-stop",
    "tool-id-name-empty-string": "quirks/tool-calls/empty-id-and-name",
    "tool-index-all-zero": "quirks/tool-calls/all-indexes-zero",
    "tool-index-missing": "quirks/tool-calls/no-index",
    "tool-interleaved-fragments": "quirks/tool-calls/interleaved-fragments",
    "tool-name-repeated": "quirks/tool-calls/name-in-every-fragment",
    "tool-null-padding": "quirks/tool-calls/null-padding",
    "tool-truncated-finish-tool-calls": "quirks/tool-calls/cut-by-max-tokens",
    "tool-type-missing": "quirks/tool-calls/no-type",
    "custom-tool-call-delta": "quirks/tool-calls/custom-tool",
    "groq-tool-single-delta": "quirks/tool-calls/one-delta-per-call",
    "tool-calls-empty-array": "quirks/tool-calls/empty-list-beside-text",
    "tool-name-fragments": "quirks/tool-calls/name-in-pieces",
    "tool-one-chunk-mistral": "quirks/tool-calls/one-chunk-with-finish",
    "tool-type-empty-string": "quirks/tool-calls/empty-type",
}
"""A quirk's name, with `/` and a word where it has a second file, and its scenario's name."""

LEFT_OUT_2: dict[str, str] = {}
"""Why a quirk has no scenario."""
