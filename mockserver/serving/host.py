"""What a session knows of the server that it belongs to; knows neither."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, Protocol, TypeVar

from .sessions import Sessions

T = TypeVar("T")


class Host(Protocol):
    """The server of a session."""

    @property
    def api_key(self) -> str | None:
        """The key that it asks for; None where it asks for none."""

    @property
    def control_token(self) -> str | None:
        """The token that its control plane asks for; None where it asks for none."""

    @property
    def url(self) -> str:
        """`http://HOST:PORT`. Raises RuntimeError where the server is not running."""

    @property
    def has_thread(self) -> bool:
        """Whether it runs, in a thread of its own."""

    def run(self, waiting: Coroutine[Any, Any, T]) -> T:
        """What a coroutine returns that has to run in the server's loop."""

    async def across(self, waiting: Coroutine[Any, Any, T]) -> T:
        """The same, awaited in whatever loop."""

    def call(self, act: Callable[[], object]) -> None:
        """Has this called in the server's loop, after all that was asked for before."""

    @property
    def sessions(self) -> Sessions:
        """The sessions of the server."""
