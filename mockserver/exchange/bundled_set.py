"""All bundled scenarios, of which each is read when it is first asked for; knows no connection.

They were checked before they were bundled, so that a server of them all need not read them to
start: only those that have a `match` can be asked for by another request than one with their name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mockserver.scenario import library
from mockserver.scenario.model import Scenario
from mockserver.script.random_reply import prepare

from .selection import ScenarioSet


class BundledSet(ScenarioSet):
    """The bundled scenarios, and those that were put beside or in place of them.

    Raises TiedScenariosError, ScenarioError.
    """

    def __init__(self, put: Mapping[str, Scenario] | None = None) -> None:
        known = _Read(put or {})
        own = [name for name in library.matching() if name not in known.read]
        super().__init__([*(known[name] for name in own), *(put or {}).values()])
        self.by_name = known

    def with_put(self, put: Mapping[str, Scenario]) -> ScenarioSet:
        """As ScenarioSet says."""
        return BundledSet(put)


class _Read(Mapping[str, Scenario]):
    """Scenarios by name: some that are there, and the bundled ones, which are kept once read."""

    def __init__(self, there: Mapping[str, Scenario]) -> None:
        self.read = dict(there)
        self._names = dict.fromkeys([*library.names(), *there])

    def __getitem__(self, name: str) -> Scenario:
        if name not in self.read:
            scenario = library.bundled_scenario(name) if name in self._names else None
            if scenario is None:
                raise KeyError(name)
            prepare(one for one in scenario.replies if one.is_random)
            self.read[name] = scenario
        return self.read[name]

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)
