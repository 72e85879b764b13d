"""Scenarios that follow their files: what changes is loaded and swapped in; knows no format.

Needs the package `watchfiles`, which is imported late: https://watchfiles.helpmanual.io
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable, Sequence
from contextlib import aclosing
from pathlib import Path
from typing import TYPE_CHECKING

from mockserver import bundled
from mockserver.exchange.selection import ScenarioSet, TiedScenariosError
from mockserver.scenario import library
from mockserver.scenario.load import is_scenario_name
from mockserver.scenario.model import Scenario

if TYPE_CHECKING:
    from watchfiles import Change

POLL = 200
"""Milliseconds within which the watcher says that it has begun."""

Load = Callable[[], Sequence[Scenario] | None]
"""Loads all scenarios anew; None where they cannot be used, which it has said."""


async def changes(paths: Iterable[Path], stopped: asyncio.Event) -> AsyncIterator[bool]:
    """True for each change of scenario files at these paths, until `stopped`.

    False comes first, when the watching has begun, and now and then later. A file is watched by
    its folder, since editors put a new file in its place. A folder that is deleted and made again
    (as by another branch's checkout) is watched on. The bundled scenarios,
    which stand here by name, are watched where nothing else is. Raises OSError where there is no
    such folder at first.
    """
    places = [path.resolve() for path in paths if not _is_bundled(path)] or [bundled.folder()]
    folders = {path if path.is_dir() else path.parent for path in places}
    while not stopped.is_set():
        watched = _identities(folders)
        async with aclosing(_watched(places, folders, stopped)) as told:
            async for found in told:
                yield found
                now = _identities(folders)
                if now != watched and None not in now:  # the system tells nothing of the new one
                    yield True
                    break


def _is_bundled(path: Path) -> bool:
    """Whether this is no path, but the name of a bundled scenario."""
    return not path.exists() and library.bundled_scenario(path.as_posix()) is not None


def _identities(folders: Iterable[Path]) -> list[tuple[int, int] | None]:
    """What tells a folder from another one of its path; None where there is none."""
    found: list[tuple[int, int] | None] = []
    for one in folders:
        try:
            status = one.stat()
        except OSError:
            found.append(None)
        else:
            found.append((status.st_dev, status.st_ino))
    return found


async def _watched(
    places: Sequence[Path], folders: Iterable[Path], stopped: asyncio.Event
) -> AsyncGenerator[bool, None]:
    from watchfiles import awatch

    def meant(_: Change, changed: str) -> bool:
        path = Path(changed)
        if not any(path == place or place in path.parents for place in places):
            return False
        return is_scenario_name(path.name) or not path.suffix  # as a folder has none

    async for found in awatch(
        *folders,
        watch_filter=meant,
        stop_event=stopped,
        rust_timeout=POLL,
        yield_on_timeout=True,
        recursive=any(path.is_dir() for path in places),
    ):
        yield bool(found)


async def follow(
    changed: AsyncIterator[bool],
    load: Load,
    swap: Callable[[ScenarioSet], object],
    say: Callable[[str], object],
) -> None:
    """Loads at each change, in another thread, and swaps in what can be used; one line each.

    Raises nothing: where watching is impossible, a line says so, and what is served stays.
    """
    watching = False
    try:
        async for one in changed:
            if not watching:
                watching = True
                say("watching for changes")
            if one:
                say(await _reloaded(load, swap))
    except (OSError, RuntimeError) as error:  # of the watcher: too many watches, a folder is gone
        say(f"not watching any more: {error}")


async def _reloaded(load: Load, swap: Callable[[ScenarioSet], object]) -> str:
    try:
        loaded = await asyncio.to_thread(_set, load)
    except Exception as error:  # noqa: BLE001 - a bug in loading must not end what is served
        return f"not reloaded: {type(error).__name__}: {error}"
    if loaded is None:
        return "not reloaded: the scenarios of before are served on"
    try:
        swap(loaded)
    except TiedScenariosError as error:  # with one that was put
        return f"not reloaded: {error}"
    count = len(loaded.by_name)
    return f"reloaded: {count} {'scenario is' if count == 1 else 'scenarios are'} served"


def _set(load: Load) -> ScenarioSet | None:
    scenarios = load()
    return None if scenarios is None else ScenarioSet(scenarios)
