"""What the JSON of a stream's event means, in a few words for people; the same for every dialect.

Knows the shapes that providers send and says what it finds, lawful or not; changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from typing import Literal

from mockserver.wire.json_text import Json, JsonObject, dumps
from mockserver.wire.visible import quoted, visible

Topic = Literal["role", "text", "reasoning", "refusal", "call", "finish", "usage", "error", "other"]
"""What an event is about; where it says several things, the one that weighs most."""

_WEIGHT: tuple[Topic, ...] = (
    *("error", "call", "refusal", "reasoning", "text", "finish", "usage", "role", "other"),
)

_LONGEST = 200
"""Characters of JSON that is shown as it is."""

_MOST = 12
"""Things that are told of one event."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """Words for people, and what they are about."""

    words: str
    topic: Topic


_Said = tuple[Topic, str]
_NOTHING: list[_Said] = [("other", "an empty delta")]


def meaning(json: Json) -> Meaning:
    """What one event says: a completion chunk, an error, or JSON of any other shape."""
    said = list(_of_chunk(json)) if isinstance(json, dict) else []
    if not said:
        return Meaning(f"JSON {shortened(json)}", "other")
    topic = min((topic for topic, _ in said), key=_WEIGHT.index)
    more = [f"and {len(said) - _MOST} things more"] if len(said) > _MOST else []
    return Meaning(", ".join([words for _, words in said[:_MOST]] + more), topic)


def shortened(json: Json) -> str:
    """JSON on one line, of which a long one ends with `…`."""
    try:
        text = visible(dumps(json))
    except RecursionError:  # what could be read can be too deep to be written
        return "that is nested too deeply"
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


_ENVELOPE = frozenset(
    {"id", "object", "created", "model", "provider", "system_fingerprint", "service_tier"}
)
"""Keys of a chunk that say nothing about this one of an answer's chunks."""


def _of_chunk(chunk: JsonObject) -> Iterator[_Said]:
    if chunk.get("error") is not None:
        yield "error", _error(chunk["error"])
    choices = chunk.get("choices")
    if isinstance(choices, list):
        for choice in choices:
            yield from _of_choice(choice)
    if chunk.get("usage") is not None:
        yield "usage", _usage(chunk["usage"])
    more = _more(chunk, {*_ENVELOPE, "error", "choices", "usage"})
    if more and "choices" in chunk:
        yield "other", _also(more)
    elif choices == [] and chunk.get("usage") is None:
        yield "other", "no choices"


def _of_choice(choice: Json) -> Iterator[_Said]:
    if not isinstance(choice, dict):
        yield "other", f"choice {shortened(choice)}"
        return
    index = choice.get("index", 0)
    said = [*_of_delta(choice.get("delta", {})), *_beside_delta(choice)]
    for at, (topic, words) in enumerate(said or _NOTHING):
        yield topic, words if at or index == 0 else f"choice {shortened(index)}: {words}"


def _of_delta(delta: Json) -> Iterator[_Said]:
    if not isinstance(delta, dict):
        yield "other", f"delta {shortened(delta)}"
        return
    for key, value in delta.items():
        if key in _OF_DELTA and _is_said(key, value, delta):
            yield from _OF_DELTA[key](key, value)
    more = _more(delta, _OF_DELTA, "delta.")
    if more:
        yield "other", _also(more)


def _is_said(key: str, value: Json, delta: JsonObject) -> bool:
    """Whether it says anything: the empty text beside a role or a call does not, nor does null."""
    beside = any(delta.get(other) for other in ("role", "tool_calls", "reasoning", "refusal"))
    return value is not None and not (key == "content" and value == "" and beside)


def _role(_: str, value: Json) -> Iterator[_Said]:
    yield "role", f"role {_word(value)}"


def _content(_: str, value: Json) -> Iterator[_Said]:
    yield "text", f"text {_text(value)}"


def _reasoning(key: str, value: Json) -> Iterator[_Said]:
    yield "reasoning", f"{key} {_text(value)}"


def _details(key: str, value: Json) -> Iterator[_Said]:
    entries = value if isinstance(value, list) else [value]
    kinds = [_word(one.get("type") if isinstance(one, dict) else one) for one in entries[:5]]
    yield "reasoning", f"{key} {len(entries)}: {', '.join(kinds)}" if kinds else f"{key} none"


def _refusal(_: str, value: Json) -> Iterator[_Said]:
    yield "refusal", f"refusal {_text(value)}"


def _calls(_: str, value: Json) -> Iterator[_Said]:
    for call in value if isinstance(value, list) else [value]:
        yield "call", _call(call)


def _call(call: Json) -> str:
    function = call.get("function") if isinstance(call, dict) else None
    if not isinstance(call, dict) or not isinstance(function, dict | None):
        return f"call {shortened(call)}"
    parts = [f"call {shortened(call['index'])}" if "index" in call else "call without an index"]
    for key, value in {"name": None, "id": call.get("id"), **(function or {})}.items():
        if value is not None:
            parts.append(
                _word(value) if key == "name" else f"{visible(key)} {_argument(key, value)}"
            )
    return " ".join(parts)


def _argument(key: str, value: Json) -> str:
    return _word(value) if key == "id" else _text(value)


_OF_DELTA: dict[str, Callable[[str, Json], Iterator[_Said]]] = {
    "role": _role,
    "content": _content,
    "reasoning": _reasoning,
    "reasoning_content": _reasoning,
    "reasoning_details": _details,
    "refusal": _refusal,
    "tool_calls": _calls,
}


def _beside_delta(choice: JsonObject) -> Iterator[_Said]:
    if choice.get("finish_reason") is not None:
        yield "finish", f"finish {_word(choice['finish_reason'])}"
    logprobs = choice.get("logprobs")
    if logprobs is not None:
        yield "other", f"logprobs of {_entries(logprobs)}"
    known = {"index", "delta", "finish_reason", "logprobs", "native_finish_reason"}
    more = _more(choice, known, "choice.")
    if more:
        yield "other", _also(more)


def _entries(logprobs: Json) -> str:
    lists = logprobs.values() if isinstance(logprobs, dict) else ()
    count = sum(len(one) for one in lists if isinstance(one, list))
    return "1 token" if count == 1 else f"{count} tokens"


def _more(said: JsonObject, known: Container[str], prefix: str = "") -> list[str]:
    """The keys of which nothing else is told; null says nothing."""
    return [
        f"{prefix}{key}" for key, value in said.items() if key not in known and value is not None
    ]


def _usage(usage: Json) -> str:
    if not isinstance(usage, dict):
        return f"usage {shortened(usage)}"
    counts = [
        f"{visible(key.removesuffix('_tokens'))} {shortened(value)}"
        for key, value in usage.items()
        if key.endswith("_tokens") and isinstance(value, int)
    ]
    return f"usage {', '.join(counts) or shortened(usage)}"


def _error(error: Json) -> str:
    if not isinstance(error, dict):
        return f"error {_text(error)}"
    code = "" if error.get("code") is None else f" {_word(error['code'])}"
    return f"error{code} {_text(error.get('message'))}"


def _also(keys: list[str]) -> str:
    shown = ", ".join(visible(key[:60]) for key in keys[:5])
    return f"also {shown}" if len(keys) <= 5 else f"also {shown} and {len(keys) - 5} more keys"


def _word(value: Json) -> str:
    return visible(value[:60]) if isinstance(value, str) and value else shortened(value)


def _text(value: Json) -> str:
    return quoted(value) if isinstance(value, str) else shortened(value)
