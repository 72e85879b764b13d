"""Replies and scenarios said in Python: from steps and options to the records that are served."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Unpack

from mockserver.exchange.checking import findings
from mockserver.scenario.model import Entry, Reply, Scenario
from mockserver.scenario.said import file_of_reply
from mockserver.wire.json_text import Json, JsonObject

from .beside import JsonMapping, Step
from .checked import Call, checked, plain, refuse
from .literals import body
from .made import given
from .options import ReplyOptions, ScenarioOptions

_ENTRY = ("when", "times", "expect")
"""Keys that one of several replies has."""


def reply(*steps: Step, **options: Unpack[ReplyOptions]) -> Reply:
    """The answer to one request: its steps, and the keys of a reply beside them.

    With `when`, `times` or `expect` it is one of several in a scenario. Raises ScenarioError where
    a scenario file could not say so, TypeError where a value is none of JSON's.

    >>> print(reply(text("Hi"), pace={"itl": "20ms"}).to_yaml())
    reply:
      pace: {itl: 20ms}
      stream:
        - text: Hi
    <BLANKLINE>
    """
    call = Call("reply", steps, options)
    said = _reply(steps, options, call)
    if not any(key in said for key in _ENTRY):
        return checked({"reply": said}, call, "reply", name="built").replies[0]
    return checked({"replies": [said]}, call, "replies", 0, name="built").replies[0]


def status(
    status: int,
    message: str | None = None,
    /,
    *,
    retry_after: int | None = None,
    headers: Mapping[str, Any] | None = None,
    code: int | str | None = None,
    type: str | None = None,  # noqa: A002
    param: str | None = None,
    metadata: JsonMapping | None = None,
) -> Reply:
    """An answer before any stream: a status, and an error in the dialect's shape.

    `retry_after` is in seconds; `code` and what follows stand in the error. In the middle of a
    stream it is `error`.

    >>> print(status(429, "Slow down.", retry_after=1).to_yaml())
    reply:
      status: 429
      headers: {Retry-After: "1"}
      error: {message: Slow down.}
    <BLANKLINE>
    """
    error = {"message": message, "code": code, "type": type, "param": param, "metadata": metadata}
    later = {} if retry_after is None else {"Retry-After": str(retry_after)}
    shown = given({"message": message, "retry_after": retry_after, "headers": headers, **error})
    call = Call("status", (status,), shown)
    if isinstance(shown.get("retry_after"), float):
        hint = "for a part of one write headers={'Retry-After-Ms': '5'}"
        raise TypeError(f"{call}: retry_after is a whole number of seconds; {hint}")
    options = {"status": status, "headers": {**later, **(headers or {})}, "error": given(error)}
    said = {key: one for key, one in options.items() if one != {}}
    return checked({"reply": plain(said, call)}, call, "reply", name="built").replies[0]


def scenario(name: str, *replies: Reply | Step, **options: Unpack[ScenarioOptions]) -> Scenario:
    """A scenario as its file would say it: of replies, or of the steps of its one reply.

    Raises ScenarioError where a scenario file could not say so, and where `check` would find a
    fault that is never reached; TypeError where a value is none of JSON's.

    >>> print(scenario("weather", text("Sunny."), match={"last_user": "Weather"}).to_yaml())
    match: {last_user: Weather}
    reply:
      - text: Sunny.
    <BLANKLINE>
    """
    call = Call("scenario", (name, *replies), options)
    file = {**_keys(options, call), **_answers(replies, call)}
    made = checked(file, call, name=name)
    refuse(findings([made]), made.root, call)
    return replace(made, path="")


def built_reply(*steps: Reply | Step, **options: Any) -> Reply:
    """The reply that `queue(…)` is asked for.

    `steps` are built steps or mappings as a scenario file has them, or one built reply alone;
    `options` are the keys of a reply beside its steps. Raises ScenarioError where a scenario file
    could not say so, and where `check` would find a fault that is never reached; TypeError where
    nothing is said, or steps in both ways, or a value is none of JSON's.
    """
    call = Call("queue", steps, options)
    if not steps and not _keys(options, call):
        raise TypeError(
            "queue() has nothing to answer with: queue steps or a reply; a stream without any is"
            " queue(stream=[])"
        )
    if any(isinstance(one, Scenario) for one in steps):
        raise TypeError("queue takes one reply: a scenario, which may have several, is for `use`")
    if any(isinstance(one, Reply) for one in steps):
        made = _alone(steps, options)
    else:
        made = checked({"reply": _reply(steps, options, call)}, call, "reply", name="queue")
    refuse(findings([made]), made.root, call, "reply")
    return made.replies[0]


def _alone(steps: tuple[Any, ...], options: Mapping[str, Any]) -> Scenario:
    one = next(step for step in steps if isinstance(step, Reply))
    if len(steps) > 1 or options:
        beside = f"say {', '.join(options)} where it is made"
        hint = "queue each reply by itself" if len(steps) > 1 else beside
        raise TypeError(f"{_culprit(one)} is a whole reply: {hint}")
    if isinstance(one, Entry) and (one.when is not None or one.times is not None):
        raise TypeError("a queued reply answers the next request, once: leave `when`, `times` out")
    return Scenario("queue", (one,))


def _culprit(one: Reply) -> str:
    """A whole reply, as the call that most likely made it."""
    stream = one.is_stream or one.status is None
    return "reply(…)" if stream else f"status({one.status})"


def _answers(replies: tuple[Any, ...], call: Call) -> JsonObject:
    """`reply` or `replies` of a file."""
    built = [isinstance(one, Reply) for one in replies]
    if not any(built):
        return {"reply": [plain(one, call) for one in replies]}
    if not all(built):
        raise TypeError(f"{call}: a scenario is made of replies or of steps, not of both")
    files = [file_of_reply(one) for one in replies]
    if len(files) == 1:
        return files[0]
    return {"replies": [one["reply"] if "reply" in one else one["replies"][0] for one in files]}


def _reply(steps: tuple[Any, ...], options: Mapping[str, Any], call: Call) -> JsonObject:
    """The keys of a reply; without any it is a stream without steps."""
    said = _keys(options, call)
    if steps and "stream" in said:
        raise TypeError(f"{call}: steps are arguments, or `stream=`, not both")
    if steps or not said.keys() - _ENTRY:
        said["stream"] = [plain(one, call) for one in steps]
    return said


def _keys(options: Mapping[str, Any], call: Call) -> JsonObject:
    """Options as keys of a file: what is None is left out, but for `json`."""
    said: dict[str, Any] = given(options)
    if "json" in options:
        said["json"] = options["json"]
    for key, written in _WRITTEN.items():
        if key in said:
            said[key] = written(said[key])
    return {key: plain(one, call) for key, one in said.items()}


def _choices(choices: Json) -> Json:
    """Of each choice the steps, or a mapping that has them."""
    if not isinstance(choices, list | tuple):
        return choices
    return [{"stream": one} if isinstance(one, list | tuple) else one for one in choices]


_WRITTEN = {"body": body, "choices": _choices}
"""Options that Python says shorter than a file."""
