"""`mockserver serve`: options and refusals; what it serves is imported when it starts."""

from __future__ import annotations

from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

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
    from mockserver.exchange.selection import Fallback


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
) -> None:
    """Serve the scenarios of files and folders (the bundled ones where none is named).

    The first line on standard output has the URL. A request's model that is a scenario's name
    selects it. SIGTERM and SIGINT end all streams and the server, with exit code 0.
    """
    import asyncio

    from mockserver import bundled
    from mockserver.serving.foreground import run

    check_access(api_key, allow_origin)
    if watch and find_spec("watchfiles") is None:
        message = "--watch needs the package watchfiles: pip install 'mockserver[watch]'"
        raise click.UsageError(message)
    paths = paths or (bundled.folder(),)
    running = run(
        loaded(paths, strict=strict),
        host=host,
        port=port,
        seed=seed,
        fallback=fallback,
        api_key=api_key,
        allow_origin=allow_origin,
        rate_limit_headers=rate_limit_headers,
        control_token=control_token,
        say=say,
        watched=paths,
        load=partial(usable, paths, strict=strict) if watch else None,
    )
    try:
        asyncio.run(running)
    except OSError as error:
        raise click.ClickException(f"cannot listen on {host}:{port}: {error.strerror}") from None
