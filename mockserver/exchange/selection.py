"""Which reply answers a request, and if none does, which came closest; pure but for its counters.

The order: what a test queued; a scenario that is played; the header `X-Mockserver-Scenario`; a
`model` that is a scenario's name; `match`, most specific first; the fallback, if there is one. A
session is one isolated set of counters.
"""

from __future__ import annotations

import difflib
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from mockserver.dialects.request import ChatRequest
from mockserver.errors import MockServerError
from mockserver.scenario.chance import RandomOptions, RandomStep
from mockserver.scenario.match import Match
from mockserver.scenario.model import Reply, Scenario
from mockserver.script.random_reply import prepare
from mockserver.seeding import Chance

from . import sequence
from .matching import Difference, MatchError, holds, identity, nearest, one_effort, specificity
from .plan_cache import PlanCache
from .sequence import Answers, NoReply

SCENARIO_HEADER = "X-Mockserver-Scenario"

QUEUE = "queue"
"""The name under which queued replies answer."""

Fallback = Literal["refuse", "random"]

MOST_FINGERPRINTS = 100_000
"""Different requests that are counted; the one that was not asked for longest is forgotten."""


class _Fallbacks(dict[Fallback, Scenario | None]):
    """The random reply is made when it is asked for: most servers start without it."""

    def __missing__(self, name: Fallback) -> Scenario:
        if name != "random":
            raise KeyError(name)
        step = RandomStep(random=RandomOptions())
        made = self[name] = Scenario("random", (Reply(stream=(step,)),))
        return made


FALLBACKS = _Fallbacks(refuse=None)
"""What may answer where nothing else does: nothing, or the built-in random reply."""


class SelectionError(MockServerError):
    """No reply answers, or more than one would; the message says what came closest.

    `code` is a word for scripts: `no_scenario`, `ambiguous_match`, `no_reply`,
    `replies_used_up` or `match_too_slow`.
    """

    def __init__(self, message: str, code: str = "no_scenario") -> None:
        super().__init__(message)
        self.code = code


class TiedScenariosError(MockServerError):
    """Two scenarios that no request could tell apart."""

    def __init__(self, one: Scenario, other: Scenario, what: str, hint: str) -> None:
        both = f"{one.path or one.name} and {other.path or other.name}"
        super().__init__(f"{both} have the same {what}: {hint}")


@dataclass(frozen=True, slots=True)
class Chosen:
    """The reply that answers, whose it is, and its chance; `reply_number` counts from 1.

    Of one that was queued (`queued`), it is the place in the queue.
    """

    scenario: Scenario
    reply: Reply
    reply_number: int
    chance: Chance
    queued: bool = False


def chance_of(
    scenario: Scenario,
    reply: Reply,
    number: int,
    request: ChatRequest,
    *,
    seed: int,
    earlier: int = 0,
) -> Chance:
    """The chance of a reply, whose number counts from 1; `seed` is for a scenario without one.

    `earlier` are the identical requests before this one; only a random reply's chance knows of
    them, and of the request.
    """
    own = seed if scenario.seed is None else scenario.seed
    asked = (request.fingerprint, earlier) if reply.is_random else ()
    return Chance(own, scenario.name, number, asked)


def same_name(scenarios: Iterable[Scenario]) -> Iterator[tuple[Scenario, Scenario]]:
    """Each scenario whose name an earlier one has, and that one."""
    return _repeated(scenarios, lambda one: one.name)


def same_match(scenarios: Iterable[Scenario]) -> Iterator[tuple[Scenario, Scenario]]:
    """Each scenario whose conditions are exactly those of an earlier one, and that one."""
    matching = (one for one in scenarios if one.match is not None)
    return _repeated(matching, lambda one: identity(one.match or _NO_MATCH))


def _repeated(
    scenarios: Iterable[Scenario], key: Callable[[Scenario], Hashable]
) -> Iterator[tuple[Scenario, Scenario]]:
    seen: dict[Hashable, Scenario] = {}
    for one in scenarios:
        earlier = seen.setdefault(key(one), one)
        if earlier is not one:
            yield one, earlier


class ScenarioSet:
    """Scenarios by name, and by `match` in the order in which they are asked.

    Raises TiedScenariosError where two have the same name or the same conditions: then one of
    them could never answer. `checking.findings` says so with positions.
    """

    def __init__(self, scenarios: Iterable[Scenario] = ()) -> None:
        given = list(scenarios)
        for one, earlier in same_name(given):
            raise TiedScenariosError(earlier, one, "name", "rename one of them")
        for one, earlier in same_match(given):
            raise TiedScenariosError(earlier, one, "match", "add a condition to one of them")
        self.by_name: Mapping[str, Scenario] = {one.name: one for one in given}
        self.matching = sorted(
            (one for one in given if one.match is not None),
            key=lambda one: specificity(one.match or _NO_MATCH),
            reverse=True,
        )
        prepare(reply for one in given for reply in one.replies if reply.is_random)

    def with_put(self, put: Mapping[str, Scenario]) -> ScenarioSet:
        """These and those that are put, which hide these of their names. Raises as this class."""
        return ScenarioSet({**self.by_name, **put}.values())

    def named(self, name: str) -> Scenario | None:
        """The scenario of this name, also where a `vendor/` stands in front of it."""
        return self.by_name.get(name) or self.by_name.get(name.partition("/")[2])

    def matched(self, request: ChatRequest) -> Scenario | None:
        """The most specific scenario whose conditions hold. Raises SelectionError for a tie."""
        found = [one for one in self.matching if holds(one.match or _NO_MATCH, request)]
        if len(found) > 1 and _rank(found[0]) == _rank(found[1]):
            raise SelectionError(
                f"{found[0].name} and {found[1].name} match this request equally well: "
                "add a condition to one of them, or send the scenario's name as model.",
                "ambiguous_match",
            )
        return found[0] if found else None

    def near_miss(self, request: ChatRequest) -> tuple[Scenario, tuple[Difference, ...]] | None:
        """The scenario whose `match` has the fewest differences, and at least one thing that holds.

        Of a `match` that is the only one, nothing need hold. None where there is none such.
        """
        matches = ((one, one.match or _NO_MATCH) for one in self.matching)
        return nearest(matches, request, partly=len(self.matching) > 1)


@dataclass
class Session:
    """Isolated state: what is queued, and how often each scenario has answered."""

    scenarios: ScenarioSet
    seed: int = 0
    queued: deque[Scenario] = field(default_factory=deque)
    """The replies that stand in line, each as a scenario of its own."""
    _taken: int = 0
    fallback: Scenario | None = None
    """What answers where nothing is queued or named and nothing matches; a refusal if None."""
    plans: PlanCache = field(default_factory=PlanCache)
    """Plans for requests that are the same as earlier ones."""
    _answers: dict[str, Answers] = field(default_factory=dict)
    _asked: dict[str, int] = field(default_factory=dict)
    _played: Session | None = None

    def __post_init__(self) -> None:
        self.use(self.fallback)

    def reset(self) -> None:
        """Nothing is queued, counted or played any more; its scenarios stay, and the fallback."""
        self.queued.clear()
        self._answers.clear()
        self._asked.clear()
        self._taken, self._played = 0, None

    def swap(self, scenarios: ScenarioSet) -> None:
        """Has these scenarios answer from now on; one that is not as before begins anew."""
        before, self.scenarios = self.scenarios.by_name, scenarios
        self._answers = {
            name: answers
            for name, answers in self._answers.items()
            if before.get(name) == scenarios.by_name.get(name)
        }

    def queue(self, reply: Reply) -> None:
        """Has this reply answer before any scenario, once; replies queued earlier come first."""
        prepare([reply])
        self.queued.append(Scenario(QUEUE, (reply,)))

    def use(self, scenario: Scenario | None) -> None:
        """Has this scenario answer what nothing else does; None is a refusal."""
        if scenario is not None:
            prepare(scenario.replies)
        self.fallback = scenario

    def play(self, scenario: Scenario | None) -> None:
        """Has this scenario alone answer, from its first reply on, whatever is asked for.

        What is queued still comes first. None ends it; then all is as it was before.
        """
        if scenario is None:
            self._played = None
        else:
            self._played = Session(ScenarioSet([scenario]), self.seed, plans=self.plans)

    def choose(self, request: ChatRequest, scenario_header: str | None = None) -> Chosen:
        """The reply for this request, which counts as used from now on.

        Raises SelectionError where no reply answers.
        """
        if self.queued:
            self._taken += 1
            scenario = self.queued.popleft()
            return replace(self._chosen(request, scenario, 0, self._taken), queued=True)
        if (played := self._played) is not None:
            return played.choose(request, *played.scenarios.by_name)
        found = self.scenarios.named(request.model) if scenario_header is None else None
        if found is not None and found.is_simple:
            return self._chosen(request, found, 0, 1)
        try:
            with one_effort():
                scenario = self._scenario(request, scenario_header)
                turn = sequence.choose(scenario, self._answers.get(scenario.name, {}), request)
        except MatchError as error:
            said = f"Whether a scenario answers this request is not known: {error}."
            raise SelectionError(said, "match_too_slow") from None
        if isinstance(turn, NoReply):
            raise SelectionError(f"{scenario.name} does not answer: {turn.why}.", turn.code)
        self._answers[scenario.name] = turn.answers
        return self._chosen(request, scenario, turn.position, turn.position + 1)

    def _chosen(
        self, request: ChatRequest, scenario: Scenario, position: int, number: int
    ) -> Chosen:
        reply = scenario.replies[position]
        earlier = self._earlier(request) if reply.is_random else 0
        chance = chance_of(scenario, reply, number, request, seed=self.seed, earlier=earlier)
        return Chosen(scenario, reply, number, chance)

    def _earlier(self, request: ChatRequest) -> int:
        """How many identical requests had a random answer before this one, which is counted."""
        earlier = self._asked.pop(request.fingerprint, 0)
        self._asked[request.fingerprint] = earlier + 1
        if len(self._asked) > MOST_FINGERPRINTS:
            del self._asked[next(iter(self._asked))]
        return earlier

    def _scenario(self, request: ChatRequest, header: str | None) -> Scenario:
        if header is not None:
            found = self.scenarios.by_name.get(header)
            if found is None and "," in header:
                raise SelectionError(
                    f"The header {SCENARIO_HEADER} names more than one scenario: {header!r}. "
                    "Send it once, with one name."
                )
            if found is None:
                raise SelectionError(
                    f"The header {SCENARIO_HEADER} names no scenario: {header!r}."
                    + _close(header, self.scenarios)
                )
            return found
        found = self.scenarios.named(request.model) or self.scenarios.matched(request)
        if found is not None:
            return found
        if self.fallback is None:
            raise SelectionError(_nothing_matched(request, self.scenarios))
        return self.fallback


_NO_MATCH = Match.model_construct()  # without its validator, which is made when a file needs it


def _rank(scenario: Scenario) -> tuple[int, int]:
    return specificity(scenario.match or _NO_MATCH)


def _nothing_matched(request: ChatRequest, scenarios: ScenarioSet) -> str:
    """What came closest, in a sentence or two."""
    if not scenarios.by_name:
        return "No scenario answers this request: none is loaded and no reply is queued."
    said = f"No scenario answers this request (model {request.model!r})."
    miss = scenarios.near_miss(request)
    if miss is not None:
        scenario, found = miss
        said += f" Nearest: {scenario.name}, but {'; '.join(map(str, found))}."
    return said + _close(request.model, scenarios)


def _close(name: str, scenarios: ScenarioSet) -> str:
    close = difflib.get_close_matches(name, scenarios.by_name, n=1)
    if close:
        return f" Did you mean the scenario {close[0]!r}?"
    names = sorted(scenarios.by_name)
    shown = ", ".join(names[:8]) + (" …" if len(names) > 8 else "")
    return f" A model equal to a scenario's name selects it: {shown}."
