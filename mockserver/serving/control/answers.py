"""What the control plane answers, as records; knows no route and no session."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, JsonValue, WithJsonSchema

from mockserver.exchange.outcome import Result
from mockserver.exchange.problem import Level, Problem
from mockserver.exchange.progress import State

SCHEMA = "x-schema"
"""Stands in JSON Schema for the name of one that is not made of a record."""


class Answer(BaseModel):
    """The base of all answers. They are made here, so nothing is checked twice."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Text(str):
    """The metrics of the server and its process, as Prometheus reads them."""

    __slots__ = ()
    content_type: ClassVar[str] = "text/plain; version=0.0.4; charset=utf-8"


class Health(Answer):
    """The server is ready, and what the session has done so far."""

    status: Literal["ok"] = "ok"
    scenarios: int
    """How many it has."""
    queued: int
    """Replies that stand in line."""
    requests: int
    """All so far."""
    open: int
    """Streams that are open now."""
    workers: int = 1
    """Processes that serve; all that is counted here is counted over all of them."""


class SessionAnswer(Answer):
    """A session, and where it is."""

    id: str
    label: str
    """Whose it is, for people."""
    url: str
    """What stands before every path: Azure's endpoint, too."""
    base_url: str
    """The base URL for OpenAI's clients."""
    openrouter_url: str
    """The base URL for OpenRouter's clients."""
    control_url: str
    """What stands before every path of its control plane."""
    clock: Literal["real", "manual"]
    hold: bool
    """Whether streams that begin are held."""
    requests: int
    """All so far."""


class SessionsAnswer(Answer):
    """The sessions that are open, the default one first."""

    sessions: list[SessionAnswer]


class Dropped(Answer):
    """The session that has ended."""

    id: str
    ended: bool = True


class Finding(Answer):
    """One thing that is wrong with a scenario or reply, in one place."""

    at: str
    """Where it is, as a JSON Pointer (RFC 6901) into the scenario, or into what is queued."""
    line: int | None
    """Where it is in YAML text, from 1; null in JSON."""
    column: int | None
    """As `line`, in characters."""
    severity: Literal["error", "warning"]
    rule: str
    """Its name, which stays."""
    message: str
    value: str | None
    """What stands there."""
    hint: str | None
    """What to do about it."""
    valid: list[str]
    """What may stand there."""
    text: str
    """All of this on one line."""


class ScenarioSummary(Answer):
    """A scenario, in short."""

    name: str
    about: str
    tags: list[str]
    replies: int
    """How many it has."""
    put: bool
    """Whether it was put here, so that it can be deleted."""


class ScenariosAnswer(Answer):
    """The session's scenarios, by name."""

    scenarios: list[ScenarioSummary]


class ScenarioAnswer(ScenarioSummary):
    """A scenario: what `scenario` or `yaml` has can be put again."""

    scenario: dict[str, Any] | None = None
    """The scenario file as JSON."""
    yaml: str | None = None
    """The scenario file's text."""


class PutAnswer(Answer):
    """The scenario that was put."""

    name: str
    new: bool
    """Whether none had this name before."""
    diagnostics: list[Finding]
    """Warnings."""


class Deleted(Answer):
    """The scenario that is no more; one of the same name that it hid answers again."""

    name: str
    deleted: bool = True


class Validated(Answer):
    """Whether a scenario can be put, and all that was found."""

    valid: bool
    diagnostics: list[Finding]


class QueueAnswer(Answer):
    """The replies that stand in line, the next one first."""

    queued: list[JsonValue]
    """Each as `reply:` of a scenario file has it."""


class Queued(Answer):
    """How many replies stand in line now."""

    queued: int


class Cleared(Answer):
    """How many were taken away."""

    removed: int


class Used(Answer):
    """The scenario that answers what nothing else does."""

    scenario: str


class JournalAnswer(Answer):
    """Exchanges, oldest first; times and durations in microseconds."""

    total: int
    """All so far, those no longer kept included."""
    exchanges: list[Annotated[dict[str, Any], WithJsonSchema({SCHEMA: "Exchange"})]]


ExchangeJson = Annotated[dict[str, Any], "Exchange"]
"""One exchange, as `Exchange.to_json` has it."""


class Report(Answer):
    """The last exchanges, a few lines each, for a test that failed."""

    text: str


class FindingOfVerdict(Answer):
    """One thing that the verdict tells."""

    problem: Problem
    level: Level
    exchange: int | None
    """The exchange's number."""
    scenario: str | None
    message: str


class VerdictAnswer(Answer):
    """Whether all went as it was meant to."""

    ok: bool
    requests: int
    by_scenario: dict[str, int]
    """How many requests each scenario answered; queued replies as `queue`."""
    findings: list[FindingOfVerdict]
    text: str
    """All of this for people: print it where a test fails."""


class Gate(Answer):
    """The gate that is open for good."""

    gate: str
    open: bool = True


class Held(Answer):
    """Whether streams that begin from now on are held."""

    hold: bool


class StreamAnswer(Answer):
    """A stream: how far it has come."""

    number: int
    """The exchange's number."""
    state: State
    """What it does at this moment."""
    gate: str | None
    """The gate that it waits for; null where it waits for none, or for a release."""
    held: bool
    """Whether it stops before each event until it is released."""
    chunks_sent: int
    """Completion chunks that were sent whole."""
    events_sent: int
    """Completion chunks, literal events and terminators that were sent whole."""
    sent: str
    """The body so far, as a client has it after its codings; bytes that are no UTF-8 are U+FFFD."""
    sent_base64: str
    """The same, exactly."""
    outcome: Result | None
    """How it ended; null while it is open."""


class ClockAnswer(Answer):
    """The session's time."""

    clock: Literal["real", "manual"]
    now: int
    """Microseconds; a manual clock begins at 0, the origin of a real one means nothing."""


class ResetAnswer(Answer):
    """What was taken away."""

    exchanges: int
    queued: int
    streams: int
    """Open ones, which were aborted."""


class ErrorBody(Answer):
    """Why a request is refused, and what to do."""

    message: str
    code: str
    """A word for scripts."""
    details: list[dict[str, str]] | None = None
    """What is wrong with a query or body, each with the place (`at`) and a `message`."""
    diagnostics: list[Finding] | None = None
    """What is wrong with a scenario or reply."""


class ErrorAnswer(Answer):
    """A refusal."""

    error: ErrorBody
