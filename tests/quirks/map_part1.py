"""Which scenario shows which quirk of chunks, usage, logprobs, reasoning, media, errors, time."""

from __future__ import annotations

PART_1 = {
    # -- fields of chunks
    "azure-first-chunk-empty": "azure/content-filter-first",
    "azure-content-filter-results-per-chunk": (
        "quirks/chunk-fields/azure-content-filter-results-per-chunk"
    ),
    "bedrock-stop-reasons-passed-through": (
        "quirks/chunk-fields/bedrock-stop-reasons-passed-through"
    ),
    "choice-index-counts-tokens": "quirks/chunk-fields/choice-index-counts-tokens",
    "choice-index-missing": "quirks/chunk-fields/choice-index-missing",
    "choices-key-missing": "quirks/chunk-fields/choices-key-missing",
    "cost-tail-without-envelope": "quirks/chunk-fields/cost-tail-without-envelope",
    "created-null": "quirks/chunk-fields/created-null",
    "delta-and-message-both": "quirks/chunk-fields/delta-and-message-both",
    "delta-role-missing": "automatic/no-role",
    "finish-abort": "quirks/chunk-fields/finish-abort",
    "finish-content-filter-native-refusal": (
        "quirks/chunk-fields/finish-content-filter-native-refusal"
    ),
    "finish-reason-empty-string": "quirks/chunk-fields/finish-reason-empty-string",
    "finish-reason-key-missing": "quirks/chunk-fields/finish-reason-key-missing",
    "finish-reason-string-null": "quirks/chunk-fields/finish-reason-string-null",
    "foundry-local-both-delta-and-message": (
        "quirks/chunk-fields/foundry-local-both-delta-and-message"
    ),
    "llamacpp-first-chunk-content-null": "quirks/chunk-fields/llamacpp-first-chunk-content-null",
    "llamacpp-timings-tail": "quirks/chunk-fields/llamacpp-timings-tail",
    "mistral-content-array": "quirks/chunk-fields/mistral-content-array",
    "mistral-content-references": "quirks/chunk-fields/mistral-content-references",
    "obfuscation-field": "quirks/chunk-fields/obfuscation-field",
    "refusal-delta": "quirks/chunk-fields/refusal-delta",
    "role-empty-string": "quirks/chunk-fields/role-empty-string",
    "role-never-sent": "quirks/chunk-fields/role-never-sent",
    "service-tier-unknown-value": "quirks/chunk-fields/service-tier-unknown-value",
    "sglang-nulls-everywhere": "quirks/chunk-fields/sglang-nulls-everywhere",
    "usage-tail-without-envelope": "quirks/chunk-fields/usage-tail-without-envelope",
    "vllm-stop-reason-extra": "quirks/chunk-fields/vllm-stop-reason-extra",
    # -- usage
    "choices-null": "quirks/usage/choices-null",
    "groq-usage-in-x-groq": "quirks/usage/groq-usage-in-x-groq",
    "or-usage-tail": "quirks/usage/or-usage-tail",
    "perplexity-cumulative-usage-extras": "quirks/usage/perplexity-cumulative-usage-extras",
    "usage-chunk-nonempty-choices": "quirks/usage/usage-chunk-nonempty-choices",
    "usage-cumulative-every-chunk": "quirks/usage/usage-cumulative-every-chunk",
    "usage-empty-object": "quirks/usage/usage-empty-object",
    "usage-null-every-chunk": "quirks/usage/usage-null-every-chunk",
    "usage-on-finish-chunk": "quirks/usage/usage-on-finish-chunk",
    "usage-tail-empty-choices": "usage-tail",
    "usage-then-extra-empty-chunk": "quirks/usage/usage-then-extra-empty-chunk",
    # -- logprobs
    "logprob-minus-9999": "quirks/logprobs/logprob-minus-9999",
    "logprobs-many-tokens-one-chunk": "quirks/logprobs/logprobs-many-tokens-one-chunk",
    "logprobs-missing-top-and-null-bytes": "quirks/logprobs/logprobs-missing-top-and-null-bytes",
    "logprobs-null-on-reasoning": "quirks/logprobs/logprobs-null-on-reasoning",
    # -- reasoning
    "reasoning-content-field": "quirks/reasoning/reasoning-content-field",
    "reasoning-details-index-always-zero": "quirks/reasoning/reasoning-details-index-always-zero",
    "reasoning-details-signature-last": "quirks/reasoning/reasoning-details-signature-last",
    "reasoning-field": "quirks/reasoning/reasoning-field",
    # -- errors before the stream
    "cloudflare-524-html": "quirks/errors-pre-stream/cloudflare-524-html",
    "gemini-error-list": "quirks/errors-pre-stream/gemini-error-list",
    "llamacpp-exceed-context-error": "quirks/errors-pre-stream/llamacpp-exceed-context-error",
    "openai-429-go-duration-headers": "quirks/errors-pre-stream/openai-429-go-duration-headers",
    "or-402-credits": "openrouter/no-credits",
    "or-429-metadata-raw-plain": "quirks/errors-pre-stream/or-429-metadata-raw-plain",
    "or-429-reset-in-body": "quirks/errors-pre-stream/or-429-reset-in-body",
    "or-availability-error": "quirks/errors-pre-stream/or-availability-error",
    "or-metadata-raw-nested-json": "quirks/errors-pre-stream/or-metadata-raw-nested-json",
    "retry-after-http-date": "errors/retry-after-date",
    "status-529": "quirks/errors-pre-stream/status-529",
    # -- more than text
    "annotations-in-several-places": "quirks/multimodal/annotations-in-several-places",
    "annotations-only-delta": "quirks/multimodal/annotations-only-delta",
    "audio-delta-expires-at": "quirks/multimodal/audio-delta-expires-at",
    # -- lost connections
    "eof-after-partial-text": "faults/complete-too-early",
    "incomplete-chunked-read": "quirks/disconnect/incomplete-chunked-read",
    "tcp-rst-midstream": "quirks/disconnect/tcp-rst-midstream",
    # -- time
    "comments-keep-stalled-stream-warm": "quirks/timing/comments-keep-stalled-stream-warm",
    "drip-resets-nothing": "quirks/timing/drip-resets-nothing",
    "first-token-very-late": "quirks/timing/first-token-very-late",
    "stall-mid-stream": "stalled",
}
"""The scenario of each quirk; one that is elsewhere than in `quirks/` is that very stream."""

LEFT_OUT_1: dict[str, str] = {}
"""Why a quirk has no scenario."""
