"""The sessions of one server by their names, the ended ones too; knows no route and no stream."""

from __future__ import annotations

import re
import secrets
from collections import Counter, OrderedDict, deque
from collections.abc import Callable
from dataclasses import replace

from mockserver.errors import MockServerError
from mockserver.exchange.journal import Journal

from .served import ServedSession

MOST_SESSIONS = 10_000
"""Sessions that are open at the same time; one more is refused."""

MOST_ENDED = 1_000
"""Ended sessions that are remembered; late requests to older ones are to no session at all."""

MOST_LATE = 10
"""Late requests that an ended session keeps."""

ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]{0,99}")
"""What a session's id is like."""


class SessionError(MockServerError):
    """A session that cannot be: its name is taken or is no name, or there are too many.

    `code` is a word for scripts: `session_exists`, `bad_session_id`, `too_many_sessions` or
    `no_session`.
    """

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


class Sessions:
    """All sessions of one server by their ids, the default one aside."""

    def __init__(self) -> None:
        self._open: dict[str, ServedSession] = {}
        self._ended: OrderedDict[str, ServedSession] = OrderedDict()
        self._late: Counter[str] = Counter()

    def add(self, make: Callable[[str], ServedSession], wanted: str | None = None) -> ServedSession:
        """A new session under the id that is wanted, or any. Raises SessionError."""
        name = secrets.token_hex(8) if wanted is None else wanted
        if ID.fullmatch(name) is None:
            allowed = "1 to 100 letters, digits, '.', '_', '~' and '-', a letter or digit first"
            raise SessionError(f"{name!r} is no session's id: {allowed}.", "bad_session_id")
        if name in self._open:
            raise SessionError(f"There is a session {name!r} already.", "session_exists")
        if len(self._open) >= MOST_SESSIONS:
            said = f"{MOST_SESSIONS} sessions are open: drop those that are done."
            raise SessionError(said, "too_many_sessions")
        session = self._open[name] = make(name)
        self._forget(self._ended.pop(name, None))
        return session

    def drop(self, name: str) -> ServedSession:
        """Ends a session; its id stays known for late requests. Raises SessionError."""
        session = self._open.pop(name, None)
        if session is None:
            raise SessionError(f"There is no session {name!r}.", "no_session")
        session.end()
        late = replace(session, journal=Journal(MOST_LATE), fresh=deque(), ended=True)
        self._ended[name] = late
        if len(self._ended) > MOST_ENDED:
            self._forget(self._ended.popitem(last=False)[1])
        return late

    def _forget(self, ended: ServedSession | None) -> None:
        """Keeps how many late requests it had, for so many sessions as are remembered."""
        if ended is None or not ended.journal.total:
            return
        if ended.whose in self._late or len(self._late) < MOST_ENDED:
            self._late[ended.whose] += ended.journal.total

    @property
    def late(self) -> dict[str, int]:
        """How many requests came to sessions that had ended, by the session's label or id."""
        late = Counter(self._late)
        for one in self.ended:
            late[one.whose] += one.journal.total
        return dict(+late)

    def find(self, name: str) -> ServedSession | None:
        """The session of this id, perhaps one that has ended; None where there is none."""
        return self._open.get(name) or self._ended.get(name)

    @property
    def open(self) -> list[ServedSession]:
        """All that have not ended, oldest first."""
        return list(self._open.values())

    @property
    def ended(self) -> list[ServedSession]:
        """Those that have ended and are remembered, oldest first: what came late is theirs."""
        return list(self._ended.values())
