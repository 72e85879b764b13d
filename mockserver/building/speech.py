"""The steps that say what an answer means, as functions; each makes what a scenario file would."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, Unpack

from mockserver.scenario.chance import RandomStep
from mockserver.scenario.speech import (
    Echo,
    ErrorStep,
    FinishStep,
    ReasoningStep,
    RefusalStep,
    TextStep,
    ToolCall,
    ToolCallsStep,
    UsageStep,
)
from mockserver.wire.json_text import Json, JsonObject

from .beside import Calls, JsonMapping, Logprobs, Patches, Said, Spoken
from .made import CALL, ECHO, given, makes

Amount = int | tuple[int, int] | Mapping[str, int]


@makes(TextStep, own=("text",))
def text(
    said: str | Sequence[str] | Echo,
    /,
    *more: str,
    logprobs: Logprobs | None = None,
    **beside: Unpack[Said],
) -> JsonObject:
    """Content: one text is cut into tokens, several (or a list) are the exact deltas.

    >>> print(text("Hel", "lo").to_yaml())
    - text: [Hel, lo]
    <BLANKLINE>
    """
    return {"text": _deltas(said, more), **given({"logprobs": logprobs, **beside})}


@makes(Echo, ECHO)
def echo(*, before: str = "", after: str = "") -> JsonObject:
    """The text of the request's last user message, for `text`.

    >>> print(text(echo(before="You said: ")).to_yaml())
    - text: {echo: last_user, before: "You said: "}
    <BLANKLINE>
    """
    return {"echo": "last_user", "before": before, "after": after}


@makes(ReasoningStep, own=("reasoning",))
def reasoning(
    said: str | Sequence[str],
    /,
    *more: str,
    field: Literal["reasoning", "reasoning_content", "both"] | None = None,
    details: Literal["text", "none"] | Sequence[JsonMapping] | None = None,
    **beside: Unpack[Said],
) -> JsonObject:
    """What the model thinks before it answers; texts as of `text`.

    >>> print(reasoning("Let me see.", field="reasoning_content").to_yaml())
    - reasoning: Let me see.
      field: reasoning_content
    <BLANKLINE>
    """
    options = given({"field": field, "details": details, **beside})
    return {"reasoning": _deltas(said, more), **options}


@makes(RefusalStep, own=("refusal",))
def refusal(
    said: str | Sequence[str],
    /,
    *more: str,
    logprobs: Logprobs | None = None,
    **beside: Unpack[Said],
) -> JsonObject:
    """The model's refusal, in place of content; texts as of `text`.

    >>> print(refusal("I cannot help with that.").to_yaml())
    - refusal: I cannot help with that.
    <BLANKLINE>
    """
    return {"refusal": _deltas(said, more), **given({"logprobs": logprobs, **beside})}


@makes(ToolCall, CALL)
def call(
    name: str,
    arguments: JsonMapping | str | None = None,
    *,
    id: str | None = None,  # noqa: A002
) -> JsonObject:
    """One of several calls, for `tool_calls`; `arguments` as of `tool_call`.

    >>> call("get_time", id="call_1").name
    'get_time'
    """
    return {"name": name, **given({"arguments": arguments, "id": id})}


@makes(ToolCallsStep, own=("tool_calls",))
def tool_calls(*calls: ToolCall | JsonMapping, **beside: Unpack[Calls]) -> JsonObject:
    """Several calls of tools at once.

    >>> both = [call("get_weather", {"city": city}) for city in ("Paris", "Oslo")]
    >>> print(tool_calls(*both, fragments=4, interleave=True).to_yaml())
    - tool_calls:
        - {name: get_weather, arguments: {city: Paris}}
        - {name: get_weather, arguments: {city: Oslo}}
      fragments: 4
      interleave: true
    <BLANKLINE>
    """
    return {"tool_calls": list(calls), **given(beside)}


@makes(ToolCallsStep, own=("tool_calls", 0))
def tool_call(
    name: str,
    arguments: JsonMapping | str | None = None,
    *,
    id: str | None = None,  # noqa: A002
    **beside: Unpack[Calls],
) -> JsonObject:
    """One call of a tool. A mapping is sent as JSON text, a text verbatim, nothing as `{}`.

    >>> print(tool_call("get_weather", {"city": "Paris"}, fragments=4).to_yaml())
    - tool_calls: [{name: get_weather, arguments: {city: Paris}}]
      fragments: 4
    <BLANKLINE>
    """
    one = {"name": name, **given({"arguments": arguments, "id": id})}
    return {"tool_calls": [one], **given(beside)}


@makes(FinishStep, own=("finish",))
def finish(reason: str = "stop", /, **beside: Unpack[Spoken]) -> JsonObject:
    """The finish_reason, verbatim.

    >>> print(finish("length").to_yaml())
    - finish: length
    <BLANKLINE>
    """
    return {"finish": reason, **given(beside)}


@makes(UsageStep, own=("usage",))
def usage(
    prompt_tokens: int | None = None,
    completion_tokens: int | None = None,
    total_tokens: int | None = None,
    *,
    prompt_tokens_details: JsonMapping | None = None,
    completion_tokens_details: JsonMapping | None = None,
    place: Literal["tail", "finish", "every_chunk"] | None = None,
    when: Literal["asked", "always"] | None = None,
    **beside: Unpack[Patches],
) -> JsonObject:
    """The usage tail; what is left out is counted.

    >>> print(usage(3, 2).to_yaml())
    - usage: {prompt_tokens: 3, completion_tokens: 2}
    <BLANKLINE>
    """
    counts = {
        "prompt_tokens": prompt_tokens,
        "completion_tokens": completion_tokens,
        "total_tokens": total_tokens,
        "prompt_tokens_details": prompt_tokens_details,
        "completion_tokens_details": completion_tokens_details,
    }
    return {"usage": given(counts), **given({"place": place, "when": when, **beside})}


@makes(ErrorStep, own=("error",))
def error(
    message: str,
    *,
    code: int | str | None = None,
    type: str | None = None,  # noqa: A002
    param: str | None = None,
    metadata: JsonMapping | None = None,
    shape: Literal["chunk", "bare", "event"] | None = None,
    continue_: bool | None = None,
    **beside: Unpack[Patches],
) -> JsonObject:
    """An error in the middle of the stream; nothing is added after it. Before it: `status`.

    >>> print(error("Overloaded", code=529).to_yaml())
    - error: {message: Overloaded, code: 529}
    <BLANKLINE>
    """
    body = {"code": code, "type": type, "param": param, "metadata": metadata}
    options = given({"shape": shape, "continue_": continue_, **beside})
    return {"error": {"message": message, **given(body)}, **options}


@makes(RandomStep, own=("random",))
def random_reply(
    *,
    words: Amount | None = None,
    locale: str | Sequence[str] | None = None,
    reasoning: Amount | None = None,
    refusal: float | None = None,
    tool_calls: float | None = None,
    calls: Amount | None = None,
    error: float | None = None,
    logprobs: Literal["asked"] | Mapping[str, int] | None = None,
    **beside: Unpack[Spoken],
) -> JsonObject:
    """An answer made by chance, from the seed; amounts are a number, or the least and the most.

    >>> print(random_reply(words=(5, 9), locale="de_DE").to_yaml())
    - random: {words: {min: 5, max: 9}, locale: de_DE}
    <BLANKLINE>
    """
    options = {
        "words": _amount(words),
        "locale": locale,
        "reasoning": _amount(reasoning),
        "refusal": refusal,
        "tool_calls": tool_calls,
        "calls": _amount(calls),
        "error": error,
    }
    return {"random": given(options), **given({"logprobs": logprobs, **beside})}


def _deltas(said: Json, more: Sequence[str]) -> Json:
    return [said, *more] if more else said


def _amount(amount: Json) -> Json:
    """A pair as a file says it; what else is given, as it is."""
    if isinstance(amount, tuple) and len(amount) == 2:
        return {"min": amount[0], "max": amount[1]}
    return amount
