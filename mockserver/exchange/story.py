"""A plan told to people, line by line: time, event, meaning, and where each fault acts; pure.

The first line of a segment has its time; lines of one segment are joined by a bracket. What every
byte is says `wire/transcript.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from mockserver import durations
from mockserver.wire.digest import digest
from mockserver.wire.instructions import Ending, Plan
from mockserver.wire.visible import visible

from .shown import Act
from .timeline import Moment, Timeline, timeline

Look = Literal["head", "said", "soft", "wait", "fault", "good", "bad", "note"]
"""What a line is, for those who colour it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its end; its time is `""` where there is none, None where it has no room."""

    time: str | None
    text: str
    look: Look

    def __str__(self) -> str:
        time = "" if self.time is None else f"{self.time:<{_TIME}}"
        return f"{time}{self.text}".rstrip()


_TIME = 10
_ENDS: dict[Ending, Look] = {Ending.COMPLETE: "good", Ending.STALL: "wait"}
_WAITS = ("wait", "gate")


def story(plan: Plan, acts: Sequence[Act] = ()) -> Iterator[Line]:
    """The lines of a plan, its notes, how much it is, and its digest."""
    told = timeline(plan)
    brackets = _brackets(told.moments)
    for at, (one, bracket) in enumerate(zip(told.moments, brackets, strict=True)):
        for act in acts:
            if act.moment == at:
                joint = "│" if bracket in "│└" else " "
                yield Line("", f"{joint}      !  {'fault':<10} {act.words}", "fault")
        yield from _of(one, bracket, plan)
    yield from (Line(None, f"note: {visible(note)}", "note") for note in plan.notes)
    yield Line(None, summary(told), "soft")
    yield Line(None, digest(plan), "soft")


def _brackets(moments: Sequence[Moment]) -> list[str]:
    """What joins each moment to its neighbours that leave in the same segment."""
    last = [one.segments[1] for one in moments]
    joined = [
        (at > 0 and last[at - 1] == here > 0, at + 1 < len(last) and last[at + 1] == here > 0)
        for at, here in enumerate(last)
    ]
    return [_BRACKETS[pair] for pair in joined]


_BRACKETS = {(False, False): " ", (False, True): "┌", (True, True): "│", (True, False): "└"}


def _of(one: Moment, bracket: str, plan: Plan) -> Iterator[Line]:
    time = "" if bracket in "│└" else f"{durations.text(one.at):<{_TIME - 1}} "
    match one.kind:
        case "head":
            yield Line(time, f"head {one.words}", "head")
            assert plan.head is not None
            for name, value in plan.head.headers:
                yield Line("", f"| {visible(f'{name}: {value}')}", "soft")
        case "end":
            yield Line(time, f"end {one.words}", _ENDS.get(plan.ending, "bad"))
        case "wait" | "gate":
            yield Line(time, f"{one.kind} {one.words}", "wait")
        case _:
            yield Line(
                time,
                f"{bracket} {len(one.sent):>6,}  {one.name:<10} {one.words}{_parts(one)}",
                "said",
            )


def _parts(one: Moment) -> str:
    """How an item came that more than one segment holds."""
    first, last = one.segments
    if first == last:
        return ""
    return f"  (in {last - first + 1} segments since {durations.text(one.since)})"


def summary(told: Timeline) -> str:
    """How much it is, in one line; the head's bytes are not counted."""
    counts = [
        count_of(told.count("chunk"), "chunk"),
        count_of(told.count("event"), "other event"),
        count_of(len(told.segments), "segment"),
        f"{count_of(told.size, 'byte')} on the wire",
    ]
    return f"{', '.join(counts)}, {durations.text(told.duration)}"


def count_of(number: int, noun: str) -> str:
    """`1 chunk`, `12,000 chunks`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
