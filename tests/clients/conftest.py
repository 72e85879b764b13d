"""The processes in which clients run, each started once, when the first test needs it.

Where its clients cannot be installed, the tests that need it are skipped; never in CI, where the
variable CI is set.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from . import installed
from .asking import Asker

WHERE: dict[str, Callable[[], list[str]]] = {
    "here": installed.own_python,
    "python": installed.python,
    "node": installed.node,
}


@pytest.fixture(scope="session")
def asker() -> Iterator[Callable[[str], Asker]]:
    """The process of a place: `here`, `python` or `node`."""
    running: dict[str, Asker] = {}
    missing: dict[str, str] = {}
    with ExitStack() as stack:

        def of(where: str) -> Asker:
            if where not in running | missing:
                try:
                    running[where] = Asker(WHERE[where]())
                    stack.callback(running[where].stop)
                except installed.MissingError as error:
                    missing[where] = str(error)
            if why := missing.get(where):
                if os.environ.get("CI"):
                    pytest.fail(f"{why}, and in CI these tests are not skipped")
                pytest.skip(why)
            return running[where]

        yield of
