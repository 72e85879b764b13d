"""The steps that say literally what is on the wire, and those of time and ending, as functions."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Unpack

from mockserver.scenario.literals import (
    ChunkStep,
    CommentStep,
    DoneStep,
    EventStep,
    RawStep,
    WireStep,
)
from mockserver.scenario.speech import DeltaStep
from mockserver.scenario.steps import RepeatStep
from mockserver.scenario.timing import EndStep, GateStep, StallStep, WaitStep
from mockserver.wire.json_text import Json, JsonObject

from .beside import Ending, JsonMapping, Patches, Spoken, Step
from .made import given, makes


@makes(ChunkStep, own=("chunk",))
def chunk(said: JsonMapping, /, **beside: Unpack[Patches]) -> JsonObject:
    """A literal completion chunk; gets id, object, created and model where it lacks them.

    >>> print(chunk({"choices": []}).to_yaml())
    - chunk: {choices: []}
    <BLANKLINE>
    """
    return {"chunk": said, **given(beside)}


@makes(DeltaStep, own=("delta",))
def delta(said: JsonMapping | None, /, **beside: Unpack[Spoken]) -> JsonObject:
    """A literal delta in a chunk with one choice; None is sent as null.

    >>> print(delta({"content": None}).to_yaml())
    - delta: {content: null}
    <BLANKLINE>
    """
    return {"delta": said, **given(beside)}


@makes(EventStep, own=("event",))
def event(
    *data: Json,
    name: str | None = None,
    id: str | None = None,  # noqa: A002
    retry: int | None = None,
    lines: Sequence[str] | None = None,
) -> JsonObject:
    """A literal server-sent event. Data that is text is sent verbatim, all else as JSON.

    Raises TypeError for more than one data.

    >>> print(event({"position": 3}, name="queue").to_yaml())
    - event: {data: {position: 3}, name: queue}
    <BLANKLINE>
    """
    if len(data) > 1:
        raise TypeError(f"event takes one data, got {len(data)}: lines of it are one text")
    fields = given({"name": name, "id": id, "retry": retry, "lines": lines})
    return {"event": {"data": data[0], **fields} if data else fields}


@makes(CommentStep, own=("comment",))
def comment(said: str, /, *, own_event: bool = True) -> JsonObject:
    """A comment, which clients ignore; a blank line follows if it is an event of its own.

    >>> print(comment("keepalive").to_yaml())
    - comment: keepalive
    <BLANKLINE>
    """
    return {"comment": said, "own_event": own_event}


@makes(RawStep, own=("raw",))
def raw(said: str | bytes, /) -> JsonObject:
    r"""Bytes of the body, verbatim; text is sent as UTF-8.

    >>> print(raw(b"\xff").to_yaml())
    - raw: {base64: /w==}
    <BLANKLINE>
    """
    return {"raw": body(said)}


@makes(WireStep, own=("wire",))
def wire(said: str | bytes, /) -> JsonObject:
    r"""Socket bytes, verbatim, below the chunked coding.

    >>> print(wire("zz\r\n").to_yaml())
    - wire: "zz\r\n"
    <BLANKLINE>
    """
    return {"wire": body(said)}


@makes(DoneStep, own=("done",))
def done(said: str | None = None, /) -> JsonObject:
    """The terminator, `[DONE]` or another text.

    >>> print(done().to_yaml())
    - done:
    <BLANKLINE>
    """
    return {"done": said}


@makes(WaitStep, own=("wait",))
def wait(duration: str, /) -> JsonObject:
    """Silence that adds to the pace.

    >>> print(wait("2s").to_yaml())
    - wait: 2s
    <BLANKLINE>
    """
    return {"wait": duration}


@makes(StallStep, own=("stall",))
def stall(
    for_: str | None = None, /, *, comment: str | None = None, every: str | None = None
) -> JsonObject:
    """Silence for a time or for ever, with a comment now and then.

    >>> print(stall().to_yaml() + stall("60s", comment="ping", every="15s").to_yaml())
    - stall: forever
    - stall: {for: 60s, comment: ping, every: 15s}
    <BLANKLINE>
    """
    return {"stall": given({"for": for_, "comment": comment, "every": every}) or "forever"}


@makes(GateStep, own=("gate",))
def gate(name: str, /) -> JsonObject:
    """Silence until `open_gate(name)`.

    >>> print(gate("later").to_yaml())
    - gate: later
    <BLANKLINE>
    """
    return {"gate": name}


@makes(RepeatStep, own=("repeat",))
def repeat(times: int, /, *steps: Step) -> JsonObject:
    """Steps that are sent again and again.

    >>> print(repeat(100, text("ha"), wait("1ms")).to_yaml())
    - repeat:
        times: 100
        steps:
          - text: ha
          - wait: 1ms
    <BLANKLINE>
    """
    return {"repeat": {"times": times, "steps": list(steps)}}


@makes(EndStep, own=("end",))
def end(how: Ending, /) -> JsonObject:
    """What happens to the connection here; nothing follows.

    >>> print(end("truncate").to_yaml())
    - end: truncate
    <BLANKLINE>
    """
    return {"end": how}


def body(said: Json) -> Json:
    """Text as it is, bytes as a file says them."""
    if isinstance(said, bytes | bytearray):
        return {"base64": base64.b64encode(said).decode()}
    return said
