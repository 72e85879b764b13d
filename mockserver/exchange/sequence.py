"""Which of a scenario's replies answers, given how often each has answered; pure, counts nothing.

The rule: the first reply whose `when` holds and that is not used up answers; without `times`, one
is used up after one answer, one with `when` never. Once all that hold are used up, `after_last`
says whether the last of them repeats, they begin anew, or the request is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mockserver.dialects.request import ChatRequest
from mockserver.scenario.match import Match
from mockserver.scenario.model import Entry, Reply, Scenario

from .matching import Difference, holds, identity, nearest

Answers = Mapping[int, int]
"""How often each reply has answered, by its position from 0; none is 0."""


@dataclass(frozen=True, slots=True)
class Turn:
    """The reply that answers, by its position from 0, and how often each has answered with it."""

    position: int
    answers: Answers


@dataclass(frozen=True, slots=True)
class NoReply:
    """None answers; why, as the end of a sentence, and a word for scripts."""

    why: str
    code: str


def choose(scenario: Scenario, answers: Answers, request: ChatRequest) -> Turn | NoReply:
    """The reply for a request. Raises MatchError, as `holds` does."""
    whens = [(position, _when(one)) for position, one in enumerate(scenario.replies)]
    holding = [one for one, when in whens if when is _ALWAYS or holds(when, request)]
    if not holding:
        return _none_fits(nearest(whens, request))
    left = (one for one in holding if not _used_up(scenario.replies[one], answers.get(one, 0)))
    position = next(left, None)
    if position is None and scenario.after_last == "refuse":
        return NoReply("its replies are used up (after_last: refuse)", "replies_used_up")
    if position is None and scenario.after_last == "cycle":
        position = holding[0]
        answers = {one: count for one, count in answers.items() if one not in holding}
    if position is None:
        position = holding[-1]
    return Turn(position, {**answers, position: answers.get(position, 0) + 1})


def is_sequence(scenario: Scenario) -> bool:
    """Whether which reply answers depends on earlier requests, and not on the request alone.

    It does not where every reply but the last is never used up, and the last one repeats.
    """
    *earlier, last = map(_times, scenario.replies)
    ends = scenario.after_last == "refuse" and last is not None
    return ends or any(one is not None for one in earlier)


def _none_fits(miss: tuple[int, tuple[Difference, ...]] | None) -> NoReply:
    said = "none of its replies fits"
    if miss is not None:
        position, found = miss
        said += f". Nearest: reply {position + 1}, but {'; '.join(map(str, found))}"
    return NoReply(said, "no_reply")


def unreachable(scenario: Scenario) -> Iterator[tuple[int, int]]:
    """Each reply that can never answer, and the earlier one that always does: positions from 0.

    That one is never used up and asks for nothing that the later one does not ask for too.
    """
    for later, one in enumerate(scenario.replies):
        asked = identity(_when(one))
        for earlier in range(later):
            other = scenario.replies[earlier]
            if _times(other) is None and identity(_when(other)) <= asked:
                yield later, earlier
                break


def _when(reply: Reply) -> Match:
    return reply.when if isinstance(reply, Entry) and reply.when is not None else _ALWAYS


def _times(reply: Reply) -> int | None:
    """How often a reply answers; None is without end."""
    if not isinstance(reply, Entry):
        return 1
    return 1 if reply.times is None and reply.when is None else reply.times


def _used_up(reply: Reply, answers: int) -> bool:
    times = _times(reply)
    return times is not None and answers >= times


_ALWAYS = Match.model_construct()  # without its validator, which is made when a file needs it
