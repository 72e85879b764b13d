"""Replies and scenarios said in Python: from steps and options to the records that are served."""

from __future__ import annotations

from typing import Any

from mockserver.exchange.checking import findings
from mockserver.scenario.model import Entry, Reply, Scenario
from mockserver.scenario.values import Record
from mockserver.wire.json_text import JsonObject

from .checked import Call, checked, plain, refuse


def built_reply(*steps: Record | dict[str, Any], **options: Any) -> Reply:
    """The reply that `queue(…)` is asked for.

    `steps` are built steps or mappings as a scenario file has them, or one built reply alone;
    `options` are the keys of a reply beside its steps. Raises ScenarioError where a scenario file
    could not say so, and where `check` would find a fault that is never reached; TypeError where
    steps are said in both ways, or a value is none of JSON's.
    """
    call = Call("queue", steps, options)
    if steps and "stream" in options:
        raise TypeError("queue takes steps, or `stream=`, not both")
    if any(isinstance(one, Reply) for one in steps):
        scenario = _alone(steps, options)
    else:
        written = _keys(options, call)
        if steps or not written:
            written["stream"] = [plain(one, call) for one in steps]
        scenario = checked({"reply": written}, call, "reply", name="queue")
    refuse(findings([scenario]), scenario.root, call, "reply")
    return scenario.replies[0]


def _keys(options: dict[str, Any], call: Call) -> JsonObject:
    """Options as keys of a file: `with_` is `with`, and what is None is left out but for `json`."""
    return {
        key.removesuffix("_"): plain(one, call)
        for key, one in options.items()
        if one is not None or key == "json"
    }


def _alone(steps: tuple[Any, ...], options: dict[str, Any]) -> Scenario:
    reply = steps[0]
    if len(steps) > 1 or options:
        raise TypeError("queue takes steps, or one built reply and nothing beside it")
    if isinstance(reply, Entry) and (reply.when is not None or reply.times is not None):
        raise TypeError("a queued reply answers the next request, once: leave `when`, `times` out")
    return Scenario("queue", (reply,))
