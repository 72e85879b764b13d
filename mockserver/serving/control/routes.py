"""The routes of the control plane, one row for each; knows no request.

From this table they are served, described (`openapi.py`), documented and tested.
"""

from __future__ import annotations

from functools import cache

from mockserver.serving import paths
from mockserver.wire.json_text import JsonObject

from . import of_answers, of_exchanges, of_server, of_streams, openapi
from .asked import Nothing
from .on import On
from .route import Route


async def document(on: On, said: Nothing) -> JsonObject:
    """This: all routes as an OpenAPI document."""
    del on, said
    return described()


@cache
def described() -> JsonObject:
    """The OpenAPI document; do not change it."""
    return openapi.document(ROUTES)


_WAIT, _SCENARIO, _BAD = "waited_too_long", "no_scenario", ("bad_scenario", "tied_scenarios")
_BEGIN = ("bad_session_id", "session_exists", "too_many_sessions", _SCENARIO, *_BAD)

ROUTES = (
    Route("GET", "/health", of_server.health),
    Route("GET", "/metrics", of_server.metrics, ("not_installed",), of_server=True),
    Route("GET", "/openapi.json", document, of_server=True, constant=True),
    Route("POST", "/sessions", of_server.begin, _BEGIN, 201, of_server=True),
    Route("GET", "/sessions", of_server.sessions, of_server=True),
    Route("DELETE", "/sessions/{id}", of_server.drop, ("no_session",), of_server=True),
    Route("GET", "/scenarios", of_answers.scenarios),
    Route("POST", "/scenarios/validate", of_answers.validate),
    Route("GET", "/scenarios/{name}", of_answers.scenario, (_SCENARIO,)),
    Route("PUT", "/scenarios/{name}", of_answers.put, (*_BAD, "too_many"), 201),
    Route("DELETE", "/scenarios/{name}", of_answers.delete, (_SCENARIO, "not_put", _BAD[1])),
    Route("POST", "/use", of_answers.use, (_SCENARIO,)),
    Route("POST", "/queue", of_answers.queue, ("bad_scenario", "too_many"), 201),
    Route("GET", "/queue", of_answers.queued),
    Route("DELETE", "/queue", of_answers.clear_queue),
    Route("GET", "/journal", of_exchanges.journal),
    Route("DELETE", "/journal", of_exchanges.clear_journal),
    Route("GET", "/journal/wait", of_exchanges.wait, (_WAIT,)),
    Route("GET", "/exchanges/{number}", of_exchanges.exchange, ("no_exchange",)),
    Route("GET", "/exchanges/{number}/wait", of_exchanges.wait_for_end, ("no_exchange", _WAIT)),
    Route("GET", "/report", of_exchanges.report),
    Route("GET", "/verify", of_exchanges.verify),
    Route("POST", "/verify", of_exchanges.verify),
    Route("POST", "/gates/{name}/open", of_streams.open_gate, ("too_many",)),
    Route("POST", "/hold", of_streams.hold),
    Route("GET", "/streams/next", of_streams.next_stream, (_WAIT,)),
    Route("GET", "/streams/{number}", of_streams.stream, ("no_exchange",)),
    Route(
        "POST",
        "/streams/{number}/release",
        of_streams.release,
        ("no_exchange", "not_held", "not_sent", _WAIT),
    ),
    Route(
        "POST",
        "/streams/{number}/wait-until-read",
        of_streams.wait_until_read,
        ("no_exchange", "not_knowable", _WAIT),
    ),
    Route("GET", "/clock", of_streams.clock),
    Route("POST", "/clock/advance", of_streams.advance, ("real_time", "too_many_steps", _WAIT)),
    Route("POST", "/reset", of_streams.reset),
)
"""Every route; of two that fit a path, the first one answers."""


def methods(path: str) -> list[str]:
    """The methods that a path takes, without a session before it; none where it is not served."""
    parts = path.removeprefix(paths.CONTROL).split("/")
    fits = (one for one in ROUTES if _fits(one.path.split("/"), parts))
    return sorted({one.method for one in fits})


def _fits(pattern: list[str], parts: list[str]) -> bool:
    if pattern[-1] == "{name}":  # a scenario's name may have slashes
        return len(parts) >= len(pattern) and parts[: len(pattern) - 1] == pattern[:-1]
    same = (one.startswith("{") or one == part for one, part in zip(pattern, parts, strict=False))
    return len(pattern) == len(parts) and all(same)
