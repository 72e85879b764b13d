"""What became of one scenario, as a record that can be kept in a file; bounded, judges nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from pydantic import TypeAdapter

from mockserver.exchange.journal import Exchange
from mockserver.scenario.model import Scenario
from mockserver.wire.json_text import Json, JsonObject, dumps, loads
from mockserver.wire.transcript import transcript

from .expected import Expected
from .judge import Judgement, Verdict

MOST_SHOWN = 20_000
"""Characters of one text that a row keeps."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request that the client sent: what answered it, and how that ended."""

    status: int | None
    reply: int | None
    result: str | None
    refused: str | None
    digest: str


@dataclass(frozen=True, slots=True)
class Ran:
    """How the command ran; `exit_code` is None where it was killed, `seconds` is how long it ran.

    `output` is what it said as JSON, None where that could not be read; `complaints` is the end of
    what it wrote to standard error, and `client` its client's name and version, if it said them.
    """

    exit_code: int | None
    seconds: float
    output: Json = None
    complaints: str = ""
    client: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """What became of one scenario: the verdict, and all that it stands on.

    `transcript` is what the client was sent: each different plan once, in the order of requests.
    """

    scenario: str
    digest: str
    judgement: Judgement
    expected: Expected
    ran: Ran
    requests: tuple[Asked, ...] = ()
    transcript: str = ""
    about: str = ""
    source: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """The verdict."""
        return self.judgement.verdict


@dataclass(frozen=True, slots=True)
class Report:
    """The rows of one client, in the order of their names; `command` is what was run for each."""

    client: str
    command: tuple[str, ...]
    rows: tuple[Row, ...]

    def counts(self) -> dict[Verdict, int]:
        """How many scenarios have each verdict; those that none has are left out."""
        found = [row.verdict for row in self.rows]
        return {one: found.count(one) for one in Verdict if one in found}


def report_json(report: Report) -> str:
    """A report as JSON, for scripts: its client, its command, the counts, and every row."""
    said = {
        "client": bounded(report.client),
        "command": list(report.command),
        "counts": report.counts(),
        "rows": [{"verdict": one.verdict, **to_json(one)} for one in report.rows],
    }
    return json.dumps(said, indent=1, ensure_ascii=False) + "\n"


def row(
    scenario: Scenario,
    digest: str,
    judgement: Judgement,
    expected: Expected,
    ran: Ran,
    exchanges: Sequence[Exchange],
) -> Row:
    """The row, with every text as UTF-8 can carry it and none too long."""
    requests = tuple(
        Asked(one.status, one.reply_number, one.result, one.refused, one.digest)
        for one in exchanges
    )
    made = Row(
        scenario.name,
        digest,
        judgement,
        expected,
        ran,
        requests,
        sent(exchanges),
        " ".join(scenario.about.split()),
        scenario.source,
        scenario.tags,
    )
    return from_json(bounded(asdict(made)))


def sent(exchanges: Iterable[Exchange]) -> str:
    """What was sent, for people: the transcript of each different plan."""
    plans: dict[str, tuple[int, str]] = {}
    for at, one in enumerate(exchanges, start=1):
        plans.setdefault(one.digest, (at, transcript(one.plan)))
    if len(plans) == 1:
        return next(iter(plans.values()))[1]
    return "".join(f"--- request {at} ---\n{text}" for at, text in plans.values())


def bounded(value: Json) -> Json:
    """The same with texts that UTF-8 can carry, none of them too long."""
    if isinstance(value, str):
        text = value if len(value) <= MOST_SHOWN else f"{value[:MOST_SHOWN]} …"
        return text.encode(errors="backslashreplace").decode()
    if isinstance(value, dict):
        return {bounded(key): bounded(one) for key, one in value.items()}
    return [bounded(one) for one in value] if isinstance(value, list | tuple) else value


def to_json(one: Row) -> JsonObject:
    """A row as JSON."""
    return asdict(one)


def from_json(value: Any) -> Row:
    """A row of JSON. Raises ValueError where it is none."""
    return _ROW.validate_python(value)


_ROW = TypeAdapter(Row)


# -- rows in a file -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Kept:
    """Whose rows a file may give back: those of one command, and of one client's name."""

    command: tuple[str, ...]
    client: str

    def line(self, one: Row) -> str:
        """A row as a line of the file, its line break included."""
        return f"{dumps({'command': self.command, 'client': self.client, 'row': to_json(one)})}\n"

    def rows(self, lines: Iterable[bytes]) -> dict[tuple[str, str], Row]:
        """The rows of a file by scenario and digest; the last one of each counts.

        Lines that are of another command or none of ours (as one that was cut) are passed over.
        """
        found = (self._row(line) for line in lines)
        return {(one.scenario, one.digest): one for one in found if one is not None}

    def _row(self, line: bytes) -> Row | None:
        try:
            kept = loads(line)
            if (tuple(kept["command"]), kept["client"]) != (self.command, self.client):
                return None
            return from_json(kept["row"])
        except (ValueError, TypeError, KeyError):
            return None
