"""`mockserver serve`: options and refusals; what it serves is imported when it starts."""

from __future__ import annotations

from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .group import (
    ALLOW_ORIGIN,
    API_KEY,
    FALLBACK,
    PATHS,
    RATE_LIMIT_HEADERS,
    SEED,
    STRICT,
    check_access,
    loaded,
    main,
    say,
    shortened,
    usable,
)

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from mockserver.exchange.selection import Fallback
    from mockserver.scenario.model import Scenario
    from mockserver.serving.app import Options


def _host(context: click.Context, option: click.Parameter, value: str) -> str:
    """A host that can be looked up and stands in a URL."""
    del context, option
    if value in ("", "*"):
        raise click.BadParameter("write 0.0.0.0 or :: to listen on all addresses")
    try:
        value.encode("idna")
    except UnicodeError:
        message = f"this is not a host name or an address: {shortened(value)}"
        raise click.BadParameter(message) from None
    return value


def _token(context: click.Context, option: click.Parameter, value: str | None) -> str | None:
    """A token that a header can say."""
    del context, option
    from mockserver.serving.guard import Guard

    try:
        return Guard(value).token
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


@main.command()
@PATHS
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    callback=_host,
    help="Address to listen on.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8080,
    show_default=True,
    help="Port; 0 is any free one.",
)
@SEED
@FALLBACK
@API_KEY
@ALLOW_ORIGIN
@RATE_LIMIT_HEADERS
@click.option(
    "--control-token",
    envvar="MOCKSERVER_CONTROL_TOKEN",
    metavar="TOKEN",
    callback=_token,
    help="What requests to /__mockserver__ must have as `Authorization: Bearer TOKEN`. Made up and "
    "shown where --host is not loopback (also by the variable MOCKSERVER_CONTROL_TOKEN).",
)
@STRICT
@click.option("--watch", is_flag=True, help="Load files that change; needs mockserver[watch].")
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="Processes that serve, for more than one core (Linux, macOS): for scenarios whose answers "
    "depend on the request alone.",
)
def serve(
    paths: tuple[Path, ...],
    host: str,
    port: int,
    seed: int,
    fallback: Fallback,
    api_key: str | None,
    allow_origin: str | None,
    rate_limit_headers: bool,  # noqa: FBT001
    control_token: str | None,
    strict: bool,  # noqa: FBT001
    watch: bool,  # noqa: FBT001
    workers: int,
) -> None:
    """Serve the scenarios of files and folders (the bundled ones where none is named).

    The first line on standard output has the URL. A request's model that is a scenario's name
    selects it. SIGTERM and SIGINT end all streams and the server, with exit code 0.
    """
    from mockserver.serving import garbage

    click.get_current_context().with_resource(garbage.not_yet())
    import asyncio

    from mockserver import bundled
    from mockserver.errors import MockServerError
    from mockserver.exchange.bundled_set import BundledSet
    from mockserver.serving.app import Options
    from mockserver.serving.foreground import run

    check_access(api_key, allow_origin)
    if watch and find_spec("watchfiles") is None:
        message = "--watch needs the package watchfiles: pip install 'mockserver[watch]'"
        raise click.UsageError(message)
    whole = bool(paths) or strict
    paths = paths or (bundled.folder(),)
    options = Options(
        seed=seed,
        fallback=fallback,
        api_key=api_key,
        allow_origin=allow_origin,
        rate_limit_headers=rate_limit_headers,
        control_token=control_token,
    )
    load = partial(usable, paths, strict=strict) if watch else None
    if workers > 1:
        scenarios = loaded(paths, strict=strict)
        running = _several(scenarios, workers, host, port, options, watch=watch)
    else:
        served = loaded(paths, strict=strict) if whole else BundledSet()
        running = run(served, host=host, port=port, say=say, watched=paths, load=load, **options)
    try:
        asyncio.run(running)
    except OSError as error:
        raise click.ClickException(f"cannot listen on {host}:{port}: {error.strerror}") from None
    except MockServerError as error:  # a worker has ended
        raise click.ClickException(str(error)) from None


def _several(
    scenarios: list[Scenario], workers: int, host: str, port: int, options: Options, *, watch: bool
) -> Coroutine[Any, Any, None]:
    """Serves by several processes; ends the command where these would answer differently."""
    from mockserver.serving.workers.parent import objection, run_workers

    if watch:
        raise click.UsageError("--watch is for one process: leave --workers out")
    if (said := objection(scenarios, workers, **options)) is not None:
        raise click.UsageError(said)
    return run_workers(scenarios, workers=workers, host=host, port=port, say=say, **options)
