"""Sweeps on a session: each variant of a reply in its turn, in a loop or with a client; no routes.

A client is a function of a base URL. What it returns, or raises, is compared with what it makes of
the whole stream.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from queue import SimpleQueue
from typing import Any, TypeVar

from mockserver.building.answers import built_reply
from mockserver.exchange.sweep_report import Report, Seen, raised, returned, shown
from mockserver.exchange.sweep_way import SPLIT_PAUSE, Places, SweepError, Way, way
from mockserver.exchange.sweeping import Cut, Swept, as_asked, swept
from mockserver.scenario import library
from mockserver.scenario.load import SUFFIXES, load_file
from mockserver.scenario.model import Scenario
from mockserver.scenario.values import Record
from mockserver.wire.json_text import Json

from .played import PlayedCut, Player

T = TypeVar("T")

Sweepable = str | Path | Scenario | Record | Mapping[str, Any] | Sequence[Record | dict[str, Any]]
"""A scenario, its name or file; a reply, its keys, or the list of its steps."""

Progress = Callable[[int, int], object]
"""Is told after each cut how many are done, and of how many."""


def cuts(
    what: Sweepable,
    *,
    cut: Places | None = None,
    split: Places | None = None,
    end: str | None = None,
    pause: str = SPLIT_PAUSE,
    reply: int | None = None,
    request: Mapping[str, Json] | None = None,
    seed: int = 0,
    keep_times: bool = False,
) -> list[Cut]:
    """All variants, without a server: for `pytest.mark.parametrize("cut", cuts(…), ids=str)`.

    In the test, `with mockserver.play(cut):` serves it. `request` are the keys of what the client
    asks for on which the stream depends, such as its model. The other arguments, and what is
    raised, are those of `sweep`.
    """
    said = swept(scenario_of(what), reply, request, seed=seed, keep_times=keep_times)
    return said.cuts(way(cut, split, end, pause))


def scenario_of(what: Sweepable, known: Mapping[str, Scenario] | None = None) -> Scenario:
    """The scenario that is meant: one of these by its name, a bundled one, a file's, a built one.

    Raises LookupError for a name that is none, ScenarioError for what is wrong in a file or reply.
    """
    if isinstance(what, Scenario):
        return what
    if isinstance(what, Path) or (isinstance(what, str) and what.endswith(SUFFIXES)):
        return load_file(what)
    if isinstance(what, str):
        found = (known or {}).get(what) or library.bundled_scenario(what)
        if found is None:
            raise LookupError(library.unknown(what, list(known or ())))
        return found
    if isinstance(what, Record):
        return Scenario("sweep", (built_reply(what),))
    if isinstance(what, Mapping):
        return Scenario("sweep", (built_reply(**what),))
    return Scenario("sweep", (built_reply(*what),))


class Sweeps(Player):
    """What a session does to sweep."""

    def sweep(
        self,
        what: Sweepable,
        *,
        cut: Places | None = None,
        split: Places | None = None,
        end: str | None = None,
        pause: str = SPLIT_PAUSE,
        reply: int | None = None,
        request: Mapping[str, Json] | None = None,
        keep_times: bool = False,
    ) -> Sweep:
        """All variants of a reply, cut or split at every place: a loop, or `.run(client)`.

        `cut` (or `split`, which only parts the stream in two, `pause` apart) is `every byte`,
        `every event`, `every chunk`, a number n for every n bytes, or some bytes' numbers; `end` is
        what happens at a cut: `truncate`, `reset`, `complete`, `stall`, `half_close`. `reply` is
        which of the scenario's replies is meant, the first stream by default. `request` are keys
        of the request; by default it is the one that the client makes first. Pauses of the scenario
        are left out unless `keep_times`.

        Raises LookupError for a name that is no scenario's; SweepError, TypeError for what is no
        sweep; ScenarioError where a scenario file could not say so.
        """
        how = way(cut, split, end, pause)
        choice = self._session.choice
        scenario = scenario_of(what, choice.scenarios.by_name)
        said = swept(scenario, reply, request, seed=choice.seed, keep_times=keep_times)
        return Sweep([self], said, how, learns=request is None)

    def play(self, cut: Cut) -> PlayedCut:
        """A cut of `cuts(…)` on this session: `with mockserver.play(cut): …`."""
        return PlayedCut(cut.swept, cut.way, cut.position, self)


class Sweep:
    """All variants of a reply on a session, or on several at the same time.

    As a loop it gives each in its turn, to be played by `with cut:`. What is swept is the answer to
    the request that the client makes first, unless one is given (`learns` is false): how many bytes
    its body has is not known before.
    """

    def __init__(self, sessions: Sequence[Player], what: Swept, how: Way, *, learns: bool) -> None:
        if not learns or how.first is None:
            what.cuts(how)  # what is no sweep is told at once
        self.swept = what
        self.way = how
        self._sessions = sessions
        self._learns = learns

    def __len__(self) -> int:
        return len(self.swept.cuts(self.way))

    def __iter__(self) -> Iterator[PlayedCut]:
        first = self._first()
        played = self._on(self._sessions[0], first, learns=self._learns)
        yield played
        if not played.served:
            raise SweepError("this cut was not played: write `with cut:` in the loop")
        self._know(
            as_asked(self.swept, played.served, request=self._learns, scenario=played.scenario)
        )
        for cut in self.swept.cuts(self.way):
            if cut.position != first.position:
                yield self._on(self._sessions[0], cut)

    def _first(self) -> Cut:
        """The first one; where the request is not known yet, so are the places behind it."""
        place = self.way.first if self._learns else None
        way = self.way if place is None else replace(self.way, places=(place,))
        return self.swept.cuts(way)[0]

    # -- with a client ------------------------------------------------------------------------

    def run(self, client: Callable[[str], object], progress: Progress | None = None) -> Report:
        """Runs the client, which is called with a base URL, for the whole stream and for each cut.

        What it returns is compared by `==`, so let it be the text, or a list of what it got.
        Raises SweepError where the client fails with the whole stream already, or does not return
        the same for it twice; where what was served is not the cut.
        """
        whole = _drive(self._whole(), client)
        variants = self.swept.cuts(self.way)
        seen: list[Seen] = []
        for one in self._each(variants, client, whole):
            seen.append(one)
            if progress is not None:
                progress(len(seen), len(variants))
        return self._report(whole, variants, seen)

    async def run_async(
        self, client: Callable[[str], Awaitable[object]], progress: Progress | None = None
    ) -> Report:
        """The same for a client that is awaited, by asyncio or by trio."""
        whole = await _drive_async(self._whole(), client)
        variants = self.swept.cuts(self.way)
        seen: list[Seen] = []
        for cut in variants:
            seen.append(await _drive_async(self._one(self._sessions[0], cut, whole), client))
            if progress is not None:
                progress(len(seen), len(variants))
        return self._report(whole, variants, seen)

    def _each(
        self, variants: Sequence[Cut], client: Callable[[str], object], whole: object
    ) -> Iterator[Seen]:
        free: SimpleQueue[Player] = SimpleQueue()
        for session in self._sessions:
            free.put(session)

        def one(cut: Cut) -> Seen:
            session = free.get()
            try:
                return _drive(self._one(session, cut, whole), client)
            finally:
                free.put(session)

        if len(self._sessions) == 1:
            yield from map(one, variants)
            return
        pool = ThreadPoolExecutor(len(self._sessions))
        try:
            yield from pool.map(one, variants)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)  # an interrupt waits for no client

    def _whole(self) -> Tries[object]:
        """What the client makes of the whole stream, which is also what it asks for."""
        whole = yield from self._uncut()
        again = yield from self._uncut()
        if again != whole:
            said = "the client returns something else each time for the same stream"
            hint = "return what can be compared, such as the text that it got"
            raise SweepError(f"{said}: {shown(whole)}, then {shown(again)}; {hint}")
        return whole

    def _uncut(self) -> Tries[object]:
        session = self._sessions[0]
        with session.playing(self.swept.scenario) as found:
            tried = yield session.base_url
        if tried.error is not None:
            said = raised(tried.error).said
            raise SweepError(f"the client fails with the whole stream already: {said}") from (
                tried.error
            )
        self._know(as_asked(self.swept, found, request=self._learns))
        session.told_elsewhere(found)
        return tried.result

    def _one(self, session: Player, cut: Cut, whole: object) -> Tries[Seen]:
        """What the client makes of one cut."""
        with self._on(session, cut) as played:
            tried = yield session.base_url
        session.told_elsewhere(played.served)
        return returned(tried.result, whole) if tried.error is None else raised(tried.error)

    def _on(self, session: Player, cut: Cut, *, learns: bool = False) -> PlayedCut:
        return PlayedCut(cut.swept, cut.way, cut.position, session, learns)

    def _know(self, what: Swept) -> None:
        self.swept, self._learns = what, False

    def _report(self, whole: object, variants: Sequence[Cut], seen: Sequence[Seen]) -> Report:
        return Report(self.swept, self.way, whole, tuple(zip(variants, seen, strict=True)))


@dataclass(frozen=True, slots=True)
class _Tried:
    """What a client made of a stream: a result, or an error."""

    result: object = None
    error: Exception | None = None


Tries = Generator[str, _Tried, T]
"""Asks for the client to be called with a base URL, is told what it made of that, and returns."""


def _drive(tries: Tries[T], client: Callable[[str], object]) -> T:
    """Calls the client as often as it is asked for."""
    try:
        url = next(tries)
        while True:
            url = tries.send(_tried(client, url))
    except StopIteration as done:
        result: T = done.value
        return result
    finally:
        tries.close()


async def _drive_async(tries: Tries[T], client: Callable[[str], Awaitable[object]]) -> T:
    """The same for a client that is awaited."""
    try:
        url = next(tries)
        while True:
            try:
                tried = _Tried(await client(url))
            except Exception as error:  # noqa: BLE001 - whatever a client raises is its outcome
                tried = _Tried(error=error)
            url = tries.send(tried)
    except StopIteration as done:
        result: T = done.value
        return result
    finally:
        tries.close()


def _tried(client: Callable[[str], object], url: str) -> _Tried:
    try:
        return _Tried(client(url))
    except Exception as error:  # noqa: BLE001 - as above
        return _Tried(error=error)
