"""The mock as an ordinary aiohttp application: its options and routes; knows no thread.

https://docs.aiohttp.org/en/stable/web_quickstart.html
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import TypedDict, Unpack

from aiohttp import web

from mockserver.delivery.base import Limits
from mockserver.delivery.clock import RealClock
from mockserver.exchange.selection import FALLBACKS, Fallback, ScenarioSet, Session
from mockserver.scenario.model import Scenario

from . import data_plane, paths
from .access import Access
from .control.plane import add_routes
from .guard import Guard
from .options import check, scenario_set
from .served import ServedSession
from .shared import MOST_BODY, MOST_STREAMS, SERVING, Serving


class Options(TypedDict, total=False):
    """What an application can be told; `MockServer` and `mockserver serve` take the same."""

    seed: int
    """The seed of all chance where a scenario has none. Default: 0."""
    fallback: Fallback
    """What answers a request that no scenario does: `refuse` (the default), `random`."""
    limits: Limits
    """How long a connection may be waited for."""
    max_body: int
    """Bytes of a request's body; a larger one is refused. Default: 32 MiB."""
    max_streams: int
    """Streams that are open at the same time; one more is refused. Default: 20,000."""
    api_key: str | None
    """The key without which a request gets status 401; none is asked for where it is None."""
    allow_origin: str | None
    """The origin of web pages that may ask (`*` is any)."""
    rate_limit_headers: bool
    """Whether answers have the provider's rate-limit headers, with fixed numbers."""
    control_token: str | None
    """What requests to `/__mockserver__` must have as `Authorization: Bearer …`. Default: none is
    asked for, but where `MockServer` listens on an address that is not this machine's alone."""


def create_app(
    scenarios: Iterable[Scenario] | ScenarioSet = (), **options: Unpack[Options]
) -> web.Application:
    """An application that answers with these scenarios.

    What it shares is `app[SERVING]`. Raises TiedScenariosError for scenarios that cannot stand
    side by side; TypeError for an option that there is not and for a value of a wrong type, and
    ValueError for one that cannot be meant.
    """
    check(options, ("scenarios", *Options.__annotations__))
    one_set = scenario_set(scenarios)
    max_body = options.get("max_body", MOST_BODY)
    app = web.Application(client_max_size=max_body, middlewares=[data_plane.every_target])
    fallback = FALLBACKS[options.get("fallback", "refuse")]
    clock = RealClock()
    choice = Session(one_set, options.get("seed", 0), fallback=fallback)
    app[SERVING] = Serving(
        ServedSession("default", choice, clock),
        clock=clock,
        limits=options.get("limits", Limits()),
        max_body=max_body,
        access=Access(options.get("api_key"), options.get("allow_origin")),
        guard=Guard(options.get("control_token")),
        rate_limit_headers=options.get("rate_limit_headers", False),
        max_streams=options.get("max_streams", MOST_STREAMS),
    )
    app.on_startup.append(_follow_loop)
    for path, handler in data_plane.HANDLERS.items():
        for one in (path, paths.of_session(path)):
            add = app.router.add_get if paths.METHODS[path] == "GET" else app.router.add_post
            add(one, handler)
            app.router.add_options(one, data_plane.preflight)
    add_routes(app.router)
    app.router.add_route("*", "/{path:.*}", data_plane.not_served)
    return app


async def _follow_loop(app: web.Application) -> None:
    """Real time is that of the loop where the application runs."""
    app[SERVING].clock.follow(asyncio.get_running_loop())
