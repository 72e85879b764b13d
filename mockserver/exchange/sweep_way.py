"""Where a sweep cuts or splits a body, and what happens there; knows bodies, and no scenario."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mockserver import durations
from mockserver.errors import MockServerError
from mockserver.scenario.faults import Fault
from mockserver.source.diagnostics import did_you_mean
from mockserver.wire.instructions import Ending, MarkKind
from mockserver.wire.json_text import JsonObject

from .layout import Layout

Places = str | int | Iterable[int]
"""Where cuts are: `every byte`, `every event`, `every chunk`; every so many bytes; these bytes."""

MOST_CUTS = 100_000
"""Cuts of one sweep."""

SPLIT_PAUSE = "2ms"
"""The time between the two parts of a stream that is split, unless another is said."""


class SweepError(MockServerError):
    """A sweep that cannot be, or whose cut was not what was served; the message says why."""


class NoRequestError(SweepError):
    """A client that made no request: most often one that is pointed elsewhere."""


@dataclass(frozen=True, slots=True)
class Way:
    """Where cuts are, and what happens there: an ending, or a pause of so many microseconds.

    `places` is `byte`, `event` or `chunk`; a number n is every n bytes; several are these bytes.
    """

    places: str | int | tuple[int, ...]
    end: Ending | None
    pause: int = 0

    @property
    def word(self) -> str:
        """What is done: `cut` or `split`."""
        return "split" if self.end is None else "cut"

    @property
    def happens(self) -> str:
        """What happens at each of them, in a few words."""
        return f"pause {durations.text(self.pause)}" if self.end is None else f"end {self.end}"

    @property
    def first(self) -> int | None:
        """The first place where it is counted in bytes; else the body says where that is."""
        if isinstance(self.places, tuple):
            return self.places[0]
        return self.places if isinstance(self.places, int) else None

    def at(self, position: int, size: int) -> str:
        """The same for one of them; the body has so many bytes."""
        return f"{self.word} after byte {position} of {size}, {self.happens}"

    def __str__(self) -> str:
        if isinstance(self.places, tuple):
            count = len(self.places)
            said = f"after {count} chosen byte{'s' * (count > 1)}"
        elif isinstance(self.places, int):
            said = f"every {self.places} bytes"
        else:
            said = f"after every {self.places}"
        return f"{self.word} {said}, {self.happens}"

    def fault(self, position: int) -> Fault:
        """The fault that does it after so many body bytes."""
        place: JsonObject = {"after": {"bytes": position}}
        if self.end is None:
            return Fault.model_validate({**place, "wait": durations.text(self.pause)})
        return Fault.model_validate({**place, "end": self.end})

    def written(self, position: int) -> str:
        """The same as a scenario file says it."""
        happens = f"end: {self.end}" if self.end else f"wait: {durations.text(self.pause)}"
        return f"faults: [{{after: {{bytes: {position}}}, {happens}}}]"

    def positions(self, body: Layout) -> Sequence[int]:
        """The body bytes after which it is done. Raises SweepError for none, and for too many."""
        size = len(body.body)
        if isinstance(self.places, tuple) and self.places[-1] > size:
            raise SweepError(f"the body has {size} bytes: there is no byte {self.places[-1]}")
        found = self._positions(body)
        if self.end is Ending.COMPLETE and found and found[-1] == size:
            found = found[:-1]  # nothing is cut off there
        if not found:
            raise SweepError(f"there is nothing to {self.word}: of a body of {size} bytes, {self}")
        if len(found) > MOST_CUTS:
            hint = "pass `every event`, or a number of bytes"
            raise SweepError(f"{len(found)} {self.word}s are more than {MOST_CUTS}: {hint}")
        return found

    def _positions(self, body: Layout) -> Sequence[int]:
        if isinstance(self.places, tuple):
            return self.places
        if isinstance(self.places, int):
            return range(self.places, len(body.body) + 1, self.places)
        if self.places == "byte":
            return range(1, len(body.body) + 1)
        return body.ends(*_MARKS[self.places])


_MARKS = {"event": (MarkKind.CHUNK, MarkKind.EVENT), "chunk": (MarkKind.CHUNK,)}
_WORDS = ("every byte", "every event", "every chunk")


def way(
    cut: Places | None = None,
    split: Places | None = None,
    end: str | None = None,
    pause: str = SPLIT_PAUSE,
) -> Way:
    """What a sweep is asked to do; a cut after every byte, ended by `truncate`, by default.

    Raises TypeError for what excludes each other, SweepError for what is no place, ending or time.
    """
    if cut is not None and split is not None:
        raise TypeError("a sweep cuts or splits: pass cut= or split=, not both")
    if split is not None:
        if end is not None:
            raise TypeError("a split ends nothing: leave end= out, or pass cut=")
        return Way(_places(split), None, _pause(pause))
    return Way(_places("every byte" if cut is None else cut), _ending(end or "truncate"))


def _places(said: Places) -> str | int | tuple[int, ...]:
    if isinstance(said, str):
        words = " ".join(said.replace("-", " ").replace("_", " ").split())
        if words not in _WORDS:
            raise SweepError(_none_such("place", said, _WORDS))
        return words.removeprefix("every ")
    numbers = (said,) if isinstance(said, int) else tuple(sorted(set(said)))
    wrong = [one for one in numbers if isinstance(one, bool) or one < 1]
    if wrong or not numbers:
        raise SweepError(f"a place is counted from 1, in bytes: got {wrong[0] if wrong else said}")
    return said if isinstance(said, int) else numbers


def _ending(said: str) -> Ending:
    try:
        return Ending(said)
    except ValueError:
        raise SweepError(_none_such("ending", said, tuple(Ending))) from None


def _pause(said: str) -> int:
    try:
        micros = durations.parse(said)
    except ValueError as error:
        raise SweepError(f"{said!r} is no duration: {error}") from None
    if not micros:
        raise SweepError("without a pause the two parts of a split arrive as one")
    return micros


def _none_such(what: str, said: str, valid: tuple[str, ...]) -> str:
    hint = did_you_mean(said, valid)
    return f"{said!r} is no {what}{f'; {hint}' if hint else ''} (valid: {', '.join(valid)})"
