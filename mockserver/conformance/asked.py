"""What a client is asked to send for a scenario, and what tells that a verdict is out of date."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from mockserver.dialects.request import ChatRequest
from mockserver.errors import MockServerError
from mockserver.exchange.rendering import default_request, plan_of
from mockserver.scenario.model import Entry, Scenario
from mockserver.wire.digest import digest
from mockserver.wire.instructions import Pause, Plan
from mockserver.wire.json_text import JsonObject, dump_bytes


def request_of(scenario: Scenario) -> JsonObject:
    """The body of the request: the one of `render`, and usage is asked for."""
    return {**default_request(scenario).body, "stream_options": {"include_usage": True}}


def gates_of(scenario: Scenario) -> frozenset[str]:
    """The gates at which its replies wait, so that they can be opened."""
    return frozenset(
        one.gate
        for plan in _plans(scenario)
        if isinstance(plan, Plan)
        for one in plan.instructions
        if isinstance(one, Pause) and one.gate is not None
    )


def digest_of(scenario: Scenario) -> str:
    """`sha256:` and 64 hex digits over all that a verdict depends on.

    These are the digest of each reply's plan for this request, when it answers, and what is
    expected.
    """
    said = {
        "plans": [digest(one) if isinstance(one, Plan) else one for one in _plans(scenario)],
        "expects": [one and one.model_dump(mode="json") for one in scenario.expects],
        "when": [
            one.model_dump(mode="json", include={"when", "times"})
            for one in scenario.replies
            if isinstance(one, Entry)
        ],
        "after_last": scenario.after_last,
    }
    return f"sha256:{hashlib.sha256(dump_bytes(said)).hexdigest()}"


def _plans(scenario: Scenario) -> Iterator[Plan | str]:
    """The plan of each reply, or why there is none."""
    request = ChatRequest.of(scenario.name, request_of(scenario))
    for number in range(1, len(scenario.replies) + 1):
        try:
            yield plan_of(scenario, number, request)
        except MockServerError as error:
            yield str(error)
