"""What requests to the control plane say, as strict records; knows no route.

A body is JSON; the same kinds of records are read from queries, whose values are text.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    JsonValue,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from mockserver.delivery.manual_clock import LONGEST_ADVANCE
from mockserver.exchange.outcome import Result
from mockserver.exchange.problem import Level
from mockserver.serving.served import PATIENCE
from mockserver.serving.sessions import ID

from .answers import SCHEMA

LONGEST_WAIT = 60.0
"""Seconds that one request may wait."""

LONGEST_NAME = 200
"""Characters of a name or label."""

NAME = rf"^[^\x00-\x1f\x7f]{{1,{LONGEST_NAME}}}$"
"""What the name of a scenario is like: no request could say control characters."""

Name = Annotated[str, Field(pattern=NAME)]

File = Annotated[dict[str, JsonValue], WithJsonSchema({SCHEMA: "ScenarioFile"})]
"""A scenario file as JSON; what may stand in it is checked later, with better messages."""

Document = File | str
"""A scenario file: as JSON, or its text as YAML."""

Reply = Annotated[list[JsonValue] | dict[str, JsonValue], WithJsonSchema({SCHEMA: "Reply"})]
"""What stands behind `reply:` in a scenario file: a list of steps, or a mapping."""

Timeout = Annotated[float, Field(ge=0, le=LONGEST_WAIT)]


class Asked(BaseModel):
    """The base of all requests: no unknown key, no null, and nothing is coerced."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        allow_inf_nan=False,
        defer_build=True,
        hide_input_in_errors=True,
    )


class Nothing(Asked):
    """Nothing: no query, and no body or `{}`."""


class NewSession(Asked):
    """What a session is like; without a key, it is as the server's default one."""

    id: Annotated[str, WithJsonSchema({"type": "string", "pattern": f"^{ID.pattern}$"})] | None = (
        None
    )
    """Its id, which stands in its URLs. Default: one that is made up."""
    scenarios: dict[Name, Document] | None = None
    """Scenario files by the scenario's name, each as JSON or as YAML text, in place of the server's
    scenarios."""
    scenario: Name | None = None
    """The name of the scenario that answers what nothing else does; it must be asked for."""
    seed: Annotated[int, Field(ge=-(2**63), lt=2**63)] | None = None
    """The seed of all chance where a scenario has none."""
    fallback: Literal["refuse", "random"] | None = None
    """What answers a request that nothing else does."""
    clock: Literal["real", "manual"] = "real"
    """Whose time it is: the machine's, or the test's, which moves it on."""
    hold: bool = False
    """Whether each stream stops before each event until it is released."""
    label: Annotated[str, Field(max_length=LONGEST_NAME)] = ""
    """Whose it is, for people: a test's name."""


def _one_of(*keys: str) -> ConfigDict:
    """Says in the JSON Schema that exactly one of these keys is there; a validator checks it."""
    return ConfigDict(json_schema_extra={"oneOf": [{"required": [key]} for key in keys]})


class Written(Asked):
    """A scenario file: as JSON (`scenario`) or as YAML text (`yaml`), one of the two."""

    model_config = _one_of("scenario", "yaml")

    scenario: File | None = None
    """The scenario file as JSON."""
    yaml: str | None = None
    """The scenario file's text."""

    @property
    def document(self) -> Document:
        """What is written."""
        return self.yaml if self.scenario is None and self.yaml is not None else self.scenario or {}

    @model_validator(mode="after")
    def _one(self) -> Written:
        if (self.scenario is None) == (self.yaml is None):
            raise PydanticCustomError("one_of", "write scenario or yaml, one of the two")
        return self


class Format(Asked):
    """How a scenario is shown."""

    format: Literal["json", "yaml"] = "json"
    """`json` answers with `scenario`, `yaml` with `yaml`."""


class Replies(Asked):
    """A reply as `reply:` of a scenario file has it, or a list of such; one of the two."""

    model_config = _one_of("reply", "replies")

    reply: Reply | None = None
    """A list of steps, or a mapping with `stream`, `status`, `error` …."""
    replies: Annotated[list[Reply], Field(min_length=1, max_length=1000)] | None = None
    """Several, in the order in which they answer."""

    @property
    def listed(self) -> list[Reply]:
        """Them all."""
        return [self.reply] if self.reply is not None else self.replies or []

    @model_validator(mode="after")
    def _one(self) -> Replies:
        if (self.reply is None) == (self.replies is None):
            raise PydanticCustomError("one_of", "write reply or replies, one of the two")
        return self


class Use(Asked):
    """A scenario by its name."""

    scenario: Name
    """One of the session's, or of the bundled ones."""


class Filter(Asked):
    """Which exchanges; all that is said must hold."""

    scenario: str | None = None
    """The name of the scenario that answered."""
    status: int | None = None
    """The HTTP status."""
    outcome: Result | Literal["open"] | None = None
    """How it ended, or `open`."""
    model: str | None = None
    """The request's model."""
    path: str | None = None
    """The path of the request's URL."""
    since: Annotated[int, Field(ge=0)] = 0
    """Only those with a larger number."""


class Listed(Filter):
    """Which exchanges of the journal."""

    limit: Annotated[int, Field(ge=1)] | None = None
    """So many at most, the last ones. Default: all that are kept."""


class Wait(Asked):
    """How long to wait."""

    timeout: Timeout = PATIENCE
    """Seconds."""


class WaitFor(Filter, Wait):
    """Which exchange to wait for, and how long."""


class Levels(Asked):
    """What a problem does to the verdict, where that is otherwise than by default."""

    unmatched: Level | None = None
    """A request that no reply answered. Default: `fail`."""
    unused: Level | None = None
    """A queued or named reply that was never asked for. Default: `fail`."""
    failed: Level | None = None
    """A fault of the server. Default: `fail`."""
    refused: Level | None = None
    """A request that no provider would take. Default: `note`."""
    left: Level | None = None
    """A client that left early, or read no more. Default: `note`."""
    open: Level | None = None
    """A stream whose end did not happen. Default: `note`."""
    no_requests: Level | None = None
    """No request came at all. Default: `ignore`."""


class Hold(Asked):
    """Whether streams that begin from now on are held."""

    hold: bool = True
    """Whether they stop before each event until they are released."""


class Release(Wait):
    """How much of a held stream may pass: `events` or `until`, not both."""

    model_config = ConfigDict(json_schema_extra={"not": {"required": ["events", "until"]}})

    events: Annotated[int, Field(ge=1, le=10_000_000)] | Literal["all"] | None = None
    """So many events, or `all` from now on. Default: 1."""
    until: Annotated[str, Field(min_length=1, max_length=100_000)] | None = None
    """Events, one by one, until the body sent has this text."""

    @model_validator(mode="after")
    def _one(self) -> Release:
        if self.events is not None and self.until is not None:
            raise PydanticCustomError("one_of", "write events or until, not both")
        return self


class Advance(Asked):
    """How far time goes on."""

    seconds: Annotated[float, Field(ge=0, le=LONGEST_ADVANCE)]
    """Seconds, as a test has them: no real time passes."""
    timeout: Timeout = LONGEST_WAIT
    """Seconds of real time that it may take."""
