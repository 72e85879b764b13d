"""What all servers of a benchmark send: chunks of about 220 bytes, and requests; knows no server.

The request's model says what is asked for: `chunks-N` is N chunks at once, `paced-MS` a chunk each
so many milliseconds, `stalled` one chunk and then nothing.
"""

from __future__ import annotations

import json
from typing import Any

BURSTS = (5, 100, 1000)
PACES = (20, 50)
PACED_CHUNKS = 1000
"""Chunks of a paced stream; nobody waits for its end."""

PATH = "/v1/chat/completions"

_TEXT = " and so it goes on"


def chunk(model: str, number: int) -> dict[str, object]:
    """One completion chunk, as a mapping that a server can serialize."""
    delta = {"content": f"{number:4}{_TEXT}"}
    return {
        "id": "chatcmpl-0123456789abcdefghijklmnopqrs",
        "object": "chat.completion.chunk",
        "created": 1700000000,
        "model": model,
        "choices": [{"index": 0, "delta": delta, "logprobs": None, "finish_reason": None}],
    }


def event(model: str, number: int) -> bytes:
    """It as a server-sent event."""
    return f"data: {json.dumps(chunk(model, number))}\n\n".encode()


DONE = b"data: [DONE]\n\n"
END = b"0\r\n\r\n"

HEAD = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n"
)


def framed(data: bytes) -> bytes:
    """One HTTP chunk."""
    return b"%x\r\n%b\r\n" % (len(data), data)


def whole(count: int) -> bytes:
    """All bytes of an answer of so many chunks, each in an HTTP chunk of its own."""
    model = f"chunks-{count}"
    frames = [framed(event(model, number)) for number in range(count)]
    return b"".join([HEAD, *frames, framed(DONE), END])


def request(model: str) -> bytes:
    """A request of about 500 bytes, as a client sends it."""
    messages = [
        {"role": "system", "content": "You are a helpful assistant. Answer briefly."},
        {"role": "user", "content": "Tell me how the story goes on, please, in a few words."},
    ]
    body = json.dumps({"model": model, "messages": messages, "stream": True}).encode()
    fields = (
        f"POST {PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n"
        "Authorization: Bearer benchmark\r\nUser-Agent: benchmarks/1.0 (asyncio; x86_64)\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return fields.encode() + body


def scenarios() -> dict[str, str]:
    """The same for mockserver: scenario files (JSON is YAML) by name.

    The role and the finish are chunks of their own, so the text has two less.
    """
    files: dict[str, Any] = {
        f"chunks-{count}": {"reply": [{"text": _texts(count - 2)}]} for count in BURSTS
    }
    for pace in PACES:
        gap = f"{pace}ms"
        stream = [{"text": _texts(PACED_CHUNKS - 2)}]
        reply = {"pace": {"ttft": gap, "itl": gap}, "stream": stream}
        files[f"paced-{pace}"] = {"reply": reply}
    files["stalled"] = {"reply": [{"text": ["Hello"]}, {"stall": "forever"}]}
    return {name: json.dumps(file) for name, file in files.items()}


def _texts(count: int) -> list[str]:
    return [f"{number:4}{_TEXT}" for number in range(count)]
