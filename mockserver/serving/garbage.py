"""How garbage is looked for in a process that is a server's own; knows no server.

Each look at all that is loaded makes every stream late by 10 ms and more, and finds nothing.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_RARELY = (10_000, 20, 50)
"""After how many new objects garbage is looked for, and how often before all is looked at."""


@contextmanager
def not_yet() -> Iterator[None]:
    """None is looked for while code and scenarios are loaded, of which nothing is garbage."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def rarely() -> None:
    """It is looked for from now on, but not among what is there already."""
    gc.freeze()
    gc.set_threshold(*_RARELY)
    gc.enable()
