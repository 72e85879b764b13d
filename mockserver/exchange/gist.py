"""A reply in a few words, for messages about one that nobody asked for; knows no request."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from mockserver.scenario.model import Reply
from mockserver.scenario.speech import Echo
from mockserver.scenario.steps import STEPS, Step
from mockserver.source.diagnostics import quoted

_TEXT = 24
"""Characters of a text that are shown."""


def gist(reply: Reply) -> str:
    """What tells it from others: `status 429, error "slow down"`, `text "Hello", 2 more steps`."""
    said = ", ".join(part for part in (_status(reply), _answer(reply)) if part)
    return said or f"status {reply.status or 200}"


def _status(reply: Reply) -> str:
    code = reply.error.code if reply.error else None
    status = reply.status or (code if code in range(400, 600) else 200)
    return "" if status == 200 else f"status {status}"


def _answer(reply: Reply) -> str:
    if reply.end is not None:
        return f"end: {reply.end} before any head"
    if reply.error is not None:
        return f"error {_quoted(reply.error.message)}"
    if reply.has_json:
        return "json"
    if reply.body is not None:
        return f"body {_quoted(reply.body)}" if isinstance(reply.body, str) else "body"
    if reply.choices is not None:
        return f"{len(reply.choices)} choices, the first: {_stream(reply.choices[0].stream)}"
    return "" if reply.stream is None else _stream(reply.stream)


def _stream(steps: Sequence[Step]) -> str:
    """The first step that speaks (or else the first), and how many there are beside it."""
    if not steps:
        return "an empty stream"
    keyed = [(_key(step), step) for step in steps]
    key, step = next((one for one in keyed if one[0] in _SPEAKING), keyed[0])
    shown = _SPEAKING[key](getattr(step, key)) if key in _SPEAKING else ""
    more = len(steps) - 1
    beside = f", {more} more step{'s' if more > 1 else ''}" if more else ""
    return f"{key} {shown}".rstrip() + beside


def _key(step: Step) -> str:
    return next(key for key, kind in STEPS.items() if type(step) is kind)


def _text(said: Any) -> str:
    if isinstance(said, Echo):
        return f"echo of {said.echo}"
    return _quoted(said if isinstance(said, str) else "".join(said))


def _quoted(text: str) -> str:
    return quoted(text, _TEXT)


_SPEAKING: Mapping[str, Callable[[Any], str]] = {
    "text": _text,
    "refusal": _text,
    "tool_calls": lambda calls: ", ".join(one.name for one in calls),
    "error": lambda error: _quoted(error.message),
    "reasoning": _text,
    "random": lambda _: "",
    "chunk": lambda _: "",
    "delta": lambda _: "",
    "event": lambda _: "",
    "raw": lambda said: _quoted(said) if isinstance(said, str) else "",
}
"""The steps that tell one reply from another, and how they are shown."""
