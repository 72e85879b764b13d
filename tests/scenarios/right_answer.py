"""How a right client puts an answer together from chunks; knows nothing of where they come from."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any


class AnswerError(Exception):
    """There is no whole answer."""


class ApiError(AnswerError):
    """The provider says what is wrong: by a status, or in the middle of the stream."""


class TruncatedError(AnswerError):
    """The stream ended before the answer did."""


class UnreadableError(AnswerError):
    """What came is no stream of completion chunks."""


@dataclass
class ToolCall:
    """A tool call; its arguments are JSON only once they are whole."""

    name: str = ""
    arguments: str = ""
    id: str = field(default="", compare=False)

    @property
    def parsed(self) -> Any:
        """What the arguments say; a tool without parameters may get none. Raises ValueError."""
        return json.loads(self.arguments or "{}")


@dataclass
class Choice:
    """What one choice says; `spelled` is what the bytes of its logprobs are."""

    text: str = ""
    reasoning: str = ""
    details: list[dict[str, Any]] = field(default_factory=list)
    refusal: str = ""
    spelled: str = ""
    tool_calls: dict[int, ToolCall] = field(default_factory=dict)
    finish: str | None = None
    token_bytes: bytearray = field(default_factory=bytearray, compare=False)


@dataclass
class Answer:
    """What a whole stream says."""

    choices: dict[float, Choice] = field(default_factory=dict)
    usage: dict[str, Any] | None = None

    @property
    def calls(self) -> list[ToolCall]:
        """The first choice's tool calls."""
        calls = self.choices[0].tool_calls if 0 in self.choices else {}
        return [calls[index] for index in sorted(calls)]


def add(answer: Answer, chunk: dict[str, Any]) -> None:
    """Adds what a chunk says. Raises ApiError where it says that something went wrong."""
    if error := chunk.get("error"):
        raise ApiError(error["message"])
    if chunk.get("object") == "error":
        raise ApiError(chunk["message"])
    answer.usage = chunk.get("usage") or answer.usage
    for one in chunk.get("choices") or ():
        choice = answer.choices.setdefault(one.get("index", 0), Choice())
        delta = one.get("delta")
        _add_delta(choice, one.get("message") or {} if delta is None else delta)
        for entry in (one.get("logprobs") or {}).get("content") or ():
            data = entry["bytes"]
            choice.token_bytes += entry["token"].encode() if data is None else bytes(data)
        choice.finish = one.get("finish_reason") or choice.finish
        if choice.finish == "error":
            raise ApiError("the provider stopped with an error")


def close(answer: Answer, *, done: bool, asked: int = 1) -> Answer:
    """The answer, whole; `done` says whether the terminator came, `asked` for how many choices.

    Raises TruncatedError where it is not whole, UnreadableError where a tool has no name.
    """
    finished = answer.choices and all(one.finish for one in answer.choices.values())
    if not (done or finished):
        raise TruncatedError("the stream ended without a finish_reason and [DONE]")
    if not answer.choices:
        raise TruncatedError("the stream ended without a choice")
    if asked == 1:
        _make_one(answer)
    for choice in answer.choices.values():
        choice.text = _joined(choice.text)
        choice.spelled = choice.token_bytes.decode()
        if not all(call.name for call in choice.tool_calls.values()):
            raise UnreadableError("a tool is called that has no name")
    return answer


def _make_one(answer: Answer) -> None:
    """Makes one choice of those that are parts of it: only the last of them is finished.

    https://github.com/microsoft/foundry-local/issues/144
    """
    first, *others = [answer.choices[index] for index in sorted(answer.choices)] or [Choice()]
    if others and others[-1].finish and not any(one.finish for one in (first, *others[:-1])):
        first.text += "".join(one.text for one in others)
        first.finish = others[-1].finish
        answer.choices = {0: first}


def _add_delta(choice: Choice, delta: dict[str, Any]) -> None:
    _add_content(choice, delta.get("content") or "")
    choice.reasoning += delta.get("reasoning") or delta.get("reasoning_content") or ""
    choice.details += delta.get("reasoning_details") or ()
    choice.refusal += delta.get("refusal") or ""
    for part in delta.get("tool_calls") or ():
        call = choice.tool_calls.setdefault(_index(choice, part), ToolCall())
        function = part.get("function") or {}
        call.id = call.id or part.get("id") or ""
        name = function.get("name") or ""
        call.name += "" if name == call.name else name  # in pieces, or said again
        fragment = function.get("arguments") or ""
        call.arguments += fragment if isinstance(fragment, str) else json.dumps(fragment)


def _add_content(choice: Choice, content: str | list[dict[str, Any]]) -> None:
    """Adds a text, or the blocks that some providers send in its place.

    https://github.com/crmne/ruby_llm/issues/420
    """
    if isinstance(content, str):
        choice.text += content
        return
    for block in content:
        if block["type"] == "text":
            choice.text += block["text"]
        elif block["type"] == "thinking":
            choice.reasoning += "".join(one["text"] for one in block["thinking"])


def _joined(text: str) -> str:
    """The text, with one character for the halves of one that came as two escapes."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16")


def _index(choice: Choice, part: dict[str, Any]) -> int:
    """Which call a part belongs to; an id that the call of its index has not begins a new one."""
    new, said = len(choice.tool_calls), part.get("id")
    index: int = part.get("index", new if said else new - 1)
    there = choice.tool_calls.get(index)
    return new if said and there and there.id not in ("", said) else index
