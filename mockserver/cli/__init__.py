"""The command `mockserver`: options, output, exit codes; each command imports what it needs.

Exit codes: 0 all is well; 1 scenario files have errors, a port is taken or the output cannot be
written; 2 wrong usage. `exec` ends as its command does, or with 3 (`exec.py`); `sweep` with 1 for
a cut that was silent alone (`sweep.py`).
"""

from __future__ import annotations

import sys
from contextlib import suppress

from . import check, conform, doctor, files, render, serve, sweep  # each adds its commands
from . import exec as execution
from .group import main

__all__ = ["check", "conform", "doctor", "execution", "files", "main", "render", "serve", "sweep"]


@main.command()
def demo() -> None:
    """Serve the bundled scenarios and show a client's view of some of them, as they arrive.

    In a terminal the server then goes on until Ctrl-C, so that a real client can be pointed at it.
    """
    import asyncio

    from mockserver import demo

    with suppress(KeyboardInterrupt):
        asyncio.run(demo.run(stay=sys.stdout.isatty(), command=demo.called(sys.argv[0])))
