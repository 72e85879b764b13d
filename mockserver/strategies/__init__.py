"""Hypothesis strategies: replies that a client must read right, and replies one fault away from it.

`pip install 'mockserver[hypothesis]'`. All values are those that `mockserver.build` makes, so each
can be queued, planned and written with `.to_yaml()`. https://hypothesis.readthedocs.io
"""

from __future__ import annotations

try:
    import hypothesis as _hypothesis  # noqa: F401 - to say what is missing, and how to get it
except ModuleNotFoundError as error:  # pragma: no cover - the tests need it themselves
    hint = "mockserver.strategies needs hypothesis: pip install 'mockserver[hypothesis]'"
    raise ModuleNotFoundError(hint, name=error.name) from None

from .changed import ACTIONS, faults, faulty, framings, segmentations, timings
from .lawful import lawful_replies
from .saving import expected, saved_as

__all__ = [
    "ACTIONS",
    "expected",
    "faults",
    "faulty",
    "framings",
    "lawful_replies",
    "saved_as",
    "segmentations",
    "timings",
]
