"""OpenAI's own shapes, to the key."""

from __future__ import annotations

import pytest

from mockserver.dialects.base import Identity
from mockserver.dialects.openai import OpenAI
from mockserver.wire.events import Delta, Failure, UsageTail

OPENAI = OpenAI()
IDENTITY = Identity("abc", "gpt-4o")


def test_envelope() -> None:
    assert OPENAI.envelope(IDENTITY) == {
        "id": "chatcmpl-abc",
        "object": "chat.completion.chunk",
        "created": 1_700_000_000,
        "model": "gpt-4o",
        "system_fingerprint": "fp_6d6f636b73",
    }


def test_choice() -> None:
    assert OPENAI.choice(Delta(2, role=True, text="a", finish="stop")) == {
        "index": 2,
        "delta": {"role": "assistant", "content": "a"},
        "logprobs": None,
        "finish_reason": "stop",
    }


def test_usage() -> None:
    tail = UsageTail(1, 2, 3, {"prompt_tokens_details": {"cached_tokens": 1}})
    assert OPENAI.usage(tail) == {
        "prompt_tokens": 1,
        "completion_tokens": 2,
        "total_tokens": 3,
        "prompt_tokens_details": {"cached_tokens": 1},
    }


def test_headers_carry_the_request_id() -> None:
    assert OPENAI.headers(IDENTITY)["x-request-id"] == "req_abc"


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, "invalid_request_error"),
        (401, "authentication_error"),
        (403, "permission_error"),
        (404, "invalid_request_error"),
        (429, "rate_limit_error"),
        (500, "server_error"),
        (418, "invalid_request_error"),
    ],
)
def test_error_type_follows_the_status(status: int, kind: str) -> None:
    error = OPENAI.error_body(Failure("no"), status)["error"]
    assert error == {"message": "no", "type": kind, "param": None, "code": None}


def test_error_stands_as_written() -> None:
    failure = Failure("no", "bad_model", "my_type", "model", {"not": "sent"})
    expected = {"message": "no", "type": "my_type", "param": "model", "code": "bad_model"}
    assert OPENAI.error(failure, 400) == expected
