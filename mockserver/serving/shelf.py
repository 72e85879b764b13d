"""The scenarios of one session: those it began with, and those that were put; knows no route."""

from __future__ import annotations

from collections.abc import Mapping

from mockserver.errors import MockServerError
from mockserver.exchange.selection import ScenarioSet, Session
from mockserver.scenario import library
from mockserver.scenario.model import Scenario

MOST_PUT = 10_000
"""Scenarios that are put at the same time; one more is refused."""


def scenario_named(name: str, known: Mapping[str, Scenario]) -> Scenario:
    """The scenario of this name, of these or of the bundled ones. Raises LookupError."""
    found = known.get(name) or library.bundled_scenario(name)
    if found is None:
        raise LookupError(library.unknown(name, list(known)))
    return found


class ShelfError(MockServerError):
    """A scenario that cannot be put or taken away; `code` is a word for scripts.

    It is `too_many`, `not_put` or `no_scenario`.
    """

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


class Shelf:
    """What a session's `choice` answers with; one that was put hides an earlier one of its name.

    All of it is called in the loop of the session's streams, and changes nothing where it raises.
    """

    def __init__(self, choice: Session) -> None:
        self._choice = choice
        self._first = choice.scenarios
        self._put: dict[str, Scenario] = {}

    def has_put(self, name: str) -> bool:
        """Whether the scenario of this name was put."""
        return name in self._put

    def swap(self, scenarios: ScenarioSet) -> None:
        """Has these in place of those it began with. Raises TiedScenariosError."""
        self._show(scenarios, self._put)

    def put(self, scenario: Scenario) -> bool:
        """Has this one answer, too: whether its name is new. Raises TiedScenariosError, ShelfError.

        Where it is not as before, it begins anew.
        """
        if scenario.name not in self._put and len(self._put) >= MOST_PUT:
            said = f"{MOST_PUT} scenarios were put: delete those that are not needed any more."
            raise ShelfError(said, "too_many")
        new = scenario.name not in self._choice.scenarios.by_name
        self._show(self._first, {**self._put, scenario.name: scenario})
        return new

    def delete(self, name: str) -> None:
        """Takes away a scenario that was put. Raises ShelfError, TiedScenariosError."""
        if name not in self._put:
            if name in self._choice.scenarios.by_name:
                said = f"The scenario {name!r} was not put here: only those can be deleted."
                raise ShelfError(said, "not_put")
            raise ShelfError(f"There is no scenario {name!r}.", "no_scenario")
        self._show(self._first, {key: one for key, one in self._put.items() if key != name})

    def _show(self, first: ScenarioSet, put: dict[str, Scenario]) -> None:
        both = first.with_put(put) if put else first
        self._choice.swap(both)
        self._first, self._put = first, put
