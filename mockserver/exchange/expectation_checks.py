"""Whether what a file expects of a right client is what its plans come to; pure, reads no bytes.

A plan depends on the request where a reply echoes it, counts it or draws from it. So two requests
are planned: what they do not agree on is the request's, and is taken as written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mockserver.dialects.request import ChatRequest
from mockserver.scenario.expect import Ended, Expect, ExpectedCall
from mockserver.scenario.model import Reply
from mockserver.source.diagnostics import Severity, shorten
from mockserver.wire.instructions import Ending, Plan
from mockserver.wire.json_text import Json, dumps, loads, same

from .expectation import Answer, Call, Expectation, Failed, Unknown


@dataclass(frozen=True, slots=True)
class Miss:
    """One thing that is wrong; `keys` lead to it from the `expect`, none where it is missing."""

    severity: Severity
    rule: str
    message: str
    keys: tuple[str | int, ...] = ()
    hint: str | None = None


def other_request(one: ChatRequest) -> ChatRequest:
    """A request that differs from the default one in all that a reply may repeat or count."""
    messages = [{"role": "user", "content": "Say something else, please."}]
    options = {"include_usage": True}
    return ChatRequest.of(one.model, {**one.body, "messages": messages, "stream_options": options})


def missing(reply: Reply, plan: Plan, found: Expectation) -> Iterator[Miss]:
    """That nothing is expected of a stream of which only its author can say what it means."""
    cut = plan.ending is not Ending.COMPLETE
    if isinstance(found, Unknown) and (reply.is_stream or cut):
        message = f"what a right client ends with is not said, and {found.why}"
        yield Miss("warning", "missing-expect", message, hint="write `expect:`, as {error: true}")


def findings(said: Expect, found: Sequence[Expectation]) -> Iterator[Miss]:
    """What is written and is otherwise; `found` is what each request's plan comes to."""
    if any(isinstance(one, Unknown) for one in found):
        return
    misses = [list(_misses(one, found)) for one in said.right]
    if all(misses):
        if said.any_of is None:
            yield from misses[0]
        else:
            first = misses[0][0].message
            message = f"none of these is what the stream comes to; of the first, {first}"
            yield Miss("error", "expect-differs", message, ("any_of",))


def _misses(said: Ended, found: Sequence[Expectation]) -> Iterator[Miss]:
    failed = [isinstance(one, Failed) for one in found]
    if said.error and not any(failed):
        message = "this stream is lawful: a right client ends with an answer, without an error"
        yield Miss("error", "expect-differs", message, ("error",))
    elif not said.error and all(failed):
        status = next(one.status for one in found if isinstance(one, Failed))
        message = f"with status {status} a right client ends with an error"
        yield Miss("error", "expect-differs", message, hint="write {error: true}")
    elif not said.error:
        yield from _differences(said, [one for one in found if isinstance(one, Answer)])


def _differences(said: Ended, answers: Sequence[Answer]) -> Iterator[Miss]:
    for key in ("text", "reasoning", "refusal", "tool_calls", "finish_reasons", "usage"):
        written = getattr(said, key)
        got = [getattr(one, key) for one in answers]
        if written is None or any(_is(written, one) for one in got):
            continue
        if all(same(_plain(got[0]), _plain(one)) for one in got):
            comes = shorten(dumps(_plain(got[0])), 200)
            message = (
                f"the stream comes to {comes}, expected {shorten(dumps(_plain(written)), 200)}"
            )
            yield Miss("error", "expect-differs", message, (key,))


def _is(written: Json, got: Json) -> bool:
    """Whether a written value is what there is: as far as it is written, and calls as JSON."""
    if isinstance(written, dict):
        held = got or {}
        return all(key in held and same(value, held[key]) for key, value in written.items())
    if isinstance(written, tuple) and len(written) != len(got):
        return False
    if isinstance(written, tuple):
        return all(map(_is, written, got))
    if isinstance(written, ExpectedCall):
        return written.name == got.name and _says(got.arguments, written.arguments)
    return bool(written == got)


def _says(text: str, written: Json) -> bool:
    """Whether an argument text is the one that is written, or says the JSON that is."""
    if isinstance(written, str):
        return text == written
    try:
        return same(loads(text.encode()), written)
    except ValueError:
        return False


def _plain(value: Json) -> Json:
    """A value as JSON, for people and to be compared."""
    if isinstance(value, Call | ExpectedCall):
        return {"name": value.name, "arguments": value.arguments}
    return [_plain(one) for one in value] if isinstance(value, tuple) else value
