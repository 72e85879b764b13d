"""What every Python adapter shares: what to ask, an answer put together, and how it is printed.

It runs wherever a client is installed, beside the adapter, and knows nothing of the mock server.
"""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

REQUEST: dict[str, Any] = json.loads(os.environ["MOCKSERVER_REQUEST"])
"""The body of the request, by the names of the wire."""

READ_TIMEOUT = float(os.environ["MOCKSERVER_READ_TIMEOUT"])
"""Seconds to wait for the next byte."""


class ErrorInStreamError(Exception):
    """An error that the client handed over as a part of the answer."""


class Answer:
    """What came so far; the text, the reasoning and the calls are the first choice's."""

    def __init__(self) -> None:
        self.text = self.reasoning = self.refusal = ""
        self.calls: dict[Any, dict[str, str]] = {}
        self.finish: dict[int, str | None] = {}
        self.usage: dict[str, Any] | None = None

    def add(self, chunk: dict[str, Any]) -> None:
        """A completion chunk by the names of the wire."""
        if chunk.get("error"):
            raise ErrorInStreamError(json.dumps(chunk["error"]))
        self.usage = chunk.get("usage") or self.usage
        for choice in chunk.get("choices") or ():
            index = int(choice.get("index") or 0)
            self.finish[index] = choice.get("finish_reason") or self.finish.get(index)
            if index == 0:
                self.add_delta(choice.get("delta") or choice.get("message") or {})

    def add_delta(self, delta: dict[str, Any]) -> None:
        """What the first choice says next."""
        self.text += _text(delta.get("content"))
        self.reasoning += delta.get("reasoning") or delta.get("reasoning_content") or ""
        self.refusal += delta.get("refusal") or ""
        for at, call in enumerate(delta.get("tool_calls") or ()):
            index, custom = call.get("index"), call.get("custom") or {}
            function = call.get("function") or {**custom, "arguments": custom.get("input")}
            index = at if index is None else index
            self.add_call(index, function.get("name"), function.get("arguments"))

    def add_call(self, index: Any, name: str | None, arguments: Any) -> None:
        """A part of a tool call: its name once, and its argument text as it comes."""
        call = self.calls.setdefault(index, {"name": "", "arguments": ""})
        call["name"] = call["name"] or name or ""
        text = arguments if isinstance(arguments, str | None) else json.dumps(arguments)
        call["arguments"] += text or ""

    def to_json(self) -> dict[str, Any]:
        """What is printed."""
        return {
            "text": self.text,
            "reasoning": self.reasoning,
            "refusal": self.refusal,
            "tool_calls": list(self.calls.values()),
            "finish_reasons": [self.finish[index] for index in sorted(self.finish)],
            "usage": self.usage,
        }


def _text(content: Any) -> str:
    """A content, which some providers send as a list of parts, and some clients make one."""
    if isinstance(content, list):
        return "".join(map(_text, content))
    if isinstance(content, dict):
        return _text(content.get("text"))
    return content or ""


def tell(ask: Callable[[Answer], object], package: str, *unknown: str) -> None:
    """Asks, and prints what came of it; what the client never tells (`unknown`) is left out."""
    answer, error = Answer(), None
    try:
        ask(answer)
    except Exception as failure:  # noqa: BLE001 - which one it is, is the answer
        error = f"{type(failure).__name__}: {failure}"
    said = {key: value for key, value in answer.to_json().items() if key not in unknown}
    client = f"{package} {version(package)} (Python {platform.python_version()})"
    sys.stdout.write(json.dumps({**said, "error": error, "client": client}) + "\n")
    sys.stdout.flush()
    os._exit(0)  # connections and threads that a client keeps need no farewell
