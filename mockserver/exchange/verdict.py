"""Whether all went as it was meant to: what a journal, a queue and names say together; pure.

Nobody has to have looked at the exchanges: a request that nothing answered, and a reply that nobody
asked for, are told here, each in one line that says what to do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from mockserver.scenario.model import Scenario
from mockserver.wire.json_text import JsonObject
from mockserver.wire.visible import visible

from .gist import gist
from .journal import QUEUED, Exchange, Journal
from .outcome import Result
from .problem import LEVELS, Level, Problem

_SHOWN: Mapping[Level, int] = {"fail": 20, "warn": 5, "note": 5}
"""Findings of one kind that the text shows, by level."""

_LONGEST = 1_000
"""Characters of a finding that the text shows."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is told: in one sentence, with the exchange and scenario where it has one.

    A queued reply has the scenario `queue`. `to_do` is what helps, where that is otherwise than
    with most findings of the kind.
    """

    problem: Problem
    level: Level
    message: str
    exchange: int | None = None
    scenario: str | None = None
    to_do: str | None = None

    def to_json(self) -> JsonObject:
        """The same as a JSON object."""
        return {
            "problem": self.problem,
            "level": self.level,
            "exchange": self.exchange,
            "scenario": self.scenario,
            "message": self.message,
        }

    def __str__(self) -> str:
        text = self.message if len(self.message) <= _LONGEST else f"{self.message[:_LONGEST]}…"
        return f"{_PREFIX[self.level]}{self.problem}: {visible(text)}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be said about a session, in the order in which it matters.

    `requests` are all ever, `by_scenario` how many of them each scenario answered (queued replies
    as `queue`); the rest had no answer.
    """

    requests: int
    by_scenario: Mapping[str, int] = field(hash=False)
    findings: tuple[Finding, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing failed."""
        return not self.failing

    @property
    def failing(self) -> tuple[Finding, ...]:
        """What makes it fail."""
        return tuple(one for one in self.findings if one.level == "fail")

    @property
    def unmatched(self) -> tuple[Finding, ...]:
        """Requests that no reply answered, each with what came closest."""
        return self._of(Problem.UNMATCHED)

    @property
    def unused(self) -> tuple[Finding, ...]:
        """Replies and scenarios that were never asked for."""
        return self._of(Problem.UNUSED)

    @property
    def failed(self) -> tuple[Finding, ...]:
        """Faults of this server."""
        return self._of(Problem.FAILED)

    @property
    def left(self) -> tuple[Finding, ...]:
        """Clients that left early, or read no more."""
        return self._of(Problem.LEFT)

    @property
    def open(self) -> tuple[Finding, ...]:
        """Streams whose end has not happened."""
        return self._of(Problem.OPEN)

    def to_json(self) -> JsonObject:
        """The same as a JSON object."""
        return {
            "ok": self.ok,
            "requests": self.requests,
            "by_scenario": dict(self.by_scenario),
            "findings": [one.to_json() for one in self.findings],
        }

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        yield f"mockserver: {self._headline()}"
        for problem in Problem:
            found = self._of(problem)
            most = _SHOWN[found[0].level] if found else 0
            yield from map(str, found[:most])
            if len(found) > most:
                yield f"{_PREFIX[found[0].level]}{problem}: … and {len(found) - most} more"
            if found and found[0].level == "fail":
                advice = dict.fromkeys(one.to_do or _TO_DO[problem] for one in found)
                yield from (f"  to do: {one}" for one in advice)

    def _headline(self) -> str:
        count = "1 request" if self.requests == 1 else f"{self.requests} requests"
        answered = [f"{name} {times}" for name, times in self.by_scenario.items()]
        without = self.requests - sum(self.by_scenario.values())
        parts = [*answered, f"none {without}"] if without else answered
        said = f"{count} ({', '.join(_some(parts))})" if parts else count
        return f"{'ok' if self.ok else 'not as it was meant to be'}; {said}"

    def _of(self, problem: Problem) -> tuple[Finding, ...]:
        return tuple(one for one in self.findings if one.problem is problem)


def verdict(
    journal: Journal,
    *,
    queued: Iterable[Scenario] = (),
    named: Iterable[Scenario] = (),
    levels: Mapping[Problem, Level] | None = None,
    to_do: Mapping[Problem, str] | None = None,
) -> Verdict:
    """The verdict on what a journal tells.

    `queued` are the replies that still stand in line, `named` the scenarios that somebody named and
    so must be asked for, each of their replies too. `levels` say which problems fail it, where that
    is otherwise than LEVELS has it, `to_do` what helps, where that is otherwise than with a test.
    """
    chosen = {**LEVELS, **(levels or {})}
    told = [
        *(_of_exchange(one, one.problem) for one in journal if one.problem),
        *(Finding(problem, "note", _forgotten(n)) for problem, n in journal.forgotten.items()),
        *_unused(journal, queued, named),
        *([] if journal.total else [_NO_COMPLETION if journal.listed else _NO_REQUEST]),
    ]
    helps = to_do or {}
    order = list(Problem)
    found = [
        replace(one, level=chosen[one.problem], to_do=one.to_do or helps.get(one.problem))
        for one in sorted(told, key=lambda one: order.index(one.problem))
        if chosen[one.problem] != "ignore"
    ]
    return Verdict(journal.total, _by_scenario(journal), tuple(found))


def _by_scenario(journal: Journal) -> dict[str, int]:
    counts: dict[str, int] = {}
    for (name, _), count in sorted(journal.answers.items()):
        counts[name] = counts.get(name, 0) + count
    return counts


def _of_exchange(one: Exchange, problem: Problem) -> Finding:
    model = f", model {one.request.model!r}" if one.request else ""
    said = f"#{one.number} {one.path}{model}: {_what(one)}"
    unasked = problem is Problem.UNMATCHED and one.request is None
    to_do = _UNASKED.get(one.status) if unasked else None
    return Finding(problem, LEVELS[problem], said, one.number, one.scenario, to_do)


def _what(one: Exchange) -> str:
    if one.refused is not None:
        return one.refused
    if one.outcome is None:
        return f"the stream is still open, after {one.position}"
    said = _RESULTS[one.outcome.result]
    return said.format(where=one.position, missing=one.unaccepted, detail=one.outcome.detail)


def _forgotten(count: int) -> str:
    return f"{count} more, of exchanges that are no longer kept"


def _unused(
    journal: Journal, queued: Iterable[Scenario], named: Iterable[Scenario]
) -> Iterator[Finding]:
    level = LEVELS[Problem.UNUSED]
    taken = journal.answers[QUEUED]
    for number, one in enumerate(queued, taken + 1):
        said = f"queued reply {number} was never asked for: {gist(one.replies[0])}"
        yield Finding(Problem.UNUSED, level, said, scenario=one.name)
    for scenario in named:
        count = len(scenario.replies)
        never = [
            number for number in range(1, count + 1) if not journal.answers[scenario.name, number]
        ]
        if never:
            said = _never(scenario, never)
            yield Finding(Problem.UNUSED, level, said, scenario=scenario.name)


def _never(scenario: Scenario, replies: list[int]) -> str:
    """That these replies of a scenario answered nobody."""
    if len(replies) == len(scenario.replies):
        return f"the scenario {scenario.name} was never asked for"
    which = ", ".join(_some([str(number) for number in replies]))
    noun = "reply" if len(replies) == 1 else "replies"
    return (
        f"of the scenario {scenario.name}, {noun} {which} of {len(scenario.replies)} never answered"
    )


def _some(parts: list[str], most: int = 10) -> list[str]:
    return [*parts[:most], f"{len(parts) - most} more"] if len(parts) > most else parts


_PREFIX: Mapping[Level, str] = {"fail": "", "warn": "warning: ", "note": "note: "}

_TO_DO: Mapping[Problem, str] = {
    Problem.UNMATCHED: "queue a reply, send a scenario's name as model, or give it a `match` that"
    " holds",
    Problem.UNUSED: "have the client ask for it, or take it away",
    Problem.FAILED: "this is a fault of mockserver: report it, with the exchange's JSON",
    Problem.REFUSED: "send what a provider takes",
    Problem.LEFT: "have the client read on, or shorten the stream",
    Problem.OPEN: "open its gate, or have the client close it",
    Problem.NO_REQUESTS: "have the client take its base URL from OPENAI_BASE_URL",
}
"""What helps, where a problem fails the verdict."""

_UNASKED: Mapping[int | None, str] = {
    404: "have the client ask for a path that is served: its base URL and /chat/completions",
    405: "have the client ask by the method that the path takes",
    503: "have fewer streams open at the same time, or allow more (max_streams)",
}
"""What helps where no reply was looked for, by the status."""

_NO_REQUEST = Finding(
    Problem.NO_REQUESTS, "note", "no request came: is the client pointed at OPENAI_BASE_URL?"
)
_NO_COMPLETION = Finding(
    Problem.NO_REQUESTS,
    "note",
    "no completion was asked for, only which models there are",
    to_do="have the client ask for a completion",
)

_RESULTS: Mapping[Result, str] = {
    Result.FAILED: "{detail}",
    Result.CLIENT_LEFT: "the client left after {where}",
    Result.CLIENT_NOT_READING: "the client read no more: sent was {where}, {missing} bytes of it"
    " were not accepted",
    Result.SERVER_STOPPED: "the server was stopped after {where}",
    Result.STALL: "it waited for a gate until its life was over, after {where}",
}
