"""`mockserver exec`: a command beside a server of its own, the verdict, and reports of it."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .after_dashes import AfterDashes, command
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
)

if TYPE_CHECKING:
    from mockserver.exchange.problem import Level
    from mockserver.exchange.selection import Fallback
    from mockserver.serving.executing import Executed

VERDICT_FAILED = 3
"""The exit code where the command passed and the verdict failed."""


def _variables(
    context: click.Context, option: click.Parameter, said: Sequence[str]
) -> dict[str, str]:
    del context, option
    if not said:
        return {}
    from mockserver.serving.executing import almost_place

    found = {}
    for one in said:
        name, equals, value = one.partition("=")
        if not name or not equals:
            raise click.BadParameter(f"write NAME=VALUE, not {one!r}")
        if (meant := almost_place(value)) is not None:
            raise click.BadParameter(f"{one!r} has {meant[0]}: did you mean {meant[1]}?")
        found[name] = value
    return found


def _report(context: click.Context, option: click.Parameter, path: Path | None) -> Path | None:
    """A file that can be written: that is known before the command runs."""
    del context, option
    if path is not None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.open("ab").close()
        except OSError as error:
            raise click.BadParameter(f"cannot write {path}: {error.strerror}") from None
    return path


_FILE = click.Path(path_type=Path, dir_okay=False)


@main.command("exec", cls=AfterDashes)
@PATHS
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, help="Port; any free one by default."
)
@SEED
@FALLBACK
@API_KEY
@ALLOW_ORIGIN
@RATE_LIMIT_HEADERS
@STRICT
@click.option(
    "--env",
    "variables",
    multiple=True,
    metavar="NAME=VALUE",
    callback=_variables,
    help="One more variable for the command; {url}, {base_url}, {openrouter_url} and {api_key} "
    "in VALUE stand for what they are. May be repeated.",
)
@click.option(
    "--unmatched",
    type=click.Choice(["fail", "warn"]),
    default="fail",
    show_default=True,
    help="A request that nothing answers.",
)
@click.option(
    "--unused",
    type=click.Choice(["fail", "warn", "ignore"]),
    help="A scenario of PATH that is never asked for.  [default: warn]",
)
@click.option(
    "--no-requests",
    type=click.Choice(["fail", "warn", "ignore"]),
    default="fail",
    show_default=True,
    help="A command that asks for no completion.",
)
@click.option(
    "--junit", type=_FILE, callback=_report, metavar="FILE", help="Write the verdict as JUnit XML."
)
@click.option(
    "--json",
    "as_json",
    type=_FILE,
    callback=_report,
    metavar="FILE",
    help="Write the verdict and all exchanges as JSON.",
)
def exec_(
    paths: tuple[Path, ...],
    port: int,
    seed: int,
    fallback: Fallback,
    api_key: str | None,
    allow_origin: str | None,
    rate_limit_headers: bool,  # noqa: FBT001
    strict: bool,  # noqa: FBT001
    variables: dict[str, str],
    unmatched: Level,
    unused: Level | None,
    no_requests: Level,
    junit: Path | None,
    as_json: Path | None,
) -> None:
    """Run COMMAND against a server of its own, and judge what it asked for.

    The server has the scenarios of files and folders (the bundled ones where none is named). It
    listens on loopback; OPENAI_BASE_URL, OPENAI_API_KEY, OPENROUTER_BASE_URL, MOCKSERVER_URL and
    more say to the command where. The verdict goes to standard error.

    The exit code is the command's own (128 and the signal that killed it, 127 and 126 where it
    cannot be run), or 3 where the command passed and the verdict failed. The last line says which
    of the two it is where the command failed.
    """
    import asyncio

    from mockserver import bundled
    from mockserver.exchange.bundled_set import BundledSet
    from mockserver.exchange.problem import Problem
    from mockserver.serving.executing import CommandError, execute

    check_access(api_key, allow_origin)
    if unused is not None and not paths:
        raise click.UsageError("--unused is about the scenarios of PATH: name one")
    named = loaded(paths, strict=strict) if paths else []
    if strict and not paths:
        loaded((bundled.folder(),), strict=strict)
    running = execute(
        command(),
        named or BundledSet(),
        named=named,
        levels={
            Problem.UNMATCHED: unmatched,
            Problem.UNUSED: unused or "warn",
            Problem.NO_REQUESTS: no_requests,
        },
        more=variables,
        port=port,
        seed=seed,
        fallback=fallback,
        api_key=api_key,
        allow_origin=allow_origin,
        rate_limit_headers=rate_limit_headers,
    )
    try:
        done = asyncio.run(running)
    except CommandError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(error.exit_code)
    except OSError as error:
        raise click.ClickException(f"cannot listen on port {port}: {error.strerror}") from None
    click.echo(str(done.verdict), err=True)
    if done.exit_code:
        click.echo(f"mockserver: the command exited with {done.exit_code}", err=True)
    written = _written(done, command(), [one.name for one in named], junit, as_json)
    sys.exit(done.exit_code or (0 if done.verdict.ok else VERDICT_FAILED) or (0 if written else 1))


def _written(
    done: Executed,
    command: Sequence[str],
    named: Sequence[str],
    junit: Path | None,
    as_json: Path | None,
) -> bool:
    """Whether the reports could be written."""
    from mockserver.dialects.headers import without_keys
    from mockserver.exchange.junit import junit_xml

    line = without_keys(shlex.join(command))
    reports = []
    if junit is not None:
        reports.append((junit, junit_xml(done.verdict, line, done.exit_code, named)))
    if as_json is not None:
        reports.append((as_json, _json(done, line)))
    for path, text in reports:
        try:
            path.write_text(text, "utf-8", "backslashreplace")
        except OSError as error:
            click.echo(f"Error: cannot write {path}: {error.strerror}", err=True)
            return False
    return True


def _json(done: Executed, command: str) -> str:
    said = {
        **done.verdict.to_json(),
        "command": command,
        "exit_code": done.exit_code,
        "total": done.verdict.requests,
        "exchanges": [one.to_json() for one in done.exchanges],
    }
    return json.dumps(said, indent=1, ensure_ascii=False) + "\n"
