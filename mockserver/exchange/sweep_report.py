"""What a client made of every cut of a sweep, grouped and pointed at; pure, runs no client."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import groupby
from operator import attrgetter
from typing import Any

from mockserver.errors import MockServerError
from mockserver.wire.json_text import JsonObject
from mockserver.wire.visible import visible

from .story import count_of
from .sweep_way import Way
from .sweeping import Cut, Swept

_LONGEST = 200
"""Characters of a result or a message that are shown."""
_MOST_RANGES = 12
"""Ranges of one outcome that are named."""

_VARYING = re.compile(r"""0x[0-9a-fA-F]+|\d+|'[^']*'|"[^"]*\"""")
"""What differs between messages that say the same."""


class ClientFailedError(MockServerError):
    """A client that failed and says so in its own words: an exit code, a status."""


class Kind(StrEnum):
    """What a client made of a stream that was cut."""

    SILENT = "silent"  # another result than that of the whole stream, and no error
    RAISED = "raised"  # an error
    WHOLE = "whole"  # the result of the whole stream


@dataclass(frozen=True, slots=True)
class Seen:
    """What a client made of one cut; outcomes of one kind with the same `alike` are the same."""

    kind: Kind
    said: str
    alike: str = ""


def returned(result: object, whole: object) -> Seen:
    """The client returned something; `whole` is what it returns for the whole stream."""
    return Seen(Kind.WHOLE if result == whole else Kind.SILENT, shown(result))


def failed(name: str, message: str) -> Seen:
    """The client failed, and said so; numbers and quotations in the message are no difference."""
    said = shorter(f"{name}: {message}" if message else name)
    return Seen(Kind.RAISED, said, _VARYING.sub("…", said))


def raised(error: BaseException) -> Seen:
    """The client raised something."""
    kind = type(error)
    if isinstance(error, ClientFailedError):
        return failed(str(error), "")
    name = kind.__qualname__ if kind.__module__ == "builtins" else _full_name(kind)
    return failed(name, str(error))


def _full_name(kind: type) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"


def shown(result: object) -> str:
    """A result on one line, not too long."""
    return shorter(repr(result))


def shorter(text: str) -> str:
    """Text on one line, not too long."""
    cut = visible(" ".join(text[: 2 * _LONGEST].split()))
    return cut if len(cut) <= _LONGEST else f"{cut[: _LONGEST - 1]}…"


@dataclass(frozen=True)
class Range:
    """Cuts that follow each other, of which the client made the same."""

    kind: Kind
    cuts: tuple[Cut, ...]
    seen: tuple[Seen, ...]

    @property
    def first(self) -> int:
        """The bytes before the first cut."""
        return self.cuts[0].position

    @property
    def last(self) -> int:
        """The bytes before the last cut."""
        return self.cuts[-1].position

    def __str__(self) -> str:
        return f"{self.first}" if len(self.cuts) == 1 else f"{self.first}-{self.last}"

    def to_json(self) -> JsonObject:
        """Where it is, what was seen first, and the first cut as a fault and by its digest."""
        cut = self.cuts[0]
        return {
            "first": self.first,
            "last": self.last,
            "cuts": len(self.cuts),
            "said": self.seen[0].said,
            "where": cut.where,
            "around": cut.around,
            "fault": cut.fault.model_dump(mode="json", by_alias=True, exclude_none=True),
            "digest": cut.digest,
        }


@dataclass(frozen=True)
class Report:
    """A sweep that was run: `str()` is what people read.

    `whole` is what the client returned for the whole stream, and `seen` what it made of each cut.
    """

    swept: Swept
    way: Way
    whole: Any
    seen: tuple[tuple[Cut, Seen], ...]

    @cached_property
    def ranges(self) -> list[Range]:
        """All cuts in their order; those that follow each other with the same outcome are one."""
        groups = groupby(self.seen, lambda one: (one[1].kind, one[1].alike))
        return [_range(kind, list(group)) for (kind, _), group in groups]

    @property
    def silent(self) -> list[Range]:
        """Where the client returned another result than for the whole stream, and raised nothing.

        That of a cut is a silent truncation.
        """
        return self._of(Kind.SILENT)

    @property
    def raised(self) -> list[Range]:
        """Where it raised an error, or failed."""
        return self._of(Kind.RAISED)

    @property
    def unharmed(self) -> list[Range]:
        """Where it returned what it returns for the whole stream."""
        return self._of(Kind.WHOLE)

    def assert_never_silent(self) -> None:
        """Raises AssertionError where there was a silent truncation; it says where."""
        if self.silent:
            raise AssertionError(str(self))

    def assert_always_whole(self) -> None:
        """Raises AssertionError where the client did not return the result of the whole stream."""
        if self.silent or self.raised:
            raise AssertionError(str(self))

    def _of(self, kind: Kind) -> list[Range]:
        return [one for one in self.ranges if one.kind is kind]

    def _outcomes(self) -> Iterator[tuple[Kind, list[Range]]]:
        """The ranges of each outcome; the worst kind first, then those with the most cuts."""
        for kind in Kind:
            ranges = sorted(self._of(kind), key=lambda one: one.seen[0].alike)
            grouped = groupby(ranges, lambda one: one.seen[0].alike)
            for group in sorted((list(group) for _, group in grouped), key=_count, reverse=True):
                yield kind, sorted(group, key=attrgetter("first"))

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        size = f"{_cuts(self.ranges)} of the body's {count_of(self.swept.size, 'byte')}"
        yield f"{self.swept}: {self.way}; {size}"
        yield f"the whole stream gives {shown(self.whole)}"
        counts = Counter(one.kind for _, one in self.seen)
        yield ", ".join(f"{counts[kind]} {kind}" for kind in Kind)
        for kind, ranges in self._outcomes():
            yield ""
            yield f"{_TITLES[kind]}{_what(kind, ranges)} ({_cuts(ranges)})"
            yield f"  after byte {_listed(ranges)}"
            for cut, said in _places(kind, ranges):
                yield f"  byte {cut.position}, {cut.where}{said}"
                yield f"    {cut.around}"

    def to_json(self) -> JsonObject:
        """All of it, for scripts."""
        counts = Counter(one.kind for _, one in self.seen)
        return {
            "scenario": self.swept.scenario.name,
            "reply": self.swept.number,
            "way": str(self.way),
            "bytes": self.swept.size,
            "cuts": len(self.seen),
            "whole": shown(self.whole),
            "digest": self.swept.digest,
            "counts": {str(kind): counts[kind] for kind in Kind},
            "outcomes": [
                {
                    "kind": str(kind),
                    "said": ranges[0].seen[0].said,
                    "cuts": _count(ranges),
                    "ranges": [one.to_json() for one in ranges],
                }
                for kind, ranges in self._outcomes()
            ],
        }


_TITLES = {
    Kind.SILENT: "SILENT: another result, and no error",
    Kind.RAISED: "raised",
    Kind.WHOLE: "the whole result",
}
_PLACES = {Kind.SILENT: 3, Kind.RAISED: 1, Kind.WHOLE: 1}
"""How many cuts of an outcome are pointed at."""


def _range(kind: Kind, group: Sequence[tuple[Cut, Seen]]) -> Range:
    return Range(kind, tuple(cut for cut, _ in group), tuple(seen for _, seen in group))


def _what(kind: Kind, ranges: Sequence[Range]) -> str:
    """What the client raised, or how many results it returned."""
    if kind is Kind.RAISED:
        return f" {ranges[0].seen[0].said}"
    results = len({seen.said for one in ranges for seen in one.seen})
    return f"; {results} different results" if kind is Kind.SILENT and results > 1 else ""


def _count(ranges: Iterable[Range]) -> int:
    return sum(len(one.cuts) for one in ranges)


def _cuts(ranges: Sequence[Range]) -> str:
    count, word = _count(ranges), ranges[0].cuts[0].way.word
    return f"1 {word}" if count == 1 else f"{count} {word}s"


def _listed(ranges: Sequence[Range]) -> str:
    named = ", ".join(map(str, ranges[:_MOST_RANGES]))
    left = len(ranges) - _MOST_RANGES
    return f"{named} and {left} ranges more" if left > 0 else named


def _places(kind: Kind, ranges: Sequence[Range]) -> Iterator[tuple[Cut, str]]:
    """The cuts that are pointed at, and the result where it is the point."""
    firsts = [(one.cuts[0], one.seen[0]) for one in ranges]
    if len(ranges) == 1 and len(ranges[0].cuts) > 1:
        firsts.append((ranges[0].cuts[-1], ranges[0].seen[-1]))
    for cut, seen in firsts[: _PLACES[kind]]:
        yield cut, f": {seen.said}" if kind is Kind.SILENT else ""
