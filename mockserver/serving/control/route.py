"""What one route of the control plane is: its path, its act, and what follows from its hints."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cached_property
from inspect import getdoc
from typing import Any, get_type_hints

from mockserver.serving import paths

from . import of_workers
from .asked import Asked
from .on import On

Act = Callable[[On, Any], Awaitable[Any]]
"""What a route does. Its hints say what it is asked and answers, its docstring what it does."""


@dataclass(frozen=True)
class Route:
    """One route; `path` stands behind `/__mockserver__`, alone and behind `/s/{session}`.

    `codes` are the refusals of its own, beside those that any route has. `status` is that of an
    answer which is new. `of_server` is that the session in the path does not matter, `constant`
    that nothing does: every server of this version answers the same.
    """

    method: str
    path: str
    act: Act
    codes: tuple[str, ...] = ()
    status: int = 200
    of_server: bool = False
    constant: bool = False

    @property
    def full_path(self) -> str:
        """The path of the default session, for a router: names may have slashes and line breaks."""
        return paths.CONTROL + self.path.replace("{name}", r"{name:[\s\S]+}")

    @cached_property
    def asks(self) -> type[Asked]:
        """What its query (of a GET) or body says."""
        found: type[Asked] = self._hints["said"]
        return found

    @cached_property
    def answers(self) -> Any:
        """What it answers."""
        return self._hints["return"]

    @property
    def about(self) -> str:
        """What it does, in a sentence or two."""
        return " ".join((getdoc(self.act) or "").split())

    @property
    def alone(self) -> bool:
        """Whether one of several workers answers by itself: it is the same in each of them."""
        return self.constant or self.act in of_workers.ANYONE

    @property
    def waits(self) -> bool:
        """Whether it has a `timeout`."""
        return "timeout" in self.asks.model_fields

    @cached_property
    def _hints(self) -> dict[str, Any]:
        return get_type_hints(self.act, include_extras=True)
