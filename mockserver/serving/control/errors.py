"""The ways in which the control plane says no: a word for scripts, a status, a sentence for people.

Knows no route; each code has one status, and every refusal says what to do.
"""

from __future__ import annotations

from collections.abc import Mapping

from mockserver.delivery.manual_clock import TooManyStepsError
from mockserver.delivery.peer_queue import NotKnowableError
from mockserver.errors import MockServerError
from mockserver.exchange.selection import TiedScenariosError
from mockserver.serving.metrics import NotInstalledError
from mockserver.serving.served import WaitedTooLongError
from mockserver.serving.sessions import SessionError
from mockserver.serving.shelf import ShelfError
from mockserver.wire.json_text import Json

CODES: Mapping[str, tuple[int, str]] = {
    "bad_json": (400, "The body is no JSON object, is nested too deeply, or did not arrive whole."),
    "bad_request": (400, "The query or the body is not what the route takes; `details` say where."),
    "bad_session_id": (400, "The id can be none."),
    "no_token": (401, "The control token is missing, or it is another one."),
    "foreign_host": (403, "The `Host` is no address, nor localhost."),
    "foreign_origin": (403, "A web page of another origin asks."),
    "not_served": (404, "There is no such path."),
    "no_session": (404, "There is no such session, or it has ended, perhaps while this waited."),
    "no_scenario": (404, "There is no such scenario."),
    "no_exchange": (404, "There is no such exchange, or it is no longer kept."),
    "wrong_method": (405, "The path takes another method."),
    "waited_too_long": (408, "What was waited for did not happen in time."),
    "session_exists": (409, "There is a session of this id."),
    "too_many_sessions": (409, "So many sessions are open that no more can begin."),
    "too_many": (409, "So many replies, scenarios or gates are kept that no more can be."),
    "tied_scenarios": (409, "Another scenario has the very same `match`."),
    "not_put": (409, "The scenario was not put, so it cannot be deleted."),
    "not_held": (409, "The stream is not held, so there is nothing to release."),
    "not_sent": (409, "The stream ended, or rests, without having sent the text."),
    "not_knowable": (409, "Nothing tells what the client has read."),
    "real_time": (409, "The session keeps real time, which nobody moves on."),
    "too_many_steps": (409, "The clock came by too many deadlines, and stands at the last."),
    "several_workers": (409, "The server has several workers, and what this does is of one."),
    "too_large": (413, "The body is larger than the server takes."),
    "not_json": (415, "The `Content-Type` is not application/json."),
    "bad_scenario": (422, "A scenario or reply has errors; `diagnostics` say which and where."),
    "failed": (500, "A fault of mockserver."),
    "not_installed": (501, "A package is missing that this route needs."),
}
"""The status of each code, and what it means."""


class ControlError(MockServerError):
    """A refusal; `more` is what else its JSON says. Its message begins with a capital."""

    def __init__(self, code: str, message: str, **more: Json) -> None:
        super().__init__(message)
        self.code = code
        self.message = message[:1].upper() + message[1:]
        self.more = more

    @property
    def status(self) -> int:
        """The HTTP status."""
        return CODES[self.code][0]


_KINDS: Mapping[type[Exception], str] = {
    WaitedTooLongError: "waited_too_long",
    NotKnowableError: "not_knowable",
    TiedScenariosError: "tied_scenarios",
    TooManyStepsError: "too_many_steps",
    NotInstalledError: "not_installed",
}


def refusal(error: MockServerError | LookupError) -> ControlError:
    """An error of the server's own as a refusal."""
    if isinstance(error, ControlError):
        return error
    if isinstance(error, SessionError | ShelfError):
        return ControlError(error.code, str(error))
    if isinstance(error, LookupError):
        return ControlError("no_scenario", f"{error.args[0]}.")
    found = (code for kind, code in _KINDS.items() if isinstance(error, kind))
    return ControlError(next(found, "failed"), str(error))
