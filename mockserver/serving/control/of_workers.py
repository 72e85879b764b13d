"""Who answers a request to the control plane where the server is several workers; knows no route.

What is the same in each of them is answered by whichever is asked. What they did is asked of all
and added up, or of the one that did it. What changes how they answer is refused: one worker alone
would know of it. An act that stands in no table here is refused, too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mockserver.exchange.problem import Problem
from mockserver.exchange.verdict import Finding, Verdict
from mockserver.serving.metrics import summed
from mockserver.serving.workers.peers import Peers, Said
from mockserver.wire.json_text import JsonObject

from . import of_answers, of_exchanges, of_server, of_streams
from .answers import Text
from .errors import ControlError

Act = Callable[..., Any]

ANYONE: frozenset[Act] = frozenset(
    {of_answers.scenarios, of_answers.scenario, of_answers.validate, of_streams.clock}
)
"""Acts whose answer is the same whichever worker is asked."""

OWNER: frozenset[Act] = frozenset(
    {
        *(of_exchanges.exchange, of_exchanges.wait_for_end),
        *(of_streams.stream, of_streams.wait_until_read),
    }
)
"""Acts on one exchange: for the worker that has it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: the method, the path, and what its query or body says."""

    method: str
    path: str
    given: Mapping[str, Any]
    names: Mapping[str, str]


async def answered(peers: Peers, act: Act, asked: Asked) -> Any:
    """What all workers together answer. Raises ControlError: a refusal of any of them, too."""
    if act in OWNER:
        owner = peers.owner(asked.names["number"])
        return _good(await peers.one(owner, asked.method, asked.path, asked.given))
    if asked.given.get("since", "0") != "0":
        said = "`since` is of the order of all exchanges, which several workers do not have"
        raise ControlError("several_workers", f"{said}: leave it out.")
    if act is of_exchanges.wait:
        return await _earliest(peers, asked)
    merge = MERGED.get(act)
    if merge is None:
        raise ControlError("several_workers", _refusal(peers, asked))
    every = await peers.all(asked.method, asked.path, asked.given)
    return merge([_good(one) for one in every], asked.given)


def _refusal(peers: Peers, asked: Asked) -> str:
    said = f"{asked.method} {asked.path} is for a server of one process, and this one has"
    return f"{said} {len(peers)} workers: leave --workers out."


def _good(said: Said) -> Any:
    if said.good:
        return said.value
    error = dict(said.value["error"])
    raise ControlError(error.pop("code"), error.pop("message"), **error)


async def _earliest(peers: Peers, asked: Asked) -> Any:
    """The first exchange that fits: of those there are, or else the next one anywhere."""
    now = await peers.all(asked.method, asked.path, {**asked.given, "timeout": "0"})
    there = [one.value for one in now if one.good]
    if there:
        return min(there, key=_order)
    return _good(await peers.first(asked.method, asked.path, asked.given))


# -- what all of them say together ----------------------------------------------------------------


def _order(exchange: JsonObject) -> tuple[int, int]:
    """The time of arrival: the workers have the same clock, that of the machine."""
    return exchange["arrival"], exchange["number"]


def _health(every: Sequence[JsonObject], given: Mapping[str, Any]) -> JsonObject:
    del given
    summed_up = {key: sum(one[key] for one in every) for key in ("queued", "requests", "open")}
    return {**every[0], **summed_up, "workers": len(every)}


def _journal(every: Sequence[JsonObject], given: Mapping[str, Any]) -> JsonObject:
    found = sorted((one for each in every for one in each["exchanges"]), key=_order)
    limit = int(given["limit"]) if "limit" in given else len(found)
    return {"total": sum(one["total"] for one in every), "exchanges": found[-limit:]}


def _report(every: Sequence[JsonObject], given: Mapping[str, Any]) -> JsonObject:
    del given
    texts = (f"worker {at} of {len(every)}:\n{one['text']}" for at, one in enumerate(every, 1))
    return {"text": "\n".join(texts)}


def _verdict(every: Sequence[JsonObject], given: Mapping[str, Any]) -> JsonObject:
    del given
    names = sorted({name for one in every for name in one["by_scenario"]})
    by_scenario = {name: sum(one["by_scenario"].get(name, 0) for one in every) for name in names}
    findings = (
        Finding(**{**one, "problem": Problem(one["problem"])})
        for each in every
        for one in each["findings"]
    )
    requests = sum(one["requests"] for one in every)
    if requests:  # that one worker had none says nothing
        findings = (one for one in findings if one.problem is not Problem.NO_REQUESTS)
    told = Verdict(requests, by_scenario, tuple(dict.fromkeys(findings)))
    return {**told.to_json(), "text": str(told)}


def _sums(every: Sequence[JsonObject], given: Mapping[str, Any]) -> JsonObject:
    del given
    return {key: sum(one[key] for one in every) for key in every[0]}


def _metrics(every: Sequence[str], given: Mapping[str, Any]) -> Text:
    del given
    return Text(summed(every))


MERGED: Mapping[Act, Callable[[Any, Mapping[str, Any]], Any]] = {
    of_server.health: _health,
    of_server.metrics: _metrics,
    of_exchanges.journal: _journal,
    of_exchanges.clear_journal: _sums,
    of_exchanges.report: _report,
    of_exchanges.verify: _verdict,
    of_streams.reset: _sums,
}
"""Acts that all workers do, and what is made of their answers."""


def codes(act: Act) -> tuple[str, ...]:
    """The refusals of an act that are because of several workers."""
    whole = (of_server.health, of_server.metrics, of_streams.reset, of_exchanges.clear_journal)
    return () if act in OWNER or act in whole else ("several_workers",)
