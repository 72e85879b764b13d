"""One reply cut, or split, at every byte, event or chunk of its body: which variants there are.

Each is the same scenario with one fault more, so it can be written down as a file and handed on.
Pure: serves none of them and runs no client.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import cast

from mockserver.dialects.request import parse
from mockserver.scenario.faults import Fault
from mockserver.scenario.model import DialectName, Reply, Scenario
from mockserver.scenario.said import to_yaml
from mockserver.wire.digest import digest
from mockserver.wire.instructions import Plan
from mockserver.wire.json_text import Json, dump_bytes, dumps

from .again import Asked
from .at_once import at_once
from .journal import Exchange
from .layout import Layout, layout
from .rendering import default_request, plan_again
from .sweep_way import NoRequestError, SweepError, Way

_LONGEST = 400
"""Characters of a request that a message shows."""


@dataclass(frozen=True)
class Swept:
    """One reply of a scenario, by its number from 1, and the request that it answers."""

    scenario: Scenario
    number: int
    asked: Asked

    @cached_property
    def plan(self) -> Plan:
        """The whole answer. Raises what `plan` raises."""
        return plan_again(self.scenario, self.number, self.asked)

    @cached_property
    def layout(self) -> Layout:
        """Its body and the items in it."""
        return layout(self.plan)

    @property
    def size(self) -> int:
        """Bytes of the whole body."""
        return len(self.layout.body)

    @property
    def digest(self) -> str:
        """The digest of the whole answer."""
        return digest(self.plan)

    def cuts(self, way: Way) -> list[Cut]:
        """All variants. Raises SweepError where there are none, or too many."""
        if self.scenario.replies[self.number - 1].nonstream and not self.asked.request.stream:
            said = "the request asks for no stream, so `nonstream` answers: sweep that as a reply"
            raise SweepError(said)
        return [Cut(self, way, position) for position in way.positions(self.layout)]

    def asked_by(self, exchange: Exchange, *, request: bool) -> Swept:
        """The same as this exchange's client asked for it; its `request`, too, or this one."""
        assert exchange.response.chosen is not None
        assert exchange.request is not None
        chance = exchange.response.chosen.chance
        asked = replace(
            self.asked,
            request=exchange.request if request else self.asked.request,
            dialect=exchange.response.dialect,
            seed=chance.seed,
            earlier=chance.asked[1] if chance.asked else 0,
            connection=exchange.response.connection,
        )
        return self if asked == self.asked else replace(self, asked=asked)

    def __str__(self) -> str:
        name = self.scenario.name
        return name if len(self.scenario.replies) == 1 else f"{name}, reply {self.number}"


def swept(
    scenario: Scenario,
    number: int | None = None,
    request: Mapping[str, Json] | None = None,
    *,
    seed: int = 0,
    keep_times: bool = False,
) -> Swept:
    """What is swept of a scenario: this reply of it, or the first one that is a stream.

    `request` are keys of the request's body, laid over the default request; `seed` is for a
    scenario without one. What the reply has done at a byte, such as cuts of its own, is left out,
    and its times are, unless they are to be kept. Raises SweepError where there is no such reply,
    RequestError for a request that no provider would take.
    """
    many = len(scenario.replies)
    number = _first_stream(scenario) if number is None else number
    if not 1 <= number <= many:
        said = "1 reply" if many == 1 else f"{many} replies"
        raise SweepError(f"{scenario.name} has {said}: there is no reply {number}")
    reply = scenario.replies[number - 1]
    left = [one for one in reply.faults or () if one.kind not in ("bytes", "wire_bytes", "inside")]
    whole = reply.model_copy(update={"faults": tuple(left) or None})
    whole = whole if keep_times else at_once(whole)
    try:
        body = dump_bytes({**default_request(scenario).body, **(request or {})})
    except (TypeError, ValueError) as error:
        raise SweepError(f"request= is no JSON: {error}") from None
    return Swept(_with_reply(scenario, number, whole), number, Asked(parse(body), seed=seed))


def _first_stream(scenario: Scenario) -> int:
    found = (at for at, one in enumerate(scenario.replies, start=1) if one.is_stream)
    return next(found, 1)


def _with_reply(scenario: Scenario, number: int, reply: Reply) -> Scenario:
    before, behind = scenario.replies[: number - 1], scenario.replies[number:]
    return replace(scenario, replies=(*before, reply, *behind), root=None)


@dataclass(frozen=True, eq=False)
class Cut:
    """One variant: the stream cut (or split) after so many bytes of its body."""

    swept: Swept
    way: Way
    position: int

    @cached_property
    def scenario(self) -> Scenario:
        """The scenario with the fault in it."""
        number, whole = self.swept.number, self.swept.scenario
        faults = (self.fault, *(whole.replies[number - 1].faults or ()))
        reply = whole.replies[number - 1].model_copy(update={"faults": faults})
        expects = whole.expects if self.way.end is None else ()
        return replace(_with_reply(whole, number, reply), about=self.said, expects=expects)

    @property
    def reply(self) -> Reply:
        """The reply with the fault in it."""
        return self.scenario.replies[self.swept.number - 1]

    @property
    def fault(self) -> Fault:
        """What makes this variant of the reply: `{after: {bytes: n}, end: truncate}`."""
        return self.way.fault(self.position)

    @cached_property
    def digest(self) -> str:
        """The digest of what is served for the request of the sweep."""
        return digest(plan_again(self.scenario, self.swept.number, self.swept.asked))

    @property
    def said(self) -> str:
        """What it is, in a line."""
        return f"{self.swept}: {self.way.at(self.position, self.swept.size)}"

    @property
    def where(self) -> str:
        """What the place is inside of, or right behind."""
        return self.swept.layout.where(self.position)

    @property
    def around(self) -> str:
        """A few bytes of the body with `⟨cut⟩` or `⟨split⟩` between them, on one line."""
        return self.swept.layout.around(self.position, self.way.word)

    @property
    def note(self) -> str:
        """All that a failing test should say of it, in a few lines."""
        fault = self.way.written(self.position)
        return f"{self.said},\n{self.where}:\n  {self.around}\n  {fault}"

    def to_yaml(self) -> str:
        """A scenario file that sends the same.

        The ids in it follow from the file's name: where it is the scenario's, the digest is the
        same, too (`mockserver render FILE --name NAME`).
        """
        asked, scenario = self.swept.asked, self.scenario
        if asked.dialect not in (None, "openai"):
            dialect = cast("DialectName", asked.dialect)
            scenario = replace(scenario, dialect=scenario.dialect or dialect)
        if asked.seed and scenario.seed is None:
            scenario = replace(scenario, seed=asked.seed)
        return to_yaml(scenario)

    def __str__(self) -> str:
        """A short name, as for a test: `text-700-truncate`."""
        name = str(self.swept).replace(", reply ", "-")
        return f"{name}-{self.position}-{self.way.end or 'split'}"


# -- what was served -------------------------------------------------------------------------------


def answered(swept: Swept, exchanges: Iterable[Exchange], scenario: Scenario) -> list[Exchange]:
    """The exchanges that the swept reply of this variant answered.

    Raises SweepError where there is none, and says what there is; NoRequestError for nothing.
    """
    exchanges = list(exchanges)
    found = [one for one in exchanges if _by(one, scenario)]
    mine = [one for one in found if one.reply_number == swept.number and one.refused is None]
    if mine:
        return mine
    if not exchanges:
        said = "no request was made: is the client pointed at the base_url of this session?"
        raise NoRequestError(said)
    if refused := [one.refused for one in exchanges if one.refused is not None]:
        said = f"its request was refused: {refused[0]}"
    elif found:
        others = ", ".join(dict.fromkeys(str(one.reply_number) for one in found))
        said = f"its reply {swept.number} was not asked for, only reply {others}: pass reply=…"
    else:
        said = f"something else answered: {exchanges[0].scenario}; leave nothing in the queue"
    raise SweepError(said)


def as_asked(
    swept: Swept, exchanges: Iterable[Exchange], *, request: bool, scenario: Scenario | None = None
) -> Swept:
    """The sweep as a client asked for it, by what was served of the whole, or of a variant.

    With `request` it takes over the client's request, too. Raises SweepError where nothing was
    served, or the whole that was served is not the one swept.
    """
    found = answered(swept, exchanges, scenario or swept.scenario)[0]
    known = swept.asked_by(found, request=request)
    if scenario is None and known.digest != found.digest:
        raise SweepError("\n".join(_another(known, found)))
    return known


def _by(exchange: Exchange, scenario: Scenario) -> bool:
    chosen = exchange.response.chosen
    return chosen is not None and chosen.scenario is scenario


def prove(cut: Cut, exchanges: Iterable[Exchange], scenario: Scenario | None = None) -> None:
    """Raises SweepError where what was served is not this cut, by the digest.

    The circumstances are those of the exchange: its connection, the seed of its server. The request
    is the one of the sweep. `scenario` is what was played, where it is not this very cut's.
    """
    for one in answered(cut.swept, exchanges, scenario or cut.scenario):
        known = cut.swept.asked_by(one, request=False)
        same = cut if known is cut.swept else Cut(known, cut.way, cut.position)
        if same.digest != one.digest:
            raise SweepError("\n".join(_another(cut.swept, one)))
        # An identical request that comes again to a random reply gets other words by right.
        if not known.asked.earlier and known.layout.items != cut.swept.layout.items:
            said = "the stream that was served is another one than the one swept: its items differ"
            raise SweepError(f"{said} ({known.size} bytes, and not {cut.swept.size})")


def _another(swept: Swept, exchange: Exchange) -> Iterator[str]:
    assert exchange.request is not None
    mine, other = swept.asked.request.body, exchange.request.body
    yield "the client asked for another stream than the one swept, so the places are others:"
    for key in [*other, *(one for one in mine if one not in other)]:
        if mine.get(key) != other.get(key):
            yield f"  {key}: {_json(other.get(key))} (swept: {_json(mine.get(key))})"
    keys = {key: value for key, value in other.items() if value != mine.get(key)}
    yield f"pass to the sweep what the client asks for: request={keys!r}"[:_LONGEST]


def _json(value: Json) -> str:
    text = dumps(value)
    return text if len(text) <= 60 else f"{text[:59]}…"
