"""OpenRouter's own shapes, to the key."""

from __future__ import annotations

import pytest

from mockserver.dialects.base import Identity
from mockserver.dialects.openrouter import OpenRouter
from mockserver.wire.events import Delta, Failure, UsageTail
from mockserver.wire.json_text import Json
from tests import say

OPENROUTER = OpenRouter()
IDENTITY = Identity("abc", "m/x")


def test_envelope() -> None:
    assert OPENROUTER.envelope(IDENTITY) == {
        "id": "gen-abc",
        "provider": "Mock",
        "model": "m/x",
        "object": "chat.completion.chunk",
        "created": 1_700_000_000,
    }


def test_choice_has_both_finish_reasons() -> None:
    choice = OPENROUTER.choice(Delta(finish="stop"))
    assert (choice["finish_reason"], choice["native_finish_reason"]) == ("stop", "stop")


def test_usage_says_what_it_costs() -> None:
    assert OPENROUTER.usage(UsageTail(1, 2, 3)) == {
        "prompt_tokens": 1,
        "completion_tokens": 2,
        "total_tokens": 3,
        "cost": 0,
        "is_byok": False,
        "cost_details": {
            "upstream_inference_cost": None,
            "upstream_inference_prompt_cost": 0,
            "upstream_inference_completions_cost": 0,
        },
    }


def test_written_details_win() -> None:
    assert OPENROUTER.usage(UsageTail(1, 2, 3, {"cost": 0.5}))["cost"] == 0.5


def test_processing_comments_come_before_the_first_chunk() -> None:
    body = say.body(say.planned([{"text": "a"}], "openrouter")).decode()
    assert body.startswith(": OPENROUTER PROCESSING\n\n: OPENROUTER PROCESSING\n\ndata: {")


def test_headers_carry_the_generation_id() -> None:
    assert OPENROUTER.headers(IDENTITY) == {"X-Generation-Id": "gen-abc"}


@pytest.mark.parametrize(
    ("failure", "code", "metadata"),
    [
        (Failure("no"), 429, {"error_type": "rate_limit_exceeded"}),
        (Failure("no", 402), 402, {"error_type": "payment_required"}),
        (Failure("no", 418), 418, {"error_type": "server"}),
        (Failure("no", "server_error"), "server_error", {"error_type": "rate_limit_exceeded"}),
        (Failure("no", type="refusal"), 429, {"error_type": "refusal"}),
        (Failure("no", metadata={"raw": 1}), 429, {"raw": 1}),
        (Failure("no", metadata={}), 429, {}),
        (Failure("no", type="t", metadata={"raw": 1}), 429, {"error_type": "t", "raw": 1}),
        (Failure("no", type="t", metadata={"error_type": "mine"}), 429, {"error_type": "mine"}),
    ],
)
def test_error(failure: Failure, code: Json, metadata: Json) -> None:
    expected = {"code": code, "message": "no", "metadata": metadata}
    assert OPENROUTER.error(failure, 429) == expected


def test_written_metadata_is_not_changed() -> None:
    metadata = {"raw": 1}
    OPENROUTER.error(Failure("no", type="t", metadata=metadata), 429)
    assert metadata == {"raw": 1}


def test_a_refusal_has_a_number_as_code_and_its_word_in_the_metadata() -> None:
    refused = OpenRouter().refused(Failure("no", "no_scenario", "mockserver_refusal"), 404)
    assert OpenRouter().error(refused, 404) == {
        "code": 404,
        "message": "no",
        "metadata": {"error_type": "not_found", "mockserver": "no_scenario"},
    }


def test_a_refusal_without_a_word_has_none() -> None:
    refused = OpenRouter().refused(Failure("no"), 405)
    assert refused.metadata == {"error_type": "invalid_request"}
