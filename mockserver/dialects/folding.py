"""Completion chunks folded into one `chat.completion`: what `stream: false` answers.

Knows the JSON of chunks; the same for every dialect, since folding only joins what is there.
"""

from __future__ import annotations

from collections.abc import Iterable

from mockserver.wire.json_text import Json, JsonObject

from .base import FINGERPRINT


def fold(chunks: Iterable[JsonObject]) -> JsonObject:
    """The whole completion of these chunks: texts joined, tool calls merged by index.

    Lists in a delta and the lists of logprobs are joined too; of every other key the last value
    that is not null stands. `system_fingerprint` is always there as text: some clients refuse a
    result without it. The chunks must be foldable.
    """
    envelope: JsonObject = {}
    choices: dict[int, JsonObject] = {}
    for chunk in chunks:
        _keep(envelope, chunk, ("choices",))
        for choice in chunk.get("choices") or ():
            _fold_choice(choices, choice)
    usage = envelope.pop("usage", None)
    envelope.setdefault("system_fingerprint", FINGERPRINT)
    return {
        **envelope,
        "object": "chat.completion",
        "choices": [_finished(choices[index]) for index in sorted(choices)],
        **({} if usage is None else {"usage": usage}),
    }


def foldable(chunk: JsonObject) -> bool:
    """Whether a chunk has the shape that folding knows; a literal one may have any."""
    choices = chunk.get("choices") or []
    return isinstance(choices, list) and all(map(_foldable_choice, choices))


def _foldable_choice(choice: Json) -> bool:
    if not (isinstance(choice, dict) and _is_number(choice.get("index", 0))):
        return False
    delta = choice.get("delta") or {}
    if not (isinstance(delta, dict) and isinstance(choice.get("logprobs") or {}, dict)):
        return False
    calls = delta.get("tool_calls") or []
    return isinstance(calls, list) and all(map(_foldable_call, calls))


def _foldable_call(call: Json) -> bool:
    return (
        isinstance(call, dict)
        and _is_number(call.get("index", 0))
        and isinstance(call.get("function") or {}, dict)
    )


def _is_number(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _fold_choice(choices: dict[int, JsonObject], choice: JsonObject) -> None:
    index = choice.get("index", 0)
    message: JsonObject = {"role": "assistant", "content": None, "refusal": None}
    kept = choices.setdefault(index, {"index": index, "message": message})
    message = kept["message"]
    _keep(kept, choice, ("delta", "logprobs", "message"))
    _join(kept.setdefault("logprobs", {}), choice.get("logprobs") or {})
    for key, value in (choice.get("delta") or {}).items():
        if key == "tool_calls":
            calls = message.setdefault("tool_calls", [])
            for part in value or ():
                _fold_call(calls, part)
        elif key == "role":
            message[key] = value or message[key]
        else:
            _join(message, {key: value})


def _fold_call(calls: list[JsonObject], part: JsonObject) -> None:
    index = part.get("index", len(calls))
    call = next((one for one in calls if one["index"] == index), None)
    if call is None:
        call = {"index": index, "id": "", "type": "function", "function": {}}
        calls.append(call)
    _keep(call, {key: value for key, value in part.items() if value != ""}, ("function", "index"))
    function = part.get("function") or {}
    if function.get("name") == call["function"].get("name"):  # said again, as some providers do
        function = {key: value for key, value in function.items() if key != "name"}
    _join(call["function"], function)


def _finished(choice: JsonObject) -> JsonObject:
    """The choice with its calls in order and without their indexes; empty content is no content."""
    message = choice["message"]
    calls = message.get("tool_calls")
    if calls:
        calls.sort(key=lambda call: call["index"])
        message["tool_calls"] = [
            {key: value for key, value in call.items() if key != "index"} for call in calls
        ]
    if calls or message["refusal"]:
        message["content"] = message["content"] or None
    return {
        "index": choice["index"],
        "message": message,
        "finish_reason": None,
        **choice,
        "logprobs": choice["logprobs"] or None,
    }


def _join(target: JsonObject, source: JsonObject) -> None:
    """Puts each value of the source after the target's: texts and lists are joined, null is not."""
    for key, value in source.items():
        old = target.get(key)
        if value is None:
            target.setdefault(key, None)
        else:
            joined = isinstance(value, str | list) and type(value) is type(old)
            target[key] = old + value if joined else value


def _keep(target: JsonObject, source: JsonObject, without: tuple[str, ...]) -> None:
    """Puts each value of the source that is not null into the target."""
    for key, value in source.items():
        if key not in without and value is not None:
            target[key] = _copy(value)


def _copy(value: Json) -> Json:
    return dict(value) if isinstance(value, dict) else value
