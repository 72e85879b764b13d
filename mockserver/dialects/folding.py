"""Completion chunks folded into one `chat.completion`: what `stream: false` answers.

Knows the JSON of chunks; the same for every dialect, since folding only joins what is there.
"""

from __future__ import annotations

from collections.abc import Iterable

from mockserver.wire.json_text import Json, JsonObject

from .base import FINGERPRINT


def fold(chunks: Iterable[JsonObject]) -> JsonObject:
    """The whole completion of these chunks: texts joined, tool calls merged by index.

    Of every other key the last value that is not null stands. `system_fingerprint` is always there
    as text: some clients refuse a result without it.
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


def _fold_choice(choices: dict[int, JsonObject], choice: JsonObject) -> None:
    index = choice.get("index", 0)
    message: JsonObject = {"role": "assistant", "content": None, "refusal": None}
    kept = choices.setdefault(index, {"index": index, "message": message})
    message = kept["message"]
    _keep(kept, choice, ("delta",))
    for key, value in (choice.get("delta") or {}).items():
        if key == "tool_calls":
            calls = message.setdefault("tool_calls", [])
            for part in value or ():
                _fold_call(calls, part)
        elif isinstance(value, str) and key != "role":
            message[key] = (message.get(key) or "") + value
        elif value is not None:
            message[key] = value


def _fold_call(calls: list[JsonObject], part: JsonObject) -> None:
    index = part.get("index", len(calls))
    call = next((one for one in calls if one["index"] == index), None)
    if call is None:
        call = {"index": index, "id": "", "type": "function", "function": {}}
        calls.append(call)
    _keep(call, part, ("function", "index"))
    function = call["function"]
    for key, value in (part.get("function") or {}).items():
        function[key] = function.get(key, "") + value if isinstance(value, str) else value


def _finished(choice: JsonObject) -> JsonObject:
    """The choice with its calls in order and without their indexes; empty content is no content."""
    message = choice["message"]
    calls = message.get("tool_calls")
    if calls:
        calls.sort(key=lambda call: call["index"])
        message["tool_calls"] = [
            {key: value for key, value in call.items() if key != "index"} for call in calls
        ]
        message["content"] = message["content"] or None
    order = {"index": choice["index"], "message": message, "logprobs": None, "finish_reason": None}
    return {**order, **choice}


def _keep(target: JsonObject, source: JsonObject, without: tuple[str, ...]) -> None:
    """Puts each value of the source that is not null into the target."""
    for key, value in source.items():
        if key not in without and value is not None:
            target[key] = _copy(value)


def _copy(value: Json) -> Json:
    return dict(value) if isinstance(value, dict) else value
