"""What is wrong with how a stream is framed and cut into segments; pure, knows no file.

Found in the reply as it is merged, and in the plan for the default request.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from mockserver.scenario.model import Reply
from mockserver.source.diagnostics import Severity
from mockserver.wire.instructions import Ending, Plan

from .framing import NO_PLACE, UNSENT


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong; `keys` lead to it from the reply.

    `own`: only where the reply itself has those keys, not as the file's default, which may well
    mean other replies.
    """

    keys: tuple[str, ...]
    severity: Severity
    rule: str
    message: str
    hint: str | None = None
    own: bool = False


def findings(reply: Reply, plan: Plan) -> Iterator[Finding]:
    """All that is wrong; `plan` is the reply's."""
    for rule in _RULES:
        yield from rule(reply, plan)


def _lone_pause(reply: Reply, _: Plan) -> Iterator[Finding]:
    said = reply.delivery
    if said and said.pause is not None and said.bytes is None and said.events != "one":
        message = "a pause between segments needs `bytes`, the size of a segment, or `events: one`"
        yield Finding(("delivery", "pause"), "error", "lone-pause", message)


def _unseen_truncate(reply: Reply, plan: Plan) -> Iterator[Finding]:
    """Under `body: close`, only a reset shows that something is missing."""
    closing = reply.framing is not None and reply.framing.body == "close"
    if closing and plan.ending in (Ending.TRUNCATE, Ending.HALF_CLOSE):
        message = f"with `body: close` no client can tell `end: {plan.ending}` from a whole answer"
        hint = "end: reset can be seen"
        yield Finding(("framing", "body"), "warning", "unseen-truncate", message, hint)


def _unsent_comment(_: Reply, plan: Plan) -> Iterator[Finding]:
    for note in plan.notes:
        if note.startswith(UNSENT):
            yield Finding(("framing",), "warning", "unsent-comment", note)


def _idle_cut(reply: Reply, plan: Plan) -> Iterator[Finding]:
    for note in plan.notes:
        if note.startswith(NO_PLACE) and reply.is_stream:
            yield Finding(("delivery", "cut"), "warning", "idle-cut", note)


def _idle_framing(reply: Reply, _: Plan) -> Iterator[Finding]:
    if reply.framing is not None and not reply.is_stream:
        message = "a framing is of a stream, and this reply has none"
        hint = "leave it out"
        yield Finding(("framing",), "warning", "idle-framing", message, hint, own=True)


def _two_content_types(reply: Reply, _: Plan) -> Iterator[Finding]:
    written = any(name.lower() == "content-type" for name in reply.headers)
    if written and reply.framing and reply.framing.content_type and reply.is_stream:
        message = "the Content-Type in `headers` is sent instead of this one"
        keys = ("framing", "content_type")
        yield Finding(keys, "warning", "two-content-types", message, "leave one out", own=True)


def _written_length(reply: Reply, plan: Plan) -> Iterator[Finding]:
    """A head that tells another end of the body than the bytes do; that may well be meant."""
    for name in reply.headers:
        if name.lower() in ("content-length", "transfer-encoding") and plan.head is not None:
            message = f"{name} is sent as it is written, and the body as it would be without it"
            hint = "`framing: {body: …}` changes both"
            yield Finding(("headers", name), "warning", "written-length", message, hint)


_RULES: tuple[Callable[[Reply, Plan], Iterator[Finding]], ...] = (
    _lone_pause,
    _unseen_truncate,
    _unsent_comment,
    _idle_cut,
    _idle_framing,
    _two_content_types,
    _written_length,
)
