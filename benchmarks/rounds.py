"""Servers take turns, so that what else the machine does meets them all alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TypeVar

Case = TypeVar("Case")


@dataclass(frozen=True)
class Effort:
    """How long a benchmark takes: all of it, or a look (`--quick`)."""

    quick: bool

    @property
    def rounds(self) -> int:
        """How often each case is measured."""
        return 1 if self.quick else 3

    def of(self, whole: float, quick: float) -> float:
        """One of the two."""
        return quick if self.quick else whole


def medians(
    cases: Sequence[Case],
    effort: Effort,
    measure: Callable[[Case], dict[str, float]],
    *,
    worst: Mapping[str, Callable[[Iterable[float]], float]] | None = None,
) -> list[dict[str, float]]:
    """The median of every figure of every case, measured in rounds; of some the `worst` round's."""
    found = [[measure(case) for case in cases] for _ in range(effort.rounds)]
    of = worst or {}
    return [
        {key: of.get(key, median)([one[key] for one in of_case]) for key in of_case[0]}
        for of_case in zip(*found, strict=True)
    ]
