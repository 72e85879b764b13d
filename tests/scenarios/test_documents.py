"""The examples in public SDKs' documents arrive field by field as the documents have them.

The documents write their fields in camel case, `finishReason`; on the wire it is `finish_reason`.
Numbers are compared as they are written.
"""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest

from mockserver.serving.server import MockServer

from .right_events import events
from .rows import SCENARIOS

PLAIN = """{
  "id": "chatcmpl-123",
  "choices": [{"delta": {}, "finishReason": null, "index": 0}],
  "created": 1677652288,
  "model": "openai/gpt-4",
  "object": "chat.completion.chunk"
}"""

EXAMPLES = {
    "chat-streaming-response-chunk": PLAIN,
    "send-chat-completion-request-response-body": PLAIN,
    "chat-streaming-response-chunk-data": """{
      "id": "<id>",
      "choices": [{
        "delta": {
          "role": "assistant", "content": "<value>", "reasoning": "<value>", "refusal": "<value>",
          "toolCalls": [{
            "index": 932.78, "id": "<id>", "function": {"name": "<value>", "arguments": "<value>"}
          }]
        },
        "finishReason": "tool_calls",
        "index": 8525.14,
        "logprobs": {
          "content": [{
            "token": "<value>", "logprob": 7572.98, "bytes": [9191.5, 2986.81, 8603.48],
            "topLogprobs": [
              {"token": "<value>", "logprob": 1362.57, "bytes": [7000.29, 7450.46, 6296.9]}
            ]
          }],
          "refusal": []
        }
      }],
      "created": 9152.94,
      "model": "Model 3",
      "object": "chat.completion.chunk",
      "systemFingerprint": null,
      "error": {"message": "<value>", "code": 4181.38},
      "usage": {
        "completionTokens": 6813.22, "promptTokens": 9802.3, "totalTokens": 8877.64,
        "completionTokensDetails": {
          "reasoningTokens": 1093.75, "audioTokens": 130.3,
          "acceptedPredictionTokens": 7308.38, "rejectedPredictionTokens": 2801.33
        },
        "promptTokensDetails": {"cachedTokens": 6205.53, "audioTokens": 1522.95}
      }
    }""",
    "chat-completion-chunk": """{
      "id": "<id>",
      "choices": [{"delta": {}, "finishReason": "length", "index": 7881.03}],
      "created": 6771.54,
      "model": "PT Cruiser",
      "object": "chat.completion.chunk"
    }""",
    "chat-completion-stream-event": """{
      "id": "<id>",
      "object": "chat.completion.chunk",
      "created": 336381,
      "model": "Land Cruiser",
      "choices": [{"index": 440092, "delta": {}}]
    }""",
}
"""What the documents show, in their words."""

COMMON = "id choices created model object"
FIELDS = {
    "chat-streaming-response-chunk": f"{COMMON} systemFingerprint error usage",
    "send-chat-completion-request-response-body": COMMON,
    "chat-streaming-response-chunk-data": f"{COMMON} systemFingerprint error usage",
    "chat-completion-chunk": f"{COMMON} systemFingerprint usage",
    "chat-completion-stream-event": f"{COMMON} systemFingerprint usage",
}
"""The rows of the documents' tables."""

SHOWN = {
    "chat-streaming-response-chunk": """{
      "id": "chatcmpl-123",
      "created": 1677652288,
      "model": "openai/gpt-4",
      "systemFingerprint": "fp_44709d6fcb",
      "error": {"message": "Rate limit exceeded", "code": 429},
      "usage": {
        "completionTokens": 15, "promptTokens": 10, "totalTokens": 25,
        "completionTokensDetails": {"reasoningTokens": 5},
        "promptTokensDetails": {"cachedTokens": 2}
      }
    }""",
    "send-chat-completion-request-response-body": """{
      "id": "chatcmpl-123",
      "object": "chat.completion.chunk",
      "created": 1677652288,
      "model": "openai/gpt-4",
      "choices": [
        {"index": 0, "delta": {"role": "assistant", "content": "Hello"}, "finishReason": null}
      ]
    }""",
}
"""What the column "Example" of the tables shows."""


def loads(text: str) -> Any:
    return json.loads(text, parse_int=str, parse_float=str)


def wire_name(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Each value that holds no others, by its path in the wire's names."""
    if isinstance(value, dict) and value:
        for key, one in value.items():
            yield from leaves(one, f"{path}.{wire_name(key)}")
    elif isinstance(value, list) and value:
        for at, one in enumerate(value):
            yield from leaves(one, f"{path}[{at}]")
    else:
        yield path, value


async def sent(name: str) -> list[Any]:
    """The JSON of each event that arrives, but for the terminator."""
    async with (
        MockServer([SCENARIOS[f"documents/{name}"]]) as server,
        httpx.AsyncClient(trust_env=False) as client,
    ):
        body = {"model": f"documents/{name}", "stream": True, "messages": []}
        answer = await client.post(f"{server.base_url}/chat/completions", json=body)
    *data, done = [event.data async for event in events(_one(answer.content))]
    assert done == "[DONE]"
    return [loads(one) for one in data]


async def _one(body: bytes) -> AsyncIterator[bytes]:
    yield body


def test_every_document_is_here() -> None:
    names = {name.removeprefix("documents/") for name in SCENARIOS if name.startswith("documents/")}
    assert names == set(EXAMPLES) == set(FIELDS)


@pytest.mark.parametrize("name", EXAMPLES)
async def test_the_first_chunk_is_the_documents_example(name: str) -> None:
    first, _ = await sent(name)
    assert dict(leaves(first)) == dict(leaves(loads(EXAMPLES[name])))


@pytest.mark.parametrize("name", FIELDS)
async def test_the_second_chunk_has_every_field_of_the_table(name: str) -> None:
    _, second = await sent(name)
    assert sorted(second) == sorted(map(wire_name, FIELDS[name].split()))
    assert None not in second.values()


@pytest.mark.parametrize("name", SHOWN)
async def test_the_second_chunk_has_what_the_table_shows(name: str) -> None:
    _, second = await sent(name)
    assert dict(leaves(loads(SHOWN[name]))).items() <= dict(leaves(second)).items()
