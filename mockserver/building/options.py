"""What may stand beside the steps of a reply and the replies of a scenario, for type checkers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypedDict

from mockserver.scenario.faults import Fault
from mockserver.scenario.model import DialectName, Reply

from .beside import Ending, JsonMapping, Step


class MannerOptions(TypedDict, total=False):
    """How a reply is sent; of a scenario, the defaults of its replies."""

    automatic: Literal["none"] | JsonMapping | None
    """What the server adds by itself: `"none"`, or `{"done": False}`."""
    with_: JsonMapping | None
    """JSON merged over every completion chunk."""
    omit: Sequence[str] | None
    """Keys left out of every completion chunk."""
    pace: str | JsonMapping | None
    """When completion chunks leave: a preset's name, or `{"ttft": "300ms", "itl": "20ms"}`."""
    framing: JsonMapping | None
    """How the items of a stream become bytes: `{"newline": "crlf"}`."""
    delivery: JsonMapping | None
    """How bytes are cut into segments: `{"bytes": 1}`."""
    faults: Sequence[Fault | JsonMapping] | None
    """Made by `after`, `at` and `inside`."""


class ReplyOptions(MannerOptions, total=False):
    """The keys of a reply beside its steps, and of one of several replies."""

    status: int | None
    """The HTTP status."""
    headers: Mapping[str, Any] | None
    """Header fields: text, or `{"date_in": "2s"}`."""
    error: JsonMapping | None
    """An error before the stream; `status` says it in short."""
    stream: Sequence[Step] | None
    """The steps, where they are not arguments."""
    choices: Sequence[Sequence[Step] | JsonMapping] | None
    """The steps of each choice."""
    json: Any
    """A JSON value as the body; None is null."""
    body: str | bytes | JsonMapping | None
    """The body, verbatim."""
    end: Ending | None
    """The connection ends so before any head."""
    nonstream: Reply | JsonMapping | None
    """What answers instead where the request asks for no stream."""
    when: JsonMapping | None
    """Of one of several replies: conditions on the request."""
    times: int | None
    """Of one of several replies: how often it answers."""
    expect: JsonMapping | None
    """Of one of several replies: what a right client ends with."""


class ScenarioOptions(MannerOptions, total=False):
    """The keys of a scenario file beside its replies."""

    about: str | None
    """What it shows, for people."""
    source: str | Sequence[str] | None
    """The evidence."""
    tags: Sequence[str] | None
    """Words to find it by."""
    ignore: Sequence[str] | None
    """Names of warnings that are meant."""
    dialect: DialectName | None
    """The JSON shapes of a provider."""
    seed: int | None
    """The seed of all chance."""
    match: JsonMapping | None
    """Which requests it answers, besides those whose model is its name."""
    after_last: Literal["repeat", "cycle", "refuse"] | None
    """What happens when all replies are used up."""
    expect: JsonMapping | None
    """What a right client ends with; of the one reply."""
