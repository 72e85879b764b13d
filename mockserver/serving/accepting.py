"""How connections are accepted, also where none can be for want of files; knows no HTTP."""

from __future__ import annotations

import asyncio
import errno
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Any

BACKLOG = 4096
"""Connections that the kernel holds until they are accepted; 128 makes thousands wait seconds."""

AT_ONCE = 16
"""Connections that are accepted in one turn of the loop.

asyncio takes its `backlog` for this number, too, and tries so often in each turn where no file can
be opened any more, with a timer and a line in the log for each try:
https://github.com/python/cpython/blob/v3.13.0/Lib/asyncio/selector_events.py#L169
"""

_NO_FILES = {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM}

_log = logging.getLogger(__name__)


async def accept(
    protocol: Callable[[], asyncio.BaseProtocol], host: str, port: int, *, reuse_port: bool = False
) -> asyncio.Server:
    """Listens, in the running loop; with `reuse_port` beside other processes. Raises OSError."""
    loop = asyncio.get_running_loop()
    as_asyncio = isinstance(loop, asyncio.BaseEventLoop)  # uvloop is not, nor accepts like it
    listener = await loop.create_server(
        protocol,
        host,
        port,
        backlog=AT_ONCE if as_asyncio else BACKLOG,
        reuse_port=reuse_port or None,
    )
    for one in listener.sockets if as_asyncio else ():
        with suppress(OSError), one.dup() as same:
            same.listen(BACKLOG)
    if loop.get_exception_handler() is None:
        loop.set_exception_handler(NoFiles())
    return listener


class NoFiles:
    """A loop's handler of exceptions that says in one line that no connection can be accepted.

    All else is the loop's own handler's.
    """

    def __init__(self) -> None:
        self._said = False

    def __call__(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """Handles what `loop.call_exception_handler` was told."""
        error = context.get("exception")
        if (
            "accept" not in context.get("message", "")
            or getattr(error, "errno", 0) not in _NO_FILES
        ):
            loop.default_exception_handler(context)
        elif not self._said:
            self._said = True
            _log.warning(
                "connections wait: %s. They are accepted when others end, or raise the limit"
                " (`ulimit -n`). This is said once.",
                getattr(error, "strerror", error),
            )
