"""Rows of the scenarios that replay the examples of public SDKs' documents."""

from __future__ import annotations

from typing import Any

from . import careless_clients as careless
from .careless_callers import never_looks_at_error
from .right_client import Answer, ApiError, ToolCall
from .rows import Row, choice, usage

DETAIL = {
    "type": "reasoning.text",
    "text": "A greeting.",
    "signature": "c2ln",
    "id": "rs_1",
    "format": "unknown",
    "index": 0,
}
CALLED: dict[str, Any] = {
    "finish": "tool_calls",
    "reasoning": "A greeting.",
    "tool_calls": {0: ToolCall("get_weather", "{}")},
}
COUNTS = usage(
    10,
    15,
    completion_tokens_details={
        "reasoning_tokens": 5,
        "audio_tokens": 0,
        "accepted_prediction_tokens": 0,
        "rejected_prediction_tokens": 0,
    },
    prompt_tokens_details={"cached_tokens": 2, "audio_tokens": 0},
)

TABLE = {
    "documents/chat-streaming-response-chunk": Row(
        careless.needs_content_in_every_delta, KeyError, ApiError
    ),
    "documents/chat-streaming-response-chunk-data": Row(
        never_looks_at_error, "<value>Hello", ApiError
    ),
    "documents/chat-completion-chunk": Row(
        careless.takes_the_index_for_a_place,
        TypeError,
        Answer(
            {
                7881.03: choice(finish="length"),
                0: choice("Hello", details=[DETAIL], spelled="Hello", **CALLED),
            },
            COUNTS,
        ),
    ),
    "documents/send-chat-completion-request-response-body": Row(
        careless.unwraps_data_twice, KeyError, Answer({0: choice("Hello", finish=None)})
    ),
    "documents/chat-completion-stream-event": Row(
        careless.needs_a_finish_reason,
        KeyError,
        Answer({440092: choice(finish=None), 0: choice("Hello", **CALLED)}, COUNTS),
    ),
}
