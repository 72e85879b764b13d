"""Named random streams: chance that depends on its name alone; knows nothing of who asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random as Random  # noqa: TID251 - the one place

_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def stream(*names: str | int) -> Random:
    """The random stream of a name such as `(seed, scenario, reply, purpose)`.

    Only `random()` and `getrandbits()` of it may be used: those are the same on every Python
    (https://docs.python.org/3/library/random.html#notes-on-reproducibility).
    """
    return Random("/".join(str(name) for name in names))  # noqa: S311 - no secret is made


@dataclass(frozen=True, slots=True)
class Chance:
    """All chance of one reply: `seed/scenario/reply`, and then the purpose.

    A random reply's depends on the request, too: `asked` is its fingerprint, and how many requests
    with this fingerprint there were before. Every further choice has chance of its own.
    """

    seed: int
    scenario: str
    reply: int
    asked: tuple[str, int] | tuple[()] = ()
    choice: int = 0

    def stream(self, purpose: str) -> Random:
        """The random stream for one purpose (`id`, `tool_call` …)."""
        further = (f"choice {self.choice}",) if self.choice else ()
        return stream(self.seed, self.scenario, self.reply, *self.asked, *further, purpose)


def base62(random: Random, length: int) -> str:
    """So many letters and digits, as providers make their ids."""
    return "".join(_BASE62[int(random.random() * 62)] for _ in range(length))
